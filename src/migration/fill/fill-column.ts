// A column to be filled → the statement that does so.

import type { Backfill, Column } from "../../relational/database.ts";
import { retiredNamespace } from "../names.ts";
import { qualifiedName, quoteIdentifier } from "../../sql/quote.ts";

/** Rows without a value in a column get one. */
export interface FillColumn {
  readonly kind: "fill_column";
  readonly table: string;
  readonly column: Column;
  readonly value: Backfill;
  /** The same plan adds it, so that no row had a value of its own. */
  readonly isNew?: true;
  /** Some rows at a time, each time in a transaction of its own. */
  readonly online?: true;
}

/** Where a column is filled, and under which names it finds what it reads. */
export interface FillContext {
  readonly namespace: string;
  /** Of `retiredNames`. */
  readonly retired: ReadonlyMap<string, string>;
}

/** The statement that fills a column in all rows at once. Rows for which there is no value it leaves alone. */
export function fillStatement(
  { table, column, value }: FillColumn,
  { namespace, retired }: FillContext,
): string {
  const name = quoteIdentifier(column.name);
  const read = replaceColumns(value, (column) =>
    quoteIdentifier(retired.get(`${table}.${column}`) ?? column),
  );
  const { list } = value;
  const moved = list && retired.get(list.table);
  const sql =
    list === undefined || moved === undefined
      ? read
      : read.replaceAll(list.place, () => qualifiedName(retiredNamespace(namespace), moved));
  if (list?.replaces)
    return `UPDATE ${qualifiedName(namespace, table)} SET ${name} = ${sql} WHERE ${name} IS DISTINCT FROM ${sql}`;
  // To ask for a number is to use it up.
  const isGiven = column.serial === undefined ? ` AND (${sql}) IS NOT NULL` : "";
  return `UPDATE ${qualifiedName(namespace, table)} SET ${name} = ${sql} WHERE ${name} IS NULL${isGiven}`;
}

/** Literals and quoted names; nothing else of a backfill names a column. */
const QUOTED = /'(?:[^']|'')*'|"((?:[^"]|"")*)"/g;

/** The SQL of a backfill with other SQL in the place of the columns that it reads. */
export function replaceColumns(
  { sql, columns }: Backfill,
  replacement: (column: string) => string,
): string {
  return sql.replaceAll(QUOTED, (token: string, quoted: string | undefined) => {
    const name = quoted?.replaceAll('""', '"');
    return name !== undefined && columns.includes(name) ? replacement(name) : token;
  });
}
