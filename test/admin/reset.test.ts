// POST /admin/reset: guarded, shown first, all or nothing, and never twice by mistake.

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import type { Env } from "../../src/env.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { callAdmin } from "./call.ts";
import { envOf, generateSample, type Generated } from "./sample.ts";

let generated: Generated;
let database: TestDatabase;
let env: Env;

beforeAll(async () => {
  generated = await generateSample();
});
afterAll(() => generated?.remove());

beforeEach(async () => {
  database = await createDatabase();
  env = envOf(database, { ALLOW_RESET: "true" });
  expect((await post("/admin/migrate", { dry_run: false })).json.outcome).toBe("applied");
  await database.query(`INSERT INTO "Customer" (id, name) VALUES ('c1', 'Ada')`);
  return () => database.drop();
});

const post = (path: string, body: object) =>
  callAdmin({ app: createApp(generated.module), env }, "POST", path, body);

const databaseName = async () => String((await rows("SELECT current_database()"))[0]);
const rows = async (sql: string) => (await database.query(sql)).map((row) => Object.values(row)[0]);
const customers = () => rows(`SELECT id FROM "Customer"`);

it("is off unless ALLOW_RESET is true, and needs the name of the database", async () => {
  env = { ...env, ALLOW_RESET: "false" };
  const name = await databaseName();
  const refused = await post("/admin/reset", { confirm: name, what: "owned" });
  expect(refused).toMatchObject({ status: 403, json: { code: "reset_not_allowed" } });
  env = { ...env, ALLOW_RESET: "true" };
  const mistaken = await post("/admin/reset", { confirm: "other", what: "owned", dry_run: false });
  expect(mistaken).toMatchObject({ status: 422, json: { code: "confirmation_mismatch" } });
  expect(await customers()).toEqual(["c1"]);
});

it("drops what is ours, leaves what is not, and makes everything afresh", async () => {
  await database.query(`CREATE TABLE legacy (id int); INSERT INTO legacy VALUES (7)`);
  const confirm = await databaseName();
  const body = { confirm, what: "owned" };
  const { json: shown } = await post("/admin/reset", body);
  expect(shown.outcome).toBe("planned");
  expect(shown.plan.steps[0]).toMatchObject({
    kind: "reset",
    reversible: false,
    hazards: [{ code: "reset" }],
  });
  expect(shown.plan.foreign).toEqual(["legacy"]);
  expect(await customers()).toEqual(["c1"]);

  const unseen = await post("/admin/reset", { ...body, dry_run: false });
  expect(unseen).toMatchObject({ status: 422, json: { code: "plan_hash_required" } });

  const call = { ...body, dry_run: false, plan_hash: shown.plan.plan_hash };
  expect((await post("/admin/reset", call)).json).toMatchObject({
    outcome: "applied",
    migration: { id: "2" },
  });
  expect(await customers()).toEqual([]);
  expect(await rows("SELECT id FROM legacy")).toEqual(["7"]);

  // The answer was lost and the call is made again: what was written since is not dropped with it.
  await database.query(`INSERT INTO "Customer" (id, name) VALUES ('c2', 'Bo')`);
  expect((await post("/admin/reset", call)).json.outcome).toBe("already_applied");
  expect(await customers()).toEqual(["c2"]);
  expect((await post("/admin/migrate", {})).json.outcome).toBe("nothing_to_do");
});

it("is blocked by what others built on our tables, and names it", async () => {
  await database.query(`CREATE VIEW names AS SELECT name FROM "Customer"`);
  const body = { confirm: await databaseName(), what: "owned" };
  const { json } = await post("/admin/reset", body);
  expect(json.plan.blockers).toEqual([
    expect.objectContaining({
      code: "foreign_dependent",
      message: expect.stringContaining("names"),
    }),
  ]);
  const call = { ...body, dry_run: false, plan_hash: json.plan.plan_hash };
  expect(await post("/admin/reset", call)).toMatchObject({
    status: 409,
    json: { code: "blocked" },
  });
  expect(await customers()).toEqual(["c1"]);
});

it("drops the whole namespace when that is asked for, and says what of others goes with it", async () => {
  await database.query(
    `CREATE TABLE legacy (id int); CREATE VIEW names AS SELECT name FROM "Customer"`,
  );
  const body = { confirm: await databaseName(), what: "namespace" };
  const { json } = await post("/admin/reset", body);
  const [hazard] = json.plan.steps[0].hazards;
  expect(hazard.message).toMatch(/ legacy, view names\.$/);
  const call = { ...body, dry_run: false, plan_hash: json.plan.plan_hash };
  expect((await post("/admin/reset", call)).json.outcome).toBe("applied");
  expect(await customers()).toEqual([]);
  expect(await rows("SELECT to_regclass('legacy')::text")).toEqual([null]);
  expect((await post("/admin/migrate", {})).json.outcome).toBe("nothing_to_do");
});
