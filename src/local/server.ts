// The whole local database for development: PGlite, a Postgres port in front of it for psql, and Neon's HTTP protocol in front of that.
import { openPglite, PgliteStopped, type Pglite } from "./pglite.ts";
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
  /** Resolves when Postgres has started; who asks before then waits. Rejects with DataDirInUse, or with Error when it cannot start. */
  readonly ready: Promise<void>;
  /** Ends everything, also under a running statement; what was committed is on disk. Safe to call twice. */
  close(): Promise<void>;
}

const account = { user: "postgres", password: "postgres", database: "postgres" };

/**
 * Opens the local database on 127.0.0.1, and resolves when it has started.
 * Rejects with PortTaken, with DataDirInUse (another process has it open), or with Error when PGlite cannot read the folder.
 */
export async function startLocalDatabase(
  options: LocalDatabaseOptions = {},
): Promise<LocalDatabase> {
  const database = await listenLocalDatabase(options);
  try {
    await database.ready;
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The same, but resolves as soon as its ports are its own, while Postgres is starting. Rejects with PortTaken. */
export async function listenLocalDatabase(options: LocalDatabaseOptions): Promise<LocalDatabase> {
  const { patienceMs = 10_000, httpPort = 5488, wirePort = 5499 } = options;
  const later = laterPglite();
  const { pglite } = later;
  const wire = await startWireServer({ pglite, port: wirePort, patienceMs, ...account });
  const server = { host: "127.0.0.1", port: wire.port };
  const http = await startNeonEndpoint({ server, port: httpPort, maxConnections: 1 }).catch(
    async (error: unknown) => {
      later.abandon();
      await wire.close();
      throw error;
    },
  );
  const ready = later.open(options.dataDir);
  const url = `postgresql://${account.user}:${account.password}@127.0.0.1:${wire.port}/${account.database}`;
  // The wire port's sessions end with PGlite at the latest, should a statement not end by itself.
  const closeAll = async (): Promise<void> => {
    await http.close();
    await Promise.all([wire.close(), pglite.close()]);
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll());
  return { httpUrl: http.url, connectionString: url, databaseUrl: url, ready, close };
}

/** A PGlite to be opened later; what is asked of it before waits. */
function laterPglite(): {
  readonly pglite: Pglite;
  open(dataDir: string | undefined): Promise<void>;
  abandon(): void;
} {
  const opened = Promise.withResolvers<Pglite>();
  opened.promise.catch(() => {});
  return {
    pglite: {
      run: async (request) => (await opened.promise).run(request),
      close: () => opened.promise.then((pglite) => pglite.close()).catch(() => {}),
    },
    async open(dataDir) {
      opened.resolve(openPglite({ dataDir }));
      await opened.promise;
    },
    abandon: () => opened.reject(new PgliteStopped()),
  };
}
