// The project as it is, its wrangler.toml included, in real workerd in front of a real Postgres: from an empty database to rows, and
// everything that can go wrong on the way.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestHarness } from "wrangler";
import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile, type SchemaBundle } from "../../src/compile.ts";
import { startNeonEndpoint, type NeonEndpoint } from "../../src/local/neon-http.ts";
import { tokenSecret } from "../admin/sample.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { copyProject, type ProjectCopy } from "../support/project-copy.ts";
import { until } from "../support/until.ts";
import { exerciseApi } from "./exercise-api.ts";
import { WorkerClient } from "./worker-client.ts";

const TOKEN = "token-of-the-worker-test";
const READER = "token-that-may-only-read";

let project: ProjectCopy;
let database: TestDatabase;
let endpoint: NeonEndpoint;
let harness: ReturnType<typeof createTestHarness>;
let worker: WorkerClient;
let bundle: SchemaBundle;

beforeAll(async () => {
  project = copyProject();
  // The harness reads .assets/ before it runs the [build] that fills it; `wrangler dev` and `wrangler deploy` read it afterwards.
  expect(await project.run("node", ["src/bin/build.ts"])).toMatchObject({ code: 0 });
  database = await createDatabase();
  const { hostname: host, port } = new URL(database.connectionString);
  endpoint = await startNeonEndpoint({ server: { host, port: Number(port) } });
  harness = createTestHarness(harnessOptions());
  worker = new WorkerClient((await harness.listen()).url.origin, TOKEN);
  ({ bundle } = readSchemaFiles(join(project.folder, "schemas/app.yaml")));
});
afterAll(async () => {
  await harness?.close();
  await endpoint?.close();
  await database?.drop();
  await project?.remove();
});

function harnessOptions() {
  return { root: project.folder, workers: [workerSettings()] };
}

function workerSettings() {
  return {
    configPath: "wrangler.toml",
    vars: { ALLOW_UPLOADED_SCHEMA: "true" },
    secrets: {
      DATABASE_URL: database.databaseUrl,
      NEON_HTTP_ENDPOINT: endpoint.url,
      AUTH_TOKEN_E2E: tokenSecret(TOKEN),
      AUTH_TOKEN_READER: tokenSecret(READER, ["admin:read", "data:read"]),
    },
  };
}

async function emptyDatabase(): Promise<void> {
  await database.query(
    `DROP SCHEMA IF EXISTS public_history CASCADE; DROP SCHEMA IF EXISTS public_retired CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public`,
  );
}

async function apply(body: object = {}): Promise<void> {
  const { plan } = (await worker.post("/admin/plan", body)).body;
  const { status, body: answer } = await worker.post("/admin/migrate", {
    ...body,
    dry_run: false,
    plan_hash: plan.plan_hash,
  });
  expect([status, answer.outcome, answer]).toEqual([200, "applied", answer]);
}

/** The project's schema with one of its files edited. Fails where the edit changes nothing. */
function edited(path: string, edit: (text: string) => string): SchemaBundle {
  const before = bundle.files[path]!;
  const after = edit(before);
  expect(after).not.toBe(before);
  return { ...bundle, files: { ...bundle.files, [path]: after } };
}

const tableNames = async (): Promise<unknown[]> =>
  (
    await database.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
    )
  ).map(({ relname }) => relname);

