// What goes wrong while a migration is applied: many at once, connections that break at any statement, a server that crashes, tables in
// use, indexes cut off half-way. Afterwards there is all of a batch or nothing, no row is lost, and the same call completes it.
// `npm test` runs a part, by a seed that it prints; TEST_FULL=1 all.
import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../src/local/embedded-postgres.ts";
import { startNeonEndpoint, type NeonEndpoint } from "../../src/local/neon-http.ts";
import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import type { MigrationResult } from "../../src/postgres/migrate/migration-request.ts";
import { neonSession } from "../../src/postgres/neon.ts";
import { DatabaseError, type Session } from "../../src/postgres/session.ts";
import type { Database } from "../../src/relational/database.ts";
import { startFaultProxy, type Fault, type FaultProxy } from "../support/fault-proxy.ts";
import { FULL, SEED } from "../support/seed.ts";
import { until } from "../support/until.ts";
import { check, column, database, index, reference, required, table, unique } from "./build.ts";
import { apply, outcome, plan, request } from "./run.ts";

// Of each way to migrate, of which there are two.
const BREAKS = FULL ? 85 : 2;
const CRASHES = FULL ? 20 : 1;

const city = table("City", column("name", "text"));
const people = (...more: Parameters<typeof table>[1][]): Database =>
  database(
    city,
    table(
      "Person",
      column("name", "text"),
      column("age", "bigint"),
      column("city", "text"),
      ...more,
    ),
  );
const from = people();
const to = database(
  city,
  table(
    "Person",
    required("name", "text"),
    column("age", "bigint", { default: "18" }),
    column("city", "text"),
    required("key", "uuid", "gen_random_uuid()"),
    check("Person_age_range", "age >= 0", "age"),
    reference("Person_city_fkey", "city", "City"),
    unique("Person_name_key", ["name"], true),
    index("Person_city", ["city"]),
  ),
  table("Team", column("lead", "text"), reference("Team_lead_fkey", "lead", "Person")),
);

let server: EmbeddedPostgres;
let proxy: FaultProxy;
let endpoint: NeonEndpoint;
let direct: NeonEndpoint;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  proxy = await startFaultProxy(server);
  endpoint = await startNeonEndpoint({ server: { host: "127.0.0.1", port: proxy.port } });
  direct = await startNeonEndpoint({ server });
  await copyOf("template1", "base");
  const session = sessionOn("base");
  expect(outcome(await apply(session, from))).toBe("applied");
  await sql("base", `INSERT INTO "City" VALUES ('c', 'Chur')`);
  await sql(
    "base",
    `INSERT INTO "Person" SELECT n::text, 'name ' || n, n, 'c' FROM generate_series(1, 2000) n`,
  );
  await quiet("base");
});
afterAll(async () => {
  await direct.close();
  await endpoint.close();
  await proxy.close();
  await server.stop();
});

function urlOf(name: string): string {
  return `postgresql://${server.user}:${server.password}@${server.host}:${server.port}/${name}`;
}

/** A session past the proxy. The driver finds an endpoint by the host, so each has a name of its own. */
function sessionOn(name: string): Session {
  const url = urlOf(name).replace(server.host, "direct.test");
  return neonSession(url, { endpoint: direct.url });
}

function brokenSession(name: string): Session {
  const url = urlOf(name).replace(server.host, "proxied.test");
  return neonSession(url, { endpoint: endpoint.url });
}

