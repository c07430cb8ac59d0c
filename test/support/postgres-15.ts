// The oldest Postgres that we support, where the machine has it: a server of its own for the test file that asks.
import { existsSync } from "node:fs";

import { startEmbeddedPostgres } from "../../src/local/embedded-postgres.ts";
import { startNeonEndpoint } from "../../src/local/neon-http.ts";
import { createDatabase, type TestDatabase } from "./postgres.ts";

const PROGRAMS = "/usr/lib/postgresql/15/bin";

/** Tests on it skip where this is false. */
export const hasPostgres15 = existsSync(PROGRAMS);

if (!hasPostgres15)
  console.info(`Postgres 15 is not installed (${PROGRAMS}); its tests are skipped.`);

/** Starts it with one empty database, behind Neon's protocol; `drop` stops it. Takes about two seconds. */
export async function openPostgres15(): Promise<TestDatabase> {
  const server = await startEmbeddedPostgres(PROGRAMS);
  const endpoint = await startNeonEndpoint({ server });
  const { host, port, user, password } = server;
  const database = await createDatabase({
    connectionString: `postgresql://${user}:${password}@${host}:${port}/postgres`,
    neonEndpoint: endpoint.url,
  });
  return {
    ...database,
    async drop() {
      await database.drop();
      await endpoint.close();
      await server.stop();
    },
  };
}
