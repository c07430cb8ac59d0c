// Values that the schema calls otherwise now → an UPDATE for each column that holds them. Postgres knows nothing of this: an enum is text
// with a check, which is dropped before it and made anew after it.

import {
  expressionText,
  type Column,
  type Database,
  type Table,
} from "../../relational/database.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { typeNameIn } from "../../sql/type-name.ts";
import { tableMap } from "../name-map.ts";

/** A column, as it is desired, and its values that get other names. */
export interface RenamedValues {
  readonly column: Column;
  /** From the old to the new one; swaps and chains are meant at once. */
  readonly values: Readonly<Record<string, string>>;
}

/** Values of a column get other names. */
export interface RenameValue extends RenamedValues {
  readonly kind: "rename_value";
  readonly table: string;
  /** Some rows at a time, each time in a transaction of its own. */
  readonly online?: true;
}

/** Old and new names of the values of a column. */
export interface ValuesRenamed {
  readonly table: string;
  readonly column: string;
  readonly values: RenamedValues["values"];
}

/** What is live, and what was last applied, under the names that are desired. */
interface Before {
  readonly managed: Database;
  readonly applied: Database | undefined;
  /** By migrations that were cut off, perhaps not in every row. */
  readonly renamed: readonly ValuesRenamed[];
}

/**
 * What no migration has renamed yet. Where none is known, a value counts as renamed if the checks are as they are wanted. `back`: the
 * desired database is an older one, so that what has been renamed since is undone.
 */
export function renameValues(
  { managed, applied, renamed }: Before,
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
      if (old === undefined || !holdsSameTexts(old, column, managed.namespace)) return [];
      const begun = renamed.filter(
        (each) => each.table === wanted.name && each.column === column.name,
      );
      const open = [
        ...begun.flatMap(({ values }) => settled(values, column, wanted)),
        ...(back ? undone(column, applied, wanted) : stillToDo(column, applied, { live, wanted })),
      ];
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

/** The values of a type that someone made, an enum as a rule, become text before they are renamed. */
function holdsSameTexts(old: Column, wanted: Column, namespace: string): boolean {
  if (old.type === wanted.type) return true;
  const isList = wanted.type === "text[]";
  return (
    (isList || wanted.type === "text") &&
    old.type.endsWith("[]") === isList &&
    typeNameIn(namespace, old.type) !== undefined
  );
}

type Pair = readonly [from: string, to: string];

function stillToDo(
  column: Column,
  before: Column | undefined,
  { live, wanted }: Readonly<Record<"live" | "wanted", Table>>,
): readonly Pair[] {
  const values = Object.entries(column.past?.values ?? {});
  if (before === undefined) {
    const isText = live.columns.some(
      ({ name, type }) => name === column.name && type === column.type,
    );
    return isText && hasSameChecks(live, wanted, column.name) ? [] : values;
  }
  const done = new Map(Object.entries(before.past?.values ?? {}));
  return values.filter(([from, to]) => done.get(from) !== to);
}

/** What is wanted of rows that have their new name by a migration that nobody goes on with. */
function settled(begun: RenamedValues["values"], column: Column, wanted: Table): readonly Pair[] {
  const checks = checksOf(wanted, column.name).join(" ");
  return Object.entries(begun).flatMap(([from, to]): Pair[] => {
    const now = column.past?.values?.[from] ?? from;
    return now === to || checks.includes(quoteLiteral(to)) ? [] : [[to, now]];
  });
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
export function renameValuesStatement(
  namespace: string,
  table: string,
  renames: readonly RenamedValues[],
): string {
  const parts = renames.map(({ column, values }) => {
    const name = quoteIdentifier(column.name);
    return {
      set: `${name} = ${renamedValue(column, values, name)}`,
      where: hasRenamedValue(column, values, name),
    };
  });
  const sets = parts.map(({ set }) => set).join(", ");
  const conditions = parts.map(({ where }) => where).join(" OR ");
  return `UPDATE ${qualifiedName(namespace, table)} SET ${sets} WHERE ${parts.length === 1 ? conditions : `(${conditions})`}`;
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
