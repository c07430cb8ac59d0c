// Nothing is open by accident: every route there is, asked without a token, with the wrong one, and in odd spellings.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../../src/app.ts";
import { adminRoutes } from "../../src/admin/routes/routes.ts";
import type { Env } from "../../src/env.ts";
import { generateSample, tokenSecret, type Generated } from "./sample.ts";

let generated: Generated;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  generated = await generateSample();
  app = createApp(generated.module);
});
afterAll(() => generated.remove());

const env: Env = {
  AUTH_TOKEN_ALL: tokenSecret("all"),
  AUTH_TOKEN_DATA: tokenSecret("data", ["data:read", "data:write"]),
  AUTH_TOKEN_READ: tokenSecret("read", ["admin:read"]),
};
const noTokens: Env = { DATABASE_URL: "postgresql://u:p@h/d" };

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const fill = (path: string) => path.replaceAll(/\{\w+\}/g, "1");
const protectedPaths = [
  ...adminRoutes.filter((route) => "scope" in route).map(({ path }) => fill(path)),
  "/api/customers",
  "/api/customers/1",
  "/api/invoices",
  "/admin",
  "/admin/",
  "/admin/reset",
  "/nowhere",
];

/** A body that tells whether it was read. */
function unreadBody(): { readonly body: ReadableStream; readonly wasRead: () => boolean } {
  let pulled = false;
  const body = new ReadableStream(
    {
      pull(controller) {
        pulled = true;
        controller.enqueue(new TextEncoder().encode("{}"));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { body, wasRead: () => pulled };
}

describe.each(protectedPaths)("%s", (path) => {
  it.each(methods)("%s needs a token", async (method) => {
    const response = await app.request(path, { method }, env);
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toMatch(/^Bearer realm=/);
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(response.headers.get("X-Request-Id")).toBeTruthy();
    if (method !== "HEAD")
      expect(await response.json()).toMatchObject({ code: "unauthorized", status: 401 });
  });

  it.each(methods)("%s is closed where no tokens are configured", async (method) => {
    const response = await app.request(
      path,
      { method, headers: { Authorization: "Bearer all" } },
      noTokens,
    );
    expect(response.status).toBe(503);
    if (method !== "HEAD")
      expect(await response.json()).toMatchObject({ code: "auth_not_configured" });
  });
});

it("has no route that is neither public nor protected", async () => {
  const known = new Set<string>(
    adminRoutes.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ":$1")),
  );
  const routes = app.routes.filter(
    ({ path, method }) => !(method === "ALL" && (path === "/*" || path === "*")),
  );
  expect(routes.map(({ path }) => path).filter((path) => !known.has(path) && path !== "/")).toEqual(
    [],
  );
});

describe.each(adminRoutes.filter((route) => "scope" in route))("$method $path", (route) => {
  const path = fill(route.path);
  it.each(["data", ...(route.scope === "admin:write" ? ["read"] : [])])(
    "is forbidden for the token %s, before the body is read",
    async (token) => {
      const method = route.method.toUpperCase();
      const { body, wasRead } = unreadBody();
      const init = {
        method,
        headers: { Authorization: `Bearer ${token}` },
        ...(method === "POST" && { body, duplex: "half" as const }),
      };
      const response = await app.request(path, init, env);
      expect(response.status).toBe(403);
      expect(response.headers.get("WWW-Authenticate")).toContain(`scope="${route.scope}"`);
      expect(await response.json()).toMatchObject({ code: "insufficient_scope" });
      expect(wasRead()).toBe(false);
    },
  );
});

it.each([
  "//admin/status",
  "/admin//status",
  "/ADMIN/status",
  "/Admin/Status",
  "/%61dmin/status",
  "/%2fadmin/status",
  "/%2Fadmin/status",
  "/docs/../admin/status",
  "/docs/%2e%2e/admin/status",
  "/.//admin/status",
  "/admin/status/",
  "/admin;/status",
  "/healthz/../admin/status",
])("%s opens nothing", async (path) => {
  const response = await app.request(`http://localhost${path}`, {}, env);
  expect([401, 404]).toContain(response.status);
  expect(await response.text()).not.toContain("postgres");
});

it("takes credentials from the Authorization header only", async () => {
  for (const headers of [
    { Cookie: "token=all" },
    { "X-Api-Key": "all" },
    { "Proxy-Authorization": "Bearer all" },
  ]) {
    expect(
      (await app.request("/admin/schema?token=all&access_token=all", { headers }, env)).status,
    ).toBe(401);
  }
});

it("answers on public paths without a token, even where none is configured", async () => {
  const answers: Record<string, number> = {
    "/": 302,
    "/healthz": 200,
    "/readyz": 503,
    "/problems/not_found": 200,
    "/problems/nonsense": 404,
    "/docs/nothing.js": 404,
  };
  for (const [path, status] of Object.entries(answers))
    expect([path, (await app.request(path, {}, {})).status]).toEqual([path, status]);
});

it.each([
  ["/admin/status", "GET, HEAD, OPTIONS"],
  ["/admin/migrate", "POST, OPTIONS"],
  ["/healthz", "GET, HEAD, OPTIONS"],
  ["/", "GET, HEAD, OPTIONS"],
])("OPTIONS %s lists the methods, and so does 405", async (path, allowed) => {
  const headers = { Authorization: "Bearer all" };
  const options = await app.request(path, { method: "OPTIONS", headers }, env);
  expect([options.status, await options.text()]).toEqual([204, ""]);
  expect(options.headers.get("Allow")).toBe(allowed);
  const put = await app.request(path, { method: "PUT", headers }, env);
  expect(put.status).toBe(405);
  expect(put.headers.get("Allow")).toBe(allowed);
});