describe("from an empty database", () => {
  beforeAll(emptyDatabase);

  test("plan, dry run, apply: one plan, and it is in sync", async () => {
    expect((await worker.get("/readyz")).status).toBe(503);
    const planned = await worker.post("/admin/plan");
    expect(planned).toMatchObject({ status: 200, body: { outcome: "planned" } });
    const dry = await worker.post("/admin/migrate", {});
    expect(dry.body).toEqual(planned.body);
    expect(await tableNames()).toEqual([]);
    const applied = await worker.post("/admin/migrate", {
      dry_run: false,
      plan_hash: dry.body.plan.plan_hash,
    });
    expect(applied).toMatchObject({
      status: 200,
      body: { outcome: "applied", plan: dry.body.plan, migration: { id: "1" } },
    });
    const { tables } = compile(bundle).compiled!.database;
    expect(await tableNames()).toEqual(tables.map(({ name }) => name).toSorted());
    expect((await worker.get("/admin/status")).body).toMatchObject({
      in_sync: true,
      pending_steps: 0,
      drift: false,
      schema: { built_hash: planned.body.plan.schema_hash },
    });
    const again = await worker.post("/admin/migrate", { dry_run: false });
    expect(again.body.outcome).toBe("nothing_to_do");
  });

  test("every resource, over HTTP", async () => {
    const schema = compile(bundle).compiled!;
    const { worked, refused, references } = await exerciseApi({
      worker,
      compiled: schema,
      query: (text, params) => database.query(text, params),
    });
    const all = ["create", "read", "list", "update", "delete"];
    expect(worked).toEqual(
      Object.fromEntries(schema.resources.map(({ class: name }) => [name, all])),
    );
    expect(refused).toEqual({});
    expect(references.toSorted()).toEqual([
      "Comment.author",
      "Comment.task",
      "Membership.organization",
      "Membership.user",
      "Project.lead",
      "Project.organization",
      "Task.assignee",
      "Task.blocked_by",
      "Task.project",
      "Task.tags",
    ]);
  });

  test("the history tells who did what, with the SQL", async () => {
    const { items } = (await worker.get("/admin/migrations")).body;
    expect(items).toMatchObject([{ id: "1", outcome: "applied", actor: "e2e", origin: "built" }]);
    const one = (await worker.get("/admin/migrations/1")).body;
    expect(one.sql.join("\n")).toContain('CREATE TABLE "public"."User"');
    expect(one.plan.plan_hash).toBe(items[0].plan_hash);
  });

  test("tables as psql prints them", async () => {
    const plain = { headers: { Accept: "text/plain" } };
    expect((await worker.get("/admin/tables", plain)).text).toMatch(
      /^ +List of relations\n[^]*\n public \| User +\| User +\|/,
    );
    const user = (await worker.get("/admin/tables/User", plain)).text;
    expect(user).toContain('Table "public.User"');
    expect(user).toContain('"User_pkey" PRIMARY KEY');
    expect((await worker.get("/admin/tables/user")).body.detail).toContain('"User"');
  });

  test("the docs and the documents, without a token", async () => {
    const anonymous = { token: null };
    expect((await worker.get("/", anonymous)).headers.get("Location")).toBe("/docs/");
    expect((await worker.get("/docs/", anonymous)).text).toContain("<html");
    const served = await worker.get("/openapi.json", anonymous);
    expect(served.text).toBe(readFileSync(join(project.folder, "generated/openapi.json"), "utf8"));
    const admin = await worker.get("/openapi-admin.json", anonymous);
    expect(Object.keys(admin.body.paths)).toContain("/admin/migrate");
    expect((await worker.get("/healthz", anonymous)).status).toBe(200);
  });

  test("progress as NDJSON, line by line", async () => {
    await emptyDatabase();
    const ndjson = { headers: { Accept: "application/x-ndjson" } };
    const streamed = await worker.post("/admin/migrate", { dry_run: false }, ndjson);
    expect(streamed.headers.get("Content-Type")).toContain("application/x-ndjson");
    const events = streamed.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual([
      "planned",
      "batch_started",
      "batch_done",
      "done",
    ]);
    expect(events.at(-1).result).toMatchObject({ outcome: "applied" });
    expect((await worker.post("/admin/migrate", { dry_run: false })).body.outcome).toBe(
      "nothing_to_do",
    );
  });
});

