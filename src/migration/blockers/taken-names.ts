// A change that gives something a name → who has that name already.

import { indexNames, isKey } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import type { LiveDatabase } from "../live.ts";
import type { Ownership } from "../ownership/divide.ts";
import type { Obstacle } from "./obstacle.ts";

/** Relation names that stay taken while the plan runs, with what has them. */
export function takenNames(
  live: LiveDatabase,
  { managed, foreign }: Ownership,
): ReadonlyMap<string, string> {
  const ours = new Set(managed.tables.map((table) => table.name));
  return new Map([
    ...live.relations.map((relation): [string, string] => [
      relation.name,
      withArticle(relation.kind),
    ]),
    ...foreign.tables.flatMap((table): [string, string][] => [
      ...(ours.has(table.name) ? [] : [[table.name, "a table"] as [string, string]]),
      ...indexNames(table).map((name): [string, string] => [name, `an index of ${table.name}`]),
      ...table.columns.flatMap(({ serial }): [string, string][] =>
        serial === undefined ? [] : [[serial, `a sequence of ${table.name}`]],
      ),
    ]),
    ...(foreign.types ?? []).map(({ name }): [string, string] => [name, "an enum type"]),
  ]);
}

function withArticle(kind: string): string {
  return /^[aeiou]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}

/** The name that a change needs and someone else has; `taken` is from `takenNames`. */
export function nameTaken(
  change: Change,
  taken: ReadonlyMap<string, string>,
): Obstacle | undefined {
  const name = namesNeeded(change).find((needed) => taken.has(needed));
  if (name === undefined) return undefined;
  return {
    code: "name_taken",
    message: `The name ${name} is already taken by ${taken.get(name)}, which is not ours.`,
    fix: "Rename or drop that object, or give ours another name in the schema (sql.table).",
  };
}

function namesNeeded(change: Change): string[] {
  switch (change.kind) {
    case "create_table":
      return [
        change.table.name,
        ...indexNames({ ...change.table, indexes: [] }),
        ...change.table.columns.flatMap(({ serial }) => serial ?? []),
      ];
    case "restore_table":
      return [change.table.name];
    case "rename_table":
      return [change.as];
    case "create_index":
      return [change.index.name];
    case "rename_index":
      return [change.to.name];
    case "create_type":
    case "rename_type":
      return [change.type.name];
    case "add_column":
      return change.column.serial === undefined ? [] : [change.column.serial];
    case "change_identity":
      return change.to.serial === undefined ? [] : [change.to.serial];
    case "rename_constraint":
      return isKey(change.to) ? [change.to.name] : [];
    case "add_constraint":
      return isKey(change.constraint) ? [change.constraint.name] : [];
    default:
      return [];
  }
}
