// One suite for both back ends, through Neon's own driver: what it expects of Neon's proxy must hold for ours.
import { neon, neonConfig, NeonDbError } from "@neondatabase/serverless";
import type { NeonQueryFunction } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createDatabase, openPglite } from "../support/postgres.ts";
import type { TestDatabase } from "../support/postgres.ts";

/** What a back end cannot do, by the names that the tests below ask for. */
const backEnds = [
  { name: "Postgres", open: createDatabase, lacks: {} },
  {
    name: "PGlite",
    open: openPglite,
    lacks: {
      timeout: "one thread: no timer fires during a statement",
      cancel: "one thread: a running statement hears nothing",
      locks: "one session: it never waits for itself",
    },
  },
] as const;

/** The driver's error for a query that must fail. */
async function failure(query: Promise<unknown>): Promise<NeonDbError> {
  const error = await query.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof NeonDbError) return error;
  throw new Error(`expected a NeonDbError, got ${String(error)}`);
}

describe.each(backEnds)("Neon's protocol over $name", ({ open, lacks }) => {
  let database: TestDatabase;
  let sql: NeonQueryFunction<false, false>;
  let full: NeonQueryFunction<false, true>;

  beforeAll(async () => {
    database = await open();
    neonConfig.fetchEndpoint = database.neonEndpoint;
    sql = neon(database.databaseUrl);
    full = neon(database.databaseUrl, { fullResults: true });
  });
  afterAll(() => database.drop());

  /** A test that is skipped, with the reason, where the back end lacks the named thing. */
  const testIfAble = (
    need: "timeout" | "cancel" | "locks",
    name: string,
    body: () => Promise<void>,
  ): void => {
    const reason = (lacks as Partial<Record<typeof need, string>>)[need];
    if (reason === undefined) test(name, body);
    else test.skip(`${name} (${reason})`, body);
  };

  const post = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(database.neonEndpoint, {
      method: "POST",
      headers: { "Neon-Connection-String": database.databaseUrl, ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });

  describe("values", () => {
    const raw = { types: { getTypeParser: () => (text: string) => text } };
    test.each([
      ["numeric(20,4)", "1234567890123456.7800"],
      ["bigint", "9007199254740993"],
      ["double precision", "0.1"],
      ["boolean", "t"],
      ["timestamptz", "2026-11-22 10:11:12.123456+00"],
      ["timestamp", "2026-11-22 10:11:12.123456"],
      ["date", "2026-11-22"],
      ["jsonb", '{"a": [1, null, "ü"]}'],
      ["text[]", '{"a \\"b\\"","c,d",NULL}'],
      ["int[]", "{1,2,NULL}"],
      ["bytea", "\\x00ff"],
      ["text", "snow ☃, quote ' and \\ and \n"],
      ["uuid", "0190a3f2-0000-7000-8000-000000000001"],
      ["text", null],
    ])("%s %s comes back as it went", async (type, value) => {
      const rows = await sql.query(`SELECT $1::${type} AS value`, [value], raw);
      expect(rows).toEqual([{ value }]);
    });

    test("the driver gets what it needs to parse: types, names, command and count", async () => {
      await full`CREATE TABLE pair (id int, name text)`;
      const result = await full`INSERT INTO pair VALUES (1, 'a'), (2, ${null}) RETURNING id, name`;
      expect(result).toMatchObject({ command: "INSERT", rowCount: 2, rowAsArray: false });
      expect(result.rows).toEqual([
        { id: 1, name: "a" },
        { id: 2, name: null },
      ]);
      expect(
        result.fields.map(({ name, dataTypeID, columnID }) => [name, dataTypeID, columnID]),
      ).toEqual([
        ["id", 23, 1],
        ["name", 25, 2],
      ]);
    });

    test("array mode keeps columns of one name", async () => {
      expect(await sql.query("SELECT 1 AS a, 2 AS a", [], { arrayMode: true })).toEqual([[1, 2]]);
    });

    test("a command without rows", async () => {
      expect(await full`CREATE TABLE nothing ()`).toMatchObject({
        command: "CREATE",
        rowCount: null,
        rows: [],
      });
    });

    test("JSON parameters and results of a client that is no driver", async () => {
      const query =
        "SELECT $1::int AS a, $2::bool AS b, $3::jsonb AS c, $4::int[] AS d, $5::text[] AS e, $6::text AS f, $7::float8 AS g";
      const params = [1, true, { k: [1] }, [1, null], ['x "y" \\', "NULL"], null, "NaN"];
      const response = await post({ query, params });
      expect(await response.json()).toMatchObject({
        rows: [
          {
            a: 1,
            b: true,
            c: { k: [1] },
            d: [1, null],
            e: ['x "y" \\', "NULL"],
            f: null,
            g: "NaN",
          },
        ],
        rowAsArray: false,
      });
    });
  });

  describe("errors", () => {
    beforeAll(async () => {
      await database.query(
        `CREATE TABLE parent (id int PRIMARY KEY);
         CREATE TABLE child (id int PRIMARY KEY, parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED,
           size int NOT NULL DEFAULT 1 CHECK (size > 0), email text CONSTRAINT child_email_key UNIQUE);
         INSERT INTO child (id, email) VALUES (1, 'a@b')`,
      );
    });

    test.each([
      [
        "INSERT INTO child (id, email) VALUES (2, 'a@b')",
        { code: "23505", constraint: "child_email_key", table: "child", schema: "public" },
      ],
      [
        "INSERT INTO child (id, size) VALUES (3, 0)",
        { code: "23514", constraint: "child_size_check", table: "child" },
      ],
      [
        "INSERT INTO child (id, size) VALUES (3, NULL)",
        { code: "23502", column: "size", table: "child" },
      ],
      [
        "INSERT INTO child (id, parent) VALUES (4, 9)",
        { code: "23503", constraint: "child_parent_fkey" },
      ],
      ["SELECT 'x'::int", { code: "22P02", position: "8" }],
      ["SELEC 1", { code: "42601", position: "1", severity: "ERROR" }],
      ["SELECT 1; SELECT 2", { code: "42601" }],
      ["COPY child FROM STDIN", { code: "57014" }],
      [
        "DO $$BEGIN RAISE EXCEPTION 'no' USING ERRCODE = 'LN001', DETAIL = 'why', HINT = 'try'; END$$",
        { code: "LN001", detail: "why", hint: "try" },
      ],
      [
        "DO $$BEGIN EXECUTE 'SELEC 1'; END$$",
        { code: "42601", internalPosition: "1", internalQuery: "SELEC 1" },
      ],
    ] as const)("%s", async (statement, expected) => {
      const { code, ...fields } = expected;
      const error = await failure(sql.query(statement));
      expect(error.code).toBe(code);
      expect(error).toMatchObject(fields);
      expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    });

    test("all fields are there, absent ones as null", async () => {
      const response = await post({ query: "SELEC 1" });
      expect(response.status).toBe(400);
      expect(Object.keys(await response.json<object>()).toSorted()).toEqual(
        [
          "code",
          "column",
          "constraint",
          "dataType",
          "detail",
          "file",
          "hint",
          "internalPosition",
          "internalQuery",
          "line",
          "message",
        ]
          .concat(["position", "routine", "schema", "severity", "table", "where"])
          .toSorted(),
      );
    });

    test.each([
      [
        "password",
        (url: URL): void => void (url.password = "wrong"),
        /password authentication failed/,
      ],
      [
        "database",
        (url: URL): void => void (url.pathname = "/nowhere"),
        /database "nowhere" does not exist/,
      ],
    ])("a wrong %s is a 400 without code", async (_, change, message) => {
      const url = new URL(database.databaseUrl);
      change(url);
      const error = await failure(neon(url.href)`SELECT 1`);
      expect(error.code).toBe("");
      expect(error.message).toMatch(message);
    });

    test.each([
      ["no connection string", {}, { "Neon-Connection-String": "" }, 400],
      ["a connection string that is none", {}, { "Neon-Connection-String": "secret-word" }, 400],
      ["no JSON", "{", {}, 400],
      ["no query", { params: [] }, {}, 400],
      [
        "an unknown isolation level",
        { queries: [] },
        { "Neon-Batch-Isolation-Level": "None" },
        400,
      ],
      [
        "more than 10 MiB asked",
        { query: "SELECT $1", params: ["x".repeat(10 * 2 ** 20)] },
        {},
        413,
      ],
      [
        "more than 10 MiB answered",
        { query: "SELECT repeat('x', 1000) FROM generate_series(1, 11000)" },
        {},
        507,
      ],
      [
        "more than 10 MiB answered in a batch",
        { queries: Array.from({ length: 11 }, () => ({ query: "SELECT repeat('x', 1000000)" })) },
        {},
        507,
      ],
    ] as const)("%s", async (_, body, headers, status) => {
      const response = await post(body, headers);
      expect(response.status).toBe(status);
      const text = await response.text();
      expect(JSON.parse(text)).toMatchObject({ code: "" });
      expect(text).not.toContain("secret-word");
      expect(await sql`SELECT 1 AS one`).toEqual([{ one: 1 }]);
    });

    test("only POST /sql is answered", async () => {
      expect((await fetch(database.neonEndpoint)).status).toBe(405);
      expect((await fetch(database.neonEndpoint.replace("/sql", "/"))).status).toBe(404);
    });
  });

  describe("batches", () => {
    test("run in one transaction and give each its result", async () => {
      const [a, b] = await sql.transaction([
        sql`SELECT txid_current() AS id`,
        sql`SELECT txid_current() AS id`,
      ]);
      expect(a).toEqual(b);
      expect(await sql.transaction([])).toEqual([]);
    });

    test("are all or nothing, also for DDL", async () => {
      const error = await failure(
        sql.transaction([
          sql`CREATE TABLE half (id int)`,
          sql`SELECT 'x'::int`,
          sql`CREATE TABLE other (id int)`,
        ]),
      );
      expect(error.code).toBe("22P02");
      expect(await sql`SELECT to_regclass('half') AS half, to_regclass('other') AS other`).toEqual([
        { half: null, other: null },
      ]);
    });

    test("report what fails only at COMMIT", async () => {
      const error = await failure(
        sql.transaction([sql`INSERT INTO child (id, parent) VALUES (5, 9)`, sql`SELECT 1`]),
      );
      expect(error).toMatchObject({ code: "23503", constraint: "child_parent_fkey" });
      expect(await sql`SELECT id FROM child WHERE id = 5`).toEqual([]);
    });

    test("take isolation level, read only and deferrable", async () => {
      const shown = await sql.transaction(
        [
          sql`SELECT current_setting('transaction_isolation') AS level, current_setting('transaction_read_only') AS read_only,
            current_setting('transaction_deferrable') AS deferrable`,
        ],
        { isolationLevel: "Serializable", readOnly: true, deferrable: true },
      );
      expect(shown).toEqual([[{ level: "serializable", read_only: "on", deferrable: "on" }]]);
      const error = await failure(
        sql.transaction([sql`CREATE TABLE forbidden ()`], { readOnly: true }),
      );
      expect(error.code).toBe("25006");
    });

    testIfAble("locks", "wait for each other's transaction lock", async () => {
      await sql`CREATE TABLE counter AS SELECT 0 AS n`;
      const step = (): Promise<unknown> =>
        sql.transaction(
          [
            sql`SELECT pg_advisory_xact_lock(7)`,
            sql`UPDATE counter SET n = (SELECT n FROM counter) + 1`,
          ],
          { isolationLevel: "ReadCommitted" },
        );
      await Promise.all(Array.from({ length: 20 }, step));
      expect(await sql`SELECT n FROM counter`).toEqual([{ n: 20 }]);
    });

    test("side by side never mix", async () => {
      const ids = await Promise.all(
        Array.from({ length: 20 }, () =>
          sql.transaction([sql`SELECT txid_current()`, sql`SELECT txid_current()`]),
        ),
      );
      for (const [first, second] of ids) expect(first).toEqual(second);
      expect(new Set(ids.map(([first]) => JSON.stringify(first))).size).toBe(20);
    });
  });

  describe("a request leaves nothing to the next", () => {
    test.each([
      [
        "settings",
        "SET search_path TO nowhere",
        "SELECT current_setting('search_path') AS left",
        '"$user", public',
      ],
      ["a role", "SET ROLE pg_monitor", "SELECT current_user::text AS left", "postgres"],
      [
        "an open transaction",
        "BEGIN ISOLATION LEVEL SERIALIZABLE",
        "SELECT current_setting('transaction_isolation') AS left",
        "read committed",
      ],
      [
        "session locks",
        "SELECT pg_advisory_lock(1)",
        // In this database only: other test files take locks of their own on the same server.
        "SELECT count(*)::text AS left FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
        "0",
      ],
      [
        "temporary tables",
        "CREATE TEMP TABLE leftover ()",
        "SELECT count(*)::text AS left FROM pg_class WHERE relname = 'leftover'",
        "0",
      ],
      [
        "prepared statements",
        "PREPARE p AS SELECT 1",
        "SELECT count(*)::text AS left FROM pg_prepared_statements",
        "0",
      ],
    ])("%s", async (_, before, after, expected) => {
      await sql.query(before);
      expect(await sql.query(after)).toEqual([{ left: expected }]);
    });
  });

  testIfAble("timeout", "statement_timeout ends a batch", async () => {
    const error = await failure(
      sql.transaction([sql`SET LOCAL statement_timeout = 20`, sql`SELECT pg_sleep(60)`]),
    );
    expect(error.code).toBe("57014");
  });

  testIfAble("cancel", "a client that goes away cancels its query", async () => {
    const abort = new AbortController();
    const marker = "a client that goes away";
    const query = sql.query(`SELECT pg_sleep(60) /* ${marker} */`, [], {
      fetchOptions: { signal: abort.signal },
    });
    const failed = failure(query);
    const running = async (): Promise<number> =>
      (
        await database.query(
          "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE $1",
          [`SELECT pg_sleep%${marker}%`],
        )
      ).length;
    await expect.poll(running).toBe(1);
    abort.abort();
    expect((await failed).code).toBeUndefined();
    await expect.poll(running).toBe(0);
  });
});
