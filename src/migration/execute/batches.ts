// The steps of a plan → the requests that carry them out: as many together as the server has locks for and one request takes, and each that
// goes alone by itself.

import type { Change } from "../change.ts";
import { isOfSwap } from "../shadow/shadow-changes.ts";
import { modeOf, type Mode } from "./stages.ts";
import type { PlannedChange } from "../plan.ts";

/** What one request carries out. */
export interface Batch {
  readonly mode: Mode;
  /** In order; one where the mode is not `batch`; perhaps none. */
  readonly items: readonly PlannedChange[];
}

/** What one request may hold. */
export interface BatchLimits {
  /** Locks that one transaction may take. */
  readonly locks: number;
  /** Bytes of SQL that one request may hold. */
  readonly bytes: number;
}

/** Cuts a plan. A single step over a limit is a batch of its own: Postgres or Neon then has the word. */
export function batchesOf(
  planned: readonly PlannedChange[],
  limits: BatchLimits,
): readonly Batch[] {
  const batches: { readonly mode: Mode; readonly items: PlannedChange[] }[] = [];
  let locks = 0;
  let bytes = 0;
  for (const items of units(planned)) {
    const mode = items[0] === undefined ? "batch" : modeOf(items[0].change);
    const last = batches.at(-1);
    const [moreLocks, moreBytes] = [sum(items, locksOf), sum(items, bytesOf)];
    const fits = locks + moreLocks <= limits.locks && bytes + moreBytes <= limits.bytes;
    if (mode === "batch" && last?.mode === "batch" && fits) {
      last.items.push(...items);
      locks += moreLocks;
      bytes += moreBytes;
    } else {
      batches.push({ mode, items: [...items] });
      [locks, bytes] = [moreLocks, moreBytes];
    }
  }
  return batches;
}

/** Steps that are never cut apart, in order. */
function units(planned: readonly PlannedChange[]): readonly (readonly PlannedChange[])[] {
  const found: PlannedChange[][] = [];
  for (const item of planned) {
    const last = found.at(-1);
    const earlier = last?.at(-1);
    if (last !== undefined && earlier !== undefined && holds(earlier, item)) last.push(item);
    else found.push([item]);
  }
  return found;
}

const sum = (items: readonly PlannedChange[], of: (item: PlannedChange) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/**
 * Names change all at once: half-way, one may stand for another thing. And from the triggers on that keep an identity table nobody
 * could tell which rows of before are still to enter it. And new columns take their places together, with all that stands on them.
 */
function holds(earlier: PlannedChange, later: PlannedChange): boolean {
  if (isOfSwap(earlier.change) && isOfSwap(later.change)) return true;
  return [RENAMES, MOVES].some((kinds) =>
    [earlier, later].every(({ change }) => kinds.has(change.kind) && modeOf(change) === "batch"),
  );
}

const RENAMES: ReadonlySet<Change["kind"]> = new Set(["rename_table", "rename_column"]);

const MOVES: ReadonlySet<Change["kind"]> = new Set([
  "create_trigger",
  "empty_identity",
  "fill_identity",
]);

/** An upper estimate of the entries that a step takes in the server's table of locks (measured on Postgres 15 and 18). */
function locksOf({ change, step }: PlannedChange): number {
  switch (change.kind) {
    case "create_table": {
      const { constraints, triggers = [] } = change.table;
      return 6 + 2 * constraints.length + 2 * triggers.length;
    }
    case "reset":
      return DROPPED_TABLE * change.tables.length + 8 * (change.keys?.length ?? 0);
    case "retire_table":
    case "drop_derived_table":
      return DROPPED_TABLE;
    case "add_constraint":
    case "drop_constraint":
      return change.constraint.kind === "foreign_key" ? FOREIGN_KEY : 4;
    default:
      return 2 + 2 * step.sql.length + (step.rewrites_table ? REWRITTEN_TABLE : 0);
  }
}

/** Both tables, the constraint and its four triggers. */
const FOREIGN_KEY = 8;

/** A second heap with its TOAST table, types and indexes, while there are the first ones. */
const REWRITTEN_TABLE = 16;

/** With its indexes, keys and what hangs on them. */
const DROPPED_TABLE = 14;

/** In JSON, inside a literal inside a literal. */
function bytesOf({ step }: PlannedChange): number {
  return step.sql.reduce((sum, sql) => sum + JSON.stringify(sql).length * 1.1 + 20, 0);
}

/** What a batch leaves of the tables there are, by name. */
export function tablesAfter(
  tables: ReadonlySet<string>,
  items: readonly PlannedChange[],
): ReadonlySet<string> {
  const left = new Set(tables);
  for (const { change } of items) {
    for (const name of goneTables(change)) left.delete(name);
    for (const name of newTables(change)) left.add(name);
  }
  return left;
}

function goneTables(change: Change): readonly string[] {
  switch (change.kind) {
    case "reset":
      return change.tables;
    case "retire_table":
    case "drop_derived_table":
      return [change.table.name];
    case "rename_table":
      return [change.from];
    default:
      return [];
  }
}

function newTables(change: Change): readonly string[] {
  switch (change.kind) {
    case "create_table":
    case "restore_table":
      return [change.table.name];
    case "rename_table":
      return [change.as];
    default:
      return [];
  }
}
