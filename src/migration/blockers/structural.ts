// What stands in the way of the steps of a plan and can be seen without looking at rows: taken names, missing rights, other people's
// objects, and types that cannot be changed.

import { changedTable, type Change } from "../change.ts";
import type { LiveDatabase } from "../live.ts";
import type { Blocker, PlannedChange } from "../plan.ts";
import type { Ownership } from "../ownership/divide.ts";
import { foreignUses } from "./foreign-uses.ts";
import type { Obstacle } from "./obstacle.ts";
import { nameTaken, takenNames } from "./taken-names.ts";

/** The blockers of a plan's steps, in their order. */
export function structuralBlockers(
  planned: readonly PlannedChange[],
  live: LiveDatabase,
  ownership: Ownership,
): readonly Blocker[] {
  const taken = takenNames(live, ownership);
  return planned.flatMap(({ step, change }) => {
    const found = [
      nameTaken(change, taken),
      notOurs(change, live),
      inherited(change, live),
      unsupportedType(change),
      ...foreignUses(change, live, ownership),
    ];
    return found
      .filter((blocker) => blocker !== undefined)
      .map((blocker) => ({ step: step.id, ...blocker }));
  });
}

function notOurs(change: Change, live: LiveDatabase): Obstacle | undefined {
  const table = changedTable(change);
  if (table === undefined || live.tables.get(table)?.ownable !== false) return undefined;
  return {
    code: "not_owner",
    message: `The database role we connect as does not own table ${table}, so it may not change it.`,
    fix: `Connect as its owner, or: ALTER TABLE … OWNER TO the role of DATABASE_URL.`,
  };
}

/** Postgres does most of what is done to a table to its children as well. */
function inherited(change: Change, live: LiveDatabase): Obstacle | undefined {
  const table = changedTable(change);
  const children = table === undefined ? [] : (live.tables.get(table)?.children ?? []);
  if (children.length === 0 || !isInherited(change)) return undefined;
  return {
    code: "foreign_dependent",
    message: `Table ${table} is inherited by ${children.join(", ")}, which is not ours and would change with it.`,
    fix: "End the inheritance by hand first (ALTER TABLE … NO INHERIT).",
  };
}

function isInherited(change: Change): boolean {
  switch (change.kind) {
    case "create_table":
    case "restore_table":
    case "purge_table":
    case "create_index":
    case "drop_index":
    case "rename_index":
    case "create_type":
    case "rename_type":
    case "drop_type":
    case "add_values":
    case "comment_type":
    case "comment_index":
    case "comment_constraint":
    case "comment_table":
    case "comment_column":
    case "create_trigger":
    case "drop_trigger":
    case "fill_identity":
    case "fill_list":
    case "prune_identity":
    case "empty_identity":
    case "reset":
      return false;
    case "add_constraint":
    case "drop_constraint":
      return change.constraint.kind === "check";
    default:
      return true;
  }
}

function unsupportedType(change: Change): Obstacle | undefined {
  if (change.kind !== "change_type" && change.kind !== "convert_column") return undefined;
  const { from, to, table } = change;
  const object = `${table}.${to.name}`;
  if (from.variant === undefined && to.variant === undefined) return undefined;
  return {
    code: "unsupported_type_change",
    message:
      `Column ${object} is ${from.type} ${from.variant ?? ""} in the database, which cannot be turned into ${to.type} here.`.replace(
        / +/g,
        " ",
      ),
    fix: "Give the slot another name, or change the column by hand first.",
  };
}
