// Two databases → the changes that turn the first into the second. It does not matter where either came from, and nothing here
// knows SQL: expressions are compared by Postgres's own wording of them.

import {
  expressionText,
  type Column,
  type Constraint,
  type Database,
  type Expression,
  type ForeignKey,
  type Index,
  type Table,
} from "../relational/database.ts";
import { byName, compareText } from "../relational/normalize.ts";
import type { Change } from "./change.ts";

/** The changes from `from` to `to`, table by table, in no order that could be executed (see `order`). */
export function diff(from: Database, to: Database): readonly Change[] {
  const before = nameMap(from.tables);
  const after = nameMap(to.tables);
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText);
  const changes = names.flatMap((name) => {
    const old = before.get(name);
    const wanted = after.get(name);
    if (old === undefined) return wanted === undefined ? [] : createTable(wanted);
    return wanted === undefined ? retireTable(old) : diffTable(old, wanted);
  });
  return [...changes, ...reconnect(changes, before, after)];
}

function createTable(table: Table): Change[] {
  return [
    { kind: "create_table", table },
    ...table.constraints
      .filter((constraint) => constraint.kind === "foreign_key")
      .map((constraint): Change => ({ kind: "add_constraint", table: table.name, constraint })),
    ...table.indexes.map((index): Change => ({ kind: "create_index", table: table.name, index })),
  ];
}

function retireTable(table: Table): Change[] {
  return [
    ...table.constraints
      .filter((constraint) => constraint.kind === "foreign_key")
      .map((constraint): Change => ({ kind: "drop_constraint", table: table.name, constraint })),
    { kind: "retire_table", table },
  ];
}

function diffTable(from: Table, to: Table): Change[] {
  const columns = diffColumns(from, to);
  const retyped = new Set(
    columns.flatMap((change) => (change.kind === "change_type" ? [change.to.name] : [])),
  );
  const changes = [
    ...columns,
    ...diffConstraints(from, to, retyped),
    ...diffIndexes(from, to, retyped),
  ];
  if (from.comment !== to.comment) changes.push({ kind: "comment_table", table: to });
  return changes;
}

function diffColumns(from: Table, to: Table): Change[] {
  const table = from.name;
  const before = nameMap(from.columns);
  const after = nameMap(to.columns);
  const retired = from.columns.filter((column) => !after.has(column.name));
  return [
    ...retired.map((column): Change => ({ kind: "retire_column", table, column })),
    ...to.columns.flatMap((column): Change[] => {
      const old = before.get(column.name);
      return old === undefined
        ? [{ kind: "add_column", table, column }]
        : diffColumn(table, old, column);
    }),
  ];
}

function diffColumn(table: string, from: Column, to: Column): Change[] {
  const changes: Change[] = [];
  const retyped = from.type !== to.type || from.variant !== to.variant;
  if (retyped) changes.push({ kind: "change_type", table, from, to });
  if (from.notNull !== to.notNull)
    changes.push({ kind: to.notNull ? "set_not_null" : "drop_not_null", table, from, to });
  if (from.identity !== to.identity) changes.push({ kind: "change_identity", table, from, to });
  // A default is dropped and set again around a type change: Postgres would keep it with a cast of its own.
  const sameDefault = equalExpression(from.default, to.default);
  if (from.default !== undefined && (retyped || (!sameDefault && to.default === undefined))) {
    changes.push({ kind: "drop_default", table, from, to });
  }
  if (to.default !== undefined && (retyped || !sameDefault))
    changes.push({ kind: "set_default", table, from, to });
  if (from.comment !== to.comment) changes.push({ kind: "comment_column", table, column: to });
  return changes;
}

function diffConstraints(from: Table, to: Table, retyped: ReadonlySet<string>): Change[] {
  const after = nameMap(to.constraints);
  const kept = new Set(
    from.constraints
      .filter((constraint) => {
        const wanted = after.get(constraint.name);
        return (
          wanted !== undefined &&
          equalConstraint(constraint, wanted) &&
          !isRetyped(constraint, wanted, retyped)
        );
      })
      .map((constraint) => constraint.name),
  );
  return [
    ...from.constraints
      .filter((constraint) => !kept.has(constraint.name))
      .map((constraint): Change => ({ kind: "drop_constraint", table: from.name, constraint })),
    ...to.constraints
      .filter((constraint) => !kept.has(constraint.name))
      .map((constraint): Change => ({ kind: "add_constraint", table: from.name, constraint })),
  ];
}

/** A check over a column whose type changes is made anew: ALTER TYPE leaves the old casts in it. */
function isRetyped(from: Constraint, to: Constraint, retyped: ReadonlySet<string>): boolean {
  if (from.kind !== "check") return false;
  return [...from.columns, ...to.columns].some((column) => retyped.has(column));
}

