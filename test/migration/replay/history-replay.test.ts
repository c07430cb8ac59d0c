// Real schemas as their authors released them, in order, on one database with rows in it: each step converges, every row is where the
// history says, the end is what a new database would be; and taken back, everything is as it was. Rows that a release no longer lets in are
// mended as its plan names them, and listed. `npm test` replays a few releases, TEST_FULL=1 all, or those from REPLAY_FROM (a tag) on.
import { describe, expect, test } from "vitest";

import type { Plan } from "../../../src/migration/plan.ts";
import type { RollbackResult } from "../../../src/postgres/retired/rollback.ts";
import type { Database } from "../../../src/relational/database.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { compileRelease, type Release, releasesOf } from "../../support/schema-history.ts";
import { FULL } from "../../support/seed.ts";
import { liveTables } from "../people.ts";
import { apply, carryOut, outcome, plan, rollBack, sessionOf, status } from "../run.ts";
import type { Mended } from "./mend-row.ts";
import { mend, type Sides } from "./mend.ts";
import { lastMoves, moved, type Place, snapshot, withRows } from "./replay.ts";
import { seed } from "./seed.ts";

const MISSING = 'missing-import: The import "information-resource" cannot be found';

/** `skipped`: releases that cannot be compiled, and why. */
const histories = [
  { name: "linkml-model", roots: ["/meta.yaml"], few: 3, skipped: {} },
  {
    name: "biolink-model",
    roots: ["schema/biolink_model.yaml", "biolink-model.yaml"],
    few: 0,
    // They import a file that is not among theirs.
    skipped: { "v3.3.4": MISSING, "v3.4.0": MISSING },
  },
].map((history) => ({ ...history, releases: releasesOf(history.name) }));

describe.each(histories)("$name", ({ releases, roots, few, skipped }) => {
  const from = releases.findIndex(({ tag }) => tag === process.env["REPLAY_FROM"]);
  const chosen = FULL ? releases.slice(Math.max(0, from)) : releases.slice(releases.length - few);

  test.skipIf(chosen.length === 0)(
    "is replayed, and taken back",
    { timeout: 3_600_000 },
    async () => {
      const opened = await createDatabase();
      try {
        await replay(opened, compiledReleases(chosen, roots, skipped));
      } finally {
        await opened.drop();
      }
    },
  );
});

interface CompiledRelease {
  readonly tag: string;
  readonly database: Database;
}

/** Without those that cannot be compiled, which have to be the ones that are known, for the one reason that is. */
function compiledReleases(
  releases: readonly Release[],
  roots: readonly string[],
  skipped: Readonly<Record<string, string>>,
): readonly CompiledRelease[] {
  return releases.flatMap((release): CompiledRelease[] => {
    const { tag } = release;
    const paths = Object.keys(release.files);
    const root = roots.find((each) => paths.some((path) => path.endsWith(each))) ?? "";
    const { compiled, errors } = compileRelease(release, root);
    if (compiled !== undefined) return [{ tag, database: compiled.database }];
    console.info(`${tag}: skipped\n${errors.join("\n")}`);
    expect(errors, tag).toEqual([expect.stringContaining(skipped[tag] ?? "no known reason")]);
    return [];
  });
}

async function replay(opened: TestDatabase, releases: readonly CompiledRelease[]): Promise<void> {
  const session = sessionOf(opened);
  let places: readonly Place[] = [];
  let migrations = 0;
  let before: Database = { namespace: "public", tables: [] };
  const steps: { readonly database: Database; readonly id: string }[] = [];
  for (const [index, release] of releases.entries()) {
    const { tag } = release;
    const sides = { before, desired: release.database };
    const cleared = await clearWay(opened, sides, places, async (wanted) => {
      const planned = await plan(session, wanted);
      if (planned.blockers.length > 0)
        expect(outcome(await carryOut(session, wanted, planned))).toBe("rows_violate");
      return planned;
    });
    const { desired: database, planned, mended } = cleared;
    const result = await carryOut(session, database, planned);
    expect(["applied", "nothing_to_do"], `${tag}: ${detail(result)}`).toContain(outcome(result));
    const applied = outcome(result) === "applied";
    // A release that changes no table is stored all the same.
    if ("migration" in result && result.migration !== undefined)
      steps.push({ database, id: result.migration.id });
    if (applied) places = await expectMoved(opened, cleared.places, planned);
    if (applied) migrations++;
    expect(await plan(session, database), tag).toMatchObject({ steps: [], questions: [] });
    expect(await status(session, database), tag).toMatchObject({ in_sync: true, drift: false });
    const seeded = await seed(opened, database, String(index));
    const retired = places.filter(({ namespace }) => namespace !== "public");
    places = [...retired, ...(await snapshot(opened, database))];
    before = database;
    const rows = places.reduce((sum, place) => sum + place.rows.length, 0);
    console.info(
      `${tag}: ${planned.steps.length} steps, ${database.tables.length} tables, ${seeded} seeded, ${places.length} with ${rows} rows${mendedText(mended)}`,
    );
  }
  const last = releases.at(-1);
  expect(places.length).toBeGreaterThan(0);
  expect(migrations).toBeGreaterThan(1);
  if (last === undefined) return;
  await expectFresh(opened, last.database);
  await takeBack(opened, steps, places);
}