describe("a schema with a mistake", () => {
  beforeAll(async () => {
    await emptyDatabase();
    await apply();
  });

  const user = "models/user.yaml";
  const cases: readonly {
    readonly name: string;
    readonly edit: () => SchemaBundle;
    readonly code: string;
    readonly file: string;
    /** Text at whose beginning the place is told. */
    readonly at: string;
    readonly message: RegExp;
  }[] = [
    {
      name: "YAML that is none",
      edit: () => edited(user, (text) => `${text}      "nickname: {}\n`),
      code: "yaml-syntax",
      file: user,
      at: "",
      message: /not valid YAML/,
    },
    {
      name: "a range that nothing defines",
      edit: () => edited(user, (text) => text.replace("range: Email", "range: Emial")),
      code: "unknown-range",
      file: user,
      at: "Emial",
      message: /"Emial"/,
    },
    {
      name: "an import that is missing",
      edit: () => edited("app.yaml", (text) => text.replace("core/entity", "core/entitty")),
      code: "missing-import",
      file: "app.yaml",
      at: "core/entitty",
      message: /there is no "core\/entitty\.yaml"/,
    },
    {
      name: "classes that inherit from each other",
      edit: () =>
        edited(user, (text) => `${text}  Chicken:\n    is_a: Egg\n  Egg:\n    is_a: Chicken\n`),
      code: "inheritance-cycle",
      file: user,
      at: "Chicken:",
      message: /Chicken → Egg → Chicken|Egg → Chicken → Egg/,
    },
    {
      name: "a class defined twice",
      edit: () =>
        edited("models/task.yaml", (text) => text.replace("classes:\n", "classes:\n  User: {}\n")),
      code: "duplicate-element",
      file: user,
      at: "User:",
      message: /"User" is defined twice/,
    },
  ];

  test.each(cases)("$name", async ({ edit, code, file, at, message }) => {
    const schema = edit();
    const lines = schema.files[file]!.split("\n");
    const line = lines.findIndex((text) => text.includes(at) && at !== "");
    const place = at === "" ? {} : { line: line + 1, column: lines[line]!.indexOf(at) + 1 };
    const expected = expect.objectContaining({
      severity: "error",
      code,
      file,
      message: expect.stringMatching(message),
      line: expect.any(Number),
      column: expect.any(Number),
      ...place,
    });
    const validated = await worker.post("/admin/validate", { schema });
    expect(validated).toMatchObject({ status: 200, body: { valid: false } });
    expect(validated.body.diagnostics).toContainEqual(expected);
    for (const [path, body] of [
      ["/admin/generate", {}],
      ["/admin/plan", {}],
      ["/admin/migrate", { dry_run: false }],
    ] as const) {
      const refused = await worker.post(path, { ...body, schema });
      expect([path, refused.status, refused.body.code]).toEqual([path, 422, "schema_invalid"]);
      expect(refused.body.diagnostics).toContainEqual(expected);
      expect(refused.body.detail).toContain(`${file}:`);
    }
    expect((await worker.get("/admin/status")).body).toMatchObject({ in_sync: true });
  });

  test("imports that form a circle are none", async () => {
    const schema = edited("core/entity.yaml", (text) =>
      text.replace("  - types\n", "  - types\n  - ../app\n"),
    );
    const validated = await worker.post("/admin/validate", { schema });
    expect(validated.body).toMatchObject({ valid: true });
    const planned = await worker.post("/admin/plan", { schema });
    expect(planned).toMatchObject({ status: 200, body: { plan: { steps: [] } } });
  });
});

