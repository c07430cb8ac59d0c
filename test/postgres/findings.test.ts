// What the corpus is searched for would be found.

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { cutNames, indexFindings } from "./findings.ts";

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createDatabase();
});
afterAll(() => opened.drop());
beforeEach(() => opened.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public"));

const table = "CREATE TABLE t (a int CONSTRAINT p PRIMARY KEY, b int NOT NULL, c int)";

test.each([
  ["a part of the primary key", "CREATE INDEX i ON t (a)", "i is a part of p"],
  [
    "a part of another index",
    "CREATE INDEX i ON t (b); CREATE INDEX j ON t (b, c)",
    "i is a part of j",
  ],
  ["a second unique key", "ALTER TABLE t ADD CONSTRAINT q UNIQUE (a)", "q is a part of p"],
  [
    "a key without an index",
    "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES t",
    "t.f has no index",
  ],
])("%s", async (_, sql, finding) => {
  await opened.query(`${table}; ${sql}`);
  expect(await indexFindings(opened)).toEqual([finding]);
});

test.each([
  ["another direction", "CREATE INDEX i ON t (b); CREATE INDEX j ON t (b DESC, c)"],
  ["another order", "CREATE INDEX i ON t (b, c); CREATE INDEX j ON t (c)"],
  ["a unique part of another index", "CREATE UNIQUE INDEX i ON t (b); CREATE INDEX j ON t (b, c)"],
  ["a part of the rows", "CREATE INDEX i ON t (b) WHERE c > 1; CREATE INDEX j ON t (b, c)"],
  [
    "a key with an index",
    "CREATE INDEX i ON t (c, b); ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES t",
  ],
])("all is well: %s", async (_, sql) => {
  await opened.query(`${table}; ${sql}`);
  expect(await indexFindings(opened)).toEqual([]);
});

test("names that Postgres cuts", async () => {
  const names = await cutNames(opened, `CREATE TABLE "${"x".repeat(64)}" (); CREATE TABLE y ()`);
  expect(names).toHaveLength(1);
});
