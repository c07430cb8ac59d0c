// Neon's SQL-over-HTTP protocol (`POST /sql`) in front of any Postgres: what Neon's driver sends becomes statements on pooled connections,
// what Postgres says becomes the JSON that the driver reads. Limits, status codes and the reset between requests are Neon's.
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

import { Pool } from "pg";
import type { PoolClient } from "pg";

import { listen } from "./listen.ts";
import { ConnectFailed, errorBody, statusOf } from "./neon-error.ts";
import { isTrue, readBody, readCall, readCredentials, RequestRefused } from "./neon-request.ts";
import type { Credentials } from "./neon-request.ts";
import { abandon, runCall } from "./neon-run.ts";
import { RESET_SESSION } from "./reset-session.ts";

export interface NeonEndpointOptions {
  /** The Postgres server behind the endpoint; user, password and database come with each request. */
  readonly server: { readonly host: string; readonly port: number };
  /** 0 or absent takes a free port. */
  readonly port?: number;
  /** Connections per user and database, Neon's number by default. PGlite has one session, so one connection serves it best. */
  readonly maxConnections?: number;
}

export interface NeonEndpoint {
  readonly port: number;
  /** What `neonConfig.fetchEndpoint` is set to. */
  readonly url: string;
  /** Ends the requests under way and all connections. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. Rejects with PortTaken. */
export async function startNeonEndpoint(options: NeonEndpointOptions): Promise<NeonEndpoint> {
  const pools = new Map<string, Pool>();
  const poolFor = (credentials: Credentials): Pool => {
    const key = JSON.stringify(credentials);
    const pool = pools.get(key) ?? openPool(options, credentials);
    pools.set(key, pool);
    return pool;
  };
  const server = createServer((request, response) => void serve(request, response, poolFor));
  // A client that is busy for seconds would send its next request just when its idle connection is closed.
  server.keepAliveTimeout = 0;
  const port = await listen(server, options.port ?? 0);
  return {
    port,
    url: `http://127.0.0.1:${port}/sql`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

function openPool({ server, maxConnections }: NeonEndpointOptions, credentials: Credentials): Pool {
  const pool = new Pool({
    ...server,
    ...credentials,
    max: maxConnections ?? 20,
    idleTimeoutMillis: 10_000,
    connectionTimeoutMillis: 15_000,
    types: { getTypeParser: () => (text: string) => text },
  });
  // An idle connection that breaks (the server stops, the database is dropped) has left the pool already; unheard, it would end the process.
  pool.on("error", () => {});
  return pool;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  poolFor: (who: Credentials) => Pool,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    if (request.url !== "/sql")
      throw new RequestRefused(404, "this is a Neon endpoint: POST to /sql");
    if (request.method !== "POST")
      throw new RequestRefused(405, "this is a Neon endpoint: POST to /sql");
    const credentials = readCredentials(request.headers);
    const call = readCall(request.headers, await readBody(request));
    const raw = isTrue(request.headers, "neon-raw-text-output");
    send(
      response,
      200,
      await withClient(poolFor(credentials), gone.signal, (client) =>
        runCall(client, call, raw, gone.signal),
      ),
    );
  } catch (error) {
    // A client reads the answer only once it has sent its whole body: what is left of a refused one is dropped.
    request.resume();
    send(response, statusOf(error), JSON.stringify(errorBody(error)));
  }
}

function send(response: ServerResponse, status: number, body: string): void {
  if (response.destroyed) return;
  response
    .writeHead(status, { "content-type": "application/json", "access-control-allow-origin": "*" })
    .end(body);
}

/** Lends a connection and resets it afterwards; a client that goes away meanwhile ends it. */
async function withClient(
  pool: Pool,
  gone: AbortSignal,
  use: (client: PoolClient) => Promise<string>,
): Promise<string> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new ConnectFailed(error);
  });
  const hangUp = (): void => abandon(client);
  // A connection that breaks under a statement fails the statement; unheard, its event would end the process as well.
  client.on("error", ignore);
  gone.addEventListener("abort", hangUp);
  let isCalledOff = false;
  try {
    gone.throwIfAborted();
    return await use(client);
  } catch (error) {
    // The cancel request may still be under way: it would hit whatever this connection runs next.
    isCalledOff = error instanceof RequestRefused;
    throw error;
  } finally {
    gone.removeEventListener("abort", hangUp);
    const isUsable = !gone.aborted && !isCalledOff && (await reset(client));
    client.off("error", ignore);
    client.release(!isUsable);
  }
}

const ignore = (): void => {};

/** Resolves to whether the connection is as new. */
const reset = (client: PoolClient): Promise<boolean> =>
  client.query(RESET_SESSION).then(
    () => true,
    () => false,
  );