describe("a request with a mistake", () => {
  beforeAll(async () => {
    await emptyDatabase();
    await apply();
  });

  test.each([
    ["no token", null, 401, "unauthorized"],
    ["a wrong token", "nonsense", 401, "unauthorized"],
    [
      "the well-known token, which is configured nowhere here",
      "local-dev-token",
      401,
      "unauthorized",
    ],
    ["a token that may only read", READER, 403, "insufficient_scope"],
  ])("%s", async (_, token, status, code) => {
    for (const [path, body] of [
      ["/admin/migrate", { dry_run: false }],
      ["/api/users", { name: "Eve", email: "eve@example.org" }],
    ] as const) {
      const answer = await worker.post(path, body, { token });
      expect([path, answer.status, answer.body.code]).toEqual([path, status, code]);
      expect(answer.headers.get("Content-Type")).toContain("application/problem+json");
      if (status === 401) expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
    }
    expect((await worker.get("/api/users")).body.items).toEqual([]);
  });

  test("a token is looked at before the body", async () => {
    const answer = await worker.post("/admin/migrate", "{", { token: null });
    expect(answer.status).toBe(401);
  });

  test("malformed JSON", async () => {
    for (const path of ["/admin/migrate", "/admin/plan", "/admin/validate", "/api/users"]) {
      const answer = await worker.post(path, '{"dry_run": fal');
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, "malformed_json"]);
    }
  });

  test("a plan that is stale, because someone changed the database by hand meanwhile", async () => {
    const schema = edited("models/user.yaml", (text) => `${text}      nickname: {}\n`);
    const { plan } = (await worker.post("/admin/plan", { schema })).body;
    await database.query(`DROP INDEX "Task_assignee_idx"`);
    const stale = await worker.post("/admin/migrate", {
      schema,
      dry_run: false,
      plan_hash: plan.plan_hash,
    });
    expect(stale).toMatchObject({ status: 409, body: { code: "stale_plan" } });
    expect(stale.body.plan.steps.map(({ object }: { object: string }) => object)).toEqual(
      expect.arrayContaining(["User.nickname", "Task.Task_assignee_idx"]),
    );
    expect((await worker.get("/admin/migrations")).body.items).toHaveLength(1);
    expect((await worker.get("/admin/tables/User")).text).not.toContain("nickname");
    const fresh = await worker.post("/admin/migrate", {
      schema,
      dry_run: false,
      plan_hash: stale.body.plan.plan_hash,
    });
    expect(fresh.body).toMatchObject({ outcome: "applied" });
  });
});

describe("a database that is away", () => {
  const routes = [
    ["GET", "/admin/status"],
    ["GET", "/admin/tables"],
    ["GET", "/admin/migrations"],
    ["POST", "/admin/plan"],
    ["POST", "/admin/migrate"],
    ["GET", "/api/users"],
  ] as const;

  /** Each route says 503 with this code, and nothing of where the database is. */
  async function expectAway(code: string): Promise<void> {
    const { password, port, pathname } = new URL(database.databaseUrl);
    for (const [method, path] of routes) {
      const { status, body, text } = await worker.request(method, path);
      expect([path, status, body.code]).toEqual([path, 503, code]);
      for (const secret of [`:${password}@`, `:${port}`, pathname.slice(1), "postgresql:"])
        expect(text).not.toContain(secret);
    }
    expect((await worker.get("/healthz")).status).toBe(200);
    expect((await worker.get("/readyz")).status).toBe(503);
    expect((await worker.get("/docs/")).status).toBe(200);
    expect((await worker.post("/admin/generate", { artifacts: ["sql"] })).status).toBe(200);
  }

  test("Neon's endpoint is not reached, then it is again", async () => {
    await emptyDatabase();
    await apply();
    const { port } = endpoint;
    await endpoint.close();
    await expectAway("no_database");
    const { hostname: host, port: postgres } = new URL(database.connectionString);
    endpoint = await startNeonEndpoint({ server: { host, port: Number(postgres) }, port });
    expect((await worker.get("/admin/status")).body).toMatchObject({ in_sync: true });
  });

  test("in production nothing is said of npm either", async () => {
    const settings = workerSettings();
    const secrets = { ...settings.secrets, NEON_HTTP_ENDPOINT: "https://endpoint.invalid/sql" };
    await harness.update({ ...harnessOptions(), workers: [{ ...settings, secrets }] });
    const { text } = await worker.get("/admin/status");
    expect(text).not.toMatch(/npm run|endpoint\.invalid/);
    await expectAway("database_unavailable");
    await harness.update(harnessOptions());
    expect((await worker.get("/admin/status")).body).toMatchObject({ in_sync: true });
  });
});

