// The routes over a real Postgres through Neon's driver: empty database → migrated → changed → refused, and what is told on the way.

import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import type { Env } from "../../src/env.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { envOf, generateSample, sampleBundle, sampleWith, type Generated } from "./sample.ts";
import { callAdmin } from "./call.ts";

let generated: Generated;
let database: TestDatabase;
let app: ReturnType<typeof createApp>;
let env: Env;

beforeAll(async () => {
  generated = await generateSample();
});
afterAll(() => generated?.remove());

/** A database, an isolate and tokens of its own for each test. */
beforeEach(async () => {
  database = await createDatabase();
  app = createApp(generated.module);
  env = envOf(database, { ALLOW_UPLOADED_SCHEMA: "true" });
  return () => database.drop();
});

const authorization = { Authorization: "Bearer t" };

const call = (
  method: "GET" | "POST",
  path: string,
  body?: object,
  headers: Record<string, string> = {},
) => callAdmin({ app, env, headers }, method, path, body);
const get = (path: string) => call("GET", path);
const post = (path: string, body?: object) => call("POST", path, body);
const text = async (path: string) =>
  (await app.request(path, { headers: { ...authorization, Accept: "text/plain" } }, env)).text();

async function applyAll(): Promise<void> {
  expect((await post("/admin/migrate", { dry_run: false })).json.outcome).toBe("applied");
}

const withoutEmail = sampleWith("models/customer.yaml", (yaml) =>
  yaml.replace(/ {6}email:.*\n/, "").replace(/ {4}unique_keys:[\s\S]*$/, ""),
);
const withPhone = sampleWith("models/customer.yaml", (yaml) =>
  yaml.replace("      email:", "      phone: {}\n      email:"),
);

it("creates everything from empty, shows it, and then has nothing to do", async () => {
  expect((await get("/readyz")).status).toBe(503);
  const before = (await get("/admin/status")).json;
  expect(before).toMatchObject({
    in_sync: false,
    schema: { name: "shop", version: "1.2.3", applied_hash: null, standing: "empty" },
    database: { namespace: "public", applied_hash: null, connection: "direct" },
    last_migration: null,
  });
  expect((await get("/admin/migrations")).json).toEqual({ items: [], next_cursor: null });
  expect((await get("/admin/tables")).json).toEqual({ items: [] });

  const planned = await post("/admin/plan");
  expect(planned.json.outcome).toBe("planned");
  expect(planned.json.plan.steps.map((step: { object: string }) => step.object)).toEqual(
    expect.arrayContaining(["Customer", "Invoice"]),
  );
  expect((await post("/admin/migrate")).json).toEqual(planned.json);
  expect((await post("/admin/plan", { dry_run: false })).json).toEqual(planned.json);
  expect((await get("/admin/tables")).json).toEqual({ items: [] });

  const applied = await call(
    "POST",
    "/admin/migrate",
    { dry_run: false, plan_hash: planned.json.plan.plan_hash },
    { "X-Request-Id": "request-1" },
  );
  expect(applied.json).toMatchObject({
    outcome: "applied",
    plan: { plan_hash: planned.json.plan.plan_hash },
    migration: { id: "1" },
  });
  expect(
    (await post("/admin/migrate", { dry_run: false, plan_hash: planned.json.plan.plan_hash })).json
      .outcome,
  ).toBe("already_applied");
  expect((await post("/admin/migrate", { dry_run: false })).json.outcome).toBe("nothing_to_do");

  const { items } = (await get("/admin/migrations")).json;
  expect(items).toEqual([
    expect.objectContaining({
      id: "1",
      outcome: "applied",
      actor: "ci",
      request_id: "request-1",
      origin: "built",
      plan_hash: planned.json.plan.plan_hash,
    }),
  ]);
  expect((await get("/admin/migrations/1")).json).toMatchObject({
    id: "1",
    plan: { plan_hash: planned.json.plan.plan_hash },
    sql: expect.arrayContaining([expect.stringContaining("CREATE TABLE")]),
  });
  expect((await get("/admin/migrations/2")).status).toBe(404);
  expect((await get("/admin/migrations/x")).status).toBe(404);
  expect((await get("/admin/migrations?limit=1")).json.items).toHaveLength(1);
  for (const limit of ["0", "101", "", "%201", "0x1", "1e1", "1.0"])
    expect([limit, (await get(`/admin/migrations?limit=${limit}`)).status]).toEqual([limit, 400]);
  expect((await get("/admin/status")).json).toMatchObject({
    in_sync: true,
    drift: false,
    pending_steps: 0,
    last_migration: { id: "1" },
    database: { applied_hash: generated.module.schemaInfo.databaseHash },
  });
});

