// Two databases → the changes that turn the first into the second. It does not matter where either came from, and nothing here
// knows SQL: expressions are compared by Postgres's own wording of them.

import type { Constraint, Database, ForeignKey, Index, Table } from "../relational/database.ts";
import { compareText } from "../relational/normalize.ts";
import type { Change } from "./change.ts";
import { diffColumns, equalExpression, nameMap } from "./diff-columns.ts";
import { diffRoutines, diffTriggers, isDerivedTable, moveIdentities } from "./diff-triggers.ts";

/** The changes from `from` to `to`, table by table, in no order that could be executed (see `order`). */
export function diff(from: Database, to: Database): readonly Change[] {
  const before = nameMap(from.tables);
  const after = nameMap(to.tables);
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText);
  const changes = names.flatMap((name) => {
    const old = before.get(name);
    const wanted = after.get(name);
    if (old === undefined) return wanted === undefined ? [] : createTable(wanted);
    return wanted === undefined ? removeTable(old, from) : diffTable(old, wanted);
  });
  return [
    ...diffRoutines(from.routines, to.routines),
    ...changes,
    ...reconnect(changes, before, after),
    ...moveIdentities(from, to),
  ];
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

function removeTable(table: Table, from: Database): Change[] {
  const triggers = table.triggers ?? [];
  return [
    ...triggers.map((trigger): Change => ({ kind: "drop_trigger", table: table.name, trigger })),
    ...table.constraints
      .filter((constraint) => constraint.kind === "foreign_key")
      .map((constraint): Change => ({ kind: "drop_constraint", table: table.name, constraint })),
    { kind: isDerivedTable(table, from) ? "drop_derived_table" : "retire_table", table },
  ];
}

function diffTable(from: Table, to: Table): Change[] {
  const columns = diffColumns(from, to);
  const disturbed: Disturbed = {
    retyped: new Set(
      columns.flatMap((change) => (change.kind === "change_type" ? [change.to.name] : [])),
    ),
    remade: new Set(
      columns.flatMap((change) =>
        change.kind === "add_column" && from.columns.some(({ name }) => name === change.column.name)
          ? [change.column.name]
          : [],
      ),
    ),
  };
  const changes = [
    ...columns,
    ...diffConstraints(from, to, disturbed),
    ...diffIndexes(from, to, disturbed),
    ...diffTriggers(from, to, new Set([...disturbed.retyped, ...disturbed.remade])),
  ];
  if (from.comment !== to.comment) changes.push({ kind: "comment_table", table: to });
  return changes;
}

/** Columns that what stands on them does not outlive as it is. */
interface Disturbed {
  readonly retyped: ReadonlySet<string>;
  /** Removed, and added again. */
  readonly remade: ReadonlySet<string>;
}

function diffConstraints(from: Table, to: Table, disturbed: Disturbed): Change[] {
  const after = nameMap(to.constraints);
  const kept = new Set(
    from.constraints
      .filter((constraint) => {
        const wanted = after.get(constraint.name);
        return (
          wanted !== undefined &&
          equalConstraint(constraint, wanted) &&
          !isDisturbed(constraint, wanted, disturbed)
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

/** A check over a column whose type changes is made anew, as ALTER TYPE leaves the old casts in it; and all that goes with a column. */
function isDisturbed(from: Constraint, to: Constraint, { retyped, remade }: Disturbed): boolean {
  const columns = [...from.columns, ...to.columns];
  if (columns.some((column) => remade.has(column))) return true;
  return from.kind === "check" && columns.some((column) => retyped.has(column));
}

function diffIndexes(from: Table, to: Table, { retyped, remade }: Disturbed): Change[] {
  const after = nameMap(to.indexes);
  const kept = new Set(
    from.indexes
      .filter((index) => {
        const wanted = after.get(index.name);
        // Which columns a predicate reads is not known here, so every partial index counts.
        return (
          wanted !== undefined &&
          equalIndex(index, wanted) &&
          !(retyped.size + remade.size > 0 && index.where !== undefined) &&
          !indexColumns(index).some((column) => remade.has(column))
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

function indexColumns(index: Index): string[] {
  return [...index.keys.map((key) => key.column), ...index.include];
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
        left.onUpdate === right.onUpdate &&
        left.deferred === right.deferred
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
