// Which steps go into a transaction with others, and which go alone; and the order that follows from it: as much as possible first and
// together, then what goes alone, then what has waited for that.

import { changedTable, type Change } from "../change.ts";
import { isOfSwap } from "../shadow/shadow-changes.ts";

/**
 * How a change is executed: `batch`: in one transaction with others; `alone`: in a transaction of its own, as it takes long; `concurrent`:
 * outside of any transaction; `sliced`: in many short transactions, each for some of the rows.
 */
export type Mode = "batch" | "alone" | "concurrent" | "sliced";

/** A change is executed together with others unless a recipe has made it `online`. */
export function modeOf(change: Change): Mode {
  switch (change.kind) {
    case "create_index":
    case "drop_index":
      return change.online ? "concurrent" : "batch";
    case "validate_constraint":
      return change.online ? "alone" : "batch";
    case "fill_column":
    case "fill_shadow":
    case "rename_value":
    case "rename_late_values":
    case "fill_identity":
    case "prune_identity":
    case "empty_identity":
      return change.online ? "sliced" : "batch";
    case "fill_list":
      return change.online ? "alone" : "batch";
    default:
      return "batch";
  }
}

/**
 * Ordered changes → the same, by stages: in even ones what goes together, in odd ones what goes alone. Each change is in the first stage
 * after all that it waits for, and within a stage the order is kept.
 */
export function inStages(ordered: readonly Change[]): readonly Change[] {
  if (ordered.every((change) => modeOf(change) === "batch")) return ordered;
  const byTable = new Map<string, Placed[]>();
  const placed = ordered.map((change) => {
    const tables = concernedTables(change);
    const own = modeOf(change) === "batch" ? 0 : 1;
    const stages = tables
      .flatMap((table) => byTable.get(table) ?? [])
      .filter((earlier) => waitsFor(change, earlier.change))
      .map(({ stage }) => (stage % 2 === own ? stage : stage + 1));
    const item = { change, stage: Math.max(own, ...stages) };
    for (const table of tables) byTable.set(table, [...(byTable.get(table) ?? []), item]);
    return item;
  });
  return placed.toSorted((left, right) => left.stage - right.stage).map(({ change }) => change);
}

interface Placed {
  readonly change: Change;
  readonly stage: number;
}

/** The tables that a change is about or refers to. */
export function concernedTables(change: Change): readonly string[] {
  if (change.kind === "reset")
    return [...change.tables, ...(change.keys ?? []).map(({ table }) => table)];
  const own = changedTable(change);
  const others =
    "source" in change
      ? [change.source.identity]
      : change.kind === "fill_list"
        ? [change.from.table]
        : "constraint" in change && change.constraint.kind === "foreign_key"
          ? [change.constraint.targetTable]
          : [];
  return [...new Set([...(own === undefined ? [] : [own]), ...others])];
}

/** The table of whose pages each slice of a change takes some. */
export function slicedTable(change: Change): string | undefined {
  return change.kind === "prune_identity" || change.kind === "empty_identity"
    ? change.source.identity
    : changedTable(change);
}

/** Whether the later of two changes that concern the same table has to wait for the earlier one. */
function waitsFor(later: Change, earlier: Change): boolean {
  if (isOfSwap(later)) return true;
  switch (modeOf(earlier)) {
    case "sliced":
      return !isComment(later);
    case "alone":
      // Whatever else is done does not need to know that the rows keep a rule.
      return later.kind === "set_not_null" && later.proof?.name === nameOf(earlier);
    case "concurrent":
      return nameOf(later) === nameOf(earlier) || isForeignKey(later);
    case "batch":
      return !isComment(later) || !LAST.has(earlier.kind);
  }
}

/** What a comment need not wait for. */
const LAST: ReadonlySet<Change["kind"]> = new Set([
  "set_not_null",
  "add_constraint",
  "validate_constraint",
  "attach_index",
  "create_index",
]);

function isComment({ kind }: Change): boolean {
  return kind === "comment_table" || kind === "comment_column";
}

/** One may rest on a unique index that is not there before. */
function isForeignKey(change: Change): boolean {
  return change.kind === "add_constraint" && change.constraint.kind === "foreign_key";
}

/** Of the constraint or index that a change is about. */
function nameOf(change: Change): string | undefined {
  if ("constraint" in change) return change.constraint.name;
  return "index" in change ? change.index.name : undefined;
}
