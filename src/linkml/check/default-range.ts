// Slots without a range need a default_range; without one they are read as string, which deserves a word.

import type { Report } from "../../text/diagnostic.ts";
import type { InducedSlot } from "../metamodel.ts";
import type { SchemaView } from "../schema-view.ts";

export function checkDefaultRange(view: SchemaView, report: Report): void {
  if (view.schema.defaultRange !== undefined) return;
  const seen = new Set<unknown>();
  let first: InducedSlot | undefined;
  for (const name of view.classes.keys()) {
    for (const slot of view.inducedSlots(name)) {
      if (slot.rangeGiven || hasAlternatives(slot)) continue;
      const definition = slot.definitions.at(-1);
      if (view.defaultRange(definition?.origin.file ?? "") !== undefined) continue;
      first ??= slot;
      seen.add(definition);
    }
  }
  if (first !== undefined)
    report("no-range", { ...first.origin, at: "key" }, { slot: first.name, count: seen.size });
}

function hasAlternatives({
  anyOf,
  allOf,
  exactlyOneOf,
  rangeExpression,
  enumRange,
}: InducedSlot): boolean {
  return [anyOf, allOf, exactlyOneOf, rangeExpression, enumRange].some(
    (part) => part !== undefined,
  );
}
