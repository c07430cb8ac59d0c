// PGlite behind its wire port, with the real psql and node-postgres.
import { execFile, spawnSync } from "node:child_process";
import { connect } from "node:net";
import { promisify } from "node:util";

import { Client } from "pg";
import type { ClientConfig } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startLocalDatabase } from "../../src/local/server.ts";
import type { LocalDatabase } from "../../src/local/server.ts";

const hasPsql = spawnSync("psql", ["--version"]).status === 0;
const whenPsql = hasPsql ? test : test.skip;
if (!hasPsql) console.warn("psql is not installed: its tests are skipped");

let database: LocalDatabase;
const clients: Client[] = [];

beforeAll(async () => {
  database = await startLocalDatabase({ httpPort: 0, wirePort: 0, patienceMs: 200 });
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.close();
});

const connectClient = async (settings: ClientConfig = {}): Promise<Client> => {
  const client = new Client({ connectionString: database.connectionString, ...settings });
  client.on("error", () => {});
  await client.connect();
  clients.push(client);
  return client;
};

interface Outcome {
  readonly out: string;
  readonly err: string;
}

/** Runs psql with the commands on its standard input, unaligned and tuples only; both outputs. */
async function psql(
  input: string,
  options: readonly string[] = ["-At"],
  url = database.connectionString,
): Promise<Outcome> {
  const running = promisify(execFile)("psql", ["-X", ...options, url], {
    env: { PATH: process.env["PATH"], LC_ALL: "C.UTF-8" },
  });
  running.child.stdin?.end(input);
  return running.then(
    ({ stdout, stderr }) => ({ out: stdout.trim(), err: stderr.trim() }),
    (error: { stdout: string; stderr: string }) => ({
      out: error.stdout.trim(),
      err: error.stderr.trim(),
    }),
  );
}

describe("psql", () => {
  whenPsql("describes tables", async () => {
    await psql(
      `CREATE TABLE "User" (id uuid PRIMARY KEY, email text UNIQUE); CREATE INDEX by_email ON "User" (email);`,
    );
    expect((await psql("\\dt")).out).toBe("public|User|table|postgres");
    const { out, err } = await psql('\\d "User"', []);
    expect(err).toBe("");
    expect(out).toContain('Table "public.User"');
    expect(out).toContain('"User_pkey" PRIMARY KEY, btree (id)');
    expect(out).toContain('"by_email" btree (email)');
  });

  whenPsql("runs a file with transactions, COPY and errors", async () => {
    const script = [
      "BEGIN;",
      "CREATE TABLE copied (id int PRIMARY KEY, name text);",
      "COPY copied (id, name) FROM STDIN;",
      "1\tone",
      "2\t\\N",
      "\\.",
      "COMMIT;",
      "SELECT 1/0;",
      "copy copied from stdin;",
      "1\tagain",
      "\\.",
      "COPY nowhere FROM STDIN;",
      "1",
      "\\.",
      "SELECT 1\\; COPY copied FROM STDIN;",
      "3\tthree",
      "\\.",
      "COPY copied TO STDOUT;",
    ].join("\n");
    const { out, err } = await psql(script);
    expect(out).toBe("BEGIN\nCREATE TABLE\nCOPY 2\nCOMMIT\n1\n1\tone\n2\t\\N");
    expect(err).toContain("division by zero");
    expect(err).toContain('duplicate key value violates unique constraint "copied_pkey"');
    expect(err).toContain('relation "nowhere" does not exist');
    expect(err).toContain("as a simple statement of its own");
  });

  whenPsql("rolls back with -1 when a statement fails", async () => {
    const { err } = await psql("CREATE TABLE never (); SELECT 1/0;", [
      "-1",
      "-v",
      "ON_ERROR_STOP=1",
      "-f",
      "-",
    ]);
    expect(err).toContain("division by zero");
    expect((await psql("SELECT to_regclass('never') IS NULL")).out).toBe("t");
  });

  whenPsql("copies much, in and out", async () => {
    const rows = Array.from({ length: 50_000 }, (_, i) => `${i}\t${"x".repeat(40)}`).join("\n");
    const { out } = await psql(
      `CREATE TABLE much (id int, name text);\nCOPY much FROM STDIN;\n${rows}\n\\.\nSELECT count(*), sum(id) FROM much;`,
    );
    expect(out).toBe("CREATE TABLE\nCOPY 50000\n50000|1249975000");
  });

  whenPsql.each([
    [
      "password",
      (url: URL): void => void (url.password = "wrong"),
      'password authentication failed for user "postgres"',
    ],
    [
      "user",
      (url: URL): void => void (url.username = "me"),
      'password authentication failed for user "me"',
    ],
    [
      "database",
      (url: URL): void => void (url.pathname = "/nowhere"),
      'database "nowhere" does not exist',
    ],
    [
      "setting",
      (url: URL): void => url.searchParams.set("options", "-cwork_memory=1MB"),
      'unrecognized configuration parameter "work_memory"',
    ],
  ])("is told of a wrong %s", async (_, change, message) => {
    const url = new URL(database.connectionString);
    change(url);
    expect((await psql("SELECT 1", ["-At"], url.href)).err).toContain(message);
  });
});

