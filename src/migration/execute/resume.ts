// The plan of a migration as its journal has it, and what planning anew says is left → which journaled step each of those is. What is left
// may be part of what was promised, or mend what was cut off; anything else has to be asked about.

import type { ChangeKind } from "../change.ts";
import { modeOf } from "./stages.ts";
import type { PlannedChange, Step } from "../plan.ts";

/** Gives the journaled id of a step; undefined for one that only mends. */
export type JournaledId = (item: PlannedChange) => number | undefined;

/** Finds the steps again. Undefined where something is left to do that was never promised. */
export function journaledIds(
  planned: readonly PlannedChange[],
  journaled: readonly Step[],
): JournaledId | undefined {
  const known = new Map(journaled.map((step) => [keyOf(step), step.id]));
  const ids = new Map<PlannedChange, number | undefined>();
  for (const item of planned) {
    const id = known.get(keyOf(item.step));
    if (id === undefined && !isRepair(item)) return undefined;
    ids.set(item, id);
  }
  return (item) => ids.get(item);
}

/** How rows are filled depends on what of them is there already; otherwise the SQL says what is done. */
function keyOf({ kind, object, sql }: Step): string {
  return JSON.stringify([kind, object, ...(FILLS.has(kind) ? [] : sql)]);
}

const FILLS: ReadonlySet<ChangeKind> = new Set([
  "fill_column",
  "fill_list",
  "fill_identity",
  "prune_identity",
]);

/** An index that was not built to its end goes before it is built again. */
function isRepair({ change }: PlannedChange): boolean {
  return change.kind === "drop_index" && change.index.invalid === true;
}

/** The plan with the SQL that the journal has for steps that go by slices. */
export function asJournaled(
  planned: readonly PlannedChange[],
  journaled: readonly Step[],
): readonly PlannedChange[] {
  const known = new Map(journaled.map((step) => [keyOf(step), step.sql]));
  return planned.map((item) => {
    const sql = modeOf(item.change) === "sliced" ? known.get(keyOf(item.step)) : undefined;
    return sql === undefined ? item : { ...item, step: { ...item.step, sql } };
  });
}
