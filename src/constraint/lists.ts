// Conditions on the elements of a list, and on how many there are.

import type { AnonymousSlotExpression } from "../linkml/metamodel.ts";
import { any, every, is, isAlways } from "./condition.ts";
import type { Condition, Shape } from "./shape.ts";
import { OPERATORS, type SlotExpression, type Subject } from "./subject.ts";

/** A list written by key: what would have to hold for its elements is not looked at. */
function asDictionary(key: string): Condition {
  return is({ kind: "dictionary", key, values: { kind: "any" } });
}

type Sizes = Pick<
  AnonymousSlotExpression,
  "exactCardinality" | "minimumCardinality" | "maximumCardinality"
>;

/** How long a list may be. */
export function sizeBounds({
  exactCardinality: exact,
  minimumCardinality = exact,
  maximumCardinality = exact,
}: Sizes): { readonly minItems?: number; readonly maxItems?: number } {
  return {
    ...(minimumCardinality !== undefined && {
      minItems: Math.max(minimumCardinality, exact ?? 0),
    }),
    ...(maximumCardinality !== undefined && {
      maxItems: Math.min(maximumCardinality, exact ?? Infinity),
    }),
  };
}

export function sizedList(items: Shape, expression: SlotExpression): Shape {
  return { kind: "array", items, unique: false, ...sizeBounds(expression) };
}

/** It speaks of a list as a whole. */
export function isAboutLists(expression: AnonymousSlotExpression): boolean {
  return (
    expression.multivalued === true ||
    expression.hasMember !== undefined ||
    expression.allMembers !== undefined ||
    Object.keys(sizeBounds(expression)).length > 0 ||
    OPERATORS.some(({ property }) => expression[property]?.some(isAboutLists) === true)
  );
}

/** What the cardinalities of an expression say of a list. */
export function sizeConditions(
  expression: SlotExpression,
  { list, dictionary }: Subject,
): readonly Condition[] {
  const bounds = sizeBounds(expression);
  if (!list || Object.keys(bounds).length === 0) return [];
  const values: Shape = { kind: "any" };
  const sized = is({ kind: "array", items: values, unique: false, ...bounds });
  if (dictionary === undefined) return [sized];
  return [any([sized, is({ kind: "dictionary", key: dictionary, values, ...bounds })])];
}

/** The condition holds for each element; for the value itself where there is only one. */
export function forEachElement(condition: Condition, { list, dictionary }: Subject): Condition {
  if (!list) return condition;
  const listed = every(condition);
  return dictionary === undefined || isAlways(listed)
    ? listed
    : any([listed, asDictionary(dictionary)]);
}

/** The condition holds for at least one element. */
export function forSomeElement(element: Condition, { list, dictionary }: Subject): Condition {
  if (!list) return element;
  const listed: Condition = { kind: "some", element };
  return dictionary === undefined ? listed : any([listed, asDictionary(dictionary)]);
}