describe("connections", () => {
  test("keep their settings to themselves", async () => {
    const [a, b] = await Promise.all([
      connectClient({ application_name: "a" }),
      connectClient({ options: "-c work_mem=8MB" }),
    ]);
    await a.query("SET search_path TO mine; SET ROLE pg_monitor");
    const shown =
      "SELECT current_setting('search_path') AS path, current_user::text AS role, current_setting('work_mem') AS memory, current_setting('application_name') AS name";
    const show = async (client: Client): Promise<unknown> => (await client.query(shown)).rows[0];
    expect(await show(b)).toEqual({
      path: '"$user", public',
      role: "postgres",
      memory: "8MB",
      name: "",
    });
    expect(await show(a)).toEqual({ path: "mine", role: "pg_monitor", memory: "4MB", name: "a" });
    await b.query("SET work_mem = '16MB'");
    expect(await show(a)).toMatchObject({ memory: "4MB" });
    expect(await show(b)).toMatchObject({ memory: "16MB" });
  });

  test("take turns: transactions never interleave", async () => {
    const setUp = await connectClient();
    await setUp.query("CREATE TABLE log (n serial, who int)");
    const work = async (who: number): Promise<void> => {
      const client = await connectClient();
      for (let round = 0; round < 5; round++) {
        await client.query("BEGIN");
        await client.query("INSERT INTO log (who) VALUES ($1)", [who]);
        await client.query("INSERT INTO log (who) VALUES ($1)", [who]);
        await client.query("COMMIT");
      }
    };
    await Promise.all([1, 2, 3, 4].map(work));
    const { rows } = await setUp.query<{ who: number }>("SELECT who FROM log ORDER BY n");
    expect(rows).toHaveLength(40);
    for (let i = 0; i < rows.length; i += 2) expect(rows[i]?.who).toBe(rows[i + 1]?.who);
  });

  test("a transaction left open is named to those who wait for it, and costs nobody his own", async () => {
    const idle = await connectClient({ application_name: "forgetful" });
    const other = await connectClient();
    await idle.query("CREATE TABLE kept (id int)");
    await idle.query("BEGIN");
    await idle.query("INSERT INTO kept VALUES (1)");
    for (const config of ["SELECT 1", { text: "SELECT $1::int", values: [1] }]) {
      const refused = other.query(config);
      await expect(refused).rejects.toMatchObject({
        code: "55P03",
        message: expect.stringContaining("forgetful"),
      });
    }
    await idle.query("COMMIT");
    expect((await other.query("SELECT id FROM kept")).rows).toEqual([{ id: 1 }]);
  });

  test("a client that vanishes inside a transaction is rolled back", async () => {
    const vanishing = await connectClient();
    const other = await connectClient();
    await vanishing.query("CREATE TABLE vanished (id int)");
    await vanishing.query("BEGIN");
    await vanishing.query("INSERT INTO vanished VALUES (1)");
    await vanishing.query("CREATE TEMP TABLE scratch ()");
    vanishing.connection.stream.destroy();
    const left = await other.query(
      "SELECT (SELECT count(*) FROM vanished) AS rows, to_regclass('scratch') AS scratch",
    );
    expect(left.rows).toEqual([{ rows: "0", scratch: null }]);
  });

  test("a wait can be cancelled", async () => {
    const holder = await connectClient();
    const waiting = await connectClient();
    await holder.query("BEGIN");
    const refused = waiting.query("SELECT 1");
    refused.catch(() => {});
    const { processID, secretKey } = waiting;
    const request = Buffer.alloc(16);
    [16, 80_877_102, processID, secretKey].forEach((word, i) => request.writeInt32BE(word, i * 4));
    connect({ host: "127.0.0.1", port: Number(new URL(database.connectionString).port) }).end(
      request,
    );
    await expect(refused).rejects.toMatchObject({ code: "57014" });
    await holder.query("COMMIT");
    expect((await waiting.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  test.each([
    ["noise", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
    ["protocol version 2", Buffer.from([0, 0, 0, 8, 0, 2, 0, 0])],
    ["nothing", Buffer.alloc(0)],
  ])("%s is sent away", async (_, bytes) => {
    const socket = connect({
      host: "127.0.0.1",
      port: Number(new URL(database.connectionString).port),
    });
    socket.on("error", () => {});
    socket.resume();
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.end(bytes);
    await closed;
    const client = await connectClient();
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });
});
