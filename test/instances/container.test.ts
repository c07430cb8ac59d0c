// A container's document through POST and GET: rows of many classes, written and read whole, by one statement each.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createApp } from "../../src/app.ts";
import { generateSample, tokenSecret } from "../admin/sample.ts";
import { documentServer, type DocumentServer } from "./document-server.ts";

const SCHEMA = `id: https://example.org/zoo
name: zoo
imports: [linkml:types]
default_range: string
classes:
  Zoo:
    tree_root: true
    attributes:
      keepers: {range: Keeper, multivalued: true, inlined: true}
      animals: {range: Animal, multivalued: true, inlined_as_list: true}
      visits: {range: Visit, multivalued: true, inlined_as_list: true}
  Keeper:
    attributes:
      id: {identifier: true}
      name: {required: true}
      boss: {range: Keeper}
      badge: {range: Badge, inlined: true}
      address: {range: Address}
      hired_at: {range: datetime}
      rank: {range: integer, ifabsent: int(1)}
  Badge:
    attributes:
      number: {identifier: true}
      value: {range: decimal}
  Address:
    attributes:
      street: {required: true}
      city: {}
  Animal:
    abstract: true
    attributes:
      id: {identifier: true}
      kind: {designates_type: true, required: true}
      keepers: {range: Keeper, multivalued: true}
      names: {multivalued: true}
  Cat:
    is_a: Animal
    attributes:
      kittens: {range: Cat, multivalued: true, inlined: true, inlined_as_list: true}
  Dog:
    is_a: Animal
    attributes:
      tricks: {multivalued: true}
  Visit:
    attributes:
      day: {range: date, required: true}
      guests: {range: integer}
`;

let server: DocumentServer;
beforeAll(async () => {
  server = await documentServer(SCHEMA);
});
afterAll(() => server?.close());
beforeEach(() => server.clear());

const zoo = {
  keepers: {
    ada: { name: "Ada", boss: "bo", hired_at: "2020-01-02T03:04:05Z", rank: 3 },
    bo: {
      name: "Bo",
      boss: "ada",
      badge: { number: "7", value: 1.5 },
      address: { street: "Main", city: "Berlin" },
      rank: 1,
    },
  },
  animals: [
    { id: "cat", kind: "Cat", keepers: ["bo", "ada"], kittens: [{ id: "kit", kind: "Cat" }] },
    { id: "dog", kind: "Dog", names: [], tricks: ["sit", "roll", "sit"] },
  ],
  visits: [{ day: "2026-11-22", guests: 3 }, { day: "2026-11-23" }],
};

async function exported(): Promise<unknown> {
  const response = await server.get("/api/zoos");
  expect(response.status, await response.clone().text()).toBe(200);
  return response.json();
}

async function posted(body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await server.post("/api/zoos", body);
  return { status: response.status, body: await response.json() };
}

test("an empty database is an empty document, and an empty document writes nothing", async () => {
  expect(await exported()).toEqual({});
  expect(await posted({})).toEqual({ status: 200, body: { inserted: {}, updated: {} } });
  expect(await posted({ animals: [], keepers: null })).toMatchObject({ status: 200 });
  expect(await exported()).toEqual({});
});

test("what goes in comes out, at any depth, in any order of references", async () => {
  expect(await posted(zoo)).toEqual({
    status: 200,
    body: { inserted: { Keeper: 2, Badge: 1, Cat: 2, Dog: 1, Visit: 2 }, updated: {} },
  });
  expect(await exported()).toEqual(zoo);
});

test("the rows are rows like any others", async () => {
  await posted(zoo);
  const cat = await server.get("/api/cats/cat");
  expect(await cat.json()).toMatchObject({ keepers: ["bo", "ada"], kittens: [{ id: "kit" }] });
  expect(await (await server.get("/api/keepers/bo")).json()).toMatchObject({
    badge: { number: "7" },
  });
});

test("an object takes the place of the one with its id, as a whole", async () => {
  await posted(zoo);
  const changed = { animals: [{ id: "cat", kind: "Cat", keepers: ["ada"] }] };
  expect(await posted(changed)).toMatchObject({ body: { inserted: {}, updated: { Cat: 1 } } });
  expect(await exported()).toMatchObject({
    animals: [
      { id: "cat", kind: "Cat", keepers: ["ada"] },
      { id: "kit", kind: "Cat" },
      { id: "dog" },
    ],
  });
  // Those that only the database can tell apart are new each time.
  expect(await posted({ visits: zoo.visits })).toMatchObject({ body: { inserted: { Visit: 2 } } });
});