interface Cleared {
  readonly desired: Database;
  readonly planned: Plan;
  readonly mended: readonly Mended[];
  readonly places: readonly Place[];
}

/** A plan without rows in its way: those that are get corrected, all others stay as they are. */
async function clearWay(
  opened: TestDatabase,
  sides: Sides,
  places: readonly Place[],
  planFor: (desired: Database) => Promise<Plan>,
): Promise<Cleared> {
  let { desired } = sides;
  const mended: Mended[] = [];
  for (let round = 0; ; round++) {
    const planned = await planFor(desired);
    const blocked = planned.blockers.map(({ message }) => message);
    if (blocked.length === 0) {
      const left = mended.length === 0 ? places : await expectOnlyMended(opened, places, mended);
      return { desired, planned, mended, places: left };
    }
    expect(round, blocked.join(" ")).toBeLessThan(8);
    const done = await mend(opened, { ...sides, desired }, planned, mended);
    mended.push(...done.mended);
    ({ desired } = done);
  }
}

/** Compared with what they were, no rows are missing or changed but those that were mended. */
async function expectOnlyMended(
  opened: TestDatabase,
  places: readonly Place[],
  mended: readonly Mended[],
): Promise<readonly Place[]> {
  const found = await withRows(opened, places);
  for (const [index, before] of places.entries()) {
    const now = found[index]?.rows ?? [];
    const own = mended.filter(({ table, how }) => table === before.table && how !== "backfilled");
    const keys = new Set(own.map(({ key }) => key));
    const gone = new Set(own.filter(({ how }) => how === "removed").map(({ key }) => key));
    const left = before.rows.filter((row) => now.includes(row));
    expect(before.rows.length - left.length, before.table).toBeLessThanOrEqual(keys.size);
    expect(before.rows.length - now.length, before.table).toBe(gone.size);
  }
  return found.filter(({ rows }) => rows.length > 0);
}

function mendedText(mended: readonly Mended[]): string {
  const lines = mended.map(({ table, key, how, why }) => `\n  ${how}: ${table} ${key} (${why})`);
  return lines.length === 0 ? "" : `; ${lines.length} mended${lines.join("")}`;
}

function detail(result: RollbackResult): string {
  return "refusal" in result ? result.refusal.detail.slice(0, 2000) : outcome(result);
}

/** Every row and value is where the history says. */
async function expectMoved(
  opened: TestDatabase,
  places: readonly Place[],
  planned: Plan,
): Promise<readonly Place[]> {
  const now = moved(places, await lastMoves(opened), planned);
  const found = await withRows(
    opened,
    now.map((each) => each.now),
  );
  for (const [index, { before }] of now.entries())
    expect([found[index]?.table, found[index]?.rows.toSorted()]).toEqual([
      now[index]?.now.table,
      before.rows.toSorted(),
    ]);
  return found;
}

/** The tables are those of a new database, but for the order of columns and what was retired. */
async function expectFresh(opened: TestDatabase, database: Database): Promise<void> {
  const fresh = await createDatabase();
  try {
    expect(outcome(await apply(sessionOf(fresh), database))).toBe("applied");
    expect(await liveTables(opened)).toEqual(await liveTables(fresh));
  } finally {
    await fresh.drop();
  }
}

/** At most ten migrations, with the rows that were written since. */
async function takeBack(
  opened: TestDatabase,
  steps: readonly { readonly database: Database; readonly id: string }[],
  all: readonly Place[],
): Promise<void> {
  const session = sessionOf(opened);
  let places = all;
  for (let index = steps.length - 1; index >= Math.max(1, steps.length - 10); index--) {
    const [step, former] = [steps[index], steps[index - 1]];
    if (step === undefined || former === undefined) continue;
    const sides = { before: step.database, desired: former.database };
    // Rows that were written since may break what comes back.
    const cleared = await clearWay(opened, sides, places, async () => {
      const call = await rollBack(session, step.id, { dryRun: true });
      if (!("plan" in call)) throw new Error(`migration ${step.id} has no way back`);
      return call.plan;
    });
    const result = await rollBack(session, step.id);
    expect(["applied", "nothing_to_do"], detail(result)).toContain(outcome(result));
    if (!("plan" in result)) continue;
    places = await expectMoved(opened, cleared.places, result.plan);
    console.info(`back: ${result.plan.steps.length} steps${mendedText(cleared.mended)}`);
    expect(await plan(session, former.database)).toMatchObject({ steps: [] });
    expect(await status(session, former.database)).toMatchObject({ in_sync: true, drift: false });
  }
}
