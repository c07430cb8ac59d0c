// What a slot expression is about: the values of a slot, and how they stand in storage and in documents.

import type { AnonymousSlotExpression, InducedSlot, SlotDefinition } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { asksForInlining, dictionaryOf } from "./inlining.ts";
import type { ReferenceRange, SlotRange, SlotRanges } from "./slot-range.ts";

export type SlotExpression = AnonymousSlotExpression | SlotDefinition | InducedSlot;

/** The metaslots that combine expressions, and their fields. */
export const OPERATORS = [
  { metaslot: "any_of", property: "anyOf" },
  { metaslot: "exactly_one_of", property: "exactlyOneOf" },
  { metaslot: "all_of", property: "allOf" },
  { metaslot: "none_of", property: "noneOf" },
] as const;

export type Operator = (typeof OPERATORS)[number]["property"];

/** What an expression is about: the values of a slot. */
export interface Subject {
  readonly range: SlotRange;
  /** In documents, rows of other tables stand in it as objects. */
  readonly inlined: boolean;
  /** It has a list of them. */
  readonly list: boolean;
  /** In documents the list is written as an object; this member is the key. */
  readonly dictionary?: string;
}

export function isReference(range: SlotRange): range is ReferenceRange {
  return range.kind === "reference" || range.kind === "polymorphic";
}

/** In documents there are objects where storage has ids. */
export function standsInline({ inlined, range }: Subject): boolean {
  return inlined && hasReference(range);
}

function hasReference(range: SlotRange): boolean {
  return range.kind === "union" ? range.options.some(hasReference) : isReference(range);
}

/** The classes that an object of the range may be of, as they are written. */
export function objectClasses(range: SlotRange): readonly string[] {
  switch (range.kind) {
    case "reference":
    case "polymorphic":
    case "value":
      return [range.class];
    case "union":
      return range.options.flatMap(objectClasses);
    default:
      return [];
  }
}

/** The values of a slot as its class has it. */
export function subjectOf(slot: InducedSlot, view: SchemaView, ranges: SlotRanges): Subject {
  const range = ranges.rangeOf(slot);
  const list = slot.multivalued === true;
  const inlined = asksForInlining(slot);
  const dictionary = list ? dictionaryKey(range, slot, inlined, view) : undefined;
  return { range, list, inlined, ...(dictionary !== undefined && { dictionary }) };
}

function dictionaryKey(
  range: SlotRange,
  slot: InducedSlot,
  inlined: boolean,
  view: SchemaView,
): string | undefined {
  const hasObjects = range.kind === "value" || (inlined && isReference(range));
  return hasObjects ? dictionaryOf(view, range.class, slot)?.key : undefined;
}
