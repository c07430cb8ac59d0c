// Renames that are to happen at once → changes, one after the other, each finding its new name free.

import type { Column, Database, Table } from "../../relational/database.ts";
import type { ColumnMatch, Match, TableMatch } from "../match/match.ts";
import { hopsOf } from "./hops.ts";
import { tableMap } from "../name-map.ts";

/** A table or a column gets another name. */
export type RenameChange = RenameTable | RenameColumn;

/** One hop of a table on its way to a new name. */
export interface RenameTable {
  readonly kind: "rename_table";
  /** As it is desired. */
  readonly table: Table;
  readonly from: string;
  /** Its name where it ends, or one for the time that another table has that. */
  readonly as: string;
  /** Its place among the renames of tables. */
  readonly turn: number;
  /** Live columns whose sequence is named after the table. */
  readonly numbered: readonly string[];
}

/** One hop of a column on its way to a new name. */
export interface RenameColumn {
  readonly kind: "rename_column";
  readonly table: string;
  /** As it is desired. */
  readonly column: Column;
  readonly from: string;
  readonly as: string;
  /** Its sequence is named after it. */
  readonly isNumbered: boolean;
}

/** Tables first: changes of columns use the new names of their tables. `live` is as it is before. */
export function renameChanges(
  renames: readonly Match[],
  live: Database,
  desired: Database,
): readonly RenameChange[] {
  const columns = renames.filter((match) => match.kind === "column");
  const tables = renames.filter((match) => match.kind === "table");
  const former = new Map(tables.map(({ from, to }) => [to, from]));
  return [
    ...renameTables(tables, live, desired),
    ...[...Map.groupBy(columns, ({ table }) => table)].flatMap(([table, matches]) =>
      renameColumns(matches, {
        wanted: desired.tables.find(({ name }) => name === table),
        there: live.tables.find(({ name }) => name === (former.get(table) ?? table)),
      }),
    ),
  ];
}

/** A table as it is desired, and as it is before. */
interface Sides {
  readonly wanted: Table | undefined;
  readonly there: Table | undefined;
}

function renameTables(
  renames: readonly TableMatch[],
  live: Database,
  desired: Database,
): readonly RenameTable[] {
  const there = tableMap(live);
  const wanted = tableMap(desired);
  return followed(renames, there.keys()).flatMap(
    ({ from, as, begin, end }, turn): RenameTable[] => {
      const [table, old] = [wanted.get(end), there.get(begin)];
      if (table === undefined || old === undefined) return [];
      const counted = old.columns.filter(({ identity }) => identity !== undefined);
      const numbered = counted.map(({ name }) => name);
      return [{ kind: "rename_table", table, from, as, turn, numbered }];
    },
  );
}

function renameColumns(
  renames: readonly ColumnMatch[],
  { wanted, there }: Sides,
): readonly RenameColumn[] {
  if (wanted === undefined || there === undefined) return [];
  const names = there.columns.map(({ name }) => name);
  return followed(renames, names).flatMap(({ from, as, begin, end }): RenameColumn[] => {
    const column = wanted.columns.find(({ name }) => name === end);
    const old = there.columns.find(({ name }) => name === begin);
    if (column === undefined || old === undefined) return [];
    const isNumbered = old.identity !== undefined;
    return [{ kind: "rename_column", table: wanted.name, column, from, as, isNumbered }];
  });
}

/** Each hop with where its detour began, and where it ends. */
function followed(
  renames: readonly { readonly from: string; readonly to: string }[],
  names: Iterable<string>,
): readonly { from: string; as: string; begin: string; end: string }[] {
  const hops = hopsOf(renames, names);
  const ends = new Map(renames.map(({ from, to }) => [from, to]));
  const begins = new Map<string, string>();
  return hops.map(({ from, to }) => {
    const begin = begins.get(from) ?? from;
    begins.delete(from);
    begins.set(to, begin);
    return { from, as: to, begin, end: ends.get(begin) ?? to };
  });
}
