// A Postgres 18 with what the planners work on: databases of several sizes, as they are and as they should be.

import { Client } from "pg";
import { startEmbeddedPostgres } from "../../src/local/embedded-postgres.ts";
import { startNeonEndpoint } from "../../src/local/neon-http.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import { neonSession } from "../../src/postgres/neon.ts";
import { joined } from "../../src/text/pieces.ts";
import { rowsSql, shop } from "./model.ts";
import { requestOf } from "./ours.ts";

export interface Databases {
  readonly postgresPort: number;
  readonly endpointPort: number;
  /** Connection string of a database through a port. */
  url(name: string, port?: number): string;
  /** Makes `live_SIZE`, `ours_SIZE` (with our history of it), and for peers `same_SIZE` and `wanted_SIZE`. Milliseconds of the last. */
  prepare(size: number, forPeers: boolean): Promise<number>;
  close(): Promise<void>;
}

export async function startDatabases(): Promise<Databases> {
  const server = await startEmbeddedPostgres();
  const endpoint = await startNeonEndpoint({ server });
  const url = (name: string, port = server.port): string =>
    `postgresql://${server.user}:${server.password}@${server.host}:${port}/${name}`;
  await run(url("postgres"), ["CREATE DATABASE nothing"]);
  return {
    postgresPort: server.port,
    endpointPort: endpoint.port,
    url,
    async prepare(size, forPeers) {
      const model = shop(size);
      const [live, ours, wanted, same] = ["live", "ours", "wanted", "same"].map(
        (name) => `${name}_${size}`,
      ) as [string, string, string, string];
      await run(url("postgres"), [`CREATE DATABASE ${live}`]);
      await run(url(live), [
        ...statements(joined(schemaSql(model.before))),
        rowsSql(model),
        "VACUUM ANALYZE",
      ]);
      await run(url("postgres"), [`CREATE DATABASE ${ours} TEMPLATE ${live}`]);
      // There is nothing to do but to store the model.
      await migrate(
        neonSession(url(ours), { endpoint: endpoint.url }),
        requestOf(model.before, "before", false),
      );
      if (!forPeers) return 0;
      await run(url("postgres"), [`CREATE DATABASE ${same} TEMPLATE ${live}`]);
      const start = performance.now();
      await run(url("postgres"), [`CREATE DATABASE ${wanted}`]);
      await run(url(wanted), statements(joined(schemaSql(model.after))));
      return performance.now() - start;
    },
    async close() {
      await endpoint.close();
      await server.stop();
    },
  };
}

/** One by one, outside a transaction: 4,000 tables are more locks than one takes. */
function statements(script: string): readonly string[] {
  return script
    .split(";\n")
    .filter((statement) => !/^\s*(?:--|BEGIN|COMMIT|SET LOCAL|$)/.test(statement));
}

async function run(connectionString: string, texts: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}
