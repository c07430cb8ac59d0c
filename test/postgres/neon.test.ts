import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { neonSession, unpooledUrl } from "../../src/postgres/neon.ts";
import { DatabaseError } from "../../src/postgres/session.ts";
import { sessionOf } from "../migration/run.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createDatabase();
});
afterAll(() => opened.drop());

async function errorOf(run: () => Promise<unknown>): Promise<DatabaseError> {
  const error: unknown = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DatabaseError))
    throw new Error(`expected a DatabaseError, got ${String(error)}`);
  return error;
}

describe("values", () => {
  const text = `SELECT 9007199254740993::bigint AS n, 1.10::numeric AS d, now()::timestamptz(0) - now()::timestamptz(0) AS i,
    '2020-01-01 00:00:00.123456+00'::timestamptz AT TIME ZONE 'UTC' AS t, '{"a":  1.0}'::json AS j, ARRAY['x', NULL]::text[] AS a, true AS b, NULL AS z, $1::text AS p`;
  const row = {
    n: "9007199254740993",
    d: "1.10",
    i: "00:00:00",
    t: "2020-01-01 00:00:00.123456",
    j: '{"a":  1.0}',
    a: "{x,NULL}",
    b: "t",
    z: null,
    p: "é",
  };

  test("come as Postgres writes them, alone and in a batch", async () => {
    const session = sessionOf(opened);
    expect(await session.query({ text, params: ["é"] })).toEqual([row]);
    expect(await session.transaction([{ text: "SELECT 1 AS x" }, { text, params: ["é"] }])).toEqual(
      [[{ x: "1" }], [row]],
    );
    expect(await session.transaction([])).toEqual([]);
  });
});

describe("errors", () => {
  test("of Postgres keep their fields, and a batch leaves nothing behind", async () => {
    const session = sessionOf(opened);
    const error = await errorOf(() =>
      session.transaction([
        { text: "CREATE TABLE t (x int PRIMARY KEY)" },
        { text: "INSERT INTO t VALUES (1)" },
        { text: "INSERT INTO t VALUES (1)" },
      ]),
    );
    expect(error).toMatchObject({
      kind: "postgres",
      fields: { sqlstate: "23505", table: "t", constraint: "t_pkey" },
    });
    expect(await session.query({ text: "SELECT to_regclass('public.t') AS t" })).toEqual([
      { t: null },
    ]);
  });

  test("of time end the query", async () => {
    const error = await errorOf(() =>
      sessionOf(opened).query({ text: "SELECT pg_sleep(30)" }, { timeoutMs: 100 }),
    );
    expect(error).toMatchObject({
      kind: "timeout",
      message: "The database did not answer within 100 ms.",
    });
  });

  test.each([
    ["a wrong password", "password"],
    ["a database that is not there", "pathname"],
  ] as const)("%s: says nothing that was in the connection string", async (_, part) => {
    const url = new URL(opened.databaseUrl);
    url[part] = "hunter2";
    const error = await errorOf(() =>
      sessionOf({ ...opened, databaseUrl: url.href }).query({ text: "SELECT 1" }),
    );
    expect(error.kind).toBe("unavailable");
    expect(`${error.message} ${JSON.stringify(error.fields)}`).not.toMatch(
      /hunter2|127\.0\.0\.1|postgres:/,
    );
  });

  test.each([
    "",
    "hunter2",
    "postgres://user:hunter2@",
    "postgres://user:hunter2@host",
    "http://user:hunter2@host/db",
    "postgres://user:hunter2@ho st/db",
    "postgresql://hunter2.example/db",
  ])("a connection string that is none (%j)", async (text) => {
    const error = await errorOf(async () =>
      neonSession(text, { endpoint: opened.neonEndpoint }).query({ text: "SELECT 1" }),
    );
    expect(error).toMatchObject({ kind: "unavailable" });
    expect(error.message).toContain("DATABASE_URL");
    expect(error.message).not.toContain("hunter2");
  });

  test("nobody listens, or something else does", async () => {
    const url = "postgres://user:hunter2@elsewhere.example/db";
    const dead = await errorOf(() =>
      neonSession(url, { endpoint: "http://127.0.0.1:1/sql" }).query({ text: "SELECT 1" }),
    );
    expect(dead).toMatchObject({
      kind: "unavailable",
      message: "The database could not be reached.",
    });
    const answers: readonly (readonly [number, DatabaseError["kind"]])[] = [
      [500, "unavailable"],
      [413, "too_large"],
      [507, "too_large"],
      [200, "unavailable"],
    ];
    for (const [code, kind] of answers) {
      const server = createServer((_, response) => void response.writeHead(code).end("hunter2"));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as AddressInfo;
      const error = await errorOf(() =>
        neonSession(`${url}${code}`.replace("elsewhere", `e${code}`), {
          endpoint: `http://127.0.0.1:${port}/sql`,
        }).query({ text: "SELECT 1" }),
      );
      expect(error.kind).toBe(kind);
      expect(error.message).not.toContain("hunter2");
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});

describe("unpooledUrl", () => {
  test.each([
    [
      "postgresql://u:p@ep-cool-1-pooler.us-east-2.aws.neon.tech/db?sslmode=require",
      "postgresql://u:p@ep-cool-1.us-east-2.aws.neon.tech/db?sslmode=require",
    ],
    [
      "postgresql://u:p@ep-cool-1.us-east-2.aws.neon.tech/db",
      "postgresql://u:p@ep-cool-1.us-east-2.aws.neon.tech/db",
    ],
    ["postgres://u:-pooler.@127.0.0.1:5432/db", "postgres://u:-pooler.@127.0.0.1:5432/db"],
    ["postgresql://u:p@host.my-pooler.tech/db", "postgresql://u:p@host.my-pooler.tech/db"],
  ])("%s", (pooled, direct) => {
    expect(unpooledUrl(pooled)).toBe(direct);
  });
});
