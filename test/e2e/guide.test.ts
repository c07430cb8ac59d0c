// The guide that this product grew from, replayed in a copy of the project: its user.yaml, its commands, its psql sessions, its index form.
// Then the main job on top of it: the schema edited while `npm run dev` runs.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { copyProject, freePort, type ProjectCopy } from "../support/project-copy.ts";
import { until } from "../support/until.ts";

const TOKEN = "local-dev-token";

const hasPsql = (() => {
  try {
    execFileSync("psql", ["--version"]);
    return true;
  } catch {
    console.warn("skipped: the guide's psql commands (psql is not installed)");
    return false;
  }
})();

describe("the guide's commands", () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = copyProject();
  });
  afterAll(() => project.remove());

  const generated = (): string[] =>
    readdirSync(join(project.folder, "generated"), {
      recursive: true,
      encoding: "utf8",
    }).toSorted();

  test.each([
    ["npm", ["run", "-s"]],
    ["pnpm", ["--silent"]],
  ])(
    "%s: clean empties generated/, generate fills it again with the same bytes",
    async (tool, prefix) => {
      const before = generated().map((path) => contentOf(join(project.folder, "generated", path)));
      const names = generated();
      const clean = await project.run(tool, [...prefix, "clean"]);
      expect(clean).toMatchObject({ code: 0 });
      expect(generated()).toEqual([]);
      const generate = await project.run(tool, [...prefix, "generate"]);
      expect(generate.stderr + generate.stdout).toContain("generated: ");
      expect(generate.code).toBe(0);
      expect(generated()).toEqual(names);
      expect(generated().map((path) => contentOf(join(project.folder, "generated", path)))).toEqual(
        before,
      );
    },
  );

  test("its user.yaml is a fragment: no id, no imports, is_a Entity, an Email", () => {
    const text = readFileSync(join(project.folder, "schemas/models/user.yaml"), "utf8");
    expect(text).toMatch(/^classes:\n {2}User:\n {4}is_a: Entity\n/);
    expect(text).toContain("range: Email");
    expect(text).not.toMatch(/^(id|name|imports):/m);
  });

  test("grep DATABASE_URL prints one line of .dev.vars.example", () => {
    const lines = readFileSync(join(project.folder, ".dev.vars.example"), "utf8").split("\n");
    const found = lines.filter((line) => line.includes("DATABASE_URL"));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^DATABASE_URL=postgresql:\/\//);
  });

  test("a mistake in the YAML is told with its place, and nothing is written", async () => {
    const path = join(project.folder, "schemas/models/user.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("range: Email", "range: Emial"));
    const result = await project.run("npm", ["run", "-s", "generate"]);
    writeFileSync(path, text);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(
      /^schemas\/models\/user\.yaml:\d+:\d+ error unknown-range: .*"Emial"/m,
    );
    expect(result.stderr).toContain('did you mean "Email"?');
    const check = await project.run("npm", ["run", "-s", "generate", "--", "--check"]);
    expect(check.code).toBe(0);
  });

  test("generate --check names what is stale and writes nothing", async () => {
    const path = join(project.folder, "generated/schemas/user.ts");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, `${text}// edited by hand\n`);
    const check = await project.run("npm", ["run", "-s", "generate", "--", "--check"]);
    expect(check.code).toBe(1);
    expect(check.stderr).toContain("generated/schemas/user.ts");
    expect(readFileSync(path, "utf8")).toContain("edited by hand");
    writeFileSync(path, text);
  });
});

