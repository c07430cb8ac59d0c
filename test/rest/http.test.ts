// What a text file of requests cannot say: bodies without a length or in broken bytes, headers of every answer, a database that fails.

import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { neonSession } from "../../src/postgres/neon.ts";
import { DatabaseError, type Session } from "../../src/postgres/session.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { longName } from "./fixture.ts";
import { startServer, type TestServer } from "./server.ts";

let database: TestDatabase;
let session: Session;
let server: TestServer;

beforeAll(async () => {
  database = await createDatabase();
  session = neonSession(database.databaseUrl, { endpoint: database.neonEndpoint });
  server = await startServer(session);
});
afterAll(() => database?.drop());
beforeEach(() => server.clear());

function post(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const init = {
    method: "POST",
    body,
    headers: { "Content-Type": "application/json", ...headers },
    duplex: "half",
  };
  return server.fetch("/api/persons", init);
}

test.for([
  ["a kilobyte under the limit", 1023, 201],
  ["over the limit", 1025, 413],
] as const)("a body %s", async ([, kilobytes, status]) => {
  const text = JSON.stringify({ name: "x", a_slot: "" }).replace(
    '"a_slot":""',
    `"${longName}":"${"y".repeat((kilobytes - 1) * 1024)}"`,
  );
  const answer = await post(text);
  expect(answer.status).toBe(status);
  const chunks = new Blob([text]).stream();
  expect((await post(chunks, { "X-Form": "chunked" })).status).toBe(status === 201 ? 409 : 413);
});

test("bytes that are not UTF-8 are refused", async () => {
  const answer = await post(new Uint8Array([0x7b, 0x22, 0x6e, 0xff, 0x22, 0x7d]));
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    code: "malformed_json",
    detail: "The body is not valid UTF-8.",
  });
});

test.for([
  ["kept", "trace-1_A", "trace-1_A"],
  ["replaced where it is too long", "x".repeat(65), /^[\da-f-]{36}$/],
  ["replaced where it could be read as something else", "a b", /^[\da-f-]{36}$/],
] as const)("a request id is %s", async ([, given, expected]) => {
  for (const path of ["/api/persons", "/nowhere", "/api/persons/x"]) {
    const answer = await server.fetch(path, { headers: { "X-Request-Id": given } });
    expect(answer.headers.get("X-Request-Id")).toMatch(expected);
    const body = await answer.json<{ request_id?: string }>();
    if (!answer.ok) expect(body.request_id).toBe(answer.headers.get("X-Request-Id"));
  }
});

test.for(["/api/persons", "/api/persons/9", "/nowhere", "/api/persons?x=1"])(
  "headers of %s",
  async (path) => {
    const { headers } = await server.fetch(path);
    expect(headers.get("Content-Security-Policy")).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  },
);

test("HEAD has the headers of GET and no body", async () => {
  await post('{"name":"Ada"}');
  const [get, head] = await Promise.all([
    server.fetch("/api/persons/1"),
    server.fetch("/api/persons/1", { method: "HEAD" }),
  ]);
  expect(head.status).toBe(200);
  expect(await head.text()).toBe("");
  expect(head.headers.get("ETag")).toBe(get.headers.get("ETag"));
});

test("a name with __proto__ changes no prototype", async () => {
  const answer = await post(
    '{"name":"Ada","__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
  );
  expect(answer.status).toBe(422);
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});

test("of many changes with the same ETag exactly one wins", async () => {
  const etag = (await post('{"name":"Ada"}')).headers.get("ETag") ?? "";
  const patch = (index: number) =>
    server.fetch("/api/persons/1", {
      method: "PATCH",
      headers: { "If-Match": etag, "Content-Type": "application/json" },
      body: `{"name":"Ada ${index}"}`,
    });
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => patch(index)));
  const statuses = answers.map(({ status }) => status).toSorted((one, other) => one - other);
  expect(statuses).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
});

