// A lower bound is not above its upper bound, also where the two come from different definitions of a slot.

import type { Report } from "../../text/diagnostic.ts";
import { metaslotOrigin } from "../induce.ts";
import type { Origin, Scalar } from "../metamodel.ts";
import type { SchemaView } from "../schema-view.ts";
import { slotLabel } from "../names.ts";

interface Bounded {
  readonly minimumValue?: Scalar;
  readonly maximumValue?: Scalar;
  readonly minimumCardinality?: number;
  readonly maximumCardinality?: number;
}

export function checkBounds(view: SchemaView, report: Report): void {
  for (const name of view.schema.types.keys()) {
    const type = view.resolveType(name);
    checkPair(type, `type "${name}"`, () => type.origin, report);
  }
  for (const slot of view.slots.values())
    checkPair(slot, `slot "${slot.name}"`, (metaslot) => at(slot.origin, metaslot), report);
  for (const name of view.classes.keys()) {
    for (const slot of view.inducedSlots(name)) {
      if (!hasBounds(slot)) continue;
      // What a slot says alone was checked above.
      if (slot.definitions.length === 1 && slot.origin.pointer.startsWith("/slots/")) continue;
      checkPair(
        slot,
        slotLabel(slot, name),
        (metaslot, value) => metaslotOrigin(slot, metaslot, value),
        report,
      );
    }
  }
}

function hasBounds({ maximumValue, maximumCardinality }: Bounded): boolean {
  return maximumValue !== undefined || maximumCardinality !== undefined;
}

function at(origin: Origin, metaslot: string): Origin {
  return { file: origin.file, pointer: `${origin.pointer}/${metaslot}` };
}

function checkPair(
  element: Bounded,
  subject: string,
  /** Where the value of a metaslot is written. */
  originOf: (metaslot: string, value: Scalar) => Origin,
  report: Report,
): void {
  const compare = (
    lowName: string,
    low: Scalar | undefined,
    highName: string,
    high: Scalar | undefined,
  ): void => {
    if (low === undefined || high === undefined || typeof low !== typeof high || low <= high)
      return;
    const params = {
      from: capitalize(subject),
      low: String(low),
      high: String(high),
      lowName,
      highName,
    };
    const related = [{ message: highName, place: originOf(highName, high) }];
    report("empty-bounds", originOf(lowName, low), params, related);
  };
  compare("minimum_value", element.minimumValue, "maximum_value", element.maximumValue);
  compare(
    "minimum_cardinality",
    element.minimumCardinality,
    "maximum_cardinality",
    element.maximumCardinality,
  );
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
