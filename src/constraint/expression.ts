// What slot and class expressions have in common, and what it takes to compile them.

import type { AnonymousClassExpression } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Report } from "../text/diagnostic.ts";
import type { RangeShapes } from "./range-shape.ts";
import type { Condition } from "./shape.ts";
import type { SlotRanges } from "./slot-range.ts";

/** Where a missing value leaves it open whether something holds: is it enough that it may, or must it for certain? */
export type Certainty = "possible" | "certain";

export function opposite(certainty: Certainty): Certainty {
  return certainty === "certain" ? "possible" : "certain";
}

/** One statement of an expression, and the metaslot that makes it. */
export interface Part {
  readonly metaslot: string;
  readonly condition: Condition;
}

/** Makes a condition on an object of one of the classes. */
export type NestedCondition = (
  expression: AnonymousClassExpression,
  classes: readonly string[],
  certainty: Certainty,
) => Condition;

/** What it takes to read the expressions of a schema. */
export interface ExpressionContext {
  readonly view: SchemaView;
  readonly ranges: SlotRanges;
  readonly shapes: RangeShapes;
  readonly report: Report;
}