async function sql(name: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: urlOf(name) });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Nobody may be connected to a database that is copied. */
async function quiet(name: string): Promise<void> {
  await sql(
    "postgres",
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
  );
  await until(async () => {
    const [row] = await sql(
      "postgres",
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = '${name}'`,
    );
    return row?.["n"] === 0;
  });
}

async function copyOf(
  name: string,
  copy = `copy_${randomBytes(5).toString("hex")}`,
): Promise<string> {
  await sql("postgres", `CREATE DATABASE ${copy} TEMPLATE ${name}`);
  return copy;
}

async function definition(name: string): Promise<string> {
  const { fingerprints } = await readCatalog(sessionOn(name), "public");
  return JSON.stringify([...fingerprints]);
}

/** `stale_plan`, `applied`, or the kind of a DatabaseError. */
function settled(work: Promise<MigrationResult>): Promise<string> {
  return work.then(outcome, (error: unknown) => {
    if (error instanceof DatabaseError) return error.kind;
    throw error;
  });
}

const modes = [
  { name: "in one batch", online: { onlineAboveBytes: 2 ** 40 } },
  { name: "in parts", online: { onlineAboveBytes: 0 } },
] as const;

describe.each(modes)("a migration $name", ({ online }) => {
  test("fifty at once: one is applied, and nobody is told anything worse than to look again", async () => {
    const name = await copyOf("base");
    const { plan_hash: planHash } = await plan(sessionOn(name), to, online);
    const results = await Promise.all(
      Array.from({ length: 50 }, () =>
        migrate(sessionOn(name), request(to, { planHash, ...online })),
      ),
    );
    const outcomes = results.map(outcome);
    const others = new Set(["already_applied", "migration_in_progress", "stale_plan"]);
    if (online.onlineAboveBytes > 0)
      expect(outcomes.filter((each) => each === "applied")).toHaveLength(1);
    expect(outcomes.filter((each) => each !== "applied" && !others.has(each))).toEqual([]);
    // Whoever was told to look again does, in the end.
    await until(async () =>
      /applied/.test(outcome(await migrate(sessionOn(name), request(to, { planHash, ...online })))),
    );
    const rows = await sql(
      name,
      `SELECT count(*)::int AS n FROM public_history.migration WHERE outcome = 'applied'`,
    );
    expect(rows).toEqual([{ n: 2 }]);
    expect((await plan(sessionOn(name), to, online)).steps).toEqual([]);
  });

  test(
    `connections that break at any statement, seed ${SEED}`,
    { timeout: 60_000 + BREAKS * 6_000 },
    async () => {
      console.info(`test/migration/faults: TEST_SEED=${SEED}, ${BREAKS} breaks`);
      const faults: readonly Fault[] = [
        { kind: "cut_before" },
        { kind: "cut_after" },
        { kind: "act", act: (pid) => sql("postgres", `SELECT pg_terminate_backend(${pid})`) },
      ];
      const inside = await breakEverywhere(online, BREAKS, faults);
      console.info(`test/migration/faults: ${inside} of ${BREAKS} inside a batch`);
      expect(inside).toBeGreaterThanOrEqual(BREAKS * 0.3);
    },
  );
});

test(
  `a server that crashes at any statement, seed ${SEED}`,
  { timeout: 60_000 + CRASHES * 20_000 },
  async () => {
    // When a backend is killed, the server ends all others and recovers from its log.
    const kill: Fault = { kind: "act", act: async (pid) => process.kill(pid, "SIGKILL") };
    for (const { online } of modes) await breakEverywhere(online, CRASHES / 2, [kill]);
  },
);

/** Applies again and again, breaking at another statement each time. Gives how often that was inside a batch. */
async function breakEverywhere(
  online: { readonly onlineAboveBytes: number },
  times: number,
  faults: readonly Fault[],
): Promise<number> {
  const first = await copyOf("base");
  const { plan_hash: planHash } = await plan(sessionOn(first), to, online);
  proxy.arm(0, { kind: "cut_before" });
  expect(outcome(await migrate(brokenSession(first), request(to, { planHash, ...online })))).toBe(
    "applied",
  );
  const total = proxy.statements();
  // Half of the breaks are inside a batch, wherever else the others are.
  const within = proxy.inside();
  const wanted = await definition(first);
  const before = await definition("base");
  await quiet("base");
  const random = randomNumbers(SEED);
  let inside = 0;
  for (let round = 0; round < times; round++) {
    const name = await copyOf("base");
    const places =
      round % 2 === 0 ? within : Array.from({ length: total }, (_, index) => index + 1);
    const at = places[Math.floor(random() * places.length)] ?? 1;
    const fault = faults[round % faults.length] ?? { kind: "cut_before" };
    proxy.arm(at, fault);
    const call = request(to, { planHash, ...online });
    const broken = await settled(migrate(brokenSession(name), call));
    if (proxy.broke()?.insideBatch === true) inside++;
    proxy.arm(0, { kind: "cut_before" });
    const place = `${fault.kind} at statement ${at} of ${total}: ${broken}`;
    // A server that has crashed takes a while.
    const left = await until(() => definition(name));
    if (online.onlineAboveBytes > 0) expect([before, wanted], place).toContain(left);
    const again = await until(async () => {
      const result = await settled(
        migrate(sessionOn(name), { ...call, requestId: `${name} again` }),
      );
      // What is still running keeps its lock for a moment.
      return result === "migration_in_progress" || result === "unavailable" ? false : result;
    });
    expect([again, place]).toEqual([expect.stringMatching(/^(?:already_)?applied$/), place]);
    expect(await definition(name), place).toBe(wanted);
    expect(
      await sql(name, `SELECT count(*)::int AS n, count(key)::int AS keys FROM "Person"`),
    ).toEqual([{ n: 2000, keys: 2000 }]);
    await quiet(name);
    await sql("postgres", `DROP DATABASE ${name}`);
  }
  return inside;
}

/** Numbers from 0 to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** An index is being built, which waits for a transaction that has written and goes on. */
async function building() {
  const name = await copyOf("base");
  const online = { onlineAboveBytes: 0 };
  const wanted = people(index("Person_age", ["age"]));
  const { plan_hash: planHash } = await plan(sessionOn(name), wanted, online);
  const call = request(wanted, { planHash, ...online });
  const writer = new Client({ connectionString: urlOf(name) });
  await writer.connect();
  await writer.query(`BEGIN; UPDATE "Person" SET age = age WHERE id = '1'`);
  const again = (): Promise<string> => settled(migrate(sessionOn(name), call));
  const letGo = async (): Promise<void> => {
    await writer.query("COMMIT");
    await writer.end();
  };
  return { name, first: again(), again, letGo };
}

test("an index that was cut off is built again", async () => {
  const { name, first, again, letGo } = await building();
  await until(async () => {
    const rows = await sql(
      name,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'`,
    );
    return rows.length > 0;
  });
  expect(await first).toBe("migration_in_doubt");
  expect(await sql(name, `SELECT indisvalid FROM pg_index WHERE indexrelid = '"Person_age"'::regclass`)).toEqual([{ indisvalid: false }]); // prettier-ignore
  await letGo();
  expect(await again()).toBe("applied");
  expect(await sql(name, `SELECT indisvalid FROM pg_index WHERE indexrelid = '"Person_age"'::regclass`)).toEqual([{ indisvalid: true }]); // prettier-ignore
});

