// A database → the hash that stands for what it holds.

import type { Column, Constraint, Database } from "./database.ts";
import { sha256 } from "./sha256.ts";

/** `sha256:…` of what the database is to hold; where its author wrote it, and what it used to be called, does not count. */
export function databaseHash(database: Database): string {
  // Inherited columns and checks, with their long texts, stand in many tables: each is hashed once, and elsewhere by its number.
  const numbers = new Map<string, number>();
  const numberOf = (text: string): number => {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };
  // Many are one object, too.
  const columns = new Map<Column, number>();
  const columnNumber = (column: Column): number => {
    let number = columns.get(column);
    if (number === undefined) {
      columns.set(column, (number = numberOf(JSON.stringify(held(column)))));
    }
    return number;
  };
  const heldConstraint = (constraint: Constraint): object =>
    constraint.kind === "check"
      ? { ...held(constraint), expression: numberOf(constraint.expression.sql) }
      : held(constraint);
  const tables = database.tables.map((table) => ({
    ...held(table),
    comment: table.comment === undefined ? undefined : numberOf(table.comment),
    columns: table.columns.map(columnNumber),
    constraints: table.constraints.map(heldConstraint),
    indexes: table.indexes.map(held),
  }));
  return `sha256:${sha256(JSON.stringify([{ ...database, tables }, [...numbers.keys()]]))}`;
}

/** What the database holds of it: what is undefined is no part of the text. (Leaving it out takes twice as long.) */
function held<T extends object>(part: T): T {
  return { ...part, location: undefined, past: undefined, partOf: undefined, backfill: undefined };
}
