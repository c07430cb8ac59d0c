// On large tables no transaction of a plan keeps others from reading while it reads or writes all rows. That steps do what they say of
// themselves is held against Postgres in hazard-table.test.ts.
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { batchesOf, type Batch } from "../../../src/migration/execute/batches.ts";
import { changedTable, type Change } from "../../../src/migration/change.ts";
import { diff } from "../../../src/migration/diff/diff.ts";
import { planSteps, type PlannedChange } from "../../../src/migration/plan.ts";
import { onlineChanges } from "../../../src/migration/execute/recipe.ts";
import { NO_FORMER_NAMES } from "../../../src/migration/rename/former-names.ts";
import { replaceColumns } from "../../../src/migration/shadow/replace-columns.ts";
import type { Column, Database } from "../../../src/relational/database.ts";
import { cases } from "../cases.ts";
import { changeForms, start } from "../cost/change-forms.ts";
import { planContext } from "../plan-context.ts";
import { onlineCases } from "./online-cases.ts";
import { randomDatabase } from "../random/random.ts";
import { FULL, SEED } from "../../support/seed.ts";

const RUNS = FULL ? 5_000 : 300;

/** For these there is no other way, and the plan says how long they take. */
const NO_OTHER_WAY: ReadonlySet<string> = new Set([
  // No statement makes a stored computed column of an ordinary one, which could be filled before: Postgres 15 has none (42601), SET
  // EXPRESSION of 17 and 18 takes computed columns only (55000) and rewrites, and a table that inherits one or is attached under one must
  // have computed it itself (42804). A column that a trigger keeps would not be what is wanted.
  "add_column of a computed value",
  // The last number that is there is looked for while nobody adds one.
  "change_identity of a column without an index",
  // While some rows have it and others not, nobody could tell what such a value means: neither who reads it nor who renames it.
  "rename_value to the name of another that is renamed",
]);

function nameOf(change: Change): string {
  if (
    change.kind === "rename_value" &&
    Object.values(change.values).some((to) => to in change.values)
  )
    return `${change.kind} to the name of another that is renamed`;
  if (change.kind === "change_identity") return "change_identity of a column without an index";
  if (change.kind !== "add_column") return change.kind;
  return `add_column of ${change.column.generated === undefined ? "numbers" : "a computed value"}`;
}

/** What is there, what is wanted, and what has been done for it already. */
interface Pair {
  readonly from: Database;
  readonly to: Database;
  readonly changes?: readonly Change[];
  /** Whether columns are converted rather than changed. */
  readonly converts?: boolean;
}

/** As if every table were large. */
function changesOf({ from, to, changes = [], converts = false }: Pair): readonly Change[] {
  const there = new Set(from.tables.map(({ name }) => name));
  const replaced = replaceColumns({
    managed: from,
    desired: to,
    changes,
    isConverted: (table, column) =>
      converts && typeIn(from, table, column) !== typeIn(to, table, column),
    isLarge: (table) => there.has(table),
    live: { database: from, tables: new Map(), relations: [], dependents: [], retired: [] },
    former: NO_FORMER_NAMES,
    number: 2,
    filled: new Set(),
  });
  const differences = replaced.withSwap(diff(replaced.managed, to, replaced.isConverted));
  return onlineChanges([...replaced.changes, ...differences], replaced);
}

function typeIn({ tables }: Database, table: string, column: string): string | undefined {
  const found = tables.find(({ name }) => name === table);
  return found?.columns.find(({ name }) => name === column)?.type;
}

/** A type changes together with all that stands on the column: as it does between two databases. */
function pairOf(change: Change): Pair | undefined {
  switch (change.kind) {
    case "change_type":
    case "convert_column":
      if (change.shadow !== undefined) return undefined;
      return {
        from: start,
        to: withColumn(change.table, change.to),
        converts: change.kind === "convert_column",
      };
    case "revert_column": {
      if (change.shadow !== undefined) return undefined;
      const to = withColumn(change.table, change.to);
      return { from: to, to, changes: [change] };
    }
    default:
      return undefined;
  }
}

function withColumn(table: string, column: Column): Database {
  const inPlace = (each: Column): Column => (each.name === column.name ? column : each);
  return {
    ...start,
    tables: start.tables.map((each) =>
      each.name === table ? { ...each, columns: each.columns.map(inPlace) } : each,
    ),
  };
}

function transactions(from: Database, changes: readonly Change[]): readonly Batch[] {
  const there = new Set(from.tables.map(({ name }) => name));
  const planned = planSteps(changes, { ...planContext, isLarge: (table) => there.has(table) });
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
    .filter(
      ({ change, step }) =>
        !NO_OTHER_WAY.has(nameOf(change)) ||
        !step.hazards.some(({ code }) => code === "long_rewrite"),
    )
    .map(({ change }) => nameOf(change));

test.each(
  Object.entries(changeForms).flatMap(([kind, forms]) =>
    forms.map(({ name, change }) => [`${kind} ${name}`.trim(), change] as const),
  ),
)("%s", (_, change) => {
  const pair = pairOf(change);
  const alone = (): readonly Change[] =>
    onlineChanges([change], { isLarge: () => true, managed: start });
  expect(unexpected(start, pair === undefined ? alone() : changesOf(pair))).toEqual([]);
});

const known = [
  ...onlineCases,
  ...cases.map(({ name, before, after }) => ({ name, from: before, to: after })),
];
test.each(known)("$name", ({ from, to }) => {
  for (const converts of [false, true])
    expect(unexpected(from, changesOf({ from, to, converts }))).toEqual([]);
});

test(`any database to any other, seed ${SEED}`, () => {
  console.info(`test/migration/long-locks: TEST_SEED=${SEED}, ${RUNS} pairs`);
  fc.assert(
    fc.property(randomDatabase, randomDatabase, fc.boolean(), (from, to, converts) => {
      expect(unexpected(from, changesOf({ from, to, converts }))).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
