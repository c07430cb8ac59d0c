// LinkML arrays of several dimensions → lists of lists.

import type { ArrayExpression, DimensionExpression } from "../linkml/metamodel.ts";
import { alternatives } from "./value-constraints.ts";
import type { Shape } from "./shape.ts";
import { sizeBounds } from "./lists.ts";

/** More alternatives than these are not spelled out; the lists may then be nested in any way. */
const MAX_ALTERNATIVES = 8;

/** Lists of lists of `element`, as deep as the expression says. */
export function nestedLists(element: Shape, expression: ArrayExpression): Shape {
  const { dimensions = [] } = expression;
  const [least, most] = depths(expression);
  if (most - least >= MAX_ALTERNATIVES) return listsOf({ kind: "any" }, least, dimensions);
  const depth = Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return alternatives(depth.map((count) => listsOf(element, count, dimensions))) ?? { kind: "any" };
}

/** Whether everything about the elements can be said. */
export function isBounded(expression: ArrayExpression): boolean {
  const [least, most] = depths(expression);
  return most - least < MAX_ALTERNATIVES;
}

/** The fewest and the most dimensions. A number of them that is not said is that of `dimensions`. */
function depths(expression: ArrayExpression): readonly [least: number, most: number] {
  const { exactNumberDimensions: exact, dimensions = [] } = expression;
  const { minimumNumberDimensions, maximumNumberDimensions } = expression;
  if (exact !== undefined) return [exact, exact];
  const isOpen = maximumNumberDimensions === false;
  const most = typeof maximumNumberDimensions === "number" ? maximumNumberDimensions : undefined;
  if (minimumNumberDimensions === undefined && most === undefined && !isOpen) {
    return dimensions.length === 0 ? [1, Infinity] : [dimensions.length, dimensions.length];
  }
  const least = minimumNumberDimensions ?? Math.max(dimensions.length, 1);
  return [least, Math.max(most ?? Infinity, least)];
}

function listsOf(element: Shape, depth: number, dimensions: readonly DimensionExpression[]): Shape {
  return Array.from({ length: depth }).reduceRight<Shape>(
    (items, _, index) => ({
      kind: "array",
      items,
      unique: false,
      ...sizeBounds(dimensions[index] ?? {}),
    }),
    element,
  );
}
