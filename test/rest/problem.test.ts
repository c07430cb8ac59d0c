// Problem documents: the table of codes, and that each code has one status wherever it is thrown.

import { expect, test } from "vitest";
import { Problem, problemCodes, problemKind, problemResponse } from "../../src/rest/problem.ts";

test.for(Object.entries(problemCodes))("code %s", ([code, { status, title, description }]) => {
  expect(code).toMatch(/^[a-z][a-z_]+$/);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(status).toBeLessThan(600);
  expect(title).not.toMatch(/\.$/);
  expect(description).toMatch(/^[A-Z`].*[.]$/);
  expect(problemKind(code)).toEqual({ status, title, description });
});

test.for(["toString", "__proto__", "nothing", ""])("%s is no code", (code) => {
  expect(problemKind(code)).toBeUndefined();
});

test("a document has every member of RFC 9457, its own members, and not more errors than can be read", async () => {
  const errors = Array.from({ length: 101 }, (_, index) => ({
    pointer: `#/${index}`,
    code: "x",
    detail: "y",
  }));
  const problem = new Problem(409, "stale_plan", "The plan is old.", {
    errors,
    members: { plan: 1, status: 200 },
    headers: { "Retry-After": "1" },
  });
  const response = problemResponse(problem, { instance: "/admin/migrate", requestId: "r" });
  expect(response.status).toBe(409);
  expect(response.headers.get("Content-Type")).toBe("application/problem+json");
  expect(response.headers.get("Retry-After")).toBe("1");
  expect(await response.json()).toEqual({
    type: "/problems/stale_plan",
    title: "Plan is stale",
    status: 409,
    detail: "The plan is old.",
    instance: "/admin/migrate",
    code: "stale_plan",
    request_id: "r",
    errors: errors.slice(0, 100),
    errors_truncated: true,
    plan: 1,
  });
});

test("a code with another status does not compile", () => {
  // @ts-expect-error: stale_plan is a 409
  expect(new Problem(404, "stale_plan", "").code).toBe("stale_plan");
});