describe("a migration that fails after it began", () => {
  beforeEach(emptyDatabase);

  test("in its very last statement: everything is rolled back, and the history tells", async () => {
    const { plan } = (await worker.post("/admin/plan")).body;
    const last = plan.steps.at(-1).sql.at(-1) as string;
    const constraint = /CONSTRAINT "([^"]+)"/.exec(last)![1]!;
    await database.query(`
      CREATE SCHEMA guard;
      CREATE FUNCTION guard.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF EXISTS (SELECT FROM pg_constraint WHERE conname = '${constraint}') THEN
            RAISE EXCEPTION 'SECRET of the guard' USING ERRCODE = 'P0001';
          END IF;
        END $$;
      CREATE EVENT TRIGGER guard ON ddl_command_end EXECUTE FUNCTION guard.refuse()`);
    const failed = await worker.post("/admin/migrate", {
      dry_run: false,
      plan_hash: plan.plan_hash,
    });
    await database.query(`DROP EVENT TRIGGER guard; DROP SCHEMA guard CASCADE`);
    expect(failed.status).toBe(422);
    expect(failed.body).toMatchObject({
      code: "migration_failed",
      step: plan.steps.at(-1).id,
      sqlstate: "P0001",
      detail: expect.stringMatching(/rolled back/),
    });
    expect(failed.text).not.toContain("SECRET");
    expect(await tableNames()).toEqual([]);
    const { items } = (await worker.get("/admin/migrations")).body;
    expect(items).toMatchObject([
      {
        outcome: "failed",
        number: null,
        plan_hash: plan.plan_hash,
        error: { step: plan.steps.at(-1).id, sqlstate: "P0001" },
      },
    ]);
    expect(JSON.stringify(items)).not.toContain("SECRET");
    await apply();
    expect((await worker.get("/admin/migrations")).body.items).toMatchObject([
      { outcome: "applied", number: 1 },
      { outcome: "failed" },
    ]);
  });

  test("rows written between the count and the lock: rolled back, counted in no one's favour", async () => {
    await apply();
    const address = { name: "Ada", email: "ada@example.org" };
    expect((await worker.post("/api/users", address)).status).toBe(201);
    const schema = edited(
      "models/user.yaml",
      (text) =>
        `${text}      nickname: {}\n    unique_keys:\n      email:\n        unique_key_slots: [email]\n`,
    );
    const { plan } = (await worker.post("/admin/plan", { schema })).body;
    expect(plan.blockers).toEqual([]);
    const allow = plan.steps.flatMap(({ hazards }: { hazards: { allow?: string }[] }) =>
      hazards.flatMap((hazard) => hazard.allow ?? []),
    );
    const other = new Client({ connectionString: database.connectionString });
    await other.connect();
    await other.query(`BEGIN`);
    await other.query(`INSERT INTO "User" (name, email) VALUES ('SECRET', 'ada@example.org')`);
    const migrating = worker.post("/admin/migrate", {
      schema,
      dry_run: false,
      plan_hash: plan.plan_hash,
      allow,
    });
    await until(
      async () =>
        (
          await database.query(
            `SELECT FROM pg_locks WHERE relation = 'public."User"'::regclass AND NOT granted`,
          )
        ).length > 0,
    );
    await other.query("COMMIT");
    await other.end();
    const failed = await migrating;
    expect(failed).toMatchObject({
      status: 422,
      body: { code: "rows_violate", sqlstate: "23505" },
    });
    expect(failed.text).not.toContain("SECRET");
    expect((await worker.get("/admin/tables/User")).text).not.toContain("nickname");
    expect((await worker.get("/api/users")).body.items).toHaveLength(2);
    expect((await worker.get("/admin/migrations")).body.items).toMatchObject([
      { outcome: "failed", error: { sqlstate: "23505" } },
      { outcome: "applied" },
    ]);
    const replanned = (await worker.post("/admin/plan", { schema })).body.plan;
    expect(replanned.blockers).toMatchObject([{ code: expect.stringMatching(/^rows_violate/) }]);
  });
});
