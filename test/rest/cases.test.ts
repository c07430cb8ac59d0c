// Every folder of cases/ is a conversation with the REST server over a real Postgres. UPDATE=1 writes the answers anew.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { neonSession } from "../../src/postgres/neon.ts";
import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";
import { FULL } from "../support/seed.ts";
import { parseExchanges, replay, type Exchange } from "./exchange.ts";
import { startServer, type TestServer } from "./server.ts";

const folder = join(import.meta.dirname, "cases");
const names = readdirSync(folder).toSorted();
/** PGlite, which `npm run dev` has, must answer the same; starting it takes seconds. */
const backEnds = [
  { backEnd: "Postgres", open: createDatabase },
  ...(FULL ? [{ backEnd: "PGlite", open: openPglite }] : []),
];

describe.for(backEnds)("on $backEnd", ({ open }) => {
  let database: TestDatabase | undefined;
  let server: TestServer;

  beforeAll(async () => {
    database = await open();
    const { databaseUrl, neonEndpoint } = database;
    server = await startServer(neonSession(databaseUrl, { endpoint: neonEndpoint }));
  });
  afterAll(() => database?.drop());

  test.for(names)("%s", async (name) => {
    await server.clear();
    const exchanges = parseExchanges(readFileSync(join(folder, name, "requests.http"), "utf8"));
    expect(exchanges.length).toBeGreaterThan(0);
    const answers = await replay(exchanges, (exchange) => sendOnce(server, exchange));
    const expected = join(folder, name, "responses.txt");
    if (process.env["UPDATE"]) writeFileSync(expected, answers);
    expect(answers).toBe(readFileSync(expected, "utf8"));
  });
});

/** Sends a request and counts its statements: one where rows are read or written, none where it is refused before. */
async function sendOnce(
  server: TestServer,
  { method, path, headers, body }: Exchange,
): Promise<Response> {
  const sent = server.statements.length;
  const init = {
    method,
    headers: {
      "X-Request-Id": "test",
      ...(body !== undefined && { "Content-Type": "application/json" }),
      ...Object.fromEntries(headers),
    },
  };
  const response = await server.fetch(path, body === undefined ? init : { ...init, body });
  const statements = server.statements.length - sent;
  const reachesDatabase = response.ok || [304, 409, 412].includes(response.status);
  if (reachesDatabase && method !== "OPTIONS") expect(statements, `${method} ${path}`).toBe(1);
  else expect(statements, `${method} ${path}`).toBeLessThanOrEqual(1);
  return response;
}
