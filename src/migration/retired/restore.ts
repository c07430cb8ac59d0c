// What is wanted and not there, but was retired → it comes back with its rows instead of being made anew and empty; and ours as it
// is then. What it lacks (keys, NOT NULL, defaults, indexes) is the diff's business.

import type { Column, Database, FormerTable, Table } from "../../relational/database.ts";
import type { Change } from "../change.ts";
import { filling } from "../fill/backfill.ts";
import { makeRoom } from "./make-room.ts";
import type { FormerNames } from "../rename/former-names.ts";
import type { LiveDatabase } from "../live.ts";
import type { ColumnMatch, Match, TableMatch } from "../match/match.ts";
import { isRetiredName, newestRetired, retiredNamespace } from "../names.ts";
import { nameMap, tableMap } from "../name-map.ts";

/** Where something is missing, and where it may have gone. */
export interface RestoreRequest {
  /** The live objects that are ours, as they are once everything is renamed that goes on under another name. */
  readonly managed: Database;
  /** What the things of `managed` are called in the database. */
  readonly former: FormerNames;
  readonly desired: Database;
  readonly live: LiveDatabase;
  /** `"new"` for an object: what was retired stays where it is, and it begins empty. */
  readonly answers: Readonly<Record<string, string>>;
  /** What to bring back before anything else, as a rollback knows it; some of it may be back already. */
  readonly given?: readonly Match[] | undefined;
}

/** What comes back. */
export interface Restored {
  readonly matches: readonly Match[];
  /** Of the tables that come back. */
  readonly tables: LiveDatabase["tables"];
  readonly changes: readonly Change[];
  /** `managed` as it is afterwards. */
  readonly managed: Database;
}

/** Brings back what is wanted again: of several things retired under one name the newest. */
export function restore(request: RestoreRequest): Restored {
  const tables = restoreTables(request);
  const columns = restoreColumns({ ...request, managed: tables.managed }, tables.matches);
  return {
    matches: [...tables.matches, ...columns.matches],
    changes: [...tables.changes, ...columns.changes],
    managed: columns.managed,
    tables: tables.tables,
  };
}

interface RestoredKind<Kind extends Match> extends Omit<Restored, "tables"> {
  readonly matches: readonly Kind[];
}

function restoreTables({
  managed,
  desired,
  live,
  answers,
  given = [],
}: RestoreRequest): RestoredKind<TableMatch> & Pick<Restored, "tables"> {
  const there = new Set(managed.tables.map(({ name }) => name));
  const retired = new Map(live.retired.map((each) => [each.table.name, each]));
  const known = given.filter(
    (match): match is TableMatch => match.kind === "table" && match.how === "restored",
  );
  const settled = new Set([...there, ...known.map(({ to }) => to)]);
  const others = desired.tables.flatMap(({ name }): TableMatch[] => {
    if (settled.has(name) || answers[name] === "new") return [];
    const from = newestRetired(retired.keys(), name);
    return from === undefined ? [] : [{ kind: "table", how: "restored", from, to: name }];
  });
  const namespace = retiredNamespace(managed.namespace);
  const found = [...known, ...others].flatMap((match) => {
    const home = there.has(match.to) ? undefined : retired.get(match.from);
    if (home === undefined) return [];
    const restored = underName(home.table, match.to);
    const former = { ...asIs(restored), name: match.from, namespace };
    return [{ match, table: { ...restored, former }, live: home.live }];
  });
  return {
    matches: found.map(({ match }) => match),
    changes: found.map(({ match, table }) => ({ kind: "restore_table", table, from: match.from })),
    managed: { ...managed, tables: [...managed.tables, ...found.map(({ table }) => table)] },
    tables: new Map(found.map((each) => [each.match.to, each.live])),
  };
}

/** A retired table's own retired columns are none of its definition. */
export function underName(table: Table, name: string): Table {
  return { ...table, name, columns: table.columns.filter((each) => !isRetiredName(each.name)) };
}

