// Columns that rows need a value in → steps that fill them. A backfill reads the row as it was: also columns that the same plan retires.

import type { Backfill, Column, Database } from "../../relational/database.ts";
import { changedObject, type Change } from "../change.ts";
import type { FillColumn } from "./fill-column.ts";
import { tableMap } from "../name-map.ts";
import { retiredName } from "../names.ts";
import type { Blocker, PlannedChange } from "../plan.ts";

type AddColumn = Extract<Change, { readonly kind: "add_column" }>;

/**
 * The changes of a diff with steps that fill, where the schema says with what: a column of a table that is there is added without
 * values, filled, and only then required; one that becomes required is filled first. `pending`: objects of fills that were cut off.
 */
export function withBackfills(
  changes: readonly Change[],
  desired: Database,
  pending: ReadonlySet<string> = new Set(),
): readonly Change[] {
  const fills = changes.flatMap((change) => fillFor(change) ?? []);
  const known = new Set(fills.map(changedObject));
  const resumed = desired.tables.flatMap((table) =>
    table.columns.flatMap((column): FillColumn[] => {
      const object = `${table.name}.${column.name}`;
      if (column.backfill === undefined || known.has(object) || !pending.has(object)) return [];
      const value = valueOf(column, column.backfill);
      return [{ kind: "fill_column", table: table.name, column, value, isNew: true }];
    }),
  );
  const rest = changes.flatMap((change): Change[] =>
    isFilledLater(change) ? addWithoutValues(change) : [change],
  );
  return [...rest, ...inOrder([...fills, ...resumed])];
}

function isFilledLater(change: Change): change is AddColumn {
  return change.kind === "add_column" && fillFor(change) !== undefined;
}

function fillFor(change: Change): FillColumn | undefined {
  if (change.kind === "add_column") {
    const { table, column } = change;
    if (column.backfill === undefined || column.generated !== undefined) return undefined;
    const value = valueOf(column, column.backfill);
    return { kind: "fill_column", table, column, value, isNew: true };
  }
  if (change.kind !== "set_not_null" || change.to.backfill === undefined) return undefined;
  const { table, to } = change;
  const value = valueOf(to, change.to.backfill);
  return { kind: "fill_column", table, column: to, value };
}

/** The database with a backfill in each column that `backfillOf` has one for. */
export function filling(
  database: Database,
  backfillOf: (table: string, column: Column) => Backfill | undefined,
): Database {
  return {
    ...database,
    tables: database.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => {
        const backfill = backfillOf(table.name, column);
        return backfill === undefined ? column : { ...column, backfill };
      }),
    })),
  };
}

/** Where the backfill gives nothing, the default does. */
function valueOf({ default: otherwise }: Column, backfill: Backfill): Backfill {
  if (otherwise === undefined) return backfill;
  return { ...backfill, sql: `coalesce(${backfill.sql}, ${otherwise.sql})` };
}

function addWithoutValues({ table, column }: AddColumn): Change[] {
  const { notNull } = column;
  const optional: Column = { ...column, notNull: false };
  const added: Change = { kind: "add_column", table, column: optional, unfilled: true };
  return notNull ? [added, { kind: "set_not_null", table, from: optional, to: column }] : [added];
}

/** A column that another one is filled from is filled before it. */
function inOrder(fills: readonly FillColumn[]): readonly FillColumn[] {
  const ordered = new Set<FillColumn>();
  const open = new Set<FillColumn>();
  const visit = (fill: FillColumn): void => {
    if (ordered.has(fill) || open.has(fill)) return;
    open.add(fill);
    for (const other of fills) {
      const isRead = fill.value.columns.includes(other.column.name);
      if (other.table === fill.table && isRead) visit(other);
    }
    open.delete(fill);
    ordered.add(fill);
  };
  fills.forEach(visit);
  return [...ordered];
}

/** What columns and tables are called once they are retired: `User.name` or `User` as they were → the retired name. */
export function retiredNames(
  changes: readonly Change[],
  number: number,
): ReadonlyMap<string, string> {
  return new Map(
    changes.flatMap((change): [string, string][] =>
      change.kind === "retire_column" || change.kind === "retire_table"
        ? [[changedObject(change), change.as ?? retiredName(number, retiredPart(change))]]
        : [],
    ),
  );
}

function retiredPart(
  change: Extract<Change, { readonly kind: "retire_column" | "retire_table" }>,
): string {
  return change.kind === "retire_column" ? change.column.name : change.table.name;
}

/** Backfills that read what their table does not have: a slot that is long gone, or a typing mistake. */
export function backfillBlockers(
  planned: readonly PlannedChange[],
  managed: Database,
  desired: Database,
): readonly Blocker[] {
  const [before, after] = [tableMap(managed), tableMap(desired)];
  return planned.flatMap(({ step, change }) => {
    if (change.kind !== "fill_column") return [];
    const wanted = (after.get(change.table)?.columns ?? []).map(({ name }) => name);
    // What was computed is not kept when it goes.
    const stored = (before.get(change.table)?.columns ?? []).flatMap(({ name, generated }) =>
      generated === undefined ? name : [],
    );
    const readable = new Set([...wanted, ...stored]);
    return change.value.columns
      .filter((name) => !readable.has(name))
      .map((name): Blocker => ({
        step: step.id,
        code: "invalid_expression",
        message: `The backfill of ${step.object} reads ${change.table}.${name}, which the database does not have.`,
        fix: "Correct sql.backfill, or leave it out and make the slot optional until its rows have values.",
      }));
  });
}
