// A constraint → what it says, as a list of plain values by which it is compared and hashed.

import type { Constraint } from "./database.ts";

/** All but name, comment and place; of a check also without its expression, which Postgres may word otherwise, and the columns read there. */
export function constraintTerms(constraint: Constraint): readonly unknown[] {
  switch (constraint.kind) {
    case "check":
      return [constraint.notValid, constraint.variant];
    case "primary_key":
    case "unique":
      return [
        constraint.columns,
        constraint.include,
        constraint.kind === "unique" && constraint.nullsNotDistinct,
        constraint.deferrable,
        constraint.deferred,
        constraint.variant,
      ];
    case "foreign_key":
      return [
        constraint.columns,
        constraint.targetTable,
        constraint.targetColumns,
        constraint.onDelete,
        constraint.onUpdate,
        constraint.matchFull,
        constraint.deferrable,
        constraint.deferred,
        constraint.notValid,
        constraint.variant,
      ];
  }
}
