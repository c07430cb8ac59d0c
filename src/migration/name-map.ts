// Things that have names → the same, to be found by name.

import type { Database, Table } from "../relational/database.ts";

/** The items by name, in their order. */
export function nameMap<Item extends { readonly name: string }>(
  items: readonly Item[] = [],
): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.name, item]));
}

/** What a map has for a column, or another part, of a table; without `part` for the table itself. */
export function partKey(table: string, part?: string): string {
  return JSON.stringify([table, part]);
}

/** The tables of a database by name; none where there is no database. */
export function tableMap(database: Database | undefined): ReadonlyMap<string, Table> {
  return nameMap(database?.tables);
}