test("an index that somebody is still building is left to them", async () => {
  const { name, first, again, letGo } = await building();
  await until(async () => (await readCatalog(sessionOn(name), "public")).building.has("Person"));
  expect(await again()).toBe("migration_in_progress");
  await letGo();
  expect(await first).toBe("applied");
  expect(await again()).toBe("already_applied");
});

test("a table in use: 503 in time, and whoever reads it is not kept waiting", async () => {
  const name = await copyOf("base");
  const { plan_hash: planHash } = await plan(sessionOn(name), to);
  const holder = new Client({ connectionString: urlOf(name) });
  await holder.connect();
  await holder.query(`BEGIN; SELECT count(*) FROM "Person"`);
  const reader = new Client({ connectionString: urlOf(name) });
  await reader.connect();
  // Less than the migration waits in all: it has to let go in between.
  await reader.query("SET lock_timeout = '1500ms'");
  const over = new AbortController();
  const reading = (async () => {
    let reads = 0;
    for (; !over.signal.aborted; reads++) await reader.query(`SELECT count(*) FROM "Person"`);
    return reads;
  })();
  const result = await migrate(sessionOn(name), request(to, { planHash, lockTimeoutMs: 3000 }));
  over.abort();
  expect(await reading).toBeGreaterThan(0);
  await reader.end();
  expect(result).toMatchObject({ refusal: { code: "lock_timeout", status: 503 } });
  await holder.query("COMMIT");
  await holder.end();
  expect(outcome(await migrate(sessionOn(name), request(to, { planHash })))).toBe("applied");
});

test("rows that keep a check from being validated: it stays for new rows, and they are counted", async () => {
  const name = await copyOf("base");
  const online = { onlineAboveBytes: 0 };
  const wanted = people(check("Person_age_range", "age >= 0", "age"));
  const { plan_hash: planHash } = await plan(sessionOn(name), wanted, online);
  const call = request(wanted, { planHash, ...online });
  // They come between the plan and the end of the first batch.
  const inner = sessionOn(name);
  let batches = 0;
  const racing: Session = {
    query: (statement, options) => inner.query(statement, options),
    async transaction(statements, options) {
      const isBatch = statements.some(({ text }) => text.includes("pg_try_advisory_xact_lock"));
      if (isBatch && ++batches === 1)
        await sql(name, `INSERT INTO "Person" (id, age) VALUES ('bad', -1), ('worse', -2)`);
      return inner.transaction(statements, options);
    },
  };
  expect(await migrate(racing, call)).toMatchObject({
    refusal: {
      code: "rows_violate",
      sqlstate: "23514",
      plan: { blockers: [{ code: "rows_violate_check", count: 2 }] },
    },
  });
  await expect(sql(name, `INSERT INTO "Person" (id, age) VALUES ('new', -3)`)).rejects.toThrow(
    /Person_age_range/,
  );
  expect(await migrate(sessionOn(name), call)).toMatchObject({ refusal: { code: "rows_violate" } });
  await sql(name, `DELETE FROM "Person" WHERE age < 0`);
  expect(outcome(await migrate(sessionOn(name), call))).toBe("applied");
});
