// `subproperty_of`: a slot whose values are the names of slots → the list of those names.

import type { InducedSlot } from "../linkml/metamodel.ts";
import { underscore } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Shape } from "./shape.ts";
import type { SlotRange } from "./slot-range.ts";
import { literals } from "./value-constraints.ts";

/** The slot named by `subproperty_of` and all that inherit from it, as the range writes them; undefined where it does not name slots. */
export function subpropertyShape(
  view: SchemaView,
  range: SlotRange,
  { subpropertyOf }: InducedSlot,
): Shape | undefined {
  const root = subpropertyOf === undefined ? undefined : view.find("slot", subpropertyOf);
  if (root === undefined || range.kind !== "scalar") return undefined;
  const { base } = range.type;
  const names = view.ancestries.slot.descendants(root);
  return literals([...new Set(names.flatMap((name) => writtenAs(view, base, name)))]);
}

function writtenAs(view: SchemaView, base: string, name: string): readonly string[] {
  const definition = view.slots.get(name);
  if (definition === undefined) return [];
  switch (base) {
    case "uri":
      return [view.slotUri(definition)];
    case "curie":
      return [view.slotCurie(definition)];
    case "uriorcurie":
      return [view.slotCurie(definition), view.slotUri(definition)];
    default:
      return [underscore(name)];
  }
}
