// The order in which changes can be executed: first what lets go of others, then what goes, then what comes, last what holds on to others.
// Foreign keys go first and come last, so that tables need no order among themselves and cycles do not matter.

import { compareText } from "../relational/normalize.ts";
import { changedTable, type Change } from "./change.ts";

/** Sorts changes so that each finds what it needs. Equal in rank they go by table, then as `diff` gave them (columns in their order). */
export function orderChanges(changes: readonly Change[]): readonly Change[] {
  return changes
    .map((change) => ({ change, rank: rank(change), table: changedTable(change) ?? "" }))
    .toSorted((left, right) => left.rank - right.rank || compareText(left.table, right.table))
    .map(({ change }) => change);
}

function rank(change: Change): number {
  switch (change.kind) {
    case "reset":
      return -1;
    case "drop_constraint":
      return { foreign_key: 0, unique: 4, check: 4, primary_key: 5 }[change.constraint.kind];
    case "drop_trigger":
      return 1;
    case "drop_routine":
      return 2;
    case "drop_index":
      return 3;
    case "drop_default":
      return 6;
    case "drop_derived_column":
    case "drop_expression":
      // It holds on to the columns that it is computed from.
      return 7;
    case "retire_column":
      return 8;
    case "retire_table":
    case "drop_derived_table":
      return 9;
    case "create_routine":
    case "replace_routine":
      return 10;
    case "create_table":
      return 11;
    case "add_column":
      // What is computed comes after what it is computed from.
      return change.column.generated === undefined ? 12 : 14;
    case "change_type":
      return 13;
    case "set_not_null":
    case "drop_not_null":
      return 15;
    case "set_default":
      return 16;
    case "change_identity":
      // An identity is in the way of DROP NOT NULL and of a default, and needs NOT NULL itself.
      return change.to.identity === undefined ? 6 : 17;
    case "add_constraint":
      return { primary_key: 18, unique: 19, check: 19, foreign_key: 24 }[change.constraint.kind];
    case "create_index":
      return 20;
    case "create_trigger":
      return 21;
    case "empty_identity":
      return 22;
    case "fill_identity":
      return 23;
    case "comment_table":
    case "comment_column":
      return 25;
  }
}
