// On large tables no transaction of a plan keeps others from reading while it reads or writes all rows. That steps do what they say of
// themselves is held against Postgres in hazard-table.test.ts.
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { batchesOf, type Batch } from "../../../src/migration/execute/batches.ts";
import { changedTable, type Change } from "../../../src/migration/change.ts";
import { diff } from "../../../src/migration/diff/diff.ts";
import { planSteps, type PlannedChange } from "../../../src/migration/plan.ts";
import { onlineChanges } from "../../../src/migration/execute/recipe.ts";
import type { Database } from "../../../src/relational/database.ts";
import { cases } from "../cases.ts";
import { changeForms, start } from "../cost/change-forms.ts";
import { onlineCases } from "./online-cases.ts";
import { randomDatabase } from "../random/random.ts";

const RUNS = process.env["TEST_FULL"] === "1" ? 5_000 : 300;
const SEED = Number(process.env["TEST_SEED"] ?? Date.now() % 2 ** 31);

/** For these Postgres has no other way, and the plan says that they rewrite. */
const NO_OTHER_WAY: ReadonlySet<string> = new Set([
  "change_type",
  "convert_column",
  "revert_column",
  "add_column of a computed value",
  "add_column of numbers",
  // They go with the triggers, or the check, that keep the rows as they are from then on.
  "fill_identity",
  "empty_identity",
  "rename_value",
]);

function nameOf(change: Change): string {
  if (change.kind !== "add_column") return change.kind;
  return `add_column of ${change.column.generated === undefined ? "numbers" : "a computed value"}`;
}

/** As if every table were large. */
function transactions(from: Database, changes: readonly Change[]): readonly Batch[] {
  const there = new Set(from.tables.map(({ name }) => name));
  const isLarge = (table: string): boolean => there.has(table);
  const planned = planSteps(onlineChanges(changes, { isLarge, managed: from }), {
    namespace: "public",
    number: 2,
    rows: new Map(),
    retiredNamespaceExists: true,
    downgrade: false,
    others: [],
  });
  return batchesOf(planned, { locks: 3_000, bytes: 2 ** 23 }).map((batch) => ({
    ...batch,
    items: batch.items.filter(({ change }) => there.has(changedTable(change) ?? "")),
  }));
}

/** Steps that read or write whole tables while their transaction keeps readers out of them. */
function longLocks(batches: readonly Batch[]): readonly PlannedChange[] {
  return batches.flatMap(({ mode, items }) => {
    if (mode === "sliced" || !items.some(({ step }) => step.lock === "ACCESS EXCLUSIVE")) return [];
    return items.filter(({ step }) => step.scans_table || step.rewrites_table);
  });
}

const unexpected = (from: Database, changes: readonly Change[]): readonly string[] =>
  longLocks(transactions(from, changes))
    .map(({ change }) => nameOf(change))
    .filter((name) => !NO_OTHER_WAY.has(name));

test.each(
  Object.entries(changeForms).flatMap(([kind, forms]) =>
    forms.map(({ name, change }) => [`${kind} ${name}`.trim(), change] as const),
  ),
)("%s", (_, change) => expect(unexpected(start, [change])).toEqual([]));

const known = [
  ...onlineCases,
  ...cases.map(({ name, before, after }) => ({ name, from: before, to: after })),
];
test.each(known)("$name", ({ from, to }) => expect(unexpected(from, diff(from, to))).toEqual([]));

test(`any database to any other, seed ${SEED}`, () => {
  console.info(`test/migration/long-locks: TEST_SEED=${SEED}, ${RUNS} pairs`);
  fc.assert(
    fc.property(randomDatabase, randomDatabase, (from, to) => {
      expect(unexpected(from, diff(from, to))).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
