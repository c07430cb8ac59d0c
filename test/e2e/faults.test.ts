// The Worker that goes away while it migrates, and the client that does: the first leaves all of a batch or nothing, and the same call to
// another Worker completes it; for the second the work goes on. `npm test` kills one Worker, TEST_FULL=1 ten.
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { expect, test } from "vitest";

import { localDevToken } from "../../src/admin/auth.ts";
import { compile, type SchemaBundle } from "../../src/compile.ts";
import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import { outcome, plan, request, sessionOf } from "../migration/run.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL } from "../support/seed.ts";
import { until } from "../support/until.ts";
import { canSeeProcesses, descendants } from "./process-tree.ts";
import { startSchemaWorker, type SchemaWorker } from "./schema-worker.ts";

const KILLS = FULL ? 10 : 1;

const schema = (slots: string): SchemaBundle => ({
  root: "app.yaml",
  files: {
    "app.yaml": `id: https://example.org/faults
name: faults
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: [linkml:types]
default_range: string
classes:
  Person:
    attributes:
      id: {identifier: true}
      name:
${slots}`,
  },
});
const before = schema("");
const after = schema(`      age: {range: integer, minimum_value: 0}
      nickname: {ifabsent: "string(none)", required: true}
  Team:
    attributes:
      id: {identifier: true}
      lead: {range: Person}
`);

async function filledDatabase(): Promise<TestDatabase> {
  const opened = await createDatabase();
  const { compiled } = compile(before);
  if (compiled === undefined) throw new Error("the schema does not compile");
  expect(outcome(await migrate(sessionOf(opened), request(compiled.database)))).toBe("applied");
  await opened.query(
    `INSERT INTO "Person" (id, name) SELECT n::text, 'name ' || n FROM generate_series(1, 500) n`,
  );
  return opened;
}

function call(worker: SchemaWorker, body: object, signal?: AbortSignal): Promise<Response> {
  return fetch(`${worker.origin}/admin/migrate`, {
    method: "POST",
    headers: { authorization: `Bearer ${localDevToken}`, "content-type": "application/json" },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** Someone reads the table, so that a batch that has begun cannot end. */
async function held(opened: TestDatabase): Promise<Client> {
  const reader = new Client({ connectionString: opened.connectionString });
  await reader.connect();
  await reader.query(`BEGIN; SELECT count(*) FROM "Person"`);
  return reader;
}

function waiting(opened: TestDatabase): Promise<unknown> {
  return until(async () => {
    const rows = await opened.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
}

function isWorkerd(pid: number): boolean {
  return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === "workerd";
}

async function fingerprints(opened: TestDatabase): Promise<unknown> {
  return [...(await readCatalog(sessionOf(opened), "public")).fingerprints];
}

test.skipIf(!canSeeProcesses)(
  "Workers that are killed inside a batch",
  { timeout: 60_000 + KILLS * 60_000 },
  async () => {
    for (let round = 0; round < KILLS; round++) {
      const opened = await filledDatabase();
      const left = await fingerprints(opened);
      const reader = await held(opened);
      const body = { dry_run: false, lock_timeout_ms: 60_000 };
      const others = new Set(descendants(process.pid));
      const first = await startSchemaWorker(after, opened);
      const started = descendants(process.pid).filter((pid) => !others.has(pid) && isWorkerd(pid));
      const cut = call(first, body).then(
        (response) => response.status,
        () => "cut off",
      );
      await waiting(opened);
      for (const pid of started) process.kill(pid, "SIGKILL");
      expect(await cut).not.toBe(200);
      await first.close().catch(() => undefined);
      // What the Worker had begun is rolled back, though nobody is in its way any more.
      await until(async () => {
        const rows = await opened.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length === 0;
      });
      await reader.query("COMMIT");
      await reader.end();
      expect(await fingerprints(opened)).toEqual(left);
      const second = await startSchemaWorker(after, opened);
      const response = await call(second, body);
      expect(await response.json()).toMatchObject({ outcome: "applied" });
      await second.close();
      expect(await opened.query(`SELECT count(*) FROM "Person"`)).toEqual([{ count: "500" }]);
      await opened.drop();
    }
    console.info(`test/e2e/faults: ${KILLS} of ${KILLS} kills of the Worker inside the batch`);
  },
);

test("a client that goes away: the Worker completes what it has begun", async () => {
  const opened = await filledDatabase();
  const worker = await startSchemaWorker(after, opened);
  const reader = await held(opened);
  const client = new AbortController();
  const gone = call(worker, { dry_run: false, lock_timeout_ms: 60_000 }, client.signal).catch(
    () => "gone",
  );
  await waiting(opened);
  client.abort();
  expect(await gone).toBe("gone");
  await reader.query("COMMIT");
  await reader.end();
  const { compiled } = compile(after);
  if (compiled === undefined) throw new Error("the schema does not compile");
  const { database } = compiled;
  await until(async () => (await plan(sessionOf(opened), database)).steps.length === 0);
  await worker.close();
  await opened.drop();
});