it("is ready once the database serves this schema; the answer is kept for a while", async () => {
  expect((await get("/readyz")).json).toMatchObject({ code: "not_ready" });
  await applyAll();
  expect((await get("/readyz")).status).toBe(503);
  app = createApp(generated.module);
  expect((await get("/readyz")).json).toEqual({ status: "ok" });
  await database.query(`DROP SCHEMA public CASCADE; DROP SCHEMA public_history CASCADE`);
  expect((await get("/readyz")).status).toBe(200);
});

it("uses the namespace that PG_SCHEMA names", async () => {
  env = { ...env, PG_SCHEMA: 'My "space"' };
  await applyAll();
  expect((await get("/admin/tables")).json.items).toHaveLength(2);
  expect(
    await database.query(
      `SELECT table_schema AS s FROM information_schema.tables WHERE table_name = 'Customer'`,
    ),
  ).toEqual([{ s: 'My "space"' }]);
  expect((await get("/admin/status")).json).toMatchObject({
    in_sync: true,
    database: { namespace: 'My "space"' },
  });
  expect(
    await (await app.request("/api/customers", { headers: authorization }, env)).json(),
  ).toMatchObject({ items: [] });
});

describe("an uploaded schema", () => {
  beforeEach(applyAll);

  it("is planned and applied; the database is then ahead of the Worker", async () => {
    const planned = await post("/admin/plan", { schema: withPhone });
    expect(planned.json.plan.steps).toEqual([
      expect.objectContaining({
        kind: "add_column",
        object: "Customer.phone",
        source: expect.objectContaining({ file: "models/customer.yaml" }),
      }),
    ]);
    expect((await post("/admin/migrate", { schema: withPhone, dry_run: false })).json.outcome).toBe(
      "applied",
    );
    expect((await get("/admin/migrations")).json.items[0]).toMatchObject({ origin: "uploaded" });
    expect((await get("/admin/status")).json).toMatchObject({
      in_sync: false,
      schema: {
        standing: "ahead",
        words: expect.stringContaining("ahead of this Worker") as string,
      },
    });
    expect((await get("/readyz")).status).toBe(200);
  });

  it("is planned, but not applied, where that is off", async () => {
    for (const allowed of [undefined, "", "false", "TRUE", "1"]) {
      const { ALLOW_UPLOADED_SCHEMA: _, ...rest } = env;
      env = { ...rest, ...(allowed !== undefined && { ALLOW_UPLOADED_SCHEMA: allowed }) };
      const refused = await post("/admin/migrate", { schema: withPhone, dry_run: false });
      expect([refused.status, refused.json.code]).toEqual([403, "uploaded_schema_not_allowed"]);
      expect((await post("/admin/migrate", { schema: withPhone })).json.outcome).toBe("planned");
    }
    expect((await get("/admin/migrations")).json.items).toHaveLength(1);
  });

  it("with errors is 422 with its diagnostics", async () => {
    const broken = sampleWith("shop.yaml", (yaml) =>
      yaml.replace("range: Customer", "range: Nobody"),
    );
    const refused = await post("/admin/plan", { schema: broken });
    expect([refused.status, refused.json.code]).toEqual([422, "schema_invalid"]);
    expect(refused.json.diagnostics).toContainEqual(expect.objectContaining({ severity: "error" }));
  });
});

describe("in two phases", () => {
  beforeEach(applyAll);

  it("the Worker that is running is ready until the contract", async () => {
    const migrateTo = (phase: string, more: object = {}) =>
      post("/admin/migrate", { schema: withoutEmail, phase, dry_run: false, ...more });
    const ready = async () => {
      app = createApp(generated.module);
      return (await get("/readyz")).status;
    };
    const { plan } = (await post("/admin/plan", { schema: withoutEmail, phase: "contract" })).json;
    expect(plan.blockers.map(({ code }: { code: string }) => code)).toEqual(["expand_first"]);
    const allow = ["drop_column:Customer.email"];
    expect((await migrateTo("contract", { allow, plan_hash: plan.plan_hash })).json.code).toBe(
      "blocked",
    );
    const expanded = (await migrateTo("expand")).json;
    expect(expanded).toMatchObject({
      outcome: "applied",
      plan: { compatible_with_running_version: true },
    });
    expect(await ready()).toBe(200);
    expect((await migrateTo("expand")).json.outcome).toBe("nothing_to_do");
    expect((await migrateTo("contract")).json.allow).toEqual(allow);
    const rest = (await post("/admin/plan", { schema: withoutEmail, phase: "contract" })).json.plan;
    const done = await migrateTo("contract", { allow, plan_hash: rest.plan_hash });
    expect(done.json.outcome).toBe("applied");
    expect(await ready()).toBe(503);
  });
});

