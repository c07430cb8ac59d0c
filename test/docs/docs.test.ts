// Swagger UI as it is served: the real Worker in workerd, its static files, and a real browser in front of them.

import { existsSync } from "node:fs";
import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestHarness } from "wrangler";
import { buildAssets } from "../../src/bin/assets.ts";
import { localDevToken } from "../../src/admin/auth.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { generateSample, tokenSecret, type Generated } from "../admin/sample.ts";

type Harness = ReturnType<typeof createTestHarness>;

let generated: Generated;
let database: TestDatabase;
let server: Harness;
let origin: string;

beforeAll(async () => {
  [generated, database] = await Promise.all([generateSample(), createDatabase()]);
  const { folder } = generated;
  const assets = join(folder, "assets");
  await buildAssets(folder, assets);
  await writeFile(
    join(folder, "entry.ts"),
    `import * as generated from "./worker.ts";\nimport { createApp } from "../../src/app.ts";\n\nexport default createApp(generated);\n`,
  );
  server = createTestHarness({
    root: folder,
    workers: [
      {
        config: {
          name: "docs-test",
          main: "entry.ts",
          compatibility_date: "2026-10-01",
          compatibility_flags: ["nodejs_compat"],
          assets: { directory: assets, binding: "ASSETS" },
          vars: {
            DATABASE_URL: database.databaseUrl,
            NEON_HTTP_ENDPOINT: database.neonEndpoint,
            AUTH_TOKEN_LOCAL: tokenSecret(localDevToken),
          },
        },
      },
    ],
  });
  origin = (await server.listen()).url.origin;
});
afterAll(async () => {
  await server?.close();
  await generated?.remove();
  await database?.drop();
});

