// The tables of a catalog → the same without what a migration was filling there when it was cut off, and that by itself. It is ours,
// whatever has become of the migration, but no part of what anyone applied or wants.

import {
  usedColumns,
  type Check,
  type Constraint,
  type Index,
  type Table,
} from "../../relational/database.ts";
import type { ShadowColumn, TableShadows } from "../live.ts";
import { shadowedBy } from "../names.ts";

/** A table in two. */
export interface Separated {
  readonly table: Table;
  /** Undefined where there is none. */
  readonly shadows: TableShadows | undefined;
}

/** A column is one of ours if its name is, and a trigger of the same name, with a function of such a name, keeps it. */
export function separateShadows(table: Table): Separated {
  const triggers = (table.triggers ?? []).filter(
    ({ name, routine }) => shadowedBy(name) !== undefined && shadowedBy(routine) !== undefined,
  );
  const kept = new Map(triggers.map(({ name, routine }) => [name, routine]));
  const columns = table.columns.flatMap((column): ShadowColumn[] => {
    const routine = kept.get(column.name);
    return routine === undefined ? [] : [{ ...column, routine }];
  });
  if (columns.length === 0) return { table, shadows: undefined };
  const names = new Set(columns.map(({ name }) => name));
  const isOurs = (part: string, used: readonly string[]): boolean =>
    shadowedBy(part) !== undefined && used.some((column) => names.has(column));
  const isIndex = (index: Index): boolean => isOurs(index.name, usedColumns(index));
  const isCheck = (constraint: Constraint): constraint is Check =>
    constraint.kind === "check" && isOurs(constraint.name, constraint.columns);
  return {
    table: {
      ...table,
      columns: table.columns.filter(({ name }) => !names.has(name)),
      constraints: table.constraints.filter((constraint) => !isCheck(constraint)),
      indexes: table.indexes.filter((index) => !isIndex(index)),
      triggers: (table.triggers ?? []).filter(({ name }) => !names.has(name)),
    },
    shadows: {
      columns,
      checks: table.constraints.filter(isCheck),
      indexes: table.indexes.filter(isIndex),
    },
  };
}
