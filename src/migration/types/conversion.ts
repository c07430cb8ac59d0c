// Two databases → the columns whose new type may not hold all of their values, and SQL that counts those it would change or refuse.

import type { Column, Database, Table } from "../../relational/database.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { isAnother, triedCast } from "./cast-functions.ts";
import { isRetyped } from "../diff/columns.ts";
import { liveRows } from "../probe/future-rows.ts";
import { partKey, tableMap } from "../name-map.ts";
import type { LiveDatabase } from "../live.ts";
import { classifyTypeChange, keepsValues } from "./type-change.ts";

/** A column of a filled table with a new type that not every value of the old one has a place in. */
export interface Conversion {
  readonly table: string;
  readonly from: Column;
  readonly to: Column;
  /** Others refer to its values, or tell rows apart by them: none of them may change. */
  readonly identifier: boolean;
}

/** `User.age`: what a conversion is called among others. */
export const convertedObject = ({ table, to }: Conversion): string => `${table}.${to.name}`;

/** The columns whose rows have to be asked. Tables known to be empty have none. */
export function conversionsOf(
  managed: Database,
  desired: Database,
  live: LiveDatabase,
): readonly Conversion[] {
  const after = tableMap(desired);
  const identifiers = new Set([...managed.tables, ...desired.tables].flatMap(identifierColumns));
  return managed.tables.flatMap((table) => {
    const wanted = after.get(table.name);
    if (wanted === undefined || live.tables.get(table.name)?.empty !== false) return [];
    return table.columns.flatMap((from): Conversion[] => {
      const to = wanted.columns.find(({ name }) => name === from.name);
      if (to === undefined || !isUncertain(from, to)) return [];
      const identifier = identifiers.has(partKey(table.name, to.name));
      return [{ table: table.name, from, to, identifier }];
    });
  });
}

/** Whether only the rows can tell what becomes of a column's values. Those of computed columns are computed anew. */
function isUncertain(from: Column, to: Column): boolean {
  return (
    isRetyped(from, to) &&
    to.generated === undefined &&
    !keepsValues(classifyTypeChange(from.type, to.type))
  );
}

/** Columns of primary keys, and those that foreign keys point to. */
function identifierColumns(table: Table): string[] {
  return table.constraints.flatMap((constraint) => {
    if (constraint.kind === "primary_key")
      return constraint.columns.map((column) => partKey(table.name, column));
    return constraint.kind === "foreign_key"
      ? constraint.targetColumns.map((column) => partKey(constraint.targetTable, column))
      : [];
  });
}

/** There, and back again. */
export function castPairs({
  from,
  to,
}: Pick<Conversion, "from" | "to">): (readonly [string, string])[] {
  return [
    [from.type, to.type],
    [to.type, from.type],
  ];
}

/**
 * A query for `bad` (rows whose value would change or be refused), `refused` (those without any value in the new type) and `keys` of some.
 * It uses the functions of `castPairs`.
 */
export function changedRows(
  namespace: string,
  table: Table,
  { from, to, sample }: Pick<Conversion, "from" | "to"> & { readonly sample?: number | undefined },
  keys: string,
): string {
  const value = quoteIdentifier(from.name);
  const tried = triedCast(value, from.type, to.type);
  const selected = [`${value} AS "probe old"`, `${tried} AS "probe new"`];
  const rows = liveRows(namespace, table, selected, sample);
  const refused = `"probe new" IS NULL`;
  return `SELECT count(*) AS bad, count(*) FILTER (WHERE ${refused}) AS refused, ${keys} AS keys FROM ${rows} probe WHERE "probe old" IS NOT NULL AND (${refused} OR ${differs(from.type, to.type)})`;
}

/** A condition for `"probe new"` being another value than `"probe old"`. */
export function differs(from: string, to: string): string {
  const back = triedCast(`"probe new"`, to, from);
  return isAnother(from, to, { old: `"probe old"`, converted: `"probe new"`, back });
}
