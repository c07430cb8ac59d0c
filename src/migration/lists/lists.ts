// References that were single and are to be lists, or the other way round → where their values come from and go to. One is a column, the
// other a table, so that a diff alone would retire what is there and begin anew and empty.

import type { Backfill, Column, Database, Table } from "../../relational/database.ts";
import { shortenName } from "../../relational/name.ts";
import { qualifiedName, quoteIdentifier } from "../../sql/quote.ts";
import { filling } from "../fill/backfill.ts";
import type { LiveDatabase } from "../live.ts";
import type { Matched } from "../match/match.ts";
import { tableMap } from "../name-map.ts";
import { newestRetired, retiredNamespace } from "../names.ts";
import { storedRows } from "../probe/future-rows.ts";
import { classifyTypeChange, keepsValues } from "../types/type-change.ts";
import {
  carriedValue,
  type FillList,
  keptBefore,
  type ListColumns,
  listColumns,
} from "./fill-list.ts";

/** What is there, what was applied, what is wanted, and what a migration was filling when it was cut off (`User.name`, `User_tags`). */
interface ListRequest {
  readonly matched: Matched;
  readonly desired: Database;
  readonly pending: ReadonlySet<string>;
}

/** A list whose first goes into a column. */
export interface FirstOfList {
  /** The table of the lists. */
  readonly list: string;
  readonly table: string;
  readonly column: string;
  readonly backfill: Backfill;
}

/** References that become lists. */
export function newLists({ matched, desired, pending }: ListRequest): readonly FillList[] {
  const { managed, applied, former, live } = matched;
  const there = tableMap(managed);
  const before = tableMap(applied);
  const after = tableMap(desired);
  return desired.tables.flatMap((list): FillList[] => {
    const columns = listColumns(list);
    const owner = list.partOf === undefined ? undefined : after.get(list.partOf.table);
    const source = owner && (there.get(owner.name) ?? before.get(owner.name));
    if (columns === undefined || owner === undefined || source === undefined) return [];
    const isPending = pending.has(list.name);
    const wanted = new Set(owner.columns.map(({ name }) => name));
    const isNew = !there.has(list.name) || isRestored(matched, list.name);
    const candidates = isPending ? (before.get(owner.name)?.columns ?? []) : source.columns;
    const from = candidates.find(
      (column) =>
        isFormerly(list, former.table(owner.name), column) &&
        (isNew || isPending || !wanted.has(column.name)),
    );
    const key = keyOf(list, columns, owner);
    if (from === undefined || key === undefined || from.generated !== undefined) return [];
    if (!isCarried(from.type, columns.type) || !isSameKey(source, owner, key)) return [];
    const names = live.database.tables.find(({ name }) => name === owner.name)?.columns ?? [];
    const column = isPending
      ? (newestRetired(
          names.map(({ name }) => name),
          from.name,
        ) ?? from.name)
      : from.name;
    return [
      {
        kind: "fill_list",
        table: list,
        from: { table: owner.name, key, column, type: from.type },
        ...(isRestored(matched, list.name) && { keeps: true }),
      },
    ];
  });
}

/** The lists are called after the column, or after an earlier name of the slot. */
function isFormerly(list: Table, owner: string, { name }: Column): boolean {
  const { partOf, past } = list;
  if (partOf?.role === name) return true;
  const prefix = list.name.endsWith(`_${partOf?.role}`)
    ? list.name.slice(0, -(partOf?.role.length ?? 0) - 1)
    : owner;
  const earlier = new Set([prefix, owner].map((table) => shortenName(`${table}_${name}`)));
  return past?.renamedFrom?.some((each) => earlier.has(each)) === true;
}