describe("npm run dev, the guide's psql sessions, and a schema edited meanwhile", () => {
  let project: ProjectCopy;
  let url: string;
  let connection: string;

  beforeAll(async () => {
    project = copyProject();
    const port = await freePort();
    const dev = await project.start(
      "npm",
      ["run", "dev", "--", "--port", String(port), "--data", "memory"],
      /^ready /m,
    );
    url = `http://localhost:${port}`;
    expect(dev.output()).toContain(`ready ${url}\n`);
    connection = /psql (postgresql:\S+)/.exec(dev.output())![1]!;
  });
  afterAll(() => project.remove());

  const api = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(url + path, {
      ...init,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        ...(init.body ? { "content-type": "application/json" } : {}),
      },
    });
  const json = async (path: string, body?: unknown) => {
    const response = await api(
      path,
      body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    );
    return { status: response.status, body: await response.json<Record<string, any>>() };
  };
  const psql = (...args: string[]): string =>
    execFileSync("psql", [connection, "-X", "-v", "ON_ERROR_STOP=1", ...args], {
      encoding: "utf8",
      cwd: project.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });

  test("the database is migrated, and says so", async () => {
    const { status, body } = await json("/admin/status");
    expect(status).toBe(200);
    expect(body).toMatchObject({ in_sync: true, pending_steps: 0 });
  });

  test.runIf(hasPsql)(
    "drop, apply schema.sql, \\dt and \\d as the guide does: in sync, nothing to do",
    async () => {
      psql("-c", "DROP SCHEMA public CASCADE", "-c", "CREATE SCHEMA public");
      expect((await json("/admin/status")).body["in_sync"]).toBe(false);
      psql("-f", "generated/sql/schema.sql");
      expect(psql("-c", "\\dt")).toMatch(/public \| User +\| table/);
      const user = psql("-c", '\\d "User"');
      expect(user).toMatch(/Table "public\.User"/);
      expect(user).toMatch(/email +\| text +\| +\| not null/);
      expect(user).toContain('"User_pkey" PRIMARY KEY');
      expect((await json("/admin/status")).body).toMatchObject({ in_sync: true, pending_steps: 0 });
      expect((await json("/admin/migrate", { dry_run: false })).body["outcome"]).toBe(
        "nothing_to_do",
      );
    },
  );

  test("an edit of user.yaml reaches generated files, Worker, OpenAPI and database without a restart; rows keep every value", async () => {
    const created = await json("/api/users", { name: "Ada", email: "ada@example.org" });
    expect(created.status).toBe(201);
    const path = join(project.folder, "schemas/models/user.yaml");
    writeFileSync(
      path,
      `${readFileSync(path, "utf8")}      nickname:\n        description: What friends say.\n`,
    );
    await until(async () =>
      JSON.stringify((await json("/openapi.json")).body).includes("nickname"),
    );
    expect(readFileSync(join(project.folder, "generated/schemas/user.ts"), "utf8")).toContain(
      "nickname",
    );

    const { body: planned } = await until(async () => {
      const answer = await json("/admin/migrate", {});
      return answer.status === 200 && answer.body["outcome"] === "planned" ? answer : undefined;
    });
    expect(planned["plan"].steps).toMatchObject([
      {
        kind: "add_column",
        object: "User.nickname",
        phase: "expand",
        hazards: [],
        source: { file: "models/user.yaml" },
      },
    ]);
    const applied = await json("/admin/migrate", {
      dry_run: false,
      plan_hash: planned["plan"].plan_hash,
    });
    expect(applied).toMatchObject({ status: 200, body: { outcome: "applied" } });

    const { body: read } = await json(`/api/users/${created.body["id"]}`);
    expect(read).toEqual({ ...created.body, nickname: null });
    const second = await json("/api/users", {
      name: "Bob",
      email: "bob@example.org",
      nickname: "Bobby",
    });
    expect(second).toMatchObject({ status: 201, body: { nickname: "Bobby" } });
  });

  test("the guide's index form: an index declared in user.yaml is there after the next migrate", async () => {
    const path = join(project.folder, "schemas/models/user.yaml");
    writeFileSync(
      path,
      `${readFileSync(path, "utf8")}      indexes:
        range: IndexDefinition
        multivalued: true
        ifabsent: list([{"name":"idx_user_email","fields":["email"],"unique":true}])
`,
    );
    const planned = await until(async () => {
      const { status, body } = await json("/admin/migrate", {});
      return status === 200 && body["outcome"] === "planned" ? body["plan"] : undefined;
    });
    expect(planned.steps).toMatchObject([
      { kind: "create_index", object: expect.stringContaining("idx_user_email") },
    ]);
    expect(
      (await json("/admin/migrate", { dry_run: false, plan_hash: planned.plan_hash })).body[
        "outcome"
      ],
    ).toBe("applied");
    const table = (await json("/admin/tables/User")).body;
    expect(JSON.stringify(table["indexes"])).toContain("idx_user_email");
    const again = await json("/api/users", { name: "Ada again", email: "ada@example.org" });
    expect(again).toMatchObject({
      status: 409,
      body: { code: "unique_violation", errors: [{ pointer: "#/email" }] },
    });
    if (hasPsql)
      expect(psql("-c", '\\d "User"')).toContain('"idx_user_email" UNIQUE, btree (email)');
  });

  test("a mistake in the YAML keeps the last good Worker running", async () => {
    const path = join(project.folder, "schemas/models/user.yaml");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace("range: Email", "range: Emial"));
    await new Promise((next) => setTimeout(next, 3_000));
    expect((await json("/api/users")).status).toBe(200);
    writeFileSync(path, text);
    await until(async () => (await json("/admin/status")).body["in_sync"] === true);
  });
});

function contentOf(path: string): string {
  return existsSync(path) && !/\/(schemas|sql)$/.test(path) ? readFileSync(path, "utf8") : "";
}
