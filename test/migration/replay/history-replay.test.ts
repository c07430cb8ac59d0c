// Real schemas as their authors released them, in order, on one database with rows in it: each step converges, every row is where the
// history says, the end is what a new database would be; and taken back, everything is as it was. `npm test` replays a few releases,
// TEST_FULL=1 all.
import { describe, expect, test } from "vitest";

import { isRetiredName } from "../../../src/migration/names.ts";
import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import type { Database, Table } from "../../../src/relational/database.ts";
import { byName } from "../../../src/relational/normalize.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { compileRelease, type Release, releasesOf } from "../../support/schema-history.ts";
import { lastMoves, moved, type Place, seed, snapshot, withRows } from "./replay.ts";
import { apply, outcome, plan, rollBack, sessionOf, status } from "../run.ts";

const FULL = process.env["TEST_FULL"] === "1";

const histories = [
  { name: "linkml-model", roots: ["/meta.yaml"], few: 3, refused: [] },
  {
    name: "biolink-model",
    roots: ["schema/biolink_model.yaml", "biolink-model.yaml"],
    few: 0,
    // They import a file that was not released.
    refused: ["v3.3.4", "v3.4.0"],
  },
].map((history) => ({ ...history, releases: releasesOf(history.name) }));

describe.each(histories)("$name", ({ releases, roots, few, refused }) => {
  const chosen = FULL ? releases : releases.slice(releases.length - few);

  test.skipIf(chosen.length === 0)(
    "is replayed, and taken back",
    { timeout: 3_600_000 },
    async () => {
      const opened = await createDatabase();
      try {
        await replay(opened, compiledReleases(chosen, roots, refused));
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

/** Without those that cannot be compiled, which have to be the ones that are known. */
function compiledReleases(
  releases: readonly Release[],
  roots: readonly string[],
  refused: readonly string[],
): readonly CompiledRelease[] {
  const broken: string[] = [];
  const compiled = releases.flatMap((release): CompiledRelease[] => {
    const paths = Object.keys(release.files);
    const root = roots.find((each) => paths.some((path) => path.endsWith(each))) ?? "";
    const database = compileRelease(release, root).compiled?.database;
    if (database === undefined) broken.push(release.tag);
    return database === undefined ? [] : [{ tag: release.tag, database }];
  });
  expect(broken).toEqual(releases.map(({ tag }) => tag).filter((tag) => refused.includes(tag)));
  return compiled;
}

async function replay(opened: TestDatabase, releases: readonly CompiledRelease[]): Promise<void> {
  const session = sessionOf(opened);
  let places: readonly Place[] = [];
  let migrations = 0;
  const steps: { readonly database: Database; readonly id: string }[] = [];
  for (const [index, { tag, database }] of releases.entries()) {
    const planned = await plan(session, database);
    const result = await apply(session, database);
    expect(["applied", "nothing_to_do"], `${tag}: ${detail(result)}`).toContain(outcome(result));
    const applied = outcome(result) === "applied";
    // A release that changes no table is stored all the same.
    if ("migration" in result && result.migration !== undefined)
      steps.push({ database, id: result.migration.id });
    if (applied) places = await expectMoved(opened, places, planned);
    if (applied) migrations++;
    expect(await plan(session, database), tag).toMatchObject({ steps: [], questions: [] });
    expect(await status(session, database), tag).toMatchObject({ in_sync: true, drift: false });
    const seeded = await seed(opened, database, String(index));
    const retired = places.filter(({ namespace }) => namespace !== "public");
    places = [...retired, ...(await snapshot(opened, database))];
    console.info(
      `${tag}: ${planned.steps.length} steps, ${database.tables.length} tables, ${seeded} seeded, ${places.length} with rows`,
    );
  }
  const last = releases.at(-1);
  expect(places.length).toBeGreaterThan(0);
  expect(migrations).toBeGreaterThan(1);
  if (last === undefined) return;
  await expectFresh(opened, last.database);
  await takeBack(opened, steps, places);
}

function detail(result: Awaited<ReturnType<typeof apply>>): string {
  return "refusal" in result ? result.refusal.detail.slice(0, 2000) : result.outcome;
}

/** Every row and value is where the history says. */
async function expectMoved(
  opened: TestDatabase,
  places: readonly Place[],
  planned: Awaited<ReturnType<typeof plan>>,
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
    expect(await definitions(opened)).toEqual(await definitions(fresh));
  } finally {
    await fresh.drop();
  }
}

async function definitions(opened: TestDatabase): Promise<readonly Table[]> {
  const { live } = await readCatalog(sessionOf(opened), "public");
  return live.database.tables.map((table) => ({
    ...table,
    columns: table.columns.filter(({ name }) => !isRetiredName(name)).toSorted(byName),
  }));
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
    const result = await rollBack(session, steps[index]?.id ?? "");
    const said = "refusal" in result ? result.refusal.detail.slice(0, 2000) : "";
    expect(["applied", "nothing_to_do"], said).toContain(outcome(result));
    if (!("plan" in result)) continue;
    places = await expectMoved(opened, places, result.plan);
    const before = steps[index - 1]?.database;
    if (before === undefined) continue;
    expect(await plan(session, before)).toMatchObject({ steps: [] });
    expect(await status(session, before)).toMatchObject({ in_sync: true, drift: false });
  }
}
