// One real Postgres server and one Neon endpoint in front of it, for the whole test run; test/support/postgres.ts makes databases on it.
import type { TestProject } from "vitest/node";

import { startEmbeddedPostgres } from "../src/local/embedded-postgres.ts";
import { startNeonEndpoint } from "../src/local/neon-http.ts";

/** Where the run's Postgres is. */
export interface SharedPostgres {
  /** Connection string of its maintenance database. */
  readonly connectionString: string;
  /** The Neon endpoint: it finds the database by each request's connection string. */
  readonly neonEndpoint: string;
}

declare module "vitest" {
  interface ProvidedContext {
    postgres: SharedPostgres;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Everything may also be tried on another version of Postgres than the one that npm brings.
  const server = await startEmbeddedPostgres(process.env["TEST_POSTGRES_BIN"]);
  const endpoint = await startNeonEndpoint({ server });
  const { host, port, user, password } = server;
  project.provide("postgres", {
    connectionString: `postgresql://${user}:${password}@${host}:${port}/postgres`,
    neonEndpoint: endpoint.url,
  });
  return async () => {
    await endpoint.close();
    await server.stop();
  };
}