function diffIndexes(from: Table, to: Table, retyped: ReadonlySet<string>): Change[] {
  const after = nameMap(to.indexes);
  const kept = new Set(
    from.indexes
      .filter((index) => {
        const wanted = after.get(index.name);
        // Which columns a predicate reads is not known here, so every partial index counts.
        return (
          wanted !== undefined &&
          equalIndex(index, wanted) &&
          !(retyped.size > 0 && index.where !== undefined)
        );
      })
      .map((index) => index.name),
  );
  return [
    ...from.indexes
      .filter((index) => !kept.has(index.name))
      .map((index): Change => ({ kind: "drop_index", table: from.name, index })),
    ...to.indexes
      .filter((index) => !kept.has(index.name))
      .map((index): Change => ({ kind: "create_index", table: from.name, index })),
  ];
}

/**
 * Foreign keys that are the same on both sides but stand in the way: a column at either end changes its type, or the key that they
 * point to is made anew. They are dropped and added again around it.
 */
function reconnect(
  changes: readonly Change[],
  before: ReadonlyMap<string, Table>,
  after: ReadonlyMap<string, Table>,
): Change[] {
  const disturbed = new Set(changes.flatMap(disturbedColumns));
  if (disturbed.size === 0) return [];
  const dropped = new Set(
    changes.flatMap((change) =>
      change.kind === "drop_constraint" ? [memberKey(change.table, change.constraint.name)] : [],
    ),
  );
  return [...before.values()].flatMap((table) =>
    table.constraints.flatMap((constraint): Change[] => {
      const wanted = after
        .get(table.name)
        ?.constraints.find((other) => other.name === constraint.name);
      if (
        constraint.kind !== "foreign_key" ||
        wanted === undefined ||
        dropped.has(memberKey(table.name, constraint.name))
      )
        return [];
      if (!endColumns(table.name, constraint).some((end) => disturbed.has(end))) return [];
      return [
        { kind: "drop_constraint", table: table.name, constraint },
        { kind: "add_constraint", table: table.name, constraint: wanted },
      ];
    }),
  );
}

function disturbedColumns(change: Change): string[] {
  switch (change.kind) {
    case "change_type":
      return [
        memberKey(change.table, change.to.name),
        `target ${memberKey(change.table, change.to.name)}`,
      ];
    case "drop_constraint": {
      const { constraint, table } = change;
      return constraint.kind === "primary_key" || constraint.kind === "unique"
        ? constraint.columns.map((column) => `target ${memberKey(table, column)}`)
        : [];
    }
    case "drop_index":
      return change.index.unique
        ? change.index.keys.map((key) => `target ${memberKey(change.table, key.column)}`)
        : [];
    default:
      return [];
  }
}

function endColumns(table: string, key: ForeignKey): string[] {
  return [
    ...key.columns.map((column) => memberKey(table, column)),
    ...key.targetColumns.map((column) => `target ${memberKey(key.targetTable, column)}`),
  ];
}

const memberKey = (table: string, name: string): string => JSON.stringify([table, name]);

function equalExpression(left: Expression | undefined, right: Expression | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return expressionText(left) === expressionText(right);
}

function equalConstraint(left: Constraint, right: Constraint): boolean {
  if (left.variant !== right.variant) return false;
  switch (left.kind) {
    case "check":
      return right.kind === "check" && equalExpression(left.expression, right.expression);
    case "primary_key":
      return right.kind === "primary_key" && equalList(left.columns, right.columns);
    case "unique":
      return (
        right.kind === "unique" &&
        equalList(left.columns, right.columns) &&
        left.nullsNotDistinct === right.nullsNotDistinct
      );
    case "foreign_key":
      return (
        right.kind === "foreign_key" &&
        equalList(left.columns, right.columns) &&
        left.targetTable === right.targetTable &&
        equalList(left.targetColumns, right.targetColumns) &&
        left.onDelete === right.onDelete &&
        left.onUpdate === right.onUpdate
      );
  }
}

function equalIndex(left: Index, right: Index): boolean {
  return (
    left.unique === right.unique &&
    left.method === right.method &&
    left.variant === right.variant &&
    left.keys.length === right.keys.length &&
    left.keys.every(
      (key, index) =>
        key.column === right.keys[index]?.column &&
        key.descending === right.keys[index]?.descending,
    ) &&
    equalList(left.include, right.include) &&
    equalExpression(left.where, right.where)
  );
}

function equalList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

function nameMap<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.toSorted(byName).map((item) => [item.name, item]));
}
