// The embedded database of `npm run dev` and `npm run db`: which folder, which ports, and what to do when it runs already.

import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { isLocalEndpoint } from "../env.ts";
import { DataDirInUse } from "../local/data-lock.ts";
import { listen, PortTaken } from "../local/listen.ts";
import { listenLocalDatabase, type LocalDatabase } from "../local/server.ts";
import { CommandError } from "./command.ts";

const HTTP_PORT = 5488;
const WIRE_PORT = 5499;

/** `--data`: a folder, or `memory` for none (undefined); unset: below the schema's own folder in `.data/`. */
export function dataFolder(option: string | undefined, schemaFolder: string): string | undefined {
  if (option === "memory") return undefined;
  return option === undefined ? join(schemaFolder, "database") : resolve(option);
}

/** Listens on the usual ports, or on free ones where those are taken. `ready` rejects with CommandError when it is open elsewhere. */
export async function listenAnywhere(dataDir: string | undefined): Promise<LocalDatabase> {
  const database = await listenLocalDatabase({
    dataDir,
    httpPort: HTTP_PORT,
    wirePort: WIRE_PORT,
  }).catch((error: unknown) => {
    if (!(error instanceof PortTaken)) throw error;
    return listenLocalDatabase({ dataDir, httpPort: 0, wirePort: 0 });
  });
  return { ...database, ready: database.ready.catch(explain) };
}

/**
 * Starts it where a Worker with these settings looks for it: at NEON_HTTP_ENDPOINT, if that is on this machine.
 * Rejects with CommandError when that port is taken, or the database is open elsewhere.
 */
export async function startForWorker(
  { NEON_HTTP_ENDPOINT: endpoint = "" }: Readonly<Record<string, string>>,
  dataDir: string | undefined,
): Promise<LocalDatabase> {
  const httpPort = isLocalEndpoint(endpoint) ? Number(new URL(endpoint).port || 80) : HTTP_PORT;
  const database = await listenLocalDatabase({ dataDir, httpPort, wirePort: WIRE_PORT })
    .catch((error: unknown) => {
      if (!(error instanceof PortTaken) || error.port !== WIRE_PORT) throw error;
      // Only psql uses this one, and its line is printed.
      return listenLocalDatabase({ dataDir, httpPort, wirePort: 0 });
    })
    .catch(explain);
  await database.ready.catch(explain);
  return database;
}

/** Rejects with CommandError when something listens on the port. */
export async function expectFreePort(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port).catch(explain);
  await new Promise((closed) => server.close(closed));
}

/** What a person can do something about is told without a stack. */
function explain(error: unknown): never {
  const isTheirs = error instanceof PortTaken || error instanceof DataDirInUse;
  throw isTheirs ? new CommandError(error.message) : error;
}
