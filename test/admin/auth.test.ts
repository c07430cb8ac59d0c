import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  actorWith,
  identify,
  isPublicPath,
  localDevToken,
  type Scope,
} from "../../src/admin/auth.ts";
import type { Env } from "../../src/env.ts";
import { Problem } from "../../src/rest/problem.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const digest = (token: string) => createHash("sha256").update(token).digest("hex");
const secret = (token: string, scopes: readonly string[], more: object = {}) =>
  JSON.stringify({ sha256: digest(token), scopes, ...more });

function refusal(run: () => unknown): Problem {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("it was let in");
}

afterEach(() => vi.restoreAllMocks());

describe("a token", () => {
  const env: Env = {
    AUTH_TOKEN_CI: secret("ci-token", ["admin:read", "admin:write"]),
    AUTH_TOKEN_READER: secret("reader-token", ["data:read"], { expires: "2026-11-22T12:00:01Z" }),
    AUTH_TOKEN_OLD: secret("old-token", ["admin:read"], { expires: "2026-11-22T11:59:59Z" }),
  };

  it.each([
    ["Bearer ci-token", "ci", ["admin:read", "admin:write"]],
    ["bearer   ci-token", "ci", ["admin:read", "admin:write"]],
    ["Bearer reader-token", "reader", ["data:read"]],
  ])("is known: %s", (header, id, scopes) => {
    expect(identify(env, header, now)).toEqual({ id, scopes });
  });

  it.each([
    undefined,
    "",
    "Bearer",
    "Bearer ",
    "Bearer wrong",
    "Bearer ci-token x",
    "Basic ci-token",
    "ci-token",
    "Bearer ci-toke",
    "Bearer CI-TOKEN",
    "Bearer old-token",
    `Bearer ${digest("ci-token")}`,
  ])("is refused with 401: %s", (header) => {
    const problem = refusal(() => identify(env, header, now));
    expect(problem).toMatchObject({ status: 401, code: "unauthorized" });
    expect(problem.headers["WWW-Authenticate"]).toMatch(/^Bearer realm=/);
  });

  it("expires while the Worker runs", () => {
    expect(identify(env, "Bearer reader-token", now).id).toBe("reader");
    expect(refusal(() => identify(env, "Bearer reader-token", now + 1000)).status).toBe(401);
  });

  it("does only what its scopes say", () => {
    const actor = identify(env, "Bearer ci-token", now);
    expect(actorWith("admin:write", actor)).toBe(actor);
    const problem = refusal(() => actorWith("admin:reset", actor));
    expect(problem).toMatchObject({ status: 403, code: "insufficient_scope" });
    expect(problem.headers["WWW-Authenticate"]).toContain('scope="admin:reset"');
    expect(refusal(() => actorWith("data:read", undefined)).status).toBe(401);
  });
});

describe("a secret that cannot be read", () => {
  const sha256 = digest("ci-token");
  it.each([
    ["no JSON", `{sha256: ${sha256}}`],
    ["empty", ""],
    ["a list", JSON.stringify([{ sha256, scopes: ["admin:read"] }])],
    ["null", "null"],
    ["no digest", JSON.stringify({ scopes: ["admin:read"] })],
    ["a short digest", JSON.stringify({ sha256: sha256.slice(1), scopes: ["admin:read"] })],
    ["the token itself", JSON.stringify({ sha256: "ci-token", scopes: ["admin:read"] })],
    ["no scopes", JSON.stringify({ sha256 })],
    ["scopes as text", JSON.stringify({ sha256, scopes: "admin:read" })],
    ["an unknown scope", JSON.stringify({ sha256, scopes: ["admin:read", "admin:everything"] })],
    ["a bad expiry", JSON.stringify({ sha256, scopes: ["admin:read"], expires: "never" })],
    ["an empty expiry", JSON.stringify({ sha256, scopes: ["admin:read"], expires: "" })],
    ["a null expiry", JSON.stringify({ sha256, scopes: ["admin:read"], expires: null })],
  ])("opens nothing: %s", (_, value) => {
    const warn = vi.spyOn(console, "warn").mockReturnValue();
    const env: Env = { AUTH_TOKEN_CI: value };
    for (const attempt of [1, 2]) {
      const problem = refusal(() => identify(env, "Bearer ci-token", now + attempt));
      expect(problem).toMatchObject({ status: 503, code: "auth_not_configured" });
    }
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls.join()).toContain("AUTH_TOKEN_CI");
    expect(warn.mock.calls.join()).not.toContain(sha256);
  });

  it("does not shut the others out", () => {
    vi.spyOn(console, "warn").mockReturnValue();
    const env: Env = { AUTH_TOKEN_BAD: "{", AUTH_TOKEN_CI: secret("ci-token", []) };
    expect(identify(env, "Bearer ci-token", now)).toEqual({ id: "ci", scopes: [] });
  });
});

describe("the well-known development token", () => {
  const AUTH_TOKEN_LOCAL = secret(localDevToken, ["admin:read"] satisfies Scope[]);

  it.each(["http://127.0.0.1:5488/sql", "http://localhost:5488/sql", "http://[::1]:5488/sql"])(
    "counts while the database is at %s",
    (NEON_HTTP_ENDPOINT) => {
      expect(
        identify({ AUTH_TOKEN_LOCAL, NEON_HTTP_ENDPOINT }, `Bearer ${localDevToken}`, now).id,
      ).toBe("local");
    },
  );

  it.each([
    undefined,
    "",
    "nonsense",
    "https://api.eu-central-1.aws.neon.tech/sql",
    "http://localhost.example.com/sql",
    "http://127.0.0.1.example.com/sql",
    "http://localhost@example.com/sql",
  ])("opens nothing while it is at %s", (endpoint) => {
    vi.spyOn(console, "warn").mockReturnValue();
    const env: Env = {
      AUTH_TOKEN_LOCAL,
      ...(endpoint !== undefined && { NEON_HTTP_ENDPOINT: endpoint }),
    };
    expect(refusal(() => identify(env, `Bearer ${localDevToken}`, now)).code).toBe(
      "auth_not_configured",
    );
  });
});

describe("public paths", () => {
  it.each([
    "/",
    "/docs",
    "/docs/",
    "/docs/swagger-ui.css",
    "/console",
    "/openapi.json",
    "/openapi-admin.json",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/problems/not_found",
  ])("%s", (path) => {
    expect(isPublicPath(path)).toBe(true);
  });
  it.each([
    "/admin",
    "/admin/status",
    "//admin/status",
    "/ADMIN/status",
    "/api/users",
    "/docsx",
    "/docs.json",
    "/healthz/",
    "/healthz/x",
    "/openapi.json/x",
    "/problems/a/b",
    "//",
    "",
  ])("but not %j", (path) => {
    expect(isPublicPath(path)).toBe(false);
  });
});
