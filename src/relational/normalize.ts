// Two descriptions of the same thing made equal: everything sorted, what Postgres implies written out, authors' places removable.

import type { Column, Constraint, Database, Table } from "./database.ts";

/** Orders by code units, the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sorts things by their name. */
export function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return compareText(left.name, right.name);
}

/** The database sorted as `Database` promises, with NOT NULL on the columns of primary keys and on identity columns, as Postgres sets it. */
export function normalize(database: Database): Database {
  return {
    namespace: database.namespace,
    tables: database.tables.map(normalizeTable).toSorted(byName),
  };
}

function normalizeTable(table: Table): Table {
  const keys = new Set(
    table.constraints.flatMap((constraint) =>
      constraint.kind === "primary_key" ? constraint.columns : [],
    ),
  );
  return {
    ...table,
    columns: table.columns.map((column): Column =>
      keys.has(column.name) || column.identity !== undefined
        ? { ...column, notNull: true }
        : column,
    ),
    constraints: table.constraints.toSorted(byName),
    indexes: table.indexes.toSorted(byName),
  };
}

/** The same database without its authors' places: what is stored and hashed. */
export function withoutLocations(database: Database): Database {
  return {
    namespace: database.namespace,
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