test("a text too long for its index is refused, and said to be", async () => {
  // Random, or Postgres would compress it.
  const name = Array.from({ length: 250 }, () => crypto.randomUUID()).join("");
  const answer = await post(JSON.stringify({ name }));
  expect(answer.status).toBe(422);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({ code: "value_out_of_range" });
  expect(text).toContain("too long");
  expect(text).not.toContain(name.slice(0, 36));
});

test.for([
  [499, 200],
  [500, 422],
] as const)("a patch of an object and %d others inside it", async ([inside, status]) => {
  const thing = { id: "a", label: "A", anything: { m0: { kept: true } } };
  await send("POST", "/api/things", thing);
  const members = Array.from({ length: inside }, (_, index) => [`m${index}`, { x: index }]);
  const anything = Object.fromEntries(members) as Record<string, object>;
  const answer = await send("PATCH", "/api/things/a", { anything });
  expect(answer.status).toBe(status);
  const stored = await (await server.fetch("/api/things/a")).json<typeof thing>();
  const merged = { ...anything, m0: { kept: true, x: 0 } };
  expect(stored.anything).toEqual(status === 200 ? merged : thing.anything);
});

function send(method: string, path: string, body: object): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  return server.fetch(path, { method, headers, body: JSON.stringify(body) });
}

const secret = "postgres://app:hunter2@db.example.org/main row (42, secret) select * from";
const postgresError = (sqlstate: string) =>
  new DatabaseError("postgres", secret, { sqlstate, message: secret, detail: secret });

test.for([
  ["unavailable", new DatabaseError("unavailable", secret), 503, "database_unavailable", 1],
  ["timeout", new DatabaseError("timeout", secret), 504, "database_timeout", 1],
  ["too large", new DatabaseError("too_large", secret), 413, "response_too_large", 1],
  ["statement timeout", postgresError("57014"), 504, "database_timeout", 1],
  ["server shutting down", postgresError("57P01"), 503, "database_unavailable", 1],
  ["too many connections", postgresError("53300"), 503, "database_unavailable", 1],
  ["wrong password", postgresError("28P01"), 503, "database_unavailable", 1],
  ["no rights", postgresError("42501"), 503, "database_permission", 1],
  ["column missing", postgresError("42703"), 503, "schema_mismatch", 1],
  ["serialization failure, twice", postgresError("40001"), 503, "serialization_failure", 2],
  ["deadlock, twice", postgresError("40P01"), 503, "serialization_failure", 2],
  ["an error nobody knows", postgresError("XX000"), 500, "internal", 1],
  ["an error of ours", new TypeError(secret), 500, "internal", 1],
] as const)("database trouble: %s", async ([, error, status, code, calls]) => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const broken = await startServer(failing(error, Infinity));
  const answer = await broken.fetch("/api/persons");
  const text = await answer.text();
  expect(answer.status).toBe(status);
  expect(JSON.parse(text)).toMatchObject({ code, status });
  expect(answer.headers.has("Retry-After")).toBe(
    status === 503 && !["database_permission", "schema_mismatch"].includes(code),
  );
  expect(broken.statements).toHaveLength(calls);
  const logged = log.mock.calls.flat().join("\n");
  log.mockRestore();
  expect(text).not.toMatch(/hunter2|secret|example\.org|select|\bat .*:\d+/);
  expect(logged).not.toMatch(/hunter2|example\.org/);
  expect(logged !== "", "only what is unforeseen is logged").toBe(code === "internal");
});

test("a statement that collided once is sent again", async () => {
  const shaky = await startServer(failing(postgresError("40001"), 1));
  expect((await shaky.fetch("/api/persons")).status).toBe(200);
  expect(shaky.statements).toHaveLength(2);
});

/** The real session, but its first `times` queries on rows fail; setting up goes through. */
function failing(error: Error, times: number): Session {
  let failures = 0;
  return {
    async query(statement, options) {
      if (statement.text.startsWith("create schema")) return [];
      if (failures++ < times) throw error;
      return session.query(statement, options);
    },
    async transaction() {
      return [];
    },
  };
}
