// A database → the hash that stands for what it holds.

import type { Column, Database } from "./database.ts";
import { sha256 } from "./sha256.ts";

/** `sha256:…` of what the database is to hold; where its author wrote it, and what it used to be called, does not count. */
export function databaseHash(database: Database): string {
  // Inherited columns, with their long comments, stand in many tables: each is hashed once, and elsewhere by its number.
  const numbers = new Map<string, number>();
  // Many are one object, too.
  const known = new Map<Column, number>();
  const numberOf = (column: Column): number => {
    let number = known.get(column);
    if (number === undefined) {
      const text = JSON.stringify(held(column));
      number = numbers.get(text) ?? numbers.size;
      numbers.set(text, number);
      known.set(column, number);
    }
    return number;
  };
  const tables = database.tables.map((table) => ({
    ...held(table),
    columns: table.columns.map(numberOf),
    constraints: table.constraints.map(held),
    indexes: table.indexes.map(held),
  }));
  return `sha256:${sha256(JSON.stringify([{ ...database, tables }, [...numbers.keys()]]))}`;
}

/** What the database holds of it: what is undefined is no part of the text. (Leaving it out takes twice as long.) */
function held<T extends object>(part: T): T {
  return { ...part, location: undefined, past: undefined, partOf: undefined, backfill: undefined };
}