test("numbers keep their digits", async () => {
  const digits = "12345678901234567890.12345678901234567890";
  await posted(`{"keepers":{"x":{"name":"X","badge":{"number":"1","value":${digits}}}}}`);
  expect(await (await server.get("/api/zoos")).text()).toContain(`"value":${digits}`);
});

test("what the database fills in is in the document that comes out", async () => {
  await posted({ keepers: { x: { name: "X" }, y: { name: "Y", rank: 5 } } });
  expect(await exported()).toEqual({
    keepers: { x: { name: "X", rank: 1 }, y: { name: "Y", rank: 5 } },
  });
});

test("every form of a dictionary is understood", async () => {
  const badge = { number: "1" };
  await posted({ keepers: { x: { id: "x", name: "X", badge } } });
  await posted({ keepers: { y: { name: "Y", badge } } });
  expect(await exported()).toEqual({
    keepers: { x: { name: "X", badge, rank: 1 }, y: { name: "Y", badge, rank: 1 } },
  });
});

describe("refused, and nothing written:", () => {
  test.each([
    [
      "a wrong value deep inside",
      { keepers: { x: { name: "X", badge: { number: 1 } } } },
      422,
      {
        code: "validation_failed",
        errors: [{ pointer: "#/keepers/x/badge/number", code: "invalid_type" }],
      },
    ],
    [
      "an unknown member",
      { keepers: { x: { name: "X" } }, keeprs: {} },
      422,
      {
        errors: [{ pointer: "#/keeprs", code: "unknown_property" }],
      },
    ],
    [
      "one id with two contents",
      {
        animals: [
          { id: "a", kind: "Dog", tricks: ["sit"] },
          { id: "a", kind: "Dog" },
        ],
      },
      422,
      { errors: [{ pointer: "#/animals/1" }] },
    ],
    [
      "a reference to nothing",
      { animals: [{ id: "a", kind: "Dog", keepers: ["nobody"] }] },
      422,
      {
        code: "reference_not_found",
      },
    ],
    ["JSON that is none", "{", 400, { code: "malformed_json" }],
    ["a list", [], 422, { code: "validation_failed" }],
  ])("%s", async (_, body, status, problem) => {
    const answer = await posted(body);
    expect(answer.body).toMatchObject(problem);
    expect(answer.status).toBe(status);
    expect(await exported()).toEqual({});
  });

  test("another method, and a parameter", async () => {
    expect((await server.get("/api/zoos?limit=1")).status).toBe(400);
  });
});

test("hostile names and values are data", async () => {
  const name = `'); drop table "Keeper"; -- \\ "x" $1 \u202e`;
  const document = { keepers: { [name]: { name, rank: 1, address: { street: name } } } };
  await posted(document);
  expect(await exported()).toEqual(document);
});

test("the Worker of the schema serves it, to those who may", async () => {
  const generated = await generateSample({ root: "zoo.yaml", files: { "zoo.yaml": SCHEMA } });
  try {
    const app = createApp(generated.module);
    const env = {
      AUTH_TOKEN_R: tokenSecret("r", ["data:read"]),
      AUTH_TOKEN_W: tokenSecret("w", ["data:read", "data:write"]),
      DATABASE_URL: server.database.databaseUrl,
      NEON_HTTP_ENDPOINT: server.database.neonEndpoint,
    };
    const send = (token: string, method: string, body?: unknown) =>
      app.request(
        "/api/zoos",
        {
          method,
          headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
        env,
      );
    expect((await app.request("/api/zoos", {}, env)).status).toBe(401);
    expect((await send("r", "POST", zoo)).status).toBe(403);
    const imported = await send("w", "POST", zoo);
    expect([imported.status, await imported.json()]).toMatchObject([200, { inserted: { Cat: 2 } }]);
    expect(await (await send("r", "GET")).json()).toEqual(zoo);
    const deleted = await send("w", "DELETE");
    expect([deleted.status, deleted.headers.get("Allow")]).toEqual([
      405,
      "GET, HEAD, POST, OPTIONS",
    ]);
    const wrong = await send("w", "POST", { animals: [{ id: "x", kind: "Dog", name: "Rex" }] });
    expect(await wrong.json()).toMatchObject({
      errors: [{ pointer: "#/animals/0/name", code: "unknown_property" }],
    });
  } finally {
    await generated.remove();
  }
});
