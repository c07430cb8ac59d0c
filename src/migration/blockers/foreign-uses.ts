// A change of something that others use → what of theirs it would break.

import { usedColumns, type Database } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import type { LiveDatabase } from "../live.ts";
import type { Ownership } from "../ownership/divide.ts";
import { foreignTypeUses } from "./foreign-type-uses.ts";
import type { Obstacle } from "./obstacle.ts";

/** Things of others that use what a step retires or retypes. They are never dropped for us, so the step has to wait. */
export function foreignUses(
  change: Change,
  live: LiveDatabase,
  { managed, foreign }: Ownership,
): Obstacle[] {
  if (change.kind === "reset") {
    // The whole namespace goes with whatever depends on it; the hazard names that.
    const tables = change.scope === "owned" ? change.tables : [];
    return tables.flatMap((table) => usesOf({ table }, live, { managed, foreign }));
  }
  if (change.kind === "rename_type" || change.kind === "drop_type") {
    const name = change.kind === "rename_type" ? change.from : change.type.name;
    // What is left of one that makes way for another of its name has been asked about as that.
    if (live.database.types?.some((type) => type.name === name) !== true) return [];
    return inUse(`Type ${name}`, foreignTypeUses(change.type, managed));
  }
  const affected = affectedColumn(change);
  return affected === undefined ? [] : usesOf(affected, live, { managed, foreign });
}

function usesOf(
  { table, column, ofSequence, onlyNamed }: Affected,
  live: LiveDatabase,
  { managed, foreign }: Ownership,
): Obstacle[] {
  const own = managed.tables.find((other) => other.name === table);
  const ours = new Set([
    ...[...(own?.triggers ?? []), ...(own?.columns ?? [])].map(({ name }) => name),
    ...(own?.columns ?? []).flatMap(({ serial }) => serial ?? []),
  ]);
  const uses = [
    ...live.dependents
      .filter(
        (dependent) =>
          dependent.table === table &&
          (column === undefined || dependent.column === column) &&
          (ofSequence === undefined || dependent.ofSequence === true) &&
          !ours.has(dependent.part ?? ""),
      )
      .map((dependent) => dependent.description),
    ...((ofSequence ?? onlyNamed) ? [] : foreignParts(table, column, foreign, managed)),
  ];
  return inUse(column === undefined ? table : `${table}.${column}`, uses);
}

function inUse(object: string, uses: readonly string[]): Obstacle[] {
  if (uses.length === 0) return [];
  return [
    {
      code: "foreign_dependent",
      message: `${object} is used by ${[...new Set(uses)].toSorted().join(", ")}, which is not ours and would break.`,
      fix: "Change or drop that object by hand first.",
    },
  ];
}

interface Affected {
  readonly table: string;
  readonly column?: string;
  /** Only the sequence that the column owns. */
  readonly ofSequence?: true;
  /** It is only called otherwise: keys and indexes go on as they are, texts that name it do not. */
  readonly onlyNamed?: true;
}

function affectedColumn(change: Change): Affected | undefined {
  switch (change.kind) {
    case "retire_table":
    case "drop_derived_table":
      return { table: change.table.name };
    case "retire_column":
    case "drop_derived_column":
    case "purge_column":
      return { table: change.table, column: change.column.name };
    case "rename_table":
      return { table: change.table.name, onlyNamed: true };
    case "rename_column":
      return { table: change.table, column: change.column.name, onlyNamed: true };
    case "change_type":
    case "convert_column":
    case "revert_column":
      return { table: change.table, column: change.to.name };
    case "change_identity":
      return change.from.serial === undefined || change.from.serial === change.to.serial
        ? undefined
        : { table: change.table, column: change.to.name, ofSequence: true };
    default:
      return undefined;
  }
}

function foreignParts(
  table: string,
  column: string | undefined,
  foreign: Database,
  managed: Database,
): string[] {
  const touches = (columns: readonly string[]): boolean =>
    column === undefined || columns.includes(column);
  const isOurs = managed.tables.some((other) => other.name === table);
  return foreign.tables.flatMap((other) => [
    ...other.constraints
      .filter(
        (constraint) =>
          (other.name === table && isOurs && touches(constraint.columns)) ||
          (constraint.kind === "foreign_key" &&
            constraint.targetTable === table &&
            touches(constraint.targetColumns)),
      )
      .map((constraint) => `constraint ${constraint.name} of ${other.name}`),
    ...other.indexes
      .filter((index) => other.name === table && isOurs && touches(usedColumns(index)))
      .map((index) => `index ${index.name}`),
  ]);
}
