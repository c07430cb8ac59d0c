// Values that the schema calls otherwise now → an UPDATE for each column that holds them. Postgres knows nothing of this: an enum is text
// with a check, which is dropped before it and made anew after it.

import {
  expressionText,
  type Column,
  type Database,
  type Table,
} from "../../relational/database.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { tableMap } from "../name-map.ts";

/** Values of a column that get other names. */
export interface RenameValue {
  readonly kind: "rename_value";
  readonly table: string;
  /** As it is desired. */
  readonly column: Column;
  /** From the old to the new one; swaps and chains are meant at once. */
  readonly values: Readonly<Record<string, string>>;
}

/** What is live, and what was last applied, under the names that are desired. */
interface Before {
  readonly managed: Database;
  readonly applied: Database | undefined;
}

/**
 * What no migration has renamed yet. Where none is known, a value counts as renamed if the checks are as they are wanted. `back`: the
 * desired database is an older one, so that what has been renamed since is undone.
 */
export function renameValues(
  { managed, applied }: Before,
  desired: Database,
  back: boolean,
): readonly RenameValue[] {
  const there = tableMap(managed);
  const known = tableMap(applied);
  return desired.tables.flatMap((wanted) => {
    const live = there.get(wanted.name);
    const before = known.get(wanted.name);
    if (live === undefined) return [];
    return wanted.columns.flatMap((column): RenameValue[] => {
      const old = live.columns.find(({ name }) => name === column.name);
      const applied = before?.columns.find(({ name }) => name === column.name);
      if (old?.type !== column.type) return [];
      const open = back
        ? undone(column, applied, wanted)
        : stillToDo(column, applied, { live, wanted });
      if (open.length === 0) return [];
      return [
        { kind: "rename_value", table: wanted.name, column, values: Object.fromEntries(open) },
      ];
    });
  });
}

/** The live side, telling of its columns which of their values are about to be renamed. */
export function withRenamedValues(managed: Database, changes: readonly RenameValue[]): Database {
  if (changes.length === 0) return managed;
  const byTable = Map.groupBy(changes, ({ table }) => table);
  return {
    ...managed,
    tables: managed.tables.map((table) => {
      const values = new Map(
        byTable.get(table.name)?.map((each) => [each.column.name, each.values]),
      );
      const columns = table.columns.map((column) => {
        const renamed = values.get(column.name);
        return renamed === undefined ? column : { ...column, past: { values: renamed } };
      });
      return values.size === 0 ? table : { ...table, columns };
    }),
  };
}

type Pair = readonly [from: string, to: string];

function stillToDo(
  column: Column,
  before: Column | undefined,
  { live, wanted }: Readonly<Record<"live" | "wanted", Table>>,
): readonly Pair[] {
  const values = Object.entries(column.past?.values ?? {});
  if (before === undefined) return hasSameChecks(live, wanted, column.name) ? [] : values;
  const done = new Map(Object.entries(before.past?.values ?? {}));
  return values.filter(([from, to]) => done.get(from) !== to);
}

/**
 * A value that the older schema has as well, and that was none of those renamed, stays what it is: nobody knows which of its rows had
 * another one.
 */
function undone(column: Column, before: Column | undefined, wanted: Table): readonly Pair[] {
  const kept = new Map(Object.entries(column.past?.values ?? {}));
  const checks = checksOf(wanted, column.name).join(" ");
  const done = Object.entries(before?.past?.values ?? {}).filter(
    ([from, to]) => kept.get(from) !== to,
  );
  const left = new Set(done.map(([from]) => from));
  return done.flatMap(([from, to]): Pair[] =>
    checks.includes(quoteLiteral(to)) && !left.has(to) ? [] : [[to, from]],
  );
}

function hasSameChecks(live: Table, wanted: Table, column: string): boolean {
  return JSON.stringify(checksOf(live, column)) === JSON.stringify(checksOf(wanted, column));
}

function checksOf({ constraints }: Table, column: string): readonly string[] {
  return constraints.flatMap((constraint) =>
    constraint.kind === "check" && constraint.columns.includes(column)
      ? [expressionText(constraint.expression)]
      : [],
  );
}

/** Touches the rows that have one of the values, and no others. */
export function renameValueStatement(namespace: string, change: RenameValue): string {
  const name = quoteIdentifier(change.column.name);
  return `UPDATE ${qualifiedName(namespace, change.table)} SET ${name} = ${renamedValue(change.column, change.values, name)} WHERE ${hasRenamedValue(change.column, change.values, name)}`;
}

/** `value` is SQL for what stands in the column. */
export function renamedValue(
  { type }: Column,
  values: RenameValue["values"],
  value: string,
): string {
  const cases = Object.entries(values)
    .map(([from, to]) => `WHEN ${quoteLiteral(from)} THEN ${quoteLiteral(to)}`)
    .join(" ");
  return type.endsWith("[]")
    ? `ARRAY(SELECT CASE item ${cases} ELSE item END FROM unnest(${value}) WITH ORDINALITY list (item, place) ORDER BY place)`
    : `CASE ${value} ${cases} ELSE ${value} END`;
}

/** A condition for one of the values standing in the column; `value` is SQL for what does. */
export function hasRenamedValue(
  { type }: Column,
  values: RenameValue["values"],
  value: string,
): string {
  const list = Object.keys(values)
    .map((from) => quoteLiteral(from))
    .join(", ");
  return type.endsWith("[]") ? `${value} && ARRAY[${list}]` : `${value} IN (${list})`;
}
