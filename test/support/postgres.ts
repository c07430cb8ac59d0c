// Databases for tests: fresh ones on the run's real Postgres, or a PGlite in memory; both behind Neon's HTTP protocol, in one shape.
import { randomBytes } from "node:crypto";

import { Client, Pool } from "pg";
import type { QueryResult } from "pg";
import { inject } from "vitest";

import { startLocalDatabase } from "../../src/local/server.ts";
import type { SharedPostgres } from "../global-setup.ts";
import type { Row } from "../../src/postgres/session.ts";

export interface TestDatabase {
  readonly backEnd: "postgres" | "pglite";
  /** What the Worker gets as DATABASE_URL. */
  readonly databaseUrl: string;
  /** What the Worker gets as NEON_HTTP_ENDPOINT, and `neonConfig.fetchEndpoint` is set to. */
  readonly neonEndpoint: string;
  /** Straight to the database, past Neon's protocol: for psql and node-postgres. */
  readonly connectionString: string;
  /** Runs SQL straight on the database, values as Postgres's text; without params also several statements (the last one's rows). */
  query(text: string, params?: readonly (string | null)[]): Promise<readonly Row[]>;
  /** Removes the database, whoever is still connected. */
  drop(): Promise<void>;
}

/** A new, empty database on the real Postgres server that all test files share, unless another is given. Takes some 50 ms. */
export async function createDatabase(
  server: SharedPostgres = inject("postgres"),
): Promise<TestDatabase> {
  const { connectionString: maintenance, neonEndpoint } = server;
  const name = `test_${randomBytes(6).toString("hex")}`;
  await once(maintenance, `CREATE DATABASE ${name}`);
  const url = new URL(maintenance);
  url.pathname = `/${name}`;
  return testDatabase("postgres", url.href, neonEndpoint, () =>
    once(maintenance, `DROP DATABASE ${name} WITH (FORCE)`),
  );
}

/** A new PGlite in memory, as `npm run dev` runs it. Takes seconds: one per test file is enough. */
export async function openPglite(): Promise<TestDatabase> {
  const database = await startLocalDatabase({ httpPort: 0, wirePort: 0 });
  return testDatabase("pglite", database.connectionString, database.httpUrl, () =>
    database.close(),
  );
}

function testDatabase(
  backEnd: TestDatabase["backEnd"],
  connectionString: string,
  neonEndpoint: string,
  remove: () => Promise<void>,
): TestDatabase {
  const types = { getTypeParser: () => (text: string) => text };
  const pool = new Pool({ connectionString, max: backEnd === "pglite" ? 1 : 4, types });
  // A pool tells of connections that the server closes, such as at the drop; unheard, that would fail the run.
  pool.on("error", () => {});
  return {
    backEnd,
    databaseUrl: connectionString,
    neonEndpoint,
    connectionString,
    async query(text, params) {
      const result: QueryResult | QueryResult[] = await pool.query(
        text,
        params === undefined ? undefined : [...params],
      );
      const last = Array.isArray(result) ? result.at(-1) : result;
      return last?.rows ?? [];
    },
    async drop() {
      await pool.end();
      await remove();
    },
  };
}

async function once(connectionString: string, statement: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
