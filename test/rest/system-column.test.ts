// Each table of Postgres has columns of its own, `xmin` for one, which is also where the version of a row comes from. A slot may have such a name.

import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { joined } from "../../src/text/pieces.ts";
import { openPglite, type TestDatabase } from "../support/postgres.ts";
import { compiledApp } from "./compiled-app.ts";

const SCHEMA = `id: https://example.org/boxes
name: boxes
imports: ["linkml:types"]
default_range: integer
classes:
  Box:
    unique_keys: {corner: {unique_key_slots: [xmin, ymin]}}
    attributes:
      cmin: {identifier: true}
      xmin: {required: true, minimum_value: 0, annotations: {sql.index: true}}
      ymin: {required: true}
      ctid: {range: Box}
      xmax: {equals_expression: "{xmin} + 10"}
`;

let database: TestDatabase;
beforeAll(async () => {
  database = await openPglite();
});
afterAll(() => database?.drop());

test("slots with the names of system columns are written, read and filtered", async () => {
  const { compiled } = compile({ root: "schema.yaml", files: { "schema.yaml": SCHEMA } });
  await database.query(joined(schemaSql(compiled!.database)));
  const app = compiledApp(compiled!, database);
  const send = (path: string, method: string, value: object, headers = {}) => {
    const init = { method, body: JSON.stringify(value) };
    return app.request(
      path,
      { ...init, headers: { "Content-Type": "application/json", ...headers } },
      {},
    );
  };
  const box = { cmin: 1, xmin: 5, ymin: 0, ctid: 1 };
  const created = await send("/api/boxes", "POST", box);
  expect(created.status).toBe(201);
  expect(await created.json()).toEqual({ ...box, xmax: 15 });
  expect((await send("/api/boxes", "POST", { ...box, cmin: 2 })).status).toBe(409);
  const versions = { "If-Match": created.headers.get("ETag") ?? "" };
  const changed = await send("/api/boxes/1", "PATCH", { xmin: 6 }, versions);
  expect(await changed.json()).toEqual({ ...box, xmin: 6, xmax: 16 });
  expect((await send("/api/boxes/1", "PATCH", { xmin: 7 }, versions)).status).toBe(412);
  const list = await app.request("/api/boxes?xmin=6&sort=-xmax", {}, {});
  expect(await list.json()).toMatchObject({ items: [{ cmin: 1 }] });
});
