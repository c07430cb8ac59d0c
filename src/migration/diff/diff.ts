// Two databases → the changes that turn the first into the second. It does not matter where either came from, and nothing here
// knows SQL: expressions are compared by Postgres's own wording of them.

import {
  indexNames,
  isKey,
  keyColumns,
  type Database,
  type ForeignKey,
  type Table,
} from "../../relational/database.ts";
import { compareText } from "../../relational/normalize.ts";
import type { Change } from "../change.ts";
import { diffColumns, type ColumnTest } from "./columns.ts";
import { nameMap, partKey } from "../name-map.ts";
import { createIndex, diffConstraints, diffIndexes, type Disturbed } from "./parts.ts";
import { diffTypes, removeTypes } from "./enum-types.ts";
import { diffRoutines, diffTriggers, isDerivedTable, moveIdentities } from "./triggers.ts";

/**
 * The changes from `from` to `to`, table by table, in no order that could be executed (see `order`). A column whose type changes is
 * converted where `isConverted` says so, else it changes in place.
 */
export function diff(from: Database, to: Database, isConverted?: ColumnTest): readonly Change[] {
  const changes = diffTables(from, to, isConverted);
  return [...diffTypes(from, to), ...changes, ...removeTypes(from, to, changes)];
}

function diffTables(from: Database, to: Database, isConverted?: ColumnTest): readonly Change[] {
  const before = nameMap(from.tables);
  const after = nameMap(to.tables);
  const taken = new Set(from.tables.flatMap(indexNames));
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted(compareText);
  const changes = names.flatMap((name) => {
    const old = before.get(name);
    const wanted = after.get(name);
    if (old === undefined) return wanted === undefined ? [] : createTable(wanted);
    return wanted === undefined
      ? removeTable(old, from)
      : diffTable(old, wanted, taken, isConverted);
  });
  const disturbed = new Set(changes.flatMap(disturbedColumns));
  const connected =
    disturbed.size === 0
      ? changes
      : [
          ...changes.flatMap((change) => reconnectRenamed(change, disturbed)),
          ...reconnect(changes, disturbed, before, after),
        ];
  return [...diffRoutines(from.routines, to.routines), ...connected, ...moveIdentities(from, to)];
}

function createTable(table: Table): Change[] {
  const { name } = table;
  const changes: Change[] = [{ kind: "create_table", table }];
  for (const constraint of table.constraints)
    if (constraint.kind === "foreign_key")
      changes.push({ kind: "add_constraint", table: name, constraint });
  for (const index of table.indexes) changes.push(...createIndex(name, index));
  return changes;
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

function diffTable(
  from: Table,
  to: Table,
  taken: ReadonlySet<string>,
  isConverted?: ColumnTest,
): Change[] {
  const columns = diffColumns(from, to, isConverted);
  const disturbed: Disturbed = {
    retyped: new Set(
      columns.flatMap((change) => (change.kind === "change_type" ? [change.to.name] : [])),
    ),
    remade: new Set(
      columns.flatMap((change) => {
        if (change.kind === "convert_column") return [change.to.name];
        return change.kind === "add_column" &&
          from.columns.some(({ name }) => name === change.column.name)
          ? [change.column.name]
          : [];
      }),
    ),
  };
  const changes = [
    ...columns,
    ...diffConstraints(from, to, disturbed, taken),
    ...diffIndexes(from, to, disturbed, taken),
    ...diffTriggers(from, to, new Set([...disturbed.retyped, ...disturbed.remade])),
  ];
  if (from.comment !== to.comment) changes.push({ kind: "comment_table", table: to });
  return changes;
}

/**
 * Foreign keys that are the same on both sides but stand in the way: a column at either end changes its type, or the key that they
 * point to is made anew. They are dropped and added again around it.
 */
function reconnect(
  changes: readonly Change[],
  disturbed: ReadonlySet<string>,
  before: ReadonlyMap<string, Table>,
  after: ReadonlyMap<string, Table>,
): Change[] {
  const dropped = new Set(
    changes.flatMap((change) =>
      change.kind === "drop_constraint" ? [partKey(change.table, change.constraint.name)] : [],
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
        dropped.has(partKey(table.name, constraint.name))
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

/** The same for one that gets another name with it. */
function reconnectRenamed(change: Change, disturbed: ReadonlySet<string>): Change[] {
  if (change.kind !== "rename_constraint") return [change];
  const { table, from, to } = change;
  const isInTheWay =
    from.kind === "foreign_key" && endColumns(table, from).some((end) => disturbed.has(end));
  if (!isInTheWay) return [change];
  return [
    { kind: "drop_constraint", table, constraint: from },
    { kind: "add_constraint", table, constraint: to },
  ];
}

function disturbedColumns(change: Change): string[] {
  switch (change.kind) {
    case "change_type":
    case "convert_column":
      return [
        partKey(change.table, change.to.name),
        `target ${partKey(change.table, change.to.name)}`,
      ];
    case "drop_constraint": {
      const { constraint, table } = change;
      return isKey(constraint)
        ? constraint.columns.map((column) => `target ${partKey(table, column)}`)
        : [];
    }
    case "drop_index":
      return change.index.unique
        ? keyColumns(change.index).map((column) => `target ${partKey(change.table, column)}`)
        : [];
    default:
      return [];
  }
}

function endColumns(table: string, key: ForeignKey): string[] {
  return [
    ...key.columns.map((column) => partKey(table, column)),
    ...key.targetColumns.map((column) => `target ${partKey(key.targetTable, column)}`),
  ];
}
