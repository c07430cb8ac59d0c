// The whole local database for development: PGlite, a Postgres port in front of it for psql, and Neon's HTTP protocol in front of that.
import { openPglite } from "./pglite.ts";
import { startNeonEndpoint } from "./neon-http.ts";
import { startWireServer } from "./wire.ts";

export interface LocalDatabaseOptions {
  /** Where the data stays; made when absent. Undefined: in memory, gone with the process. */
  readonly dataDir?: string | undefined;
  /** Default 5488; 0 takes a free one. */
  readonly httpPort?: number;
  /** Default 5499; 0 takes a free one. */
  readonly wirePort?: number;
  /** Milliseconds that a statement waits while another connection idles in a transaction. Default 10 000. */
  readonly patienceMs?: number;
}

export interface LocalDatabase {
  /** Neon's HTTP endpoint: the Worker's `NEON_HTTP_ENDPOINT`. */
  readonly httpUrl: string;
  /** For psql and any other Postgres client. */
  readonly connectionString: string;
  /** The Worker's `DATABASE_URL`: the same database; Neon's driver takes it as it is. */
  readonly databaseUrl: string;
  /** Ends everything, also under a running statement; what was committed is on disk. Safe to call twice. */
  close(): Promise<void>;
}

export interface LocalPorts {
  readonly http: number;
  readonly wire: number;
}

/** What a local database on these ports is reached by; known before it has started. */
export function localUrls({ http, wire }: LocalPorts): Omit<LocalDatabase, "close"> {
  const { user, password, database } = account;
  const url = `postgresql://${user}:${password}@127.0.0.1:${wire}/${database}`;
  return { httpUrl: `http://127.0.0.1:${http}/sql`, connectionString: url, databaseUrl: url };
}

const account = { user: "postgres", password: "postgres", database: "postgres" };

/**
 * Opens the local database on 127.0.0.1.
 * Rejects with PortTaken, with DataDirInUse (another process has it open), or with Error when PGlite cannot read the folder.
 */
export async function startLocalDatabase(
  options: LocalDatabaseOptions = {},
): Promise<LocalDatabase> {
  const { patienceMs = 10_000, httpPort = 5488, wirePort = 5499 } = options;
  const pglite = await openPglite({ dataDir: options.dataDir });
  try {
    const wire = await startWireServer({ pglite, port: wirePort, patienceMs, ...account });
    // The wire port's sessions end with PGlite at the latest, should a statement not end by itself.
    const closeWire = (): Promise<unknown> => Promise.all([wire.close(), pglite.close()]);
    try {
      const server = { host: "127.0.0.1", port: wire.port };
      const http = await startNeonEndpoint({ server, port: httpPort, maxConnections: 1 });
      const url = `postgresql://${account.user}:${account.password}@127.0.0.1:${wire.port}/${account.database}`;
      let closing: Promise<unknown> | undefined;
      const close = async (): Promise<void> => {
        closing ??= http.close().then(closeWire);
        await closing;
      };
      return { httpUrl: http.url, connectionString: url, databaseUrl: url, close };
    } catch (error) {
      await closeWire();
      throw error;
    }
  } catch (error) {
    await pglite.close();
    throw error;
  }
}
