// References that were single and become lists → the statements that fill the table of the lists.

import type { Table } from "../../relational/database.ts";
import { qualifiedName, quoteIdentifier } from "../../sql/quote.ts";
import { castExpression } from "../types/cast.ts";
import type { FillContext } from "../fill/fill-column.ts";

/** Each reference becomes the first of a list. */
export interface FillList {
  readonly kind: "fill_list";
  /** The table of the lists, as it is desired. */
  readonly table: Table;
  readonly from: SingleReferences;
  /** It comes back with lists of before: those stay whose first is still what the reference says. */
  readonly keeps?: true;
  /** In a transaction of its own. */
  readonly online?: true;
}

/** A column with references, and the key of its rows. */
export interface SingleReferences {
  readonly table: string;
  readonly key: string;
  readonly column: string;
  readonly type: string;
}

/** The columns of a table of lists are what they are by their place. */
export interface ListColumns {
  readonly owner: string;
  readonly item: string;
  readonly type: string;
  readonly position: string;
}

/** Undefined where the table is none of lists. */
export function listColumns({ columns, partOf }: Table): ListColumns | undefined {
  const [owner, item, position, ...others] = columns;
  if (partOf === undefined || position?.type !== "integer" || others.length > 0) return undefined;
  if (owner === undefined || item === undefined) return undefined;
  return { owner: owner.name, item: item.name, type: item.type, position: position.name };
}

/** `value`, of one type, in another that holds all of its values. */
export function carriedValue(value: string, from: string, to: string): string {
  return from === to ? value : castExpression(value, from, to);
}

/** The position of the first of a list, as the API counts them. */
const FIRST = 1;

/** Those that have a list already keep it. */
export function fillListStatements(
  { table, from, keeps }: FillList,
  { namespace, retired }: FillContext,
): readonly string[] {
  const columns = listColumns(table);
  if (columns === undefined) return [];
  const list = qualifiedName(namespace, table.name);
  const owner = quoteIdentifier(columns.owner);
  const rows = `${qualifiedName(namespace, from.table)} o`;
  const key = `o.${quoteIdentifier(from.key)}`;
  const name = retired.get(`${from.table}.${from.column}`) ?? from.column;
  const value = carriedValue(`o.${quoteIdentifier(name)}`, from.type, columns.type);
  const names = [columns.owner, columns.item, columns.position].map(quoteIdentifier).join(", ");
  const kept = keptLists(columns, list, { rows, key, value });
  return [
    ...(keeps ? [`DELETE FROM ${list} l WHERE NOT ${kept}`] : []),
    `INSERT INTO ${list} (${names}) SELECT ${key}, ${value}, ${FIRST} FROM ${rows} WHERE ${value} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${list} l WHERE l.${owner} = ${key})`,
  ];
}

/** A condition on a row `l` of `list`: its owner is there, and refers to the first of the list. */
function keptLists(
  columns: ListColumns,
  list: string,
  { rows, key, value }: Readonly<Record<"rows" | "key" | "value", string>>,
): string {
  const first = `(SELECT f.${quoteIdentifier(columns.item)} FROM ${list} f WHERE f.${quoteIdentifier(columns.owner)} = ${key} ORDER BY f.${quoteIdentifier(columns.position)} LIMIT 1)`;
  return `EXISTS (SELECT 1 FROM ${rows} WHERE ${key} = l.${quoteIdentifier(columns.owner)} AND ${value} = ${first})`;
}

/** The same condition before anything is changed, on a row `l` of what was retired as `list`; `owners` is SQL for the rows of the references. */
export function keptBefore({ table, from }: FillList, owners: string, list: string): string {
  const columns = listColumns(table);
  if (columns === undefined) return "true";
  const value = carriedValue(`o.${quoteIdentifier(from.column)}`, from.type, columns.type);
  return keptLists(columns, list, {
    rows: `${owners} o`,
    key: `o.${quoteIdentifier(from.key)}`,
    value,
  });
}
