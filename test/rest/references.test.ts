// References that Postgres checks when the transaction ends: through Neon's protocol a statement is one, so the answer is still the same.

import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach, describe, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import type { RestEnv } from "../../src/rest/app.ts";
import { joined } from "../../src/text/pieces.ts";
import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";
import { compiledApp } from "./compiled-app.ts";
import { expectAnswered, sendingTo, type RequestCase } from "./requests.ts";

const SCHEMA = `id: https://example.org/references
name: references
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
classes:
  Agent:
    abstract: true
    attributes:
      id: {identifier: true}
      name: {}
      tasks: {range: Task, multivalued: true, inverse: doer}
      helps: {range: Task, multivalued: true, inverse: helpers}
      notes: {range: Note, multivalued: true, inverse: about, annotations: {sql.owned: true}}
  Note:
    attributes:
      id: {identifier: true}
      about: {range: Agent, required: true}
  Person: {is_a: Agent}
  Robot: {is_a: Agent}
  Place:
    attributes:
      id: {identifier: true}
  Task:
    attributes:
      id: {identifier: true}
      doer: {range: Agent}
      helpers: {range: Agent, multivalued: true}
      about: {any_of: [{range: Place}, {range: Task}]}
      title: {}
      label: {equals_expression: '{id} + ": " + {title}'}
      part_of: {range: Task, inverse: parts}
      parts: {range: Task, multivalued: true}
      after: {range: Task, multivalued: true}
      before: {range: Task, multivalued: true, inverse: after}
      replaces: {range: Task, inverse: replaced_by}
      replaced_by: {range: Task, required: false}
`;

