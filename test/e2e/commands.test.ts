// The commands around a running `npm run dev`: what they print, how they fail, what they leave behind.

import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  copyProject,
  freePort,
  type CommandResult,
  type ProjectCopy,
  type RunningCommand,
} from "../support/project-copy.ts";
import { alive, canSeeProcesses, descendants } from "./process-tree.ts";
import { WorkerClient } from "./worker-client.ts";

let project: ProjectCopy;
let port: number;
let dev: RunningCommand;
let worker: WorkerClient;

beforeAll(async () => {
  project = copyProject();
  port = await freePort();
  dev = await project.start("npm", ["run", "dev", "--", "--port", String(port)], /^ready /m);
  worker = new WorkerClient(`http://localhost:${port}`);
});
afterAll(() => project?.remove());

/** `npm run -s NAME -- …`, against the running Worker unless told otherwise. */
function command(name: string, args: readonly string[] = [], env = {}): Promise<CommandResult> {
  const url = args.includes("--url") || name === "token" ? [] : ["--url", worker.origin];
  return project.run("npm", ["run", "-s", name, "--", ...args, ...url], env);
}

describe("in sync", () => {
  test("status", async () => {
    const { code, stdout, stderr } = await command("status");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^schema +app 0\.1\.0$/m);
    expect(stdout).toMatch(/^in sync +yes$/m);
    expect(stdout).toMatch(/^last migration +1 at \d{4}-/m);
    expect(stdout).toMatch(/^postgres +18\.\d+.*, namespace public, direct$/m);
  });

  test("plan and migrate have nothing to do", async () => {
    expect(await command("plan")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/nothing to do/i),
    });
    expect(await command("migrate", ["--yes"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^nothing to do$/m),
    });
  });

  test("tables, and one of them whole", async () => {
    const all = await command("tables");
    expect(all.code).toBe(0);
    expect(all.stdout).toMatch(/^ +List of relations\n/);
    for (const name of ["Organization", "Project", "Task_tags", "User"])
      expect(all.stdout).toMatch(new RegExp(`^ public \\| ${name} `, "m"));
    const user = await command("tables", ["User"]);
    expect(user.code).toBe(0);
    expect(user.stdout).toContain('Table "public.User"');
    expect(user.stdout).toMatch(/^ email +\| text +\| +\| not null/m);
    const missing = await command("tables", ["Usr"]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toMatch(/^404 not_found: .*"Usr"/);
  });

  test("token prints a token and the secret that lets it in", async () => {
    const scopes = ["--scopes", "admin:read,data:read", "--expires", "2099-01-31"];
    const { code, stdout } = await command("token", ["--id", "ci", ...scopes]);
    expect(code).toBe(0);
    const line = /^ {2}AUTH_TOKEN_CI=(\{.*\})$/m.exec(stdout)![1]!;
    expect(JSON.parse(line)).toEqual({
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      scopes: ["admin:read", "data:read"],
      expires: "2099-01-31",
    });
    const wrong = await command("token", ["--id", "ci", "--scopes", "admin:reed"]);
    expect(wrong).toMatchObject({ code: 1, stdout: "" });
    expect(wrong.stderr).toContain('unknown scope "admin:reed"');
  });
});

describe("a change and its way back", () => {
  let next: string;
  beforeAll(() => {
    next = join(project.folder, "next");
    cpSync(join(project.folder, "schemas"), next, { recursive: true });
    const user = join(next, "models/user.yaml");
    writeFileSync(user, `${readFileSync(user, "utf8")}      nickname: {}\n`);
  });

  test("is planned from a schema file, applied with --yes only, with progress", async () => {
    const schema = ["--schema", "next/app.yaml"];
    const planned = await command("plan", schema);
    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain("User.nickname");
    const asked = await command("migrate", schema);
    expect(asked.code).toBe(1);
    expect(asked.stderr).toMatch(/^not applied: add --yes to apply 1 steps?\n$/);
    expect((await worker.get("/admin/tables/User")).text).not.toContain("nickname");
    const applied = await command("migrate", [...schema, "--yes"]);
    expect([applied.code, applied.stderr]).toEqual([0, ""]);
    expect(applied.stdout).toMatch(
      /^batch done: 1 of 1, 1 step$[^]*^applied: migration 2, \d+ ms$/m,
    );
    expect((await worker.get("/admin/tables/User")).text).toContain("nickname");
    expect((await command("status")).stdout).toMatch(/^in sync +no, 1 steps? pending/m);
  });

  test("a hazard needs its --allow, one by one", async () => {
    const refused = await command("migrate", ["--yes"]);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("drop_column:User.nickname");
    expect(refused.stderr).toMatch(/^refused: .*drop_column:User\.nickname.*--allow/);
    const entries = [...refused.stderr.matchAll(/\b(?:[a-z_]+:[\w.]+|downgrade)\b/g)].map(String);
    expect(entries).toContain("drop_column:User.nickname");
    const typo = await command("migrate", ["--yes", "--allow", "drop_column:User.nicknam"]);
    expect(typo.code).toBe(1);
    expect((await worker.get("/admin/tables/User")).text).toContain("nickname");
    const allowed = entries.flatMap((entry) => ["--allow", entry]);
    const applied = await command("migrate", ["--yes", ...allowed]);
    expect([applied.code, applied.stderr]).toEqual([0, ""]);
    expect(applied.stdout).toMatch(/^applied: migration 3, /m);
    expect((await command("status")).stdout).toMatch(/^in sync +yes$/m);
  });
});

