// How often the Worker asks the database, in real workerd: a plan at most three times, an apply at most five times, and once where there is
// nothing to do, without a lock that anybody could be in the way of.
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { sampleBundle, sampleWith } from "../admin/sample.ts";
import { startCountingEndpoint, type CountingEndpoint } from "../support/counting-endpoint.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { startSchemaWorker, type SchemaWorker } from "./schema-worker.ts";
import { WorkerClient } from "./worker-client.ts";

let database: TestDatabase;
let endpoint: CountingEndpoint;
let server: SchemaWorker;
let worker: WorkerClient;

beforeAll(async () => {
  database = await createDatabase();
  endpoint = await startCountingEndpoint(database.neonEndpoint);
  server = await startSchemaWorker(
    sampleBundle,
    { databaseUrl: database.databaseUrl, neonEndpoint: endpoint.url },
    { ALLOW_UPLOADED_SCHEMA: "true" },
  );
  worker = new WorkerClient(server.origin);
});
afterAll(async () => {
  await server?.close();
  endpoint?.close();
  await database?.drop();
});

/** Calls /admin/migrate; resolves to the outcome and the number of requests that it took. */
async function migrate(body: object): Promise<{ outcome: unknown; plan: any; requests: number }> {
  endpoint.count();
  const answer = await worker.post("/admin/migrate", body);
  return {
    outcome: answer.body.outcome ?? answer.body.code,
    plan: answer.body.plan,
    requests: endpoint.count(),
  };
}

/** A column with a rule, an index, a required column, a table. */
const richer = sampleWith("models/customer.yaml", (yaml) =>
  yaml
    .replace(
      "      email:",
      '      phone: {pattern: "^[0-9]+$", required: true, ifabsent: string(0)}\n      email:',
    )
    .replace(
      "classes:",
      "classes:\n  Note:\n    attributes:\n      id: {identifier: true}\n      about: {range: Customer}",
    ),
);
/** Of the schema, not of the database. */
const renumbered = sampleWith("shop.yaml", (yaml) =>
  yaml.replace("version: 1.2.3", "version: 1.2.4"),
);

test("from empty: a plan, an apply, then nothing to do", async () => {
  const planned = await migrate({});
  expect(planned).toMatchObject({ outcome: "planned" });
  expect(planned.requests).toBeLessThanOrEqual(3);
  const applied = await migrate({ dry_run: false });
  expect(applied).toMatchObject({ outcome: "applied" });
  expect(applied.requests).toBeLessThanOrEqual(5);
  expect(await migrate({ dry_run: false })).toMatchObject({
    outcome: "nothing_to_do",
    requests: 1,
  });
  expect(await migrate({})).toMatchObject({ outcome: "nothing_to_do", requests: 1 });
});

test("only the model has to be stored: one more, once", async () => {
  const call = { dry_run: false, schema: renumbered };
  expect(await migrate(call)).toMatchObject({ outcome: "nothing_to_do", requests: 2 });
  expect(await migrate(call)).toMatchObject({ outcome: "nothing_to_do", requests: 1 });
});

test("changes of filled tables", async () => {
  await database.query(
    `INSERT INTO "Customer" (id, name) SELECT n::text, 'x' FROM generate_series(1, 100) n`,
  );
  const planned = await migrate({ schema: richer });
  expect(planned).toMatchObject({ outcome: "planned", plan: { blockers: [] } });
  expect(planned.plan.steps.length).toBeGreaterThan(3);
  expect(planned.requests).toBeLessThanOrEqual(3);
  const call = { dry_run: false, schema: richer, plan_hash: planned.plan.plan_hash };
  const applied = await migrate(call);
  expect(applied).toMatchObject({ outcome: "applied" });
  expect(applied.requests).toBeLessThanOrEqual(5);
  expect(await migrate(call)).toMatchObject({ outcome: "already_applied", requests: 1 });
});

test("nothing to do gets past every lock but that of who is about to drop the table", async () => {
  const other = new Client({ connectionString: database.connectionString });
  await other.connect();
  try {
    const rows = await database.query(
      `SELECT string_agg(format('%I.%I', n.nspname, c.relname), ', ') AS tables FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname IN ('public', 'public_history') AND c.relkind = 'r'`,
    );
    await other.query("BEGIN");
    await other.query(`LOCK TABLE ${rows[0]?.["tables"]} IN EXCLUSIVE MODE`);
    // The one that migrations hold against each other, too.
    await other.query("SELECT pg_advisory_xact_lock(hashtextextended('linkml-neon public', 0))");
    const call = { dry_run: false, schema: richer, lock_timeout_ms: 1_000 };
    expect(await migrate(call)).toMatchObject({ outcome: "nothing_to_do", requests: 1 });
    // The locks are where an apply would want them.
    expect(await migrate({ ...call, schema: renumbered, allow: ["downgrade"] })).not.toMatchObject({
      outcome: "applied",
    });
    await other.query("ROLLBACK");
  } finally {
    await other.end();
  }
});