function restoreColumns(
  request: RestoreRequest,
  restoredTables: readonly TableMatch[],
): RestoredKind<ColumnMatch> {
  const { desired, given = [] } = request;
  const owned = tableMap(request.managed);
  const retiredIn = retiredColumns(request, restoredTables);
  let { managed } = request;
  const changes: Change[] = [];
  const matches: ColumnMatch[] = [];
  for (const wanted of desired.tables) {
    const ours = owned.get(wanted.name);
    const retired = retiredIn(wanted.name);
    if (ours === undefined || retired.size === 0) continue;
    const known = given.filter(
      (match): match is ColumnMatch =>
        match.kind === "column" && match.how === "restored" && match.table === wanted.name,
    );
    const settled = new Set([
      ...ours.columns.map(({ name }) => name),
      ...known.map(({ to }) => to),
    ]);
    for (const match of [...known, ...wantedAgain(wanted, settled, retired, request.answers)]) {
      const column = retired.get(match.from);
      if (column === undefined) continue;
      const room = makeRoom(managed, wanted.name, match.to);
      const restored = { ...column, name: match.to };
      managed = withColumn(room.managed, wanted.name, restored, match.from);
      changes.push(...room.changes, comingBack(match, restored, room.holder));
      matches.push(match);
    }
  }
  return { matches, changes, managed };
}

/** The retired columns of a table, by their retired names. `restored` are tables that are themselves coming back. */
function retiredColumns(
  { live, former }: RestoreRequest,
  restored: readonly TableMatch[],
): (table: string) => ReadonlyMap<string, Column> {
  const homes = new Map(restored.map(({ from, to }) => [to, from]));
  const inPlace = tableMap(live.database);
  const away = new Map(live.retired.map(({ table }) => [table.name, table]));
  return (name) => {
    const home = homes.get(name);
    const table = home === undefined ? inPlace.get(former.table(name)) : away.get(home);
    const columns = table?.columns.filter((column) => isRetiredName(column.name)) ?? [];
    return nameMap(columns);
  };
}

/** Where the name has another column, that one holds what became of the values. */
function comingBack(
  { table, from }: ColumnMatch,
  column: Column,
  holder: Column | undefined,
): Change {
  return holder === undefined || holder.generated !== undefined
    ? { kind: "restore_column", table, column, from }
    : { kind: "revert_column", table, from: holder, to: column, restores: from };
}

/** In the type that it had: what is wanted now, its values are converted to like those of any other column. */
function wantedAgain(
  wanted: Table,
  settled: ReadonlySet<string>,
  retired: ReadonlyMap<string, Column>,
  answers: RestoreRequest["answers"],
): ColumnMatch[] {
  return wanted.columns.flatMap((column): ColumnMatch[] => {
    const { name } = column;
    if (settled.has(name) || answers[`${wanted.name}.${name}`] === "new") return [];
    const from = retired.get(newestRetired(retired.keys(), name) ?? "");
    if (from === undefined || !isKept(from, column)) return [];
    return [{ kind: "column", how: "restored", table: wanted.name, from: from.name, to: name }];
  });
}

/** What is computed is computed again; and what we do not know has no way to another type. */
function isKept(from: Column, to: Column): boolean {
  if (to.generated !== undefined || from.generated !== undefined) return false;
  return from.variant === to.variant;
}

/** The database with a column that is called `source` until then. */
function withColumn(database: Database, table: string, column: Column, source: string): Database {
  return {
    ...database,
    tables: database.tables.map((each) => {
      if (each.name !== table) return each;
      const { name, columns } = each.former ?? asIs(each);
      return {
        ...each,
        columns: [...each.columns, column],
        former: { ...each.former, name, columns: { ...columns, [column.name]: source } },
      };
    }),
  };
}

function asIs({ name, columns }: Table): FormerTable {
  return { name, columns: Object.fromEntries(columns.map((each) => [each.name, each.name])) };
}

/** What is wanted, with the default as the value of rows that were written while a required column was retired. */
export function fillingRestored(desired: Database, matches: readonly Match[]): Database {
  const restored = new Set(
    matches.flatMap((match) =>
      match.kind === "column" && match.how === "restored" ? [`${match.table}.${match.to}`] : [],
    ),
  );
  if (restored.size === 0) return desired;
  return filling(desired, (table, { name, type, notNull, default: value, backfill }) =>
    backfill === undefined && notNull && value !== undefined && restored.has(`${table}.${name}`)
      ? { sql: `(${value.sql})::${type}`, columns: [] }
      : undefined,
  );
}
