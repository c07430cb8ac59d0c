// There and back: what a migration did is undone with the rows, its own and those written since, or refused with their number.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import { listMigrations } from "../../../src/postgres/history/history.ts";
import { createDatabase, openPglite, type TestDatabase } from "../../support/postgres.ts";
import { FULL } from "../../support/seed.ts";
import { column, database, required, table } from "../build.ts";
import { contents } from "../people.ts";
import { rollbackCases, type RollbackCase } from "./rollback-cases.ts";
import {
  apply,
  clear,
  databaseName,
  outcome,
  plan,
  request,
  rollBack,
  sessionOf,
  status,
} from "../run.ts";
import { migrate } from "../../../src/postgres/migrate/migrate.ts";

let opened: TestDatabase;

describe.each([
  ["real Postgres", createDatabase],
  ["PGlite", openPglite],
])("on %s", (_, open) => {
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test.each(FULL || open === createDatabase ? rollbackCases : rollbackCases.slice(0, 1))(
    "$name",
    async (scenario) => {
      await clear(opened);
      const session = sessionOf(opened);
      const [first, ...others] = scenario.forward;
      const more = scenario.large ? { onlineAboveBytes: 0 } : {};
      expect(outcome(await apply(session, first))).toBe("applied");
      await opened.query(scenario.rows);
      const values = await contents(opened, first);
      for (const next of others) expect(outcome(await apply(session, next, more))).toBe("applied");
      if (scenario.between !== undefined) await opened.query(scenario.between);
      if (scenario.refused !== undefined) return expectRefused(scenario);

      for (let id = others.length + 1; id > 1; id--) {
        expect(outcome(await rollBack(session, String(id), more))).toBe("applied");
        const target = scenario.forward[id - 2] ?? first;
        expect((await plan(session, target)).steps).toEqual([]);
        expect(await status(session, target)).toMatchObject({ in_sync: true, drift: false });
      }
      if (scenario.between === undefined) expect(await contents(opened, first)).toEqual(values);
      for (const [query, rows] of scenario.after ?? [])
        expect((await opened.query(query)).map((row) => Object.values(row)[0])).toEqual(rows);
    },
  );
});

async function expectRefused({ forward, refused }: RollbackCase): Promise<void> {
  const session = sessionOf(opened);
  const before = (await readCatalog(session, "public")).fingerprints;
  const result = await rollBack(session, String(forward.length));
  expect(outcome(result)).toBe(refused?.code);
  const counts =
    "refusal" in result ? result.refusal.plan.blockers.map(({ count }) => count) : undefined;
  expect(counts).toEqual(refused?.counts);
  expect((await readCatalog(session, "public")).fingerprints).toEqual(before);
}

describe("the rules of going back", () => {
  const before = database(table("Person", column("note", "text")));
  const after = database(table("Person", column("note", "text"), required("level", "bigint", "1")));

  beforeAll(async () => {
    opened = await createDatabase();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await clear(opened);
    await apply(sessionOf(opened), before);
    await opened.query(`INSERT INTO "Person" VALUES ('a', 'x')`);
    await apply(sessionOf(opened), after);
  });

  test("only the newest that stands is taken back, and each only once", async () => {
    const session = sessionOf(opened);
    const codes = async (id: string): Promise<string> => outcome(await rollBack(session, id));
    expect(await codes("1")).toBe("not_newest");
    expect(await codes("7")).toBe("not_found");
    expect(await codes("x")).toBe("not_found");
    expect(await codes("2")).toBe("applied");
    expect(await codes("2")).toBe("not_newest");
    expect(await codes("3")).toBe("not_newest");
    expect(await codes("1")).toBe("applied");
    expect((await readCatalog(session, "public")).live.database.tables).toEqual([]);
    expect(await codes("1")).toBe("not_newest");
    const { migrations } = await listMigrations(session, { namespace: "public", limit: 9 });
    expect(migrations.map(({ kind, reverts }) => [kind, reverts])).toEqual([
      ["rollback", "1"],
      ["rollback", "2"],
      ["migrate", null],
      ["migrate", null],
    ]);
  });

  test("a schema that was rolled back is applied again only on purpose, with its values", async () => {
    const session = sessionOf(opened);
    await opened.query(`UPDATE "Person" SET level = 5`);
    await rollBack(session, "2");
    const refused = await plan(session, after);
    expect(refused.blockers).toMatchObject([{ step: 0, code: "rolled_back" }]);
    expect(refused.steps.flatMap(({ hazards }) => hazards.map(({ code }) => code))).toEqual([
      "restore_column",
    ]);
    expect(outcome(await apply(session, after))).toBe("rolled_back");
    expect(outcome(await migrate(session, request(before)))).toBe("nothing_to_do");
    const again = await plan(session, after, { reapply: true });
    expect(again.blockers).toEqual([]);
    expect(again.steps.flatMap((step) => step.hazards.map(({ code }) => code))).toEqual([
      "restore_column",
    ]);
    expect(outcome(await apply(session, after, { reapply: true }))).toBe("applied");
    expect(await opened.query(`SELECT level FROM "Person"`)).toEqual([{ level: "5" }]);
    // It stands again, and may be taken back again.
    expect(outcome(await apply(session, after))).toBe("nothing_to_do");
    expect(outcome(await rollBack(session, "4"))).toBe("applied");
    expect(outcome(await apply(session, after))).toBe("rolled_back");
  });

  test("the same call again says so, and drops nothing twice", async () => {
    const session = sessionOf(opened);
    const dry = await rollBack(session, "2", { dryRun: true });
    const planHash = "plan" in dry ? dry.plan.plan_hash : "";
    const allow = ["drop_column:Person.level"];
    const call = { planHash, allow };
    expect(outcome(await rollBack(session, "2", call))).toBe("applied");
    expect(outcome(await rollBack(session, "2", call))).toBe("already_applied");
  });

  test("its hazards must be allowed, and its plan promised", async () => {
    const session = sessionOf(opened);
    expect(outcome(await rollBack(session, "2", { allow: [] }))).toBe("hazard_not_allowed");
    expect(outcome(await rollBack(session, "2", { planHash: `sha256:${"0".repeat(64)}` }))).toBe(
      "stale_plan",
    );
  });

  test("what was purged is missed", async () => {
    const session = sessionOf(opened);
    await apply(session, database(table("Person", required("level", "bigint", "1"))));
    await opened.query(`ALTER TABLE "Person" DROP COLUMN _retired_3_note`);
    const refused = await rollBack(session, "3");
    expect(outcome(refused)).toBe("purged");
    expect(JSON.stringify(refused)).toContain("Person.note");
  });

  test("a migration that was cut off is taken back as well", async () => {
    const session = sessionOf(opened);
    await opened.query(`ALTER TABLE "Person" DROP COLUMN level;
      UPDATE public_history.migration SET outcome = 'unfinished', progress = '{"done": [], "resumed": []}' WHERE id = 2`);
    expect(outcome(await rollBack(session, "2"))).toBe("applied");
    expect(await status(session, before)).toMatchObject({ in_sync: true, drift: false });
    const { migrations } = await listMigrations(session, { namespace: "public", limit: 2 });
    expect(migrations.map((each) => each.outcome)).toEqual(["applied", "abandoned"]);
  });

  test("a reset has no way back", async () => {
    const session = sessionOf(opened);
    const reset = { what: "owned", confirm: await databaseName(opened) } as const;
    expect(outcome(await apply(session, after, { reset }))).toBe("applied");
    expect(outcome(await rollBack(session, "3"))).toBe("purged");
  });
});