const cases: readonly RequestCase[] = [
  {
    name: "references of all kinds are written and read",
    requests: [
      ["POST", "/persons", { id: "p" }],
      ["POST", "/robots", { id: "r" }],
      ["POST", "/places", { id: "x" }],
      ["POST", "/tasks", { id: "t", doer: "r", helpers: ["p", "r", "p"], about: "x" }],
      ["PATCH", "/tasks/t", { about: "t", helpers: ["r", "p"] }],
      ["GET", "/tasks/t"],
    ],
    status: 200,
    answer: { id: "t", doer: "r", helpers: ["r", "p"], about: "t" },
  },
  {
    name: "a single reference to nothing",
    requests: [["POST", "/tasks", { id: "t", doer: "nobody" }]],
    status: 422,
    answer: { code: "reference_not_found", errors: [{ pointer: "#/doer" }] },
  },
  {
    name: "one of several references to nothing",
    requests: [
      ["POST", "/persons", { id: "p" }],
      ["POST", "/tasks", { id: "t", helpers: ["p", "nobody"] }],
    ],
    status: 422,
    answer: { code: "reference_not_found", errors: [{ pointer: "#/helpers" }] },
  },
  {
    name: "a patch to nothing, in one of several classes",
    requests: [
      ["POST", "/persons", { id: "p" }],
      ["POST", "/tasks", { id: "t" }],
      ["PATCH", "/tasks/t", { about: "p" }],
    ],
    status: 422,
    answer: { code: "reference_not_found", errors: [{ pointer: "#/about" }] },
  },
  {
    name: "a row is deleted that another refers to",
    requests: [
      ["POST", "/robots", { id: "r" }],
      ["POST", "/tasks", { id: "t", helpers: ["r"] }],
      ["DELETE", "/robots/r"],
    ],
    status: 409,
    answer: { code: "still_referenced" },
  },
  {
    name: "a row is deleted that nothing refers to any more",
    requests: [
      ["POST", "/robots", { id: "r" }],
      ["POST", "/tasks", { id: "t", helpers: ["r"], doer: "r" }],
      ["PATCH", "/tasks/t", { helpers: [], doer: null }],
      ["DELETE", "/robots/r"],
    ],
    status: 204,
  },
  {
    name: "inverse slots show what is said on the other side, and expressions what they come to",
    requests: [
      ["POST", "/tasks", { id: "a", title: "Build" }],
      ["POST", "/tasks", { id: "b", part_of: "a", after: ["a"], replaced_by: "a" }],
      ["POST", "/tasks", { id: "c", part_of: "a", after: ["a", "b", "a"] }],
      ["GET", "/tasks/a"],
    ],
    status: 200,
    answer: {
      label: "a: Build",
      part_of: null,
      parts: ["b", "c"],
      after: [],
      before: ["b", "c"],
      replaces: "b",
    },
  },
  {
    name: "rows of several classes show what is said of them",
    requests: [
      ["POST", "/persons", { id: "p" }],
      ["POST", "/robots", { id: "r" }],
      ["POST", "/tasks", { id: "b", doer: "r", helpers: ["p", "r", "r"] }],
      ["POST", "/tasks", { id: "a", doer: "r" }],
      ["POST", "/notes", { id: "n", about: "r" }],
      ["GET", "/robots/r"],
    ],
    status: 200,
    answer: { id: "r", tasks: ["a", "b"], helps: ["b"], notes: ["n"] },
  },
  {
    name: "what a row owns goes with it",
    requests: [
      ["POST", "/robots", { id: "r" }],
      ["POST", "/robots", { id: "s" }],
      ["POST", "/notes", { id: "n", about: "r" }],
      ["POST", "/notes", { id: "o", about: "s" }],
      ["DELETE", "/robots/r"],
      ["GET", "/notes"],
    ],
    status: 200,
    answer: { items: [{ id: "o", about: "s" }] },
  },
  {
    name: "a patch answers with what is computed and shown",
    requests: [
      ["POST", "/tasks", { id: "a" }],
      ["POST", "/tasks", { id: "b", part_of: "a" }],
      ["PATCH", "/tasks/a", { title: "Test" }],
    ],
    status: 200,
    answer: { label: "a: Test", parts: ["b"], before: [], replaces: null },
  },
  {
    name: "an empty patch, although the first column can be computed",
    requests: [
      ["POST", "/tasks", { id: "a" }],
      ["PATCH", "/tasks/a", {}],
    ],
    status: 200,
    answer: { label: null },
  },
  ...(["label", "parts", "before", "replaces"] as const).map((slot) => ({
    name: `what the server fills in is written: ${slot}`,
    requests: [["POST", "/tasks", { id: "a", [slot]: "b" }]] as const,
    status: 422,
    answer: { code: "validation_failed", errors: [{ pointer: `#/${slot}` }] },
  })),
  {
    name: "two rows that one row can show only one of",
    requests: [
      ["POST", "/tasks", { id: "a" }],
      ["POST", "/tasks", { id: "b", replaced_by: "a" }],
      ["POST", "/tasks", { id: "c", replaced_by: "a" }],
    ],
    status: 409,
    answer: { code: "unique_violation", errors: [{ pointer: "#/replaced_by" }] },
  },
  {
    name: "the identifier of a row of another class",
    requests: [
      ["POST", "/persons", { id: "same" }],
      ["POST", "/robots", { id: "same" }],
    ],
    status: 409,
    answer: { code: "unique_violation", errors: [{ pointer: "#/id" }] },
  },
];

const { compiled } = compile({ root: "schema.yaml", files: { "schema.yaml": SCHEMA } });

/** PGlite is what `npm run dev` has. */
describe.each([
  ["real Postgres", createDatabase],
  ["PGlite", openPglite],
])("on %s", (_, open) => {
  let database: TestDatabase;
  let app: Hono<RestEnv>;
  beforeAll(async () => {
    database = await open();
    app = compiledApp(compiled!, database);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    await database.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await database.query(joined(schemaSql(compiled!.database)));
  });

  const send = sendingTo((path, init) => app.request(path, init, {}));

  test.for(cases)("$name", (one) => expectAnswered(send, one));
});
