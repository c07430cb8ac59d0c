// Nothing inherits from itself.

import type { Report } from "../../text/diagnostic.ts";
import type { SchemaView } from "../schema-view.ts";

export function checkCycles(view: SchemaView, report: Report): void {
  const { classes, slots, enums } = view.schema;
  const elements = { class: classes, slot: slots, enum: enums, type: view.types };
  for (const kind of ["class", "slot", "enum", "type"] as const) {
    for (const cycle of view.ancestries[kind].cycles()) {
      const origins = cycle.slice(0, -1).flatMap((name) => elements[kind].get(name)?.origin ?? []);
      const [first, ...others] = origins;
      if (first === undefined) continue;
      const related = others.map((place) => ({ message: "also on the cycle", place }));
      report("inheritance-cycle", first, { kind, cycle }, related);
    }
  }
}