it("counts rows as it is told", async () => {
  await applyAll();
  await database.query(`INSERT INTO "Customer" (id, name) VALUES ('a', 'Ada')`);
  const required = sampleWith("models/customer.yaml", (yaml) =>
    yaml.replace("email: {", "email: {required: true, "),
  );
  const codes = async (body: object) =>
    (await post("/admin/plan", { schema: required, ...body })).json.plan.blockers.map(
      ({ code }: { code: string }) => code,
    );
  expect(await codes({})).toEqual(["rows_violate_not_null"]);
  expect(await codes({ probe: "estimate" })).toEqual(["rows_violate_not_null"]);
  expect(await codes({ probe: "none" })).toEqual(["not_counted"]);
  expect((await post("/admin/plan", { probe: "some" })).status).toBe(422);
});

describe("a refusal changes nothing and says what to do", () => {
  beforeEach(applyAll);

  it.each([
    ["no allow", {}, 422, "hazard_not_allowed"],
    [
      "a stale hash",
      { plan_hash: `sha256:${"0".repeat(64)}`, allow: ["drop_column:Customer.email"] },
      409,
      "stale_plan",
    ],
    [
      "an entry too many",
      { allow: ["drop_column:Customer.email", "drop_column:Customer.nmae"] },
      422,
      "allow_unused",
    ],
    ["no hash", { allow: ["drop_column:Customer.email"] }, 422, "plan_hash_required"],
  ])("%s", async (_, body, status, code) => {
    const refused = await post("/admin/migrate", { schema: withoutEmail, dry_run: false, ...body });
    expect([refused.status, refused.json.code]).toEqual([status, code]);
    if (code === "hazard_not_allowed")
      expect(refused.json.allow).toEqual(["drop_column:Customer.email"]);
    if (code === "allow_unused") expect(refused.json.unused).toEqual(["drop_column:Customer.nmae"]);
    expect(refused.json.plan.steps.length).toBeGreaterThan(0);
    expect(
      (await get("/admin/tables/Customer")).json.columns.map(({ name }: { name: string }) => name),
    ).toContain("email");
    expect((await get("/admin/migrations")).json.items).toHaveLength(1);
  });

  it("goes on with what the refusals said", async () => {
    const { plan } = (await post("/admin/migrate", { schema: withoutEmail })).json;
    const applied = await post("/admin/migrate", {
      schema: withoutEmail,
      dry_run: false,
      plan_hash: plan.plan_hash,
      allow: ["drop_column:Customer.email"],
    });
    expect(applied.json.outcome).toBe("applied");
    expect((await get("/admin/migrations/2")).json.allow).toEqual(["drop_column:Customer.email"]);
  });

  it("rows in the way are counted, never shown", async () => {
    await database.query(`INSERT INTO "Customer" (id, name) VALUES ('c1', 'SECRET')`);
    const schema = sampleWith("models/customer.yaml", (yaml) =>
      yaml.replace("email: {", "email: {required: true, "),
    );
    const { plan } = (await post("/admin/plan", { schema })).json;
    const refused = await post("/admin/migrate", {
      schema,
      dry_run: false,
      plan_hash: plan.plan_hash,
    });
    expect([refused.status, refused.json.code]).toEqual([422, "rows_violate"]);
    expect(refused.json.plan.blockers).toEqual([expect.objectContaining({ count: 1 })]);
    expect(JSON.stringify(refused.json)).not.toContain("SECRET");
  });
});

describe("Accept: application/x-ndjson", () => {
  async function stream(body: object): Promise<{ contentType: string | null; events: any[] }> {
    const response = await app.request(
      "/admin/migrate",
      {
        method: "POST",
        headers: {
          ...authorization,
          Accept: "application/x-ndjson",
          "Content-Type": "application/json",
        },
        body: JSON.stringify(body),
      },
      env,
    );
    expect(response.status).toBe(200);
    const lines = (await response.text()).split("\n");
    expect(lines.pop()).toBe("");
    return {
      contentType: response.headers.get("Content-Type"),
      events: lines.map((line) => JSON.parse(line)),
    };
  }

  it("tells each stage, and the whole result last", async () => {
    const dry = await stream({});
    expect(dry.contentType).toContain("application/x-ndjson");
    expect(dry.events.map(({ event }) => event)).toEqual(["planned", "done"]);
    const { events } = await stream({ dry_run: false });
    expect(events.map(({ seq, event }) => [seq, event])).toEqual([
      [1, "planned"],
      [2, "batch_started"],
      [3, "batch_done"],
      [4, "done"],
    ]);
    expect(events.every(({ ts }) => !Number.isNaN(Date.parse(ts)))).toBe(true);
    expect(events[0].plan).toEqual(events[3].result.plan);
    expect(events[3].result).toMatchObject({ outcome: "applied", migration: { id: "1" } });
    expect((await stream({ dry_run: false })).events.at(-1)).toMatchObject({
      event: "done",
      result: { outcome: "nothing_to_do" },
    });
  });

  it("ends with the problem of a refusal", async () => {
    await applyAll();
    const { events } = await stream({ schema: withoutEmail, dry_run: false });
    expect(events.map(({ event }) => event)).toEqual(["planned", "error"]);
    expect(events[1].problem).toMatchObject({
      code: "hazard_not_allowed",
      status: 422,
      instance: "/admin/migrate",
      allow: ["drop_column:Customer.email"],
    });
  });

  it("ends with the problem of a database that is away", async () => {
    env = { ...env, NEON_HTTP_ENDPOINT: "http://127.0.0.1:9/sql" };
    const { events } = await stream({ dry_run: false });
    expect(events).toEqual([
      expect.objectContaining({
        event: "error",
        problem: expect.objectContaining({ code: "no_database" }),
      }),
    ]);
  });
});

