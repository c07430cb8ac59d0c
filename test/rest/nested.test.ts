// Rows of other tables that stand in a row where the schema says `inlined`: nested once in answers, named by id or nested once in bodies.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { documentServer, type DocumentServer } from "../instances/document-server.ts";
import { expectAnswered, sendingTo, type RequestCase } from "./requests.ts";

const SCHEMA = `id: https://example.org/nested
name: nested
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
classes:
  Person:
    attributes:
      id: {identifier: true}
      name: {}
      home: {range: Address, inlined: true}
      boss: {range: Person, inlined: true}
      pets: {range: Pet, multivalued: true, inlined_as_list: true}
      skills: {range: Skill, multivalued: true, inlined: true}
      tools: {range: Tool, multivalued: true, inlined: true}
      firm: {range: Firm}
      thing: {range: Thing, inlined: true}
      country: {range: Country, inlined: true}
  Address:
    attributes:
      id: {identifier: true, range: integer}
      city: {required: true}
      street: {}
      state: {ifabsent: string(new)}
      made_at: {range: datetime, readonly: set by the server, annotations: {sql.default: now()}}
      neighbours: {range: Address, multivalued: true}
      people: {range: Person, multivalued: true, inverse: home}
      previous: {range: Address, inlined: true}
  Pet:
    abstract: true
    attributes:
      id: {identifier: true}
      kind: {designates_type: true, required: true}
      keepers: {range: Person, multivalued: true}
  Cat: {is_a: Pet, attributes: {lives: {range: integer, maximum_value: 9}}}
  Dog: {is_a: Pet, attributes: {tricks: {multivalued: true}}}
  Skill:
    attributes:
      name: {identifier: true}
      level: {range: integer}
  Tool:
    attributes:
      name: {identifier: true}
      made: {range: date}
      owner: {range: Firm}
  Firm:
    attributes:
      id: {identifier: true}
      staff: {range: Person, multivalued: true, inlined_as_list: true, inverse: firm}
  Thing:
    attributes:
      id: {identifier: true}
  Car:
    is_a: Thing
    attributes:
      wheels: {range: integer}
  Country:
    annotations: {openapi.operations: "list,read"}
    attributes:
      id: {identifier: true}
`;

