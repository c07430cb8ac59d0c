// What a document says in a slot that only shows its inverse is kept where it is held, or refused: never lost.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { documentServer, type DocumentServer } from "./document-server.ts";

const SCHEMA = `id: https://example.org/staff
name: staff
imports: [linkml:types]
default_range: string
classes:
  Register:
    tree_root: true
    attributes:
      firms: {range: Firm, multivalued: true, inlined_as_list: true}
      people: {range: Person, multivalued: true, inlined_as_list: true}
  Firm:
    attributes:
      id: {identifier: true}
      staff: {range: Person, multivalued: true, inlined: true, inlined_as_list: true, inverse: employer}
      alumni: {range: Person, multivalued: true}
  Person:
    attributes:
      id: {identifier: true}
      employer: {range: Firm}
      former: {range: Firm, multivalued: true, inverse: alumni}
`;

let server: DocumentServer;
beforeAll(async () => {
  server = await documentServer(SCHEMA);
});
afterAll(() => server?.close());
beforeEach(() => server.clear());

async function post(body: unknown): Promise<{ status: number; body: unknown }> {
  const response = await server.post("/api/registers", body);
  return { status: response.status, body: await response.json() };
}

async function person(id: string): Promise<unknown> {
  return (await server.get(`/api/persons/${id}`)).json();
}

test("rows that are nested in the side that is shown get the key that they hold", async () => {
  const document = { firms: [{ id: "f", staff: [{ id: "p" }, { id: "q", employer: "f" }] }] };
  expect(await post(document)).toMatchObject({ status: 200 });
  expect(await person("p")).toMatchObject({ employer: "f" });
  expect(await person("q")).toMatchObject({ employer: "f" });
  expect(await (await server.get("/api/firms/f")).json()).toMatchObject({
    staff: [{ id: "p" }, { id: "q" }],
  });
});

test("lists on both sides are one", async () => {
  const document = {
    firms: [{ id: "f" }, { id: "g" }],
    people: [{ id: "p", former: ["f", "g"] }],
  };
  expect(await post(document)).toMatchObject({ status: 200 });
  const [f, shown] = [await (await server.get("/api/firms/f")).json(), await person("p")];
  expect([f, shown]).toMatchObject([{ alumni: ["p"] }, { former: ["f", "g"] }]);
});

test.for([
  [
    "the row says otherwise",
    "#/firms/0/staff",
    { firms: [{ id: "f", staff: [{ id: "p", employer: "g" }] }, { id: "g" }] },
  ],
  ["the row is not in the document", "#/people/0/former", { people: [{ id: "p", former: ["f"] }] }],
] as const)("refused where %s", async ([, pointer, document]) => {
  expect(await post(document)).toMatchObject({
    status: 422,
    body: { errors: [{ pointer, code: "inverse_mismatch" }] },
  });
});
