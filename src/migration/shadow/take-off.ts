// Columns that are replaced → the changes that take off what stands on them, in the moment in which the new ones take their places, and
// what is there without it. What is wanted of it comes back by the diff.

import {
  usedColumns,
  isKey,
  type Constraint,
  type Database,
  type ForeignKey,
  type Index,
  type Table,
  type Trigger,
} from "../../relational/database.ts";
import { renameExpression } from "../rename/expression.ts";
import type { Change } from "../change.ts";
import { isRemade } from "../diff/columns.ts";
import { equalTrigger } from "../diff/triggers.ts";
import { nameMap, tableMap } from "../name-map.ts";

/** Table → the names of columns. */
export type ColumnsOf = ReadonlyMap<string, ReadonlySet<string>>;

/** What stands on columns, taken off. */
export interface TakenOff {
  readonly changes: readonly Change[];
  /** Without it. Triggers stay: they are there again at once. */
  readonly managed: Database;
}

/** Also computed columns that go with them, and what stands on those. */
export function takeOff(managed: Database, desired: Database, replaced: ColumnsOf): TakenOff {
  if (replaced.size === 0) return { changes: [], managed };
  const after = tableMap(desired);
  const gone = new Map(
    managed.tables.map((table) => {
      const { name } = table;
      return [name, goneWith(table, after.get(name), replaced.get(name))];
    }),
  );
  const changes: Change[] = [];
  const tables = managed.tables.map((table): Table => {
    const wanted = after.get(table.name);
    const own = gone.get(table.name) ?? new Set();
    const constraints = table.constraints.filter((each) => isOn(each, own, gone));
    const indexes = table.indexes.filter((each) => reads(each, own));
    const stays = replaced.get(table.name);
    const computed = table.columns.filter(
      ({ name, generated }) => own.has(name) && generated !== undefined && !stays?.has(name),
    );
    changes.push(
      ...constraints.map((constraint) => dropConstraint(table, constraint, wanted)),
      ...indexes.map((index): Change => ({ kind: "drop_index", table: table.name, index, swap: "with" })), // prettier-ignore
      ...computed.map((column): Change => ({ kind: "drop_derived_column", table: table.name, column, swap: "with" })), // prettier-ignore
      ...firedAgain(table, wanted, own),
    );
    return {
      ...table,
      columns: table.columns.filter((column) => !computed.includes(column)),
      constraints: table.constraints.filter((each) => !constraints.includes(each)),
      indexes: table.indexes.filter((each) => !indexes.includes(each)),
    };
  });
  return { changes, managed: { ...managed, tables } };
}

/**
 * The replaced columns, and computed ones that read them, or go anyway: what is taken off may stand on both. One that ceases to be computed
 * keeps its values, and its place.
 */
function goneWith(
  { columns }: Table,
  wanted: Table | undefined,
  replaced: ReadonlySet<string> | undefined,
): ReadonlySet<string> {
  if (replaced === undefined) return new Set();
  const after = nameMap(wanted?.columns);
  const computed = columns.filter((column) => {
    if (column.generated === undefined) return false;
    const twin = after.get(column.name);
    if (twin === undefined) return true;
    if (twin.generated === undefined) return false;
    return isRemade(column, twin, false) || names(column.generated.sql, replaced);
  });
  return new Set([...replaced, ...computed.map(({ name }) => name)]);
}

/** Whether an expression has one of these names in it. */
function names(sql: string, columns: ReadonlySet<string>): boolean {
  let found = false;
  renameExpression(sql, (name) => {
    found ||= columns.has(name);
    return name;
  });
  return found;
}

function isOn(
  constraint: Constraint,
  own: ReadonlySet<string>,
  gone: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const included = isKey(constraint) ? (constraint.include ?? []) : [];
  if ([...constraint.columns, ...included].some((column) => own.has(column))) return true;
  if (constraint.kind !== "foreign_key") return false;
  const there = gone.get(constraint.targetTable);
  return constraint.targetColumns.some((column) => there?.has(column));
}

/** Whether an index stands on one of these columns. */
export function reads(index: Index, columns: ReadonlySet<string>): boolean {
  const expressions = [index.where, ...index.keys.map(({ expression }) => expression)];
  return (
    usedColumns(index).some((column) => columns.has(column)) ||
    expressions.some((expression) => expression !== undefined && names(expression.sql, columns))
  );
}

/** A foreign key that does not come back goes at once: what it points to may go as well. */
function dropConstraint(table: Table, constraint: Constraint, wanted: Table | undefined): Change {
  const drop = { kind: "drop_constraint", table: table.name, constraint } as const;
  const isBack =
    constraint.kind !== "foreign_key" ||
    wanted?.constraints.some((other) => other.kind === "foreign_key" && isAlike(constraint, other));
  return isBack ? { ...drop, swap: "with" } : drop;
}

function isAlike(left: ForeignKey, right: ForeignKey): boolean {
  const place = ({ columns, targetTable, targetColumns }: ForeignKey): string =>
    JSON.stringify([columns, targetTable, targetColumns]);
  return place(left) === place(right);
}

/** A trigger names the columns that it is about; one that is to be another is the diff's business. */
function firedAgain(
  { name: table, triggers = [] }: Table,
  wanted: Table | undefined,
  own: ReadonlySet<string>,
): readonly Change[] {
  const stays = (trigger: Trigger): boolean =>
    wanted?.triggers?.some(
      (other) => other.name === trigger.name && equalTrigger(trigger, other),
    ) === true;
  return triggers
    .filter((trigger) => trigger.columns.some((column) => own.has(column)) && stays(trigger))
    .flatMap((trigger): Change[] => [
      { kind: "drop_trigger", table, trigger, swap: "with" },
      { kind: "create_trigger", table, trigger, swap: "with" },
    ]);
}