describe("GET /admin/tables", () => {
  beforeEach(applyAll);

  it("shows ours and others'", async () => {
    await database.query(`CREATE TABLE "others" (x int); COMMENT ON TABLE "others" IS 'not ours'`);
    const { items } = (await get("/admin/tables")).json;
    expect(items.map(({ name, class: className, owned }: any) => [name, className, owned])).toEqual(
      [
        ["Customer", "Customer", true],
        ["Invoice", "Invoice", true],
        ["others", null, false],
      ],
    );
    const missing = await get("/admin/tables/customer");
    expect([missing.status, missing.json.detail]).toEqual([
      404,
      expect.stringContaining('"Customer"'),
    ]);
    expect(
      (await get(`/admin/tables/${encodeURIComponent(`x'; drop table "others"; --`)}`)).status,
    ).toBe(404);
    expect(await text("/admin/tables")).toMatch(
      /^ +List of relations\n Schema \| +Name +\|.*\n-+\+/,
    );
    expect(await text("/admin/tables")).toMatch(/\n public \| others .*\(3 rows\)\n$/s);
  });

  it.skipIf(spawnSync("psql", ["--version"]).status !== 0)(
    "prints a table as psql does (skipped without psql)",
    async () => {
      await database.query(`CREATE TABLE plain (a int NOT NULL DEFAULT 7, "B c" text UNIQUE NULLS NOT DISTINCT, d text REFERENCES "Customer", CHECK (a > 0));
      CREATE UNIQUE INDEX i ON plain (d DESC, a) INCLUDE ("B c") WHERE a > 1; CREATE INDEX j ON plain USING gin (to_tsvector('simple', d))`);
      for (const name of ["Customer", "Invoice", "plain"]) {
        const psql = spawnSync(
          "psql",
          [database.connectionString, "-Xq", "-P", "pager=off", "-c", `\\d public."${name}"`],
          { encoding: "utf8" },
        );
        expect(psql.stderr).toBe("");
        // Postgres prints expressions for psql with fewer parentheses.
        const plain = (printed: string) =>
          printed
            .replaceAll(/ +$/gm, "")
            .replaceAll(/(?<=CHECK .*|WHERE .*)[()]/g, "")
            .trimEnd();
        expect(plain(await text(`/admin/tables/${name}`))).toBe(plain(psql.stdout));
      }
    },
  );
});

describe("a database that is not there", () => {
  const secret = "hunter2";
  const routes: ["GET" | "POST", string][] = [
    ["GET", "/admin/status"],
    ["GET", "/admin/tables"],
    ["GET", "/admin/tables/x"],
    ["GET", "/admin/migrations"],
    ["GET", "/admin/migrations/1"],
    ["POST", "/admin/plan"],
    ["POST", "/admin/migrate"],
  ];
  it.each([
    ["not started", { NEON_HTTP_ENDPOINT: "http://127.0.0.1:9/sql" }, "no_database"],
    ["a malformed URL", { DATABASE_URL: `postgres//u:${secret}@h/d` }, "no_database"],
    ["nonsense", { DATABASE_URL: secret }, "no_database"],
    [
      "a wrong password",
      { DATABASE_URL: "postgresql://postgres:hunter2@localhost/postgres" },
      "no_database",
    ],
  ])("is said so: %s", async (_, change, code) => {
    env = { ...env, ...change };
    for (const [method, path] of routes) {
      const answer = await call(method, path);
      expect([path, answer.status, answer.json.code]).toEqual([path, 503, code]);
      expect(JSON.stringify(answer.json)).not.toMatch(/hunter2|@h\/d/);
    }
    expect((await get("/readyz")).json).toMatchObject({ code: "not_ready" });
    const rest = await app.request("/api/customers", { headers: authorization }, env);
    expect([rest.status, (await rest.json<{ code: string }>()).code]).toEqual([503, code]);
  });
});

it("checks the sample that the tests rest on", () => {
  expect(withoutEmail).not.toEqual(sampleBundle);
  expect(withPhone).not.toEqual(sampleBundle);
});
