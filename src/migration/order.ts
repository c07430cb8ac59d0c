// The order in which changes can be executed: first what lets go of others, then what goes, then what comes, last what holds on to others.
// Foreign keys go first and come last, so that tables need no order among themselves and cycles do not matter.

import { compareText } from "../relational/normalize.ts";
import { changedTable, type Change } from "./change.ts";

/** Sorts changes so that each finds what it needs. Equal in rank they go by table, then as `diff` gave them (columns in their order). */
export function orderChanges(changes: readonly Change[]): readonly Change[] {
  return changes.toSorted(
    (left, right) =>
      rank(left) - rank(right) || compareText(changedTable(left), changedTable(right)),
  );
}

function rank(change: Change): number {
  switch (change.kind) {
    case "drop_constraint":
      return { foreign_key: 0, unique: 2, check: 2, primary_key: 3 }[change.constraint.kind];
    case "drop_index":
      return 1;
    case "drop_default":
      return 4;
    case "retire_column":
      return 5;
    case "retire_table":
      return 6;
    case "create_table":
      return 7;
    case "add_column":
      return 8;
    case "change_type":
      return 9;
    case "set_not_null":
    case "drop_not_null":
      return 10;
    case "set_default":
      return 11;
    case "change_identity":
      // An identity is in the way of DROP NOT NULL and of a default, and needs NOT NULL itself.
      return change.to.identity === undefined ? 4 : 12;
    case "add_constraint":
      return { primary_key: 13, unique: 14, check: 14, foreign_key: 16 }[change.constraint.kind];
    case "create_index":
      return 15;
    case "comment_table":
    case "comment_column":
      return 17;
  }
}
