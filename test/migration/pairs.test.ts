// Pairs of schemas in both directions, with rows in them: each is reached, or refused with its reason. Of our own and of those that other
// tools are tested with `npm test` takes some, by a seed that it prints, and TEST_FULL=1 all.
import { afterAll, describe, expect, test } from "vitest";

import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { pick } from "../support/pick.ts";
import { FULL, SEED } from "../support/seed.ts";
import { migrationPairs, type Pair } from "./pairs/corpus.ts";
import { ownPairs } from "./pairs/own.ts";
import { migratePair, readDesired, type Result } from "./pairs/run.ts";

const all = migrationPairs();
const chosen = FULL ? [...ownPairs, ...all] : [...pick(ownPairs, 4, SEED), ...pick(all, 6, SEED)];
console.info(`test/migration/pairs: TEST_SEED=${SEED}, ${chosen.length} pairs`);

const results: (Result & { readonly pair: Pair; readonly direction: string })[] = [];

describe(`pairs, seed ${SEED}`, () => {
  test.each(chosen)("$name", { timeout: 60_000 }, async (pair) => {
    const sides = [await load(pair.from), await load(pair.to)] as const;
    try {
      const names = await namespacesOf(sides);
      const [there, back] = await Promise.all(
        sides.map((side) => Promise.all(names.map((name) => readDesired(side, name)))),
      );
      for (const [direction, side, desired] of [
        ["there", sides[0], back],
        ["back", sides[1], there],
      ] as const) {
        for (const [index, database] of (desired ?? []).entries()) {
          const result = await migratePair(side, database, {
            seed: SEED + index,
            takeBack: pair.tier === "own",
          });
          results.push({ ...result, pair, direction });
        }
      }
    } finally {
      await Promise.all(sides.map((side) => side.drop()));
    }
  });
});

async function load(sql: string): Promise<TestDatabase> {
  const opened = await createDatabase();
  if (sql.trim() !== "") await opened.query(sql);
  return opened;
}

/** Namespaces that hold something on either side, those with types first: others' columns may need them. */
async function namespacesOf(sides: readonly TestDatabase[]): Promise<readonly string[]> {
  const found = new Map<string, number>();
  for (const side of sides) {
    const rows = await side.query(
      `SELECT nspname, (SELECT count(*) FROM pg_type t WHERE t.typnamespace = n.oid AND t.typtype = 'e') AS types FROM pg_namespace n
       WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
    );
    for (const row of rows) {
      const name = row["nspname"] ?? "";
      found.set(name, (found.get(name) ?? 0) + Number(row["types"]));
    }
  }
  return [...found].toSorted(([, one], [, other]) => other - one).map(([name]) => name);
}

afterAll(() => {
  if (results.length === 0) return;
  for (const tier of ["own", "A", "B"] as const) {
    const own = results.filter(({ pair }) => pair.tier === tier);
    const count = (outcome: Result["outcome"]): number =>
      own.filter((result) => result.outcome === outcome).length;
    const refused = own.filter(({ outcome }) => outcome === "refused");
    if (own.length === 0) continue;
    const rows = own.reduce((sum, result) => sum + result.rows, 0);
    const unfilled = own.reduce((sum, result) => sum + result.unfilled, 0);
    const counted = own.reduce((sum, result) => sum + result.counted, 0);
    console.info(
      `tier ${tier}: ${own.length} migrations; ${count("applied")} applied, ${count("corrected")} once rows in the way were gone, ` +
        `${count("nothing to do")} with nothing to do, ${refused.length} refused; ${rows} values kept, ${counted} counted as changed, ${unfilled} tables that no row fits`,
    );
    for (const { pair, direction, reasons } of refused)
      console.info(`  refused: ${pair.name}, ${direction}: ${reasons.join(" ")}`);
    if (FULL && tier === "A") expect(refused.length / own.length).toBeLessThanOrEqual(0.05);
  }
});
