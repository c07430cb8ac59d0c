// Every ifabsent is read once for each class that can have objects, so that no unusable or ineffective one goes unnoticed.

import type { SchemaView } from "../linkml/schema-view.ts";
import { slotLabel } from "../linkml/names.ts";
import type { Report } from "../text/diagnostic.ts";
import { slotDefault } from "./default.ts";
import type { ConstraintModel } from "./model.ts";

export function checkDefaults(
  view: SchemaView,
  { kinds, ranges }: ConstraintModel,
  report: Report,
): void {
  for (const name of view.classes.keys()) {
    const kind = kinds.get(name);
    if (kind === "abstract" || kind === "index") continue;
    const isRow = kind === "table" || kind === "surrogate";
    for (const slot of view.inducedSlots(name)) {
      if (slot.ifabsent === undefined) continue;
      const range = ranges.rangeOf(slot);
      if (range.kind === "index") continue;
      const from = slotLabel(slot, name);
      const value = slotDefault(slot, range, from, report);
      if (value === undefined || isRow) continue;
      const { text, origin } = slot.ifabsent;
      const reason = "its objects have no rows; they are kept as they come";
      report("default-not-applied", origin, { from, text, reason });
    }
  }
}
