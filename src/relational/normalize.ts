// Two descriptions of the same thing made equal: everything sorted, what Postgres implies written out, authors' places removable.

import type { Column, Constraint, Database, Table } from "./database.ts";

/** Orders by code units, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left === right ? 0 : 1;
}

/** Sorts things by their name. */
export function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return compareText(left.name, right.name);
}

/** The items themselves where they are in order, which they mostly are. */
function sortedByName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  const isSorted = items.every(({ name }, index) => index === 0 || items[index - 1]!.name <= name);
  return isSorted ? items : items.toSorted(byName);
}

/** The database sorted as `Database` promises, with NOT NULL on the columns of primary keys and on identity columns, as Postgres sets it. */
export function normalize(database: Database): Database {
  const { namespace, tables, routines = [], types = [] } = database;
  return {
    namespace,
    tables: sortedByName(tables.map(normalizeTable)),
    ...(routines.length > 0 && { routines: sortedByName(routines) }),
    ...(types.length > 0 && { types: sortedByName(types) }),
  };
}

function normalizeTable({ triggers = [], ...table }: Table): Table {
  const key = table.constraints.find(({ kind }) => kind === "primary_key")?.columns ?? [];
  return {
    ...table,
    columns: table.columns.map((column): Column => {
      const isImplied =
        !column.notNull && (key.includes(column.name) || column.identity !== undefined);
      return isImplied ? { ...column, notNull: true } : column;
    }),
    constraints: sortedByName(table.constraints),
    indexes: sortedByName(table.indexes),
    ...(triggers.length > 0 && { triggers: sortedByName(triggers) }),
  };
}

/** The same database without its authors' places: what is stored and hashed. */
export function withoutLocations(database: Database): Database {
  return {
    ...database,
    tables: database.tables.map((table) => ({
      ...withoutLocation(table),
      columns: table.columns.map(withoutLocation),
      constraints: table.constraints.map((constraint): Constraint => withoutLocation(constraint)),
      indexes: table.indexes.map(withoutLocation),
    })),
  };
}

function withoutLocation<T extends object>(object: T): T {
  const copy: T & { location?: unknown } = { ...object };
  delete copy.location;
  return copy;
}
