// What was dropped and is still there, over HTTP: listed with rows and bytes, brought back, really dropped.

import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import type { Env } from "../../src/env.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { callAdmin } from "./call.ts";
import { envOf, generateSample, sampleBundle, type Generated } from "./sample.ts";

/** Without invoices, and without the customer's email. */
const smaller = {
  root: sampleBundle.root,
  files: {
    "shop.yaml": (sampleBundle.files["shop.yaml"] ?? "").split("classes:")[0] ?? "",
    "models/customer.yaml": (sampleBundle.files["models/customer.yaml"] ?? "").replace(
      / {6}email: \{pattern[\s\S]*$/,
      "",
    ),
  },
};

let generated: Generated;
let database: TestDatabase;
let env: Env;

beforeAll(async () => {
  generated = await generateSample();
});
afterAll(() => generated?.remove());

beforeEach(async () => {
  database = await createDatabase();
  env = envOf(database, { ALLOW_UPLOADED_SCHEMA: "true" });
  await migrate({});
  await database.query(`INSERT INTO "Customer" (id, name, email) VALUES ('c1', 'Ada', 'a@example.org'), ('c2', 'Bo', NULL);
    INSERT INTO "Invoice" (id, customer, amount) VALUES ('i1', 'c1', 12.50)`);
  await migrate({ schema: smaller });
  return () => database.drop();
});

const call = (method: "GET" | "POST", path: string, body?: object) =>
  callAdmin({ app: createApp(generated.module), env }, method, path, body);

/** Shows, allows everything, applies. */
async function carryOut(path: string, body: object): Promise<void> {
  const { plan } = (await call("POST", path, body)).json;
  const allow = plan.steps.flatMap((step: any) => step.hazards.flatMap((h: any) => h.allow ?? []));
  const promised = { ...body, dry_run: false, plan_hash: plan.plan_hash, allow };
  expect((await call("POST", path, promised)).json.outcome).toBe("applied");
}
const migrate = (body: object) => carryOut("/admin/migrate", body);
const migrateBack = (id: string) => carryOut(`/admin/migrations/${id}/rollback`, {});

const rows = async (sql: string) => (await database.query(sql)).map((row) => Object.values(row)[0]);
const retired = async () => (await call("GET", "/admin/retired")).json.items;
const change = (what: string, body: object) => call("POST", `/admin/retired/${what}`, body);

it("lists tables and columns with their rows, bytes, migration and time", async () => {
  expect(await retired()).toEqual([
    {
      object: "Customer._retired_2_email",
      name: "Customer.email",
      kind: "column",
      rows: 1,
      bytes: expect.any(Number),
      migration: "2",
      since: expect.stringMatching(/^20/),
    },
    {
      object: "_retired_2_Invoice",
      name: "Invoice",
      kind: "table",
      rows: 1,
      bytes: expect.any(Number),
      migration: "2",
      since: expect.stringMatching(/^20/),
    },
  ]);
});

it("names what it does not know, and the nearest that there is", async () => {
  const { status, json } = await change("purge", {
    objects: ["Invoice", "Customer._retired_2_emai"],
  });
  expect([status, json.code]).toEqual([422, "validation_failed"]);
  expect(json.errors.map(({ pointer }: any) => pointer)).toEqual(["#/objects/0", "#/objects/1"]);
  expect(json.errors[0].detail).toContain('"_retired_2_Invoice"');
  expect(json.errors[1].detail).toContain('"Customer._retired_2_email"');
});

it("purges by name alone, says before what is lost, and is recorded", async () => {
  const objects = ["_retired_2_Invoice", "Customer._retired_2_email"];
  const shown = (await change("purge", { objects })).json;
  expect(shown).toMatchObject({ outcome: "planned", objects: [{ rows: 1 }, { rows: 1 }] });
  expect(shown.plan.steps.map(({ kind, reversible }: any) => [kind, reversible])).toEqual([
    ["purge_column", false],
    ["purge_table", false],
  ]);
  expect((await retired()).length).toBe(2);
  const done = (await change("purge", { objects, dry_run: false })).json;
  expect(done).toMatchObject({ outcome: "applied", migration: { id: "3" } });
  expect(await retired()).toEqual([]);
  expect(await rows(`SELECT to_regclass('public_retired."_retired_2_Invoice"')::text`)).toEqual([
    null,
  ]);
  const { items } = (await call("GET", "/admin/migrations")).json;
  expect(items[0]).toMatchObject({ kind: "purge", actor: "ci", steps: 2, reverts: null });
  // What it needs is gone, so there is no way back; and the purge has none of its own.
  const back = await call("POST", "/admin/migrations/2/rollback", {});
  expect(back).toMatchObject({ status: 409, json: { code: "purged" } });
  const purge = await call("POST", "/admin/migrations/3/rollback", {});
  expect(purge).toMatchObject({ status: 409, json: { code: "not_newest" } });
});

it("counts also where only a column is retired", async () => {
  await change("purge", { objects: ["_retired_2_Invoice"], dry_run: false });
  expect(await retired()).toMatchObject([{ object: "Customer._retired_2_email", rows: 1 }]);
});

it("purges nothing that others use", async () => {
  await database.query(
    `CREATE VIEW public.old AS SELECT email FROM (SELECT _retired_2_email AS email FROM "Customer") c;
     CREATE VIEW public.bills AS SELECT id FROM public_retired."_retired_2_Invoice"`,
  );
  for (const [object, view] of [
    ["Customer._retired_2_email", "old"],
    ["_retired_2_Invoice", "bills"],
  ]) {
    const refused = await change("purge", { objects: [object], dry_run: false });
    expect(refused).toMatchObject({ status: 409, json: { code: "blocked" } });
    expect(refused.json.detail).toContain(`view public.${view}`);
  }
  expect((await retired()).length).toBe(2);
});

it("brings things back as they are; the next migration would retire them again", async () => {
  const objects = ["Customer._retired_2_email", "_retired_2_Invoice"];
  expect((await change("restore", { objects })).json.outcome).toBe("planned");
  expect((await retired()).length).toBe(2);
  const done = (await change("restore", { objects, dry_run: false })).json;
  expect(done).toMatchObject({ outcome: "applied", migration: { id: "3" } });
  expect(await rows(`SELECT email FROM "Customer" ORDER BY id`)).toEqual(["a@example.org", null]);
  expect(await rows(`SELECT amount::text FROM "Invoice"`)).toEqual(["12.50"]);
  expect((await call("GET", "/admin/drift")).json).toMatchObject({ in_sync: true, foreign: [] });
  const { plan } = (await call("POST", "/admin/plan", { schema: smaller })).json;
  const hazards = plan.steps.flatMap((step: any) =>
    step.hazards.map((hazard: any) => hazard.allow),
  );
  expect(hazards.toSorted()).toEqual(["drop_column:Customer.email", "drop_table:Invoice"]);
  // Taken back, they are where they were.
  await migrateBack("3");
  expect((await retired()).map(({ object }: any) => object)).toEqual([
    "Customer._retired_2_email",
    "_retired_2_Invoice",
  ]);
  await migrateBack("2");
  expect(await rows(`SELECT amount::text FROM "Invoice"`)).toEqual(["12.50"]);
});

it("restores over nothing that is there", async () => {
  await database.query(`CREATE TABLE "Invoice" (id int)`);
  const table = await change("restore", { objects: ["_retired_2_Invoice"], dry_run: false });
  expect(table).toMatchObject({ status: 409, json: { code: "blocked" } });
  await database.query(`ALTER TABLE "Customer" ADD COLUMN email int`);
  const column = await change("restore", {
    objects: ["Customer._retired_2_email"],
    dry_run: false,
  });
  expect(column).toMatchObject({ status: 409, json: { code: "blocked" } });
  expect(column.json.plan.blockers).toMatchObject([{ code: "name_taken" }]);
});
