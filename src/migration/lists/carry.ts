// Changes that would retire a column or a table whose values go on elsewhere, and make that anew → the same with the steps that bring them
// there.

import type { Change } from "../change.ts";
import type { FillList } from "./fill-list.ts";
import type { FirstOfList } from "./lists.ts";

/** What goes where. Columns are filled by their backfills. */
interface Carried {
  readonly lists: readonly FillList[];
  readonly firsts: readonly FirstOfList[];
}

/** Adds the steps, and says of what is retired or comes back that nothing is lost or old. */
export function carryLists(
  changes: readonly Change[],
  { lists, firsts }: Carried,
): readonly Change[] {
  if (lists.length + firsts.length === 0) return changes;
  const tables = new Set([
    ...lists.map(({ table }) => table.name),
    ...firsts.map(({ list }) => list),
  ]);
  const columns = new Set([
    ...lists.map(({ from }) => `${from.table}.${from.column}`),
    ...firsts.map(({ table, column }) => `${table}.${column}`),
  ]);
  const marked = changes.map((change): Change => {
    switch (change.kind) {
      case "retire_table":
      case "restore_table":
        return tables.has(change.table.name) ? { ...change, carried: true } : change;
      case "retire_column":
      case "restore_column":
        return columns.has(`${change.table}.${change.column.name}`)
          ? { ...change, carried: true }
          : change;
      default:
        return change;
    }
  });
  return [...marked, ...lists];
}

/** Of large tables lists are made while others go on. Those that come back with lists of before are mended at once. */
export function onlineLists(
  changes: readonly Change[],
  isLarge: (table: string) => boolean,
): readonly Change[] {
  return changes.map((change) =>
    change.kind === "fill_list" && !change.keeps && isLarge(change.from.table)
      ? { ...change, online: true }
      : change,
  );
}
