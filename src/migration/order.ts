// The order in which changes can be executed: first what lets go of others, then what goes, then what comes, last what holds on to others.
// Foreign keys go first and come last, so that tables need no order among themselves and cycles do not matter.

import { compareText } from "../relational/normalize.ts";
import { changedTable, type Change } from "./change.ts";
import { isNarrowed, isNumbered } from "./numbering.ts";
import { isOfSwap } from "./shadow/shadow-changes.ts";

/** Sorts changes so that each finds what it needs. Equal in rank they go by table, then as `diff` gave them (columns in their order). */
export function orderChanges(changes: readonly Change[]): readonly Change[] {
  const restored = new Set<string>();
  for (const change of changes)
    if (change.kind === "restore_table") restored.add(change.table.name);
  const ranks = Map.groupBy(changes, (change) => rankAmong(change, restored));
  return [...ranks]
    .toSorted(([rank], [other]) => rank - other)
    .flatMap(([, equals]) => equals.toSorted(byTable));
}

function byTable(left: Change, right: Change): number {
  return compareText(changedTable(left) ?? "", changedTable(right) ?? "");
}

/** Nothing can be done to a table before it is back. */
function rankAmong(change: Change, restored: ReadonlySet<string>): number {
  const own = rankAroundSwap(change) ?? rank(change);
  if (own >= RESTORES || !restored.has(changedTable(change) ?? "")) return own;
  return RESTORES + own / 1000;
}

/** What belongs to a swap keeps its own order, but stands together. */
function rankAroundSwap(change: Change): number | undefined {
  if (isOfSwap(change)) return SWAP + (change.kind === "revert_column" ? 13 : rank(change)) / 1000;
  return "swap" in change && change.swap === "before" ? SHADOW + rank(change) / 1000 : undefined;
}

/** New columns are filled, and what they need is built, before they take their places. */
const SHADOW = 13.02;
const SWAP = 13.05;

const RENAMES = 9.2;
const RESTORES = 9.4;

/** Whether tables still have their former names when it is executed. */
export function comesBeforeRenames(change: Change): boolean {
  return (rankAroundSwap(change) ?? rank(change)) < RENAMES;
}

function rank(change: Change): number {
  switch (change.kind) {
    case "reset":
      return -1;
    case "drop_shadow":
      return -0.5;
    case "add_shadow":
      return 13;
    case "fill_shadow":
      return 13.01;
    case "drop_constraint":
      if (change.late) return 23.9;
      return { foreign_key: 0, unique: 4, check: 4, primary_key: 5 }[change.constraint.kind];
    case "drop_trigger":
      return 1;
    case "drop_routine":
      return 2;
    case "drop_index":
      return 3;
    case "drop_derived_column":
      // It holds on to the columns that it is computed from.
      return 7;
    case "retire_column":
      return 8;
    case "retire_table":
    case "drop_derived_table":
      return 9;
    case "rename_table":
      // Each finds its name free.
      return RENAMES + change.turn / 1e9;
    case "rename_column":
      return 9.3;
    case "drop_default":
    case "drop_expression":
      return 9.9;
    case "rename_value":
      return 13.4;
    case "swap_check":
      return change.meanwhile ? 13.3 : 13.41;
    case "rename_late_values":
      return 13.42;
    case "restore_table":
      return RESTORES;
    case "restore_column":
    case "revert_column":
      return 9.5;
    case "purge_column":
    case "purge_table":
      return 9.6;
    case "rename_type":
      // Columns of the type that go keep it, under its new name; what comes may need the old one.
      return 9.7;
    case "create_routine":
    case "replace_routine":
      return 10;
    case "create_type":
    case "add_values":
      return 10.5;
    case "create_table":
      return 11;
    case "add_column":
      // What is computed comes after what it is computed from.
      return change.column.generated === undefined ? 12 : 14;
    case "change_type":
    case "convert_column":
      return 13;
    case "fill_column":
      return 13.5;
    case "fill_list":
      // What has gone alone would find a table of another size when it is planned anew.
      return change.online ? 24.2 : 13.5;
    case "set_not_null":
    case "drop_not_null":
      return 15;
    case "set_default":
      return 16;
    case "change_identity":
      // An identity is in the way of DROP NOT NULL and of a default, and needs NOT NULL itself.
      if (isNarrowed(change)) return 12.5;
      return isNumbered(change.to) ? 17 : 9.9;
    case "add_constraint":
      if (change.proves) return 14.8;
      if (change.early) return 21.5;
      return { primary_key: 18, unique: 19, check: 19, foreign_key: 24 }[change.constraint.kind];
    case "attach_index":
      return { primary_key: 20.1, unique: 20.2 }[change.constraint.kind];
    case "validate_constraint":
      return change.proves ? 14.9 : { check: 19.5, foreign_key: 24.5 }[change.constraint.kind];
    case "create_index":
      return 20;
    case "create_trigger":
      return 21;
    case "prune_identity":
      return 22.5;
    case "empty_identity":
      return 22;
    case "fill_identity":
      return 23;
    case "rename_constraint":
    case "rename_index":
      // What had the name is gone, and what needs the old one is not there yet.
      return 9.8;
    case "drop_type":
      return 24.5;
    case "comment_table":
    case "comment_column":
    case "comment_constraint":
    case "comment_index":
    case "comment_type":
      return 25;
  }
}
