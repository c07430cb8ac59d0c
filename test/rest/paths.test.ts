// The path of a class is the plural of its name. Letters of other scripts than ASCII's are part of it, percent-encoded as in any URL.

import type { Hono } from "hono";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import type { RestEnv } from "../../src/rest/app.ts";
import { joined } from "../../src/text/pieces.ts";
import { artifactTexts } from "../support/artifacts.ts";
import { openPglite, type TestDatabase } from "../support/postgres.ts";
import { compiledApp } from "./compiled-app.ts";

/** Class → the path that a person would type. */
const paths = {
  OrderItem: "/api/order-items",
  "order box 2": "/api/order-box-2s",
  "Foo!": "/api/foo-s",
  Series: "/api/series",
  日本: "/api/日本",
  é: "/api/és",
  // As a letter and an accent, which look the same.
  "Cafe\u0301": "/api/cafés",
  "Große Straße": "/api/große-straßes",
  ΓράμμαΔέλτα: "/api/γράμμα-δέλτα",
  "🙂": "/api/🙂",
  "—": "/api/s",
};

const SCHEMA = `id: https://example.org/paths
name: paths
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
classes:
  Named: {attributes: {id: {identifier: true}}, annotations: {openapi.path: straße/名}}
${Object.keys(paths)
  .map((name) => `  ${JSON.stringify(name)}: {attributes: {id: {identifier: true}}}\n`)
  .join("")}`;

const { compiled } = compile({ root: "schema.yaml", files: { "schema.yaml": SCHEMA } });
let app: Hono<RestEnv>;
let database: TestDatabase;

beforeAll(async () => {
  database = await openPglite();
  await database.query(joined(schemaSql(compiled!.database)));
  app = compiledApp(compiled!, database);
});
afterAll(() => database?.drop());

test.each([...Object.entries(paths), ["Named", "/api/straße/名"]])(
  "%s at %s",
  async (name, path) => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ id: name });
    const created = await app.request(encodeURI(path), { method: "POST", headers, body }, {});
    expect(created.status).toBe(201);
    const location = created.headers.get("Location");
    expect(location).toBe(`${encodeURI(path)}/${encodeURIComponent(name)}`);
    const row = await app.request(location!, {}, {});
    expect(await row.json()).toEqual({ id: name });
    // A client may write the path as it is, and its escapes in small letters.
    const lower = encodeURI(path).replaceAll(/%../g, (escape) => escape.toLowerCase());
    for (const spelling of [path, lower]) {
      const list = await app.request(spelling, {}, {});
      expect(await list.json()).toMatchObject({ items: [{ id: name }] });
    }
  },
);

test("the API document has the paths as in a URL", () => {
  const text = artifactTexts(compiled!).find(({ path }) => path === "openapi.json")!.text;
  const documented = Object.keys((JSON.parse(text) as { paths: object }).paths);
  expect(documented).toEqual(expect.arrayContaining(Object.values(paths).map(encodeURI)));
});
