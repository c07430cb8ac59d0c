// Classes whose rows are those of several tables: a class with subclasses, and abstract ones that references name.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { documentServer, type DocumentServer } from "../instances/document-server.ts";
import { expectAnswered, sendingTo, type ApiRequest, type RequestCase } from "./requests.ts";

const SCHEMA = `id: https://example.org/variants
name: variants
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
classes:
  Agent:
    abstract: true
    attributes:
      id: {identifier: true}
      name: {}
      since: {range: date}
  Person: {is_a: Agent, attributes: {home: {range: Place, inlined: true}}}
  Robot: {is_a: Agent, attributes: {model: {}}}
  Alone:
    abstract: true
    attributes:
      id: {identifier: true}
  Hermit: {is_a: Alone}
  Place:
    attributes:
      id: {identifier: true}
      rank: {range: integer}
      owner: {range: Agent}
  Town:
    is_a: Place
    attributes:
      people: {range: integer}
  Port:
    is_a: Town
    attributes:
      type: {}
      row: {range: integer}
  Vehicle:
    attributes:
      id: {identifier: true, range: integer}
      kind: {designates_type: true, required: true}
  Van: {is_a: Vehicle}
`;

const places: readonly ApiRequest[] = [
  ["POST", "/places", { id: "a", rank: 3 }],
  ["POST", "/towns", { id: "b", rank: 1, people: 10 }],
  ["POST", "/ports", { id: "c", rank: 2, type: "big", row: 7 }],
  ["POST", "/towns", { id: "d" }],
];

const cases: readonly RequestCase[] = [
  {
    name: "a list has the rows of subclasses, whole, and says what they are",
    requests: [...places, ["GET", "/places"]],
    status: 200,
    answer: {
      items: [
        { type: "Place", id: "a", rank: 3, owner: null },
        { type: "Town", id: "b", rank: 1, owner: null, people: 10 },
        { row_type: "Port", id: "c", rank: 2, owner: null, people: null, type: "big", row: 7 },
        { type: "Town", id: "d", rank: null, owner: null, people: null },
      ],
      next_cursor: null,
    },
  },
  {
    name: "of a subclass, those of its own subclasses",
    requests: [...places, ["GET", "/towns?sort=-id&people[is_null]=true"]],
    status: 200,
    answer: { items: [{ id: "d" }, { id: "c" }], next_cursor: null },
  },
  {
    name: "filtered and sorted across classes",
    requests: [...places, ["GET", "/places?rank[gte]=2&sort=rank"]],
    status: 200,
    answer: { items: [{ id: "c" }, { id: "a" }] },
  },
  {
    name: "what only a subclass has is no filter of the class",
    requests: [["GET", "/places?people=10"]],
    status: 400,
    answer: { code: "unknown_parameter" },
  },
  {
    name: "a row of a subclass",
    requests: [...places, ["GET", "/places/c"]],
    status: 200,
    answer: { row_type: "Port", id: "c", type: "big" },
  },
  {
    name: "a row of nothing",
    requests: [...places, ["GET", "/places/z"]],
    status: 404,
  },
  {
    name: "a row of a subclass is changed where it is served",
    requests: [...places, ["PATCH", "/places/c", { rank: 5 }]],
    status: 404,
    answer: {
      detail: "The row with this id is a Port: change or delete it where those are served.",
    },
  },
  {
    name: "a row of a subclass is deleted where it is served",
    requests: [...places, ["DELETE", "/places/c"]],
    status: 404,
    answer: { detail: expect.stringContaining("is a Port") as string },
  },
  {
    name: "rows of the class itself are changed as ever",
    requests: [...places, ["PATCH", "/places/a", { rank: 5 }]],
    status: 200,
    answer: { type: "Place", id: "a", rank: 5 },
  },
  {
    name: "the rows of an abstract class that a reference names",
    requests: [
      ["POST", "/persons", { id: "p", name: "Ada", home: { type: "Town", id: "h", people: 1 } }],
      ["POST", "/robots", { id: "r", model: "x", since: "2026-01-02" }],
      ["GET", "/agents"],
    ],
    status: 200,
    answer: {
      items: [
        { type: "Person", id: "p", name: "Ada", home: { type: "Town", id: "h", people: 1 } },
        { type: "Robot", id: "r", model: "x" },
      ],
    },
  },
  {
    name: "one of them, by the type of a column that all have",
    requests: [
      ["POST", "/robots", { id: "r", since: "2026-01-02" }],
      ["GET", "/agents?since[gt]=2026-01-01&sort=-since"],
    ],
    status: 200,
    answer: { items: [{ type: "Robot" }] },
  },
  {
    name: "an abstract class is only read",
    requests: [["POST", "/agents", { id: "a" }]],
    status: 405,
  },
  {
    name: "an abstract class that nothing refers to is not served",
    requests: [["GET", "/alones"]],
    status: 404,
  },
  {
    name: "a designator says it already",
    requests: [
      ["POST", "/vehicles", { id: 1, kind: "Vehicle" }],
      ["POST", "/vans", { id: 2, kind: "Van" }],
      ["GET", "/vehicles"],
    ],
    status: 200,
    answer: {
      items: [
        { id: 1, kind: "Vehicle" },
        { id: 2, kind: "Van" },
      ],
    },
  },
  {
    name: "the class of a row is not for clients to say",
    requests: [["POST", "/towns", { id: "t", type: "Town" }]],
    status: 422,
    answer: { errors: [{ pointer: "#/type", code: "read_only" }] },
  },
];

let server: DocumentServer;
beforeAll(async () => {
  server = await documentServer(SCHEMA);
});
afterAll(() => server.close());
beforeEach(() => server.clear());

const send = sendingTo((path, init) => server.send(path, init));

async function answered(path: string): Promise<Readonly<Record<string, unknown>>> {
  return (await (await send(["GET", path])).json()) as Readonly<Record<string, unknown>>;
}

test.for(cases)("$name", (one) => expectAnswered(send, one));

describe("of several tables", () => {
  beforeEach(async () => {
    for (const request of places) await send(request);
    // Without references to a class nothing keeps its subclasses from having the same key.
    await send(["POST", "/vehicles", { id: 1, kind: "Vehicle" }]);
    await send(["POST", "/vans", { id: 1, kind: "Van" }]);
  });

  test.for([
    "/places?limit=1",
    "/places?limit=1&sort=-rank",
    "/places?limit=3&sort=rank,-id",
    "/vehicles?limit=1",
    "/vehicles?limit=1&sort=-kind",
  ])("%s: page by page comes what one page has", async (path) => {
    const whole = (await answered(path.replace(/limit=\d/, "limit=50")))["items"] as unknown[];
    const seen: unknown[] = [];
    let next: unknown;
    do {
      const cursor: string = typeof next === "string" ? `&cursor=${encodeURIComponent(next)}` : "";
      const page = await answered(`${path}${cursor}`);
      seen.push(...(page["items"] as unknown[]));
      next = page["next_cursor"];
    } while (next !== null && seen.length < 10);
    expect(whole.length).toBeGreaterThan(1);
    expect(seen).toEqual(whole);
  });

  test("a row has one version, wherever it is read", async () => {
    const [here, there] = await Promise.all(
      ["/places/c", "/ports/c"].map((path) => send(["GET", path])),
    );
    expect(here?.headers.get("ETag")).toBe(there?.headers.get("ETag"));
    expect(await here?.text()).toBe(await there?.text());
  });

  test("of two rows with one key, the one of the class itself is read", async () => {
    expect(await answered("/vehicles/1")).toEqual({ id: 1, kind: "Vehicle" });
  });
});
