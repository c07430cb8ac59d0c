// The local database as a whole: its data outlives it, one process has it at a time, and it always ends.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";

import { DataDirInUse } from "../../src/local/data-lock.ts";
import { startEmbeddedPostgres } from "../../src/local/embedded-postgres.ts";
import { listen, PortTaken } from "../../src/local/listen.ts";
import { listenLocalDatabase, startLocalDatabase } from "../../src/local/server.ts";
import type { LocalDatabase } from "../../src/local/server.ts";

let template: string;
let dataDir: string;
let open: LocalDatabase[];

// A first start takes seconds, a copy of what it made does not.
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), "linkml-neon-test-"));
  await (await startLocalDatabase({ dataDir: template, httpPort: 0, wirePort: 0 })).close();
});
afterAll(() => rmSync(template, { recursive: true }));

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "linkml-neon-test-"));
  cpSync(template, dataDir, { recursive: true });
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((database) => database.close()));
  rmSync(dataDir, { recursive: true });
});

const start = async (httpPort = 0): Promise<LocalDatabase> => {
  const database = await startLocalDatabase({ dataDir, httpPort, wirePort: 0 });
  open.push(database);
  return database;
};

const ask = async (database: LocalDatabase, query: string): Promise<readonly unknown[]> => {
  const headers = { "Neon-Connection-String": database.databaseUrl };
  const response = await fetch(database.httpUrl, {
    method: "POST",
    headers,
    body: JSON.stringify({ query }),
  });
  expect(response.status).toBe(200);
  return (await response.json<{ rows: readonly unknown[] }>()).rows;
};

test("data stays, text sorts by code point", async () => {
  const first = await start();
  await ask(first, "CREATE TABLE word AS SELECT unnest(ARRAY['b', 'a', 'B', 'ä']) AS w");
  await first.close();
  const second = await start();
  expect(
    await ask(second, "SELECT string_agg(w, '' ORDER BY w) AS words, lower('Ä') AS low FROM word"),
  ).toEqual([{ words: "Babä", low: "ä" }]);
});

test("a folder in use is refused with the holder's pid, a dead process's lock is taken over", async () => {
  await (await start()).close();
  const dead = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => dead.once("exit", resolve));
  const lock = join(dataDir, "lock");
  for (const stale of [
    { pid: dead.pid, began: "" },
    { pid: process.pid, began: "before the last boot" },
    "garbage",
  ]) {
    writeFileSync(lock, JSON.stringify(stale));
    const database = await start();
    expect(JSON.parse(readFileSync(lock, "utf8"))).toMatchObject({ pid: process.pid });
    await expect(start()).rejects.toEqual(new DataDirInUse(dataDir, process.pid));
    await database.close();
  }
  writeFileSync(lock, JSON.stringify({ pid: process.ppid, began: "" }));
  await expect(start()).rejects.toEqual(new DataDirInUse(dataDir, process.ppid));
});

test("a taken port is named, and nothing stays behind", async () => {
  const other = createServer();
  const port = await listen(other, 0);
  await expect(start(port)).rejects.toEqual(new PortTaken(port));
  other.close();
  expect(await ask(await start(), "SELECT 1 AS one")).toEqual([{ one: 1 }]);
});

test("its ports are its own before Postgres has started; who asks early waits", async () => {
  const database = await listenLocalDatabase({ dataDir, httpPort: 0, wirePort: 0 });
  open.push(database);
  const early = ask(database, "SELECT 1 AS one");
  const port = Number(new URL(database.httpUrl).port);
  await expect(start(port)).rejects.toEqual(new PortTaken(port));
  await database.ready;
  expect(await early).toEqual([{ one: 1 }]);
});

test("a statement that never ends does not keep it from closing", async () => {
  const database = await start();
  await ask(database, "CREATE TABLE safe AS SELECT 1 AS one");
  const client = new Client({ connectionString: database.connectionString });
  client.on("error", () => {});
  await client.connect();
  const endless = client.query("DO $$BEGIN LOOP END LOOP; END$$").catch((error: unknown) => error);
  const waiting = ask(database, "SELECT 1").catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 200));
  await database.close();
  expect(await waiting).toBeInstanceOf(Error);
  expect(await endless).toBeInstanceOf(Error);
  expect(await ask(await start(), "SELECT one FROM safe")).toEqual([{ one: 1 }]);
});

test("a server whose process is killed stops and removes its data", async () => {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL("../../src/local/embedded-postgres.ts", import.meta.url).href)};
    const { port, password } = await startEmbeddedPostgres();
    console.log(JSON.stringify({ port, password }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (data: Buffer) => resolve(data.toString()));
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
  const { port, password }: { port: number; password: string } = JSON.parse(told);
  const client = new Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    password,
    database: "postgres",
  });
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>("SHOW data_directory");
  const folder = dirname(rows[0]?.data_directory ?? "");
  expect(existsSync(folder)).toBe(true);
  const ended = new Promise((resolve) => client.once("end", resolve));
  child.kill("SIGKILL");
  await ended;
  await expect.poll(() => existsSync(folder), { timeout: 10_000 }).toBe(false);
});

test("the real server stops when told, and sorts by code point", async () => {
  const server = await startEmbeddedPostgres();
  const client = new Client({
    host: server.host,
    port: server.port,
    user: server.user,
    password: server.password,
    database: "postgres",
  });
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query(
    "SELECT string_agg(w, '' ORDER BY w) AS words, lower('Ä') AS low FROM unnest(ARRAY['b', 'a', 'B', 'ä']) w",
  );
  expect(rows).toEqual([{ words: "Babä", low: "ä" }]);
  const ended = new Promise((resolve) => client.once("end", resolve));
  await server.stop();
  await ended;
});
