// Columns that are replaced → the changes that take off what stands on them, in the moment in which the new ones take their places, and
// what is there without it. What is wanted of it comes back by the diff.

import {
  indexColumns,
  isKey,
  type Column,
  type Constraint,
  type Database,
  type ForeignKey,
  type Index,
  type Table,
  type Trigger,
} from "../../relational/database.ts";
import { renameExpression } from "../rename/expression.ts";
import type { Change } from "../change.ts";
import { equalTrigger } from "../diff/triggers.ts";
import { tableMap } from "../name-map.ts";

/** Table → the names of columns. */
export type ColumnsOf = ReadonlyMap<string, ReadonlySet<string>>;

/** What stands on columns, taken off. */
export interface TakenOff {
  readonly changes: readonly Change[];
  /** Without it. Triggers stay: they are there again at once. */
  readonly managed: Database;
}

/** Also computed columns that read one of them, and what stands on those. */
export function takeOff(managed: Database, desired: Database, replaced: ColumnsOf): TakenOff {
  const after = tableMap(desired);
  const gone = new Map(managed.tables.map((table) => [table.name, goneWith(table, replaced)]));
  const changes: Change[] = [];
  const tables = managed.tables.map((table): Table => {
    const wanted = after.get(table.name);
    const own = gone.get(table.name) ?? new Set();
    const constraints = table.constraints.filter((each) => isOn(each, own, gone));
    const indexes = table.indexes.filter((each) => reads(each, own));
    const computed = table.columns.filter(
      ({ name, generated }) => own.has(name) && generated !== undefined,
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

/** The replaced columns, and those that are computed from them. */
function goneWith({ name, columns }: Table, replaced: ColumnsOf): ReadonlySet<string> {
  const own = replaced.get(name);
  if (own === undefined) return new Set();
  const computed = columns.filter(({ generated }) => generated && names(generated.sql, own));
  return new Set([...own, ...computed.map((column: Column) => column.name)]);
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
    [...indexColumns(index), ...(index.reads ?? [])].some((column) => columns.has(column)) ||
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