describe("what goes wrong is told in a line, with an exit code", () => {
  const oneLine = (start: RegExp) => new RegExp(`^${start.source}[^\\n]*\\n$`);

  test.each(["status", "plan", "migrate", "tables"])("%s: wrong token", async (name) => {
    const { code, stdout, stderr } = await command(name, [], { ADMIN_TOKEN: "wrong" });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(oneLine(/401 unauthorized: /));
  });

  test("nothing answers", async () => {
    const url = `http://localhost:${await freePort()}`;
    const results = await Promise.all(
      ["status", "plan", "migrate", "tables"].map((name) => command(name, ["--url", url])),
    );
    for (const { code, stdout, stderr } of results) {
      expect([code, stdout]).toEqual([1, ""]);
      expect(stderr).toBe(`nothing answers at ${url}; start it with \`npm run dev\`\n`);
    }
  });

  test("elsewhere, a token must be given", async () => {
    const { code, stderr } = await command("status", ["--url", "https://worker.invalid"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(oneLine(/set ADMIN_TOKEN /));
  });

  test("an option that does not exist", async () => {
    const { code, stderr } = await command("plan", ["--allwo", "x"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/'--allwo'[^]*^usage: npm run plan /m);
  });

  test.each([
    ["plan", ["--phase", "later"]],
    ["migrate", ["--probe", "all"]],
    ["migrate", ["--answer", "new"]],
    ["rollback", ["1", "2"]],
    ["reset", ["--what", "all"]],
    ["tables", ["User", "Task"]],
    ["status", ["--url", "here"]],
    ["token", ["--id", "x"]],
  ])("%s %s: what cannot be meant", async (name, args) => {
    const { code, stdout, stderr } = await command(name, args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test("a second `npm run dev`, on the same port or the same data", async () => {
    const samePort = await project.run("npm", ["run", "-s", "dev", "--", "--port", String(port)]);
    expect(samePort).toMatchObject({ code: 1, stdout: "" });
    expect(samePort.stderr).toMatch(
      oneLine(new RegExp(`Port ${port} on 127\\.0\\.0\\.1 is taken `)),
    );
    const other = String(await freePort());
    const sameData = await project.run("npm", ["run", "-s", "dev", "--", "--port", other]);
    expect(sameData.code).toBe(1);
    expect(sameData.stderr).toMatch(
      /^The local database in \S*\.data\/app\/database is already open in the process \d+\. .*kill \d+.*\n$/m,
    );
    expect(sameData.stderr).not.toMatch(/^ +at /m);
    expect((await worker.get("/readyz")).status).toBe(200);
  });
});

describe("the end of npm run dev", () => {
  /** Everything that listens or runs for it. */
  function footprint(): { pids: number[]; ports: number[] } {
    const database = /psql postgresql:\/\/\S+:(\d+)\//.exec(dev.output())![1];
    return {
      pids: canSeeProcesses ? descendants(dev.pid) : [],
      ports: [port, Number(database)],
    };
  }

  /** What wrangler started may end a moment after it; what was forgotten never does. */
  const expectGone = (pids: readonly number[]): Promise<void> =>
    expect.poll(() => alive(pids), { timeout: 5_000 }).toEqual([]);

  const isListening = (at: number): Promise<boolean> =>
    new Promise((answer) => {
      const socket = createConnection({ port: at, host: "127.0.0.1" });
      socket.once("connect", () => answer(true)).once("error", () => answer(false));
      socket.once("connect", () => socket.destroy());
    });

  test("SIGTERM of npm alone ends everything, and the data is there after a restart", async () => {
    const sent = { name: "Ada", email: "ada@example.org" };
    const { body: created } = await worker.post("/api/users", sent);
    const { pids, ports } = footprint();
    // npm, its shell, dev, wrangler and workerd at least.
    if (canSeeProcesses) expect(pids.length).toBeGreaterThanOrEqual(3);
    expect(await Promise.all(ports.map(isListening))).toEqual([true, true]);
    process.kill(dev.pid, "SIGTERM");
    await dev.ended;
    await expectGone(pids);
    expect(await Promise.all(ports.map(isListening))).toEqual([false, false]);
    expect(existsSync(join(project.folder, ".data/app/database"))).toBe(true);

    // Without npm around it, whose exit code would hide its own.
    const args = ["src/bin/dev.ts", "--port", String(port)];
    dev = await project.start(process.execPath, args, /^ready /m);
    expect(dev.output()).not.toContain("applying");
    expect((await worker.get(`/api/users/${created.id}`)).body).toEqual(created);
    expect((await worker.get("/admin/migrations")).body.items).toHaveLength(3);
  });

  test("Ctrl-C ends everything, without a complaint", async () => {
    const { pids, ports } = footprint();
    expect(await dev.stop()).toBe(0);
    await expectGone(pids);
    expect(await Promise.all(ports.map(isListening))).toEqual([false, false]);
    expect(dev.output()).toMatch(/^ready \S+\n*$/m);
    expect(dev.output()).not.toMatch(/error|^ +at /im);
  });

  test("Ctrl-C while it starts, too", async () => {
    const starting = await project.start(
      "npm",
      ["run", "dev", "--", "--port", String(port)],
      /^generated: /m,
    );
    await new Promise((next) => setTimeout(next, 500));
    const pids = canSeeProcesses ? descendants(starting.pid) : [];
    await starting.stop();
    await expectGone(pids);
    expect(await isListening(port)).toBe(false);
    expect(starting.output()).not.toMatch(/^ready|^ +at /m);
  });
});
