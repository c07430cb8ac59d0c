// Expressions and types of the schema that Postgres refuses → blockers.

import type { Blocker, PlannedChange } from "../plan.ts";

/** An expression or a type of the schema that Postgres refuses. */
export interface RefusedExpression {
  readonly table: string;
  /** `User.age`, `User.age_check`. */
  readonly object: string;
  readonly sqlstate: string;
}

/** Step 0 where no step carries the expression: the table does not change otherwise. */
export function refusedExpressions(
  refused: readonly RefusedExpression[],
  planned: readonly PlannedChange[],
): readonly Blocker[] {
  return refused.map(({ table, object, sqlstate }) => {
    const step =
      planned.find((item) => item.step.object === object) ??
      planned.find((item) => item.step.object === table);
    return {
      step: step?.step.id ?? 0,
      code: "invalid_expression",
      message: `Postgres does not accept the definition of ${object} (SQLSTATE ${sqlstate}).`,
      fix: "Correct the slot's type, default or rule in the schema.",
    };
  });
}
