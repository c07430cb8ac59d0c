// POST /admin/migrations/{id}/rollback: the way back over HTTP, and what the service says of itself afterwards.

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import type { Env } from "../../src/env.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { callAdmin } from "./call.ts";
import { envOf, generateSample, sampleWith, tokenSecret, type Generated } from "./sample.ts";

let older: Generated;
let newer: Generated;
let database: TestDatabase;
let env: Env;

beforeAll(async () => {
  older = await generateSample();
  newer = await generateSample(
    sampleWith("models/customer.yaml", (text) =>
      text.replace("      name: {required: true}\n", "      phone: {}\n"),
    ),
  );
});
afterAll(async () => {
  await older?.remove();
  await newer?.remove();
});

beforeEach(async () => {
  database = await createDatabase();
  env = envOf(database, { AUTH_TOKEN_READER: tokenSecret("r", ["admin:read"]) });
  await call(older, "POST", "/admin/migrate", { dry_run: false });
  await database.query(`INSERT INTO "Customer" (id, name) VALUES ('c1', 'Ada')`);
  const answers = { "Customer.phone": "new" };
  const { plan } = (await call(newer, "POST", "/admin/plan", { answers })).json;
  const allow = ["drop_column:Customer.name"];
  const promised = { dry_run: false, plan_hash: plan.plan_hash, allow, answers };
  expect(await call(newer, "POST", "/admin/migrate", promised)).toMatchObject({
    json: { outcome: "applied" },
  });
  await database.query(`UPDATE "Customer" SET phone = '1234'`);
  return () => database.drop();
});

const call = (
  worker: Generated,
  method: "GET" | "POST",
  path: string,
  body?: object,
  token = "t",
) => callAdmin({ app: createApp(worker.module), env, token }, method, path, body);

const rollback = (body: object, id = "2") =>
  call(newer, "POST", `/admin/migrations/${id}/rollback`, body);
const rows = (sql: string) => database.query(sql);

it("shows the way back, asks for what it drops, goes it, and serves the older version again", async () => {
  const { json: shown } = await rollback({});
  expect(shown.outcome).toBe("planned");
  expect(shown.plan.steps.map(({ kind, object }: any) => `${kind} ${object}`)).toEqual([
    "retire_column Customer.phone",
    "restore_column Customer.name",
    "set_not_null Customer.name",
  ]);
  expect((await call(older, "GET", "/readyz")).status).toBe(503);
  const body = { dry_run: false, plan_hash: shown.plan.plan_hash };
  const refused = await rollback(body);
  expect(refused).toMatchObject({
    status: 422,
    json: { code: "hazard_not_allowed", allow: ["drop_column:Customer.phone"] },
  });
  const allowed = { ...body, allow: ["drop_column:Customer.phone"] };
  expect((await rollback(allowed)).json).toMatchObject({
    outcome: "applied",
    migration: { id: "3" },
  });
  expect(await rows(`SELECT name, _retired_3_phone AS phone FROM "Customer"`)).toEqual([
    { name: "Ada", phone: "1234" },
  ]);
  expect((await rollback(allowed)).json.outcome).toBe("already_applied");
  expect((await call(older, "GET", "/readyz")).status).toBe(200);
  expect((await call(newer, "GET", "/readyz")).status).toBe(503);
  expect((await call(older, "GET", "/admin/status")).json).toMatchObject({
    in_sync: true,
    drift: false,
    last_migration: { id: "3" },
  });
  const { items } = (await call(older, "GET", "/admin/migrations")).json;
  expect(items[0]).toMatchObject({ id: "3", kind: "rollback", reverts: "2", actor: "ci" });
});