describe("the static files", () => {
  it.each([
    ["/", 302, "/docs/"],
    ["/docs", 307, "/docs/"],
    ["/docs/index.html", 307, "/docs/"],
  ])("%s leads to the docs", async (path, status, location) => {
    const response = await server.fetch(path, { redirect: "manual" });
    expect([response.status, response.headers.get("Location")]).toEqual([status, location]);
  });

  it.each([
    ["/docs/", "text/html"],
    ["/docs/init.js", "text/javascript"],
    ["/docs/swagger-ui-bundle.js", "text/javascript"],
    ["/docs/swagger-ui.css", "text/css"],
    ["/openapi.json", "application/json"],
    ["/openapi-admin.json", "application/json"],
    ["/favicon.ico", "image/"],
  ])("%s is public, typed, and may not be framed or load from elsewhere", async (path, type) => {
    const response = await server.fetch(path);
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toContain(type);
    const policy = response.headers.get("Content-Security-Policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain("http");
    expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
    expect(response.headers.get("ETag")).toBeTruthy();
    await response.arrayBuffer();
  });

  it("has no more files than are needed", async () => {
    const files = await readdir(join(generated.folder, "assets"), { recursive: true });
    expect(files.toSorted()).toEqual(
      [
        "_headers",
        "docs",
        ...[
          "docs.css",
          "filter-form.js",
          "favicon-32x32.png",
          "index.html",
          "init.js",
          "swagger-ui-bundle.js",
          "swagger-ui-standalone-preset.js",
          "swagger-ui.css",
        ].map((name) => join("docs", name)),
        "favicon.ico",
        "openapi-admin.json",
        "openapi.json",
      ].toSorted(),
    );
  });

  it("are the same after a second build, and nothing older stays", async () => {
    const assets = join(generated.folder, "assets");
    const before = await stat(join(assets, "docs", "index.html"));
    await writeFile(join(assets, "docs", "old.js"), "");
    await buildAssets(generated.folder, assets);
    expect((await stat(join(assets, "docs", "index.html"))).mtimeMs).toBe(before.mtimeMs);
    expect(existsSync(join(assets, "docs", "old.js"))).toBe(false);
  });
});

it("migrates and serves in workerd, compiler and Neon driver included", async () => {
  const headers = { Authorization: `Bearer ${localDevToken}`, "Content-Type": "application/json" };
  const call = async (path: string, body?: object) => {
    const response = await server.fetch(path, {
      method: body ? "POST" : "GET",
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  expect((await server.fetch("/admin/status")).status).toBe(401);
  expect(await call("/admin/generate", { artifacts: ["sql"] })).toMatchObject({
    artifacts: [{ path: "sql/schema.sql" }],
  });
  expect(await call("/admin/migrate", { dry_run: false })).toMatchObject({ outcome: "applied" });
  expect(await call("/admin/status")).toMatchObject({ in_sync: true });
  expect(await call("/api/customers", { id: "c1", name: "Ada" })).toMatchObject({
    id: "c1",
    name: "Ada",
  });
  const streamed = await server.fetch("/admin/migrate", {
    method: "POST",
    headers: { ...headers, Accept: "application/x-ndjson" },
    body: "{}",
  });
  const lines = (await streamed.text()).trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    "planned",
    "done",
  ]);
});

const executablePath = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
].find((path) => existsSync(path));
if (executablePath === undefined)
  console.warn("Chromium is not installed, so the tests of Swagger UI in a browser are skipped.");

describe.skipIf(executablePath === undefined)("Swagger UI in Chromium", () => {
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const foreign: string[] = [];

  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? "",
      args: ["--no-sandbox"],
    });
    page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    page.on(
      "console",
      (message) =>
        void (["error", "warning"].includes(message.type()) && complaints.push(message.text())),
    );
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on(
      "request",
      (request) =>
        void (
          /^(?:data|blob):/.test(request.url()) ||
          request.url().startsWith(`${origin}/`) ||
          foreign.push(request.url())
        ),
    );
    page.on(
      "response",
      (response) =>
        void (
          response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`)
        ),
    );
  });
  afterAll(() => browser?.close());

  /** Opens an operation, runs it as it stands, and gives the status and the body shown. */
  async function tryOut(path: string): Promise<{ status: string; body: string; curl: string }> {
    const operation = page.locator(".opblock-get", { has: page.locator(`[data-path="${path}"]`) });
    await operation.locator(".opblock-summary-control").click();
    await operation.locator("button.execute").click();
    const answer = operation.locator(".live-responses-table .response").first();
    await answer.waitFor();
    return {
      status: (await answer.locator(".response-col_status").innerText()).trim(),
      body: await answer.locator(".response-col_description pre").first().innerText(),
      curl: await operation.locator(".curl-command pre").innerText(),
    };
  }

  it("shows the REST document, and tries out a GET with the development token", async () => {
    await page.goto(`${origin}/`);
    await page.locator(".opblock").first().waitFor();
    expect(new URL(page.url()).pathname).toBe("/docs/");
    expect(await page.locator(".opblock-get").count()).toBeGreaterThanOrEqual(4);
    const { status, body, curl } = await tryOut("/api/customers");
    expect(curl).toContain(`Authorization: Bearer ${localDevToken}`);
    expect(status).toMatch(/^200/);
    expect(body).toContain('"Ada"');
    if (process.env["SCREENSHOTS"])
      await page.screenshot({ path: join(process.env["SCREENSHOTS"], "rest.png") });
  });

  it("asks for filters by operator and value, as many as wanted", async () => {
    const operation = page.locator(".opblock-get", {
      has: page.locator('[data-path="/api/customers"]'),
    });
    const filter = operation.locator('tr[data-param-name="name"] .filter-form');
    const operators = filter.getByLabel("operator");
    const values = filter.getByLabel("value");
    expect(await operators.first().inputValue()).toBe("eq");
    await operators.nth(0).selectOption("contains");
    await values.nth(0).pressSequentially("d, &");
    await operators.nth(1).selectOption("starts_with");
    await values.nth(1).pressSequentially("A");
    const request = async () => {
      const sent = page.waitForRequest((candidate) => candidate.url().includes("/api/customers"));
      await operation.locator("button.execute").click();
      return Object.fromEntries(new URL((await sent).url()).searchParams);
    };
    expect(await request()).toEqual({
      limit: "50",
      "name[contains]": "d, &",
      "name[starts_with]": "A",
    });
    await filter.getByLabel("remove").first().click();
    await operators.nth(1).selectOption("is_null");
    await values.nth(1).selectOption("false");
    expect(await request()).toEqual({
      limit: "50",
      "name[starts_with]": "A",
      "name[is_null]": "false",
    });
    if (process.env["SCREENSHOTS"])
      await page.screenshot({ path: join(process.env["SCREENSHOTS"], "filters.png") });
  });

  it("shows the admin document too, authorized as well", async () => {
    await page.locator(".topbar select").selectOption("/openapi-admin.json");
    await page.locator('[data-path="/admin/migrate"]').waitFor();
    const { status, body } = await tryOut("/admin/status");
    expect(status).toMatch(/^200/);
    expect(body).toContain('"in_sync": true');
    if (process.env["SCREENSHOTS"])
      await page.screenshot({ path: join(process.env["SCREENSHOTS"], "admin.png") });
  });

  it("has asked nobody else, and nothing went wrong in the console", () => {
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
