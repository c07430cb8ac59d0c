// A column whose name another one is to have → the changes that drop what stands on it, and ours without it.

import {
  usedColumns,
  type Column,
  type Constraint,
  type Database,
  type Index,
  type Table,
} from "../../relational/database.ts";
import type { Change } from "../change.ts";

/** How a name becomes free. */
export interface Room {
  readonly changes: readonly Change[];
  /** `managed` without the column and what stood on it. */
  readonly managed: Database;
  /** The column, where there is one. It is the caller's to retire unless it is computed. */
  readonly holder: Column | undefined;
}

/** Nothing where the name is free. What is dropped here and wanted is made anew by the diff. */
export function makeRoom(managed: Database, table: string, name: string): Room {
  const holder = managed.tables.find((each) => each.name === table);
  const column = holder?.columns.find((each) => each.name === name);
  if (holder === undefined || column === undefined)
    return { changes: [], managed, holder: undefined };
  // Which columns a computed one reads is not known here, so all of those go.
  const computed = holder.columns.filter((each) => each !== column && each.generated !== undefined);
  const gone = new Set([column, ...computed].map((each) => each.name));
  const changes: Change[] = [];
  const tables = managed.tables.map((each) => {
    const goes = (constraint: Constraint): boolean =>
      (each === holder && constraint.columns.some((used) => gone.has(used))) ||
      pointsAt(constraint, table, gone);
    for (const constraint of each.constraints.filter(goes))
      changes.push({ kind: "drop_constraint", table: each.name, constraint });
    const left = each.constraints.filter((constraint) => !goes(constraint));
    return each === holder
      ? withoutColumns({ ...each, constraints: left }, gone, changes)
      : { ...each, constraints: left };
  });
  for (const each of computed) changes.push({ kind: "drop_derived_column", table, column: each });
  if (column.generated !== undefined) changes.push({ kind: "drop_derived_column", table, column });
  return { changes, managed: { ...managed, tables }, holder: column };
}

function pointsAt(constraint: Constraint, table: string, columns: ReadonlySet<string>): boolean {
  return (
    constraint.kind === "foreign_key" &&
    constraint.targetTable === table &&
    constraint.targetColumns.some((column) => columns.has(column))
  );
}

function withoutColumns(table: Table, gone: ReadonlySet<string>, changes: Change[]): Table {
  // Nor is it known which columns a predicate reads.
  const isIndexOf = (index: Index): boolean =>
    index.where !== undefined || usedColumns(index).some((used) => gone.has(used));
  const { triggers = [] } = table;
  for (const index of table.indexes.filter(isIndexOf))
    changes.push({ kind: "drop_index", table: table.name, index });
  const fired = triggers.filter(({ columns }) => columns.some((used) => gone.has(used)));
  for (const trigger of fired) changes.push({ kind: "drop_trigger", table: table.name, trigger });
  return {
    ...table,
    columns: table.columns.filter(({ name }) => !gone.has(name)),
    indexes: table.indexes.filter((index) => !isIndexOf(index)),
    triggers: triggers.filter((trigger) => !fired.includes(trigger)),
  };
}