const cases: readonly RequestCase[] = [
  {
    name: "a new row in a new row",
    requests: [["POST", "/persons", { id: "p", home: { id: 1, city: "Rome" } }]],
    status: 201,
    answer: {
      id: "p",
      home: {
        id: 1,
        city: "Rome",
        street: null,
        state: "new",
        neighbours: [],
        people: ["p"],
        previous: null,
      },
    },
  },
  {
    name: "it is a row like any other",
    requests: [
      ["POST", "/persons", { id: "p", home: { id: 1, city: "Rome" } }],
      ["GET", "/addresses/1"],
    ],
    status: 200,
    answer: { id: 1, city: "Rome", people: ["p"] },
  },
  {
    name: "a row by its id",
    requests: [
      ["POST", "/addresses", { id: 1, city: "Rome" }],
      ["POST", "/persons", { id: "p", home: 1 }],
    ],
    status: 201,
    answer: { home: { id: 1, city: "Rome", people: ["p"] } },
  },
  {
    name: "one that is there is replaced, but for what the server fills in",
    requests: [
      ["POST", "/addresses", { id: 1, city: "Rome", street: "Via", state: "old", neighbours: [1] }],
      ["POST", "/persons", { id: "p", home: { id: 1, city: "Roma" } }],
      ["GET", "/addresses/1"],
    ],
    status: 200,
    answer: { id: 1, city: "Roma", street: null, state: "old", neighbours: [] },
  },
  {
    name: "what is nested refers to others, also to the row around it",
    requests: [
      ["POST", "/addresses", { id: 2, city: "Ostia" }],
      [
        "POST",
        "/persons",
        {
          id: "p",
          home: { id: 1, city: "Rome", neighbours: [2, 1], previous: 2 },
          pets: [{ id: "c", kind: "Cat", keepers: ["p"] }],
        },
      ],
    ],
    status: 201,
    answer: {
      home: { neighbours: [2, 1], previous: 2 },
      pets: [{ id: "c", kind: "Cat", lives: null, keepers: ["p"] }],
    },
  },
  {
    name: "rows of several classes, some by id, in their order",
    requests: [
      ["POST", "/dogs", { id: "d", kind: "Dog", tricks: ["sit"] }],
      [
        "POST",
        "/persons",
        { id: "p", pets: [{ id: "c", kind: "Cat", lives: 7 }, "d", { id: "e", kind: "Dog" }] },
      ],
      ["GET", "/persons"],
    ],
    status: 200,
    answer: {
      items: [
        {
          pets: [
            { id: "c", kind: "Cat", lives: 7, keepers: [] },
            { id: "d", kind: "Dog", tricks: ["sit"] },
            { id: "e", kind: "Dog", tricks: null },
          ],
        },
      ],
    },
  },
  {
    name: "a dictionary, in its forms",
    requests: [
      [
        "POST",
        "/persons",
        { id: "p", skills: { ski: 3, fly: { level: 1 }, nap: null }, tools: { axe: {} } },
      ],
    ],
    status: 201,
    answer: {
      skills: { ski: { level: 3 }, fly: { level: 1 }, nap: { level: null } },
      tools: { axe: { made: null, owner: null } },
    },
  },
  {
    name: "a list of ids where answers have a dictionary",
    requests: [
      ["POST", "/skills", { name: "ski", level: 3 }],
      ["POST", "/persons", { id: "p", skills: ["ski", { name: "fly" }] }],
    ],
    status: 201,
    answer: { skills: { ski: { level: 3 }, fly: { level: null } } },
  },
  {
    name: "a patch of a dictionary adds to it and takes out what is null, which stays a row",
    requests: [
      ["POST", "/persons", { id: "p", skills: { ski: 3, fly: 1, nap: 2 } }],
      ["PATCH", "/persons/p", { skills: { fly: null, nap: { level: 9 }, dig: 4 } }],
      ["GET", "/persons/p"],
    ],
    status: 200,
    answer: { skills: { ski: { level: 3 }, nap: { level: 9 }, dig: { level: 4 } } },
  },
  {
    name: "what is taken out is not deleted",
    requests: [
      ["POST", "/persons", { id: "p", skills: { fly: 1 }, home: { id: 1, city: "Rome" } }],
      ["PATCH", "/persons/p", { skills: { fly: null }, home: null }],
      ["GET", "/skills/fly"],
    ],
    status: 200,
    answer: { name: "fly", level: 1 },
  },
  {
    name: "a patch with a row, a list and ids",
    requests: [
      ["POST", "/persons", { id: "p", home: { id: 1, city: "Rome", street: "Via" } }],
      [
        "PATCH",
        "/persons/p",
        { home: { id: 1, city: "Roma" }, pets: [{ id: "c", kind: "Cat" }], boss: { id: "b" } },
      ],
    ],
    status: 200,
    answer: {
      home: { id: 1, city: "Roma", street: null, people: ["p"] },
      pets: [{ id: "c" }],
      boss: { id: "b", boss: null, pets: [] },
    },
  },
  {
    name: "a patch of a row that is not there writes nothing",
    requests: [
      ["PATCH?", "/persons/p", { home: { id: 1, city: "Rome" }, pets: [{ id: "c", kind: "Cat" }] }],
      ["GET", "/addresses"],
    ],
    status: 200,
    answer: { items: [] },
  },
  {
    name: "a row in itself",
    requests: [["POST", "/persons", { id: "p", boss: { id: "p", name: "I" } }]],
    status: 422,
    answer: { errors: [{ pointer: "#/boss", code: "identifier_repeated" }] },
  },
  {
    name: "a row that names itself",
    requests: [["POST", "/persons", { id: "p", name: "I", boss: "p" }]],
    status: 201,
    answer: { boss: { id: "p", name: "I", boss: "p" } },
  },
  {
    name: "two objects with one id",
    requests: [
      [
        "POST",
        "/persons",
        { id: "p", home: { id: 1, city: "Rome", previous: null }, boss: { id: "b", home: 1 } },
      ],
      [
        "PATCH",
        "/persons/p",
        { pets: [{ id: "c", kind: "Cat" }], tools: { axe: { made: "2026-01-02" } } },
      ],
    ],
    status: 200,
    answer: { boss: { home: 1 }, tools: { axe: { made: "2026-01-02" } } },
  },
  {
    name: "what is wrong in a nested row, by its place",
    requests: [
      [
        "POST",
        "/persons",
        {
          id: "p",
          home: { id: 1, street: "Via" },
          pets: [{ id: "c", kind: "Cat", lives: 10 }],
          tools: { axe: { made: "soon" } },
        },
      ],
    ],
    status: 422,
    answer: {
      errors: [
        { pointer: "#/home/city", code: "required" },
        { pointer: "#/pets/0/lives", code: "too_big" },
        { pointer: "#/tools/axe/made" },
      ],
    },
  },
  {
    name: "what only the server sets, in a nested row",
    requests: [
      [
        "POST",
        "/persons",
        { id: "p", home: { id: 1, city: "Rome", made_at: "2026-01-02T03:04:05Z" } },
      ],
    ],
    status: 422,
    answer: { errors: [{ pointer: "#/home/made_at", code: "read_only" }] },
  },
  {
    name: "rows are nested once",
    requests: [
      [
        "POST",
        "/persons",
        { id: "p", home: { id: 1, city: "Rome", previous: { id: 2, city: "X" } } },
      ],
    ],
    status: 422,
    answer: { errors: [{ pointer: "#/home/previous" }] },
  },
  {
    name: "a nested row refers to nothing",
    requests: [["POST", "/persons", { id: "p", tools: { axe: { owner: "nobody" } } }]],
    status: 422,
    answer: { code: "reference_not_found", errors: [{ pointer: "#/tools/axe/owner" }] },
  },
  {
    name: "an id of no row",
    requests: [["POST", "/persons", { id: "p", pets: ["nobody"] }]],
    status: 422,
    answer: { code: "reference_not_found", errors: [{ pointer: "#/pets" }] },
  },
  {
    name: "rows of a class that is only read are named by id",
    requests: [["POST", "/persons", { id: "p", country: { id: "it" } }]],
    status: 422,
    answer: { errors: [{ pointer: "#/country" }] },
  },
  {
    name: "the side of an inverse that is shown nests, too",
    requests: [
      ["POST", "/firms", { id: "f" }],
      ["POST", "/persons", { id: "p", firm: "f", home: { id: 1, city: "Rome" } }],
      ["GET", "/firms/f"],
    ],
    status: 200,
    answer: { staff: [{ id: "p", firm: "f", home: 1, skills: [] }] },
  },
  {
    name: "rows of a class with subclasses say which they are",
    requests: [["POST", "/persons", { id: "p", thing: { id: "c", type: "Car", wheels: 4 } }]],
    status: 201,
    answer: { thing: { type: "Car", id: "c", wheels: 4 } },
  },
  {
    name: "a body may leave it out: the members tell",
    requests: [
      ["POST", "/persons", { id: "p", thing: { id: "c", wheels: 4 }, boss: { id: "b" } }],
      ["PATCH", "/persons/b", { thing: { id: "t" } }],
      ["GET", "/persons?sort=-id"],
    ],
    status: 200,
    answer: {
      items: [
        { thing: { type: "Car", id: "c", wheels: 4 } },
        { id: "b", thing: { type: "Thing", id: "t" } },
      ],
    },
  },
  {
    name: "a class that a row is not of",
    requests: [["POST", "/persons", { id: "p", thing: { id: "c", type: "Thing", wheels: 4 } }]],
    status: 422,
    answer: { errors: [{ pointer: "#/thing/wheels" }] },
  },
  {
    name: "an id that no URL leads to",
    requests: [["POST", "/persons", { id: "p", boss: { id: ".." } }]],
    status: 422,
    answer: { errors: [{ pointer: "#/boss", code: "unreachable_identifier" }] },
  },
];

