// Sequences that columns own → the pieces of SQL that make them, set them and take numbers from them.

import { usualStart } from "../relational/counter.ts";
import type { Column } from "../relational/database.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "./quote.ts";

/** The sequence of a serial column, before the table; nothing for any other column. */
export function createSequence(namespace: string, column: Column): readonly string[] {
  if (column.serial === undefined) return [];
  const type = column.counter?.type ?? column.type;
  const name = qualifiedName(namespace, column.serial);
  return [`CREATE SEQUENCE ${name} AS ${type}${optionWords(column)}`];
}

/** Ties the sequence of a serial column to it, once both are there: it then goes with the column. */
export function ownSequence(namespace: string, table: string, column: Column): readonly string[] {
  if (column.serial === undefined) return [];
  const owner = `${qualifiedName(namespace, table)}.${quoteIdentifier(column.name)}`;
  return [`ALTER SEQUENCE ${qualifiedName(namespace, column.serial)} OWNED BY ${owner}`];
}

/** `pg_get_serial_sequence('"public"."User"', 'id')`: the name, as text, of the sequence that a column owns; NULL where there is none. */
export function ownedSequence(namespace: string, table: string, column: string): string {
  return `pg_catalog.pg_get_serial_sequence(${quoteLiteral(qualifiedName(namespace, table))}, ${quoteLiteral(column)})`;
}

export function dropSequence(namespace: string, name: string): string {
  return `DROP SEQUENCE ${qualifiedName(namespace, name)}`;
}

/** `nextval('"public"."User_id_seq"'::regclass)`, the default of a serial column. */
export function nextNumber(namespace: string, sequence: string): string {
  return `pg_catalog.nextval(${quoteLiteral(qualifiedName(namespace, sequence))}::pg_catalog.regclass)`;
}

/** ` (INCREMENT BY 2 …)` after AS IDENTITY; empty where all is as usual. */
export function counterOptions(column: Column): string {
  const words = optionWords(column);
  return words === "" ? "" : ` (${words.trimStart()})`;
}

/** ` INCREMENT BY 2 …`: all options but the type, each after a space; what is not said is left to Postgres. */
export function optionWords({ counter = {} }: Column): string {
  const options = [
    ["INCREMENT BY", counter.increment],
    ["MINVALUE", counter.minimum],
    ["MAXVALUE", counter.maximum],
    ["START WITH", counter.start],
    ["CACHE", counter.cache],
  ] as const;
  const given = options.map(([word, value]) => (value === undefined ? "" : ` ${word} ${value}`));
  return [...given, counter.cycle === true ? " CYCLE" : ""].join("");
}

/** Every option in full, as ALTER SEQUENCE and ALTER COLUMN … SET take them: what is not said goes back to what is usual. */
export function resetOptions({ counter = {} }: Column): readonly string[] {
  return [
    `INCREMENT BY ${counter.increment ?? "1"}`,
    counter.minimum === undefined ? "NO MINVALUE" : `MINVALUE ${counter.minimum}`,
    counter.maximum === undefined ? "NO MAXVALUE" : `MAXVALUE ${counter.maximum}`,
    `START WITH ${counter.start ?? usualStart(counter)}`,
    `CACHE ${counter.cache ?? "1"}`,
    counter.cycle === true ? "CYCLE" : "NO CYCLE",
  ];
}
