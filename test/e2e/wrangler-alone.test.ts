// `wrangler dev` alone in a fresh clone: what needs no database works, the rest says what to do, and `npm run db` beside it is enough.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyProject, freePort, type ProjectCopy } from "../support/project-copy.ts";
import { WorkerClient } from "./worker-client.ts";

/** The wrangler of the project, as `npx wrangler dev` finds it, quiet and offline. */
const WRANGLER = ["node_modules/wrangler/bin/wrangler.js", "dev", "--ip", "127.0.0.1"];
const QUIET = {
  CI: "1",
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
};

let project: ProjectCopy;
let worker: WorkerClient;

beforeAll(async () => {
  project = copyProject();
  // Nobody else on this machine may be listening where this Worker looks for its database.
  const example = join(project.folder, ".dev.vars.example");
  const text = readFileSync(example, "utf8");
  writeFileSync(example, text.replace("127.0.0.1:5488", `127.0.0.1:${await freePort()}`));
  const port = await freePort();
  await project.start(
    process.execPath,
    [...WRANGLER, "--port", String(port), "--inspector-port", "0"],
    /Ready on /,
    QUIET,
  );
  worker = new WorkerClient(`http://127.0.0.1:${port}`);
});
afterAll(() => project?.remove());

test("the docs and the documents are served", async () => {
  for (const path of ["/docs/", "/openapi.json", "/openapi-admin.json", "/healthz"]) {
    const { status } = await worker.get(path, { token: null });
    expect([path, status]).toEqual([path, 200]);
  }
});

test("POST /admin/generate gives byte for byte what generated/ holds", async () => {
  const { status, body } = await worker.post("/admin/generate", {});
  expect(status).toBe(200);
  const folder = join(project.folder, "generated");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const artifacts: { path: string; text: string }[] = body.artifacts;
  expect(artifacts.map(({ path }) => path).toSorted()).toEqual(files.toSorted());
  for (const { path, text } of artifacts) {
    expect([path, text === readFileSync(join(folder, path), "utf8")]).toEqual([path, true]);
  }
});

test("POST /admin/validate works too", async () => {
  expect((await worker.post("/admin/validate", {})).body).toMatchObject({ valid: true });
});

test("what needs the database says 503 no_database and what to start", async () => {
  for (const [method, path] of [
    ["GET", "/admin/status"],
    ["GET", "/admin/tables"],
    ["GET", "/admin/migrations"],
    ["POST", "/admin/plan"],
    ["POST", "/admin/migrate"],
    ["GET", "/api/users"],
  ] as const) {
    const { status, body } = await worker.request(method, path);
    expect([path, status, body.code]).toEqual([path, 503, "no_database"]);
    expect(body.detail).toContain("npm run dev");
  }
  expect((await worker.get("/readyz")).status).toBe(503);
});

test("a large body that nobody reads is refused, and the connection is kept", async () => {
  const { status, body } = await worker.post("/api/users", "x".repeat(20_000_000));
  expect([status, body.code]).toEqual([413, "body_too_large"]);
});

test("once `npm run db` runs, the same Worker migrates and serves", async () => {
  await project.start("npm", ["run", "db", "--", "--data", "memory"], /^ready /m);
  expect((await worker.get("/admin/status")).body).toMatchObject({ in_sync: false });
  expect((await worker.post("/admin/migrate", { dry_run: false })).body.outcome).toBe("applied");
  const sent = { name: "Ada", email: "ada@example.org" };
  const created = await worker.post("/api/users", sent);
  expect(created).toMatchObject({ status: 201, body: sent });
  expect((await worker.get("/api/users")).body.items).toEqual([created.body]);
});

test("a second `npm run db` says that the port is taken", async () => {
  const second = await project.run("npm", ["run", "-s", "db", "--", "--data", "memory"]);
  expect(second).toMatchObject({ code: 1, stdout: "" });
  expect(second.stderr).toMatch(/^Port \d+ on 127\.0\.0\.1 is taken by another program\. .*\n$/);
});