let server: DocumentServer;
beforeAll(async () => {
  server = await documentServer(SCHEMA);
});
afterAll(() => server.close());
beforeEach(() => server.clear());

const send = sendingTo((path, init) => server.send(path, init));

test.for(cases)("$name", (one) => expectAnswered(send, one));

test("rows that nothing else could stand for do not say what they are", async () => {
  await send(["POST", "/persons", { id: "p", boss: { id: "b" } }]);
  const row = (await (await send(["GET", "/persons/p"])).json()) as { readonly boss: object };
  expect("type" in row || "type" in row.boss).toBe(false);
});

test("the version of a row is that of all it shows", async () => {
  const created = await send(["POST", "/persons", { id: "p", home: { id: 1, city: "Rome" } }]);
  const etag = created.headers.get("ETag")!;
  const read = await send(["GET", "/persons/p"], { "If-None-Match": etag });
  expect(read.status).toBe(304);
  await send(["PATCH", "/addresses/1", { city: "Roma" }]);
  expect((await send(["GET", "/persons/p"], { "If-None-Match": etag })).status).toBe(200);
  const stale = { "If-Match": etag };
  const change = { home: { id: 1, city: "Ostia" }, boss: { id: "b" } };
  expect((await send(["PATCH", "/persons/p", change], stale)).status).toBe(412);
  expect((await send(["DELETE", "/persons/p"], stale)).status).toBe(412);
  const items = async (path: string) => (await (await send(["GET", path])).json()) as object;
  expect(await items("/persons")).toMatchObject({ items: [{ id: "p" }] });
  expect(await items("/addresses")).toMatchObject({ items: [{ city: "Roma" }] });
  const now = (await send(["GET", "/persons/p"])).headers.get("ETag")!;
  const changed = await send(["PATCH", "/persons/p", change], { "If-Match": now });
  expect(changed.status).toBe(200);
  const again = await send(["GET", "/persons/p"], {
    "If-None-Match": changed.headers.get("ETag")!,
  });
  expect(again.status).toBe(304);
});