it("keeps what was rolled back away until it is wanted on purpose", async () => {
  const { plan } = (await rollback({})).json;
  const allow = ["drop_column:Customer.phone"];
  await rollback({ dry_run: false, plan_hash: plan.plan_hash, allow });
  const { json: shown } = await call(newer, "POST", "/admin/plan", {});
  expect(shown.plan.blockers).toMatchObject([{ code: "rolled_back" }]);
  const refused = await call(newer, "POST", "/admin/migrate", {
    dry_run: false,
    plan_hash: shown.plan.plan_hash,
    allow: ["drop_column:Customer.name"],
  });
  expect(refused).toMatchObject({ status: 409, json: { code: "rolled_back" } });
  expect((await call(older, "POST", "/admin/migrate", { dry_run: false })).json.outcome).toBe(
    "nothing_to_do",
  );
  const reapply = { reapply: true };
  const { json: again } = await call(newer, "POST", "/admin/plan", reapply);
  expect(again.plan.blockers).toEqual([]);
  const done = await call(newer, "POST", "/admin/migrate", {
    ...reapply,
    dry_run: false,
    plan_hash: again.plan.plan_hash,
    allow: ["drop_column:Customer.name"],
  });
  expect(done.json.outcome).toBe("applied");
  expect(await rows(`SELECT phone FROM "Customer"`)).toEqual([{ phone: "1234" }]);
});

it("refuses what is not the newest, not there, not allowed, or not understood", async () => {
  expect(await rollback({}, "1")).toMatchObject({ status: 409, json: { code: "not_newest" } });
  expect(await rollback({}, "9")).toMatchObject({ status: 404, json: { code: "not_found" } });
  expect(await rollback({}, "x'; --")).toMatchObject({ status: 404, json: { code: "not_found" } });
  expect(await rollback({ schema: {} })).toMatchObject({ status: 422 });
  const path = "/admin/migrations/2/rollback";
  expect(await call(newer, "POST", path, {}, "r")).toMatchObject({ status: 403 });
});

it("says how many rows written since are in the way", async () => {
  await database.query(`INSERT INTO "Customer" (id, phone) VALUES ('c2', NULL), ('c3', '5')`);
  const { plan } = (await rollback({})).json;
  expect(plan.blockers).toMatchObject([
    { code: "rows_violate_not_null", count: 2, sample_keys: ["c2", "c3"] },
  ]);
  const allow = ["drop_column:Customer.phone"];
  const refused = await rollback({ dry_run: false, plan_hash: plan.plan_hash, allow });
  expect(refused).toMatchObject({ status: 422, json: { code: "rows_violate" } });
  expect((await rows(`SELECT phone FROM "Customer" WHERE id = 'c1'`))[0]).toEqual({
    phone: "1234",
  });
});

it("streams progress", async () => {
  const { plan } = (await rollback({})).json;
  const response = await createApp(newer.module).request(
    "/admin/migrations/2/rollback",
    {
      method: "POST",
      headers: {
        Authorization: "Bearer t",
        "Content-Type": "application/json",
        Accept: "application/x-ndjson",
      },
      body: JSON.stringify({
        dry_run: false,
        plan_hash: plan.plan_hash,
        allow: ["drop_column:Customer.phone"],
      }),
    },
    env,
  );
  const lines = (await response.text()).trim().split("\n");
  const events = lines.map((line) => JSON.parse(line));
  expect(events.map(({ event }) => event)).toEqual([
    "planned",
    "batch_started",
    "batch_done",
    "done",
  ]);
  expect(events.at(-1).result.outcome).toBe("applied");
});

it("says of a history that someone has altered what to do, and nothing else stops", async () => {
  await database.query("ALTER TABLE public_history.migration DROP COLUMN plan");
  const paths = [
    ["GET", "/admin/migrations"],
    ["GET", "/admin/migrations/2"],
    ["POST", "/admin/migrations/2/rollback"],
  ] as const;
  for (const [method, path] of paths) {
    const { status, json } = await call(newer, method, path, method === "POST" ? {} : undefined);
    expect([status, json.code, json.detail]).toEqual([
      409,
      "history_damaged",
      expect.stringContaining("Restore it from a backup, or drop it"),
    ]);
  }
  expect((await call(newer, "GET", "/admin/status")).status).toBe(200);
  expect((await call(newer, "GET", "/admin/retired")).status).toBe(200);
  expect((await call(newer, "GET", "/admin/tables")).status).toBe(200);
});