/** Lists of which the first becomes a single reference. */
export function formerLists({ matched, desired, pending }: ListRequest): readonly FirstOfList[] {
  const { managed, applied, former, live } = matched;
  const there = tableMap(managed);
  const after = tableMap(desired);
  return (applied?.tables ?? []).flatMap((list): FirstOfList[] => {
    const columns = listColumns(list);
    const owner = desired.tables.find(({ name }) => former.table(name) === list.partOf?.table);
    const source = owner && there.get(owner.name);
    if (columns === undefined || owner === undefined || source === undefined) return [];
    const to = owner.columns.find(
      ({ name, past }) =>
        name === list.partOf?.role || past?.renamedFrom?.includes(list.partOf?.role ?? "") === true,
    );
    if (to === undefined || to.generated !== undefined) return [];
    const object = `${owner.name}.${to.name}`;
    const isRestoredColumn = isRestored(matched, to.name, owner.name);
    const isNew = isRestoredColumn || source.columns.every(({ name }) => name !== to.name);
    const isLeaving = there.has(list.name) && !after.has(list.name);
    const place = pending.has(object) ? retiredPlace(list.name, live, desired) : undefined;
    if (!(there.has(list.name) && (isNew || isLeaving)) && place === undefined) return [];
    const key = keyOf(list, columns, owner);
    if (key === undefined || !isCarried(columns.type, to.type) || !isSameKey(source, owner, key))
      return [];
    const table = place ?? qualifiedName(desired.namespace, list.name);
    const sql = firstOf(columns, { table, key, to });
    const { backfill } = to;
    return [
      {
        list: list.name,
        table: owner.name,
        column: to.name,
        backfill: {
          sql: backfill === undefined ? sql : `coalesce(${sql}, ${backfill.sql})`,
          columns: backfill?.columns ?? [],
          list: {
            table: list.name,
            place: table,
            owner: columns.owner,
            ...(isRestoredColumn && { replaces: true }),
          },
        },
      },
    ];
  });
}

/** Names of its own, for the column of the row stands beside them. */
function firstOf(
  { owner, item, type, position }: ListColumns,
  { table, key, to }: { readonly table: string; readonly key: string; readonly to: Column },
): string {
  const columns = [
    `${quoteIdentifier(owner)} AS "list owner"`,
    `${quoteIdentifier(item)} AS "list item"`,
    `${quoteIdentifier(position)} AS "list position"`,
  ];
  return `(SELECT ${carriedValue(`"list item"`, type, to.type)} FROM (SELECT ${columns.join(", ")} FROM ${table}) list WHERE "list owner" = ${quoteIdentifier(key)} ORDER BY "list position" LIMIT 1)`;
}

function retiredPlace(
  list: string,
  { retired }: LiveDatabase,
  { namespace }: Database,
): string | undefined {
  const name = newestRetired(
    retired.map(({ table }) => table.name),
    list,
  );
  return name === undefined ? undefined : qualifiedName(retiredNamespace(namespace), name);
}

/** The column of the owner that the lists refer to. */
function keyOf(list: Table, { owner }: ListColumns, { name }: Table): string | undefined {
  const key = list.constraints.find(
    (each) => each.kind === "foreign_key" && each.columns[0] === owner && each.columns.length === 1,
  );
  return key?.kind === "foreign_key" && key.targetTable === name ? key.targetColumns[0] : undefined;
}

/** Rows are found again only by a key that stays what it is. */
function isSameKey(before: Table, after: Table, key: string): boolean {
  const [old, now] = [before, after].map(
    ({ columns }) => columns.find(({ name }) => name === key)?.type,
  );
  return old !== undefined && old === now;
}

/** Whether every value of the one type is one of the other. */
function isCarried(from: string, to: string): boolean {
  if (from.endsWith("[]") || to.endsWith("[]")) return false;
  return from === to || keepsValues(classifyTypeChange(from, to));
}

/** A table, or a column of one. */
function isRestored({ matches }: Matched, name: string, table?: string): boolean {
  return matches.some(
    (match) =>
      match.how === "restored" &&
      match.to === name &&
      (match.kind === "column" ? match.table === table : table === undefined),
  );
}

/** What is wanted, with the lists as the values of columns that take their first. */
export function fillingFromLists(desired: Database, firsts: readonly FirstOfList[]): Database {
  if (firsts.length === 0) return desired;
  const backfills = new Map(firsts.map((each) => [`${each.table}.${each.column}`, each.backfill]));
  return filling(desired, (table, { name }) => backfills.get(`${table}.${name}`));
}

/** The live side, telling of lists that come back which of their rows stay. */
export function withKeptLists(managed: Database, lists: readonly FillList[]): Database {
  const returning = new Map(
    lists.flatMap((each) => (each.keeps ? [[each.table.name, each] as const] : [])),
  );
  if (returning.size === 0) return managed;
  const tables = tableMap(managed);
  return {
    ...managed,
    tables: managed.tables.map((table) => {
      const fill = returning.get(table.name);
      const owners = tables.get(fill?.from.table ?? "");
      const { former } = table;
      if (fill === undefined || owners === undefined || former === undefined) return table;
      const list = qualifiedName(former.namespace ?? managed.namespace, former.name);
      const rows = keptBefore(fill, storedRows(managed.namespace, owners), list);
      return { ...table, former: { ...former, rows } };
    }),
  };
}
