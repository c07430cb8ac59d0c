// Changes → the same on tables over the size limit in parts, none of which keeps others from reading and writing while rows are looked at
// or written. Where such a migration was cut off, what is there already of the parts is gone on with.

import {
  isKey,
  type Check,
  type Constraint,
  type Database,
  type Index,
  type Table,
} from "../../relational/database.ts";
import { shortenName } from "../../relational/name.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { changedPart, changedTable, type Change } from "../change.ts";
import { isVolatile } from "../column-value.ts";
import { filling } from "../fill/backfill.ts";
import { identitiesOnline } from "../fill/identity-online.ts";
import { numberedOnline } from "../fill/numbers-online.ts";
import { tableMap } from "../name-map.ts";
import { indexOfKey } from "./key-index.ts";
import { renamedOnline } from "../rename/values-online.ts";

/** Which tables are large, and what they are like. */
export interface RecipeContext {
  /** By the name that changes use: over the size limit, and with rows in it. */
  readonly isLarge: (table: string) => boolean;
  /** Ours, as the changes set out from it. */
  readonly managed: Database;
}

/** Takes changes of large tables apart. */
export function onlineChanges(
  changes: readonly Change[],
  { isLarge, managed }: RecipeContext,
): readonly Change[] {
  const tables = tableMap(managed);
  const parts = identitiesOnline(changes, isLarge);
  const byTable = Map.groupBy(parts, (change) => changedTable(change) ?? "");
  return [...byTable].flatMap(([name, own]) => {
    const table = tables.get(name);
    return table !== undefined && isLarge(name)
      ? ofLargeTable(numberedOnline(renamedOnline(own), table, managed.namespace), table)
      : own;
  });
}

function ofLargeTable(changes: readonly Change[], table: Table): readonly Change[] {
  const taken = new Set<Change>();
  /** The change that would drop what an earlier attempt has left, taken out: the part goes on from there. */
  const takeDrop = (kind: "drop_constraint" | "drop_index", name: string): void => {
    const drop = changes.find((change) => change.kind === kind && changedPart(change) === name);
    if (drop !== undefined) taken.add(drop);
  };
  const isRetyped = changes.some(
    (change) => change.kind === "change_type" && change.shadow === undefined,
  );
  const parts = changes.map((change): readonly Change[] => {
    switch (change.kind) {
      case "set_not_null": {
        const proof = proofOf(change.table, change.to.name);
        const left = table.constraints.find(({ name }) => name === proof.name);
        takeDrop("drop_constraint", proof.name);
        return proveNotNull(change, proof, left);
      }
      case "fill_column":
        // What has values of its own could get others while it is filled.
        return [change.value.list?.replaces ? change : { ...change, online: true }];
      case "add_column":
        return addVolatile(change) ?? [change];
      case "add_constraint":
        return addOnline(change, table, takeDrop);
      case "drop_index":
        // Its predicate may not be one of the new type.
        return [change.swap === "with" || isRetyped ? change : { ...change, online: true }];
      case "validate_constraint":
      case "create_index":
        return [{ ...change, online: true }];
      default:
        return [change];
    }
  });
  return changes.flatMap((change, index) => (taken.has(change) ? [] : (parts[index] ?? [])));
}

/** A default that differs from row to row would write the whole table anew: the rows get their values later. */
function addVolatile(
  change: Extract<Change, { kind: "add_column" }>,
): readonly Change[] | undefined {
  const { table, column, unfilled } = change;
  const { default: value, notNull } = column;
  if (unfilled || value === undefined || !isVolatile(value.sql)) return undefined;
  const optional = { ...column, notNull: false };
  const required = { kind: "set_not_null", table, from: optional, to: column } as const;
  return [
    { ...change, column: optional, unfilled: true },
    {
      kind: "fill_column",
      table,
      column,
      value: { sql: value.sql, columns: [] },
      isNew: true,
      online: true,
    },
    ...(notNull ? proveNotNull(required, proofOf(table, column.name), undefined) : []),
  ];
}

/**
 * The database with a backfill for each column whose filling from its default was cut off, of those that `pending` names (`User.key`):
 * the column is there, but not every row has got its value.
 */
export function fillingDefaults(database: Database, pending: ReadonlySet<string>): Database {
  if (pending.size === 0) return database;
  return filling(database, (table, { name, default: value, backfill }) =>
    backfill === undefined && value !== undefined && pending.has(`${table}.${name}`)
      ? { sql: value.sql, columns: [] }
      : undefined,
  );
}

/** A check that says for a while what the column is to say. */
function proofOf(table: string, column: string): Check {
  return {
    kind: "check",
    name: proofName(table, column),
    expression: { sql: `${quoteIdentifier(column)} IS NOT NULL` },
    columns: [column],
  };
}

function proofName(table: string, column: string): string {
  return shortenName(`${table}_${column}_present`);
}

function proveNotNull(
  change: Extract<Change, { kind: "set_not_null" }>,
  proof: Check,
  left: Constraint | undefined,
): readonly Change[] {
  const { table } = change;
  const constraint: Check = { ...proof, notValid: true };
  const isProven = left?.kind === "check" && left.notValid === undefined;
  return [
    ...(left === undefined
      ? [{ kind: "add_constraint", table, constraint, proves: true } as const]
      : []),
    ...(isProven
      ? []
      : [
          {
            kind: "validate_constraint",
            table,
            constraint: proof,
            proves: true,
            online: true,
          } as const,
        ]),
    { ...change, proof },
  ];
}

function addOnline(
  change: Extract<Change, { kind: "add_constraint" }>,
  live: Table,
  takeDrop: (kind: "drop_index", name: string) => void,
): readonly Change[] {
  const { table, constraint, swap } = change;
  switch (constraint.kind) {
    case "check":
    case "foreign_key":
      if (constraint.notValid) return [change];
      return [
        { ...change, constraint: { ...constraint, notValid: true } },
        { kind: "validate_constraint", table, constraint, online: true },
      ];
    case "primary_key":
    case "unique": {
      const attach: Change = { kind: "attach_index", table, constraint, ...(swap && { swap }) };
      const left = live.indexes.find(({ name }) => name === constraint.name);
      const index = indexOfKey(constraint);
      const create: Change = { kind: "create_index", table, index, online: true };
      if (left === undefined) return [create, attach];
      takeDrop("drop_index", left.name);
      if (isBuilt(left, index)) return [attach];
      return [{ kind: "drop_index", table, index: left, online: true }, create, attach];
    }
  }
}

function isBuilt(left: Index, wanted: Index): boolean {
  const columns = ({ keys, include }: Index): string =>
    JSON.stringify([keys.map(({ column }) => column), include]);
  return (
    left.invalid === undefined &&
    left.unique &&
    left.variant === undefined &&
    left.where === undefined &&
    left.nullsNotDistinct === wanted.nullsNotDistinct &&
    columns(left) === columns(wanted)
  );
}

/**
 * A model with what a migration towards it may have left half-way beside what it names: so that it is known to be ours. The names count,
 * not what they stand for.
 */
export function withParts(model: Database): Database {
  return {
    ...model,
    tables: model.tables.map((table) => ({
      ...table,
      constraints: [
        ...table.constraints,
        ...table.columns
          .filter(({ notNull }) => notNull)
          .map(({ name }) => proofOf(table.name, name)),
      ],
      indexes: [...table.indexes, ...table.constraints.filter(isKey).map(indexOfKey)],
    })),
  };
}
