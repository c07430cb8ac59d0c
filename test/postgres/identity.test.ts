// Identity tables at work: whatever plain SQL does to the tables that feed one, it holds their keys, and references hold.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { quoteIdentifier } from "../../src/sql/quote.ts";
import { joined } from "../../src/text/pieces.ts";
import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";

const SCHEMA = `id: https://example.org/identity
name: identity
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
classes:
  Agent:
    abstract: true
    attributes:
      id: {identifier: true}
      email: {}
      friend: {range: Agent}
    unique_keys: {by_email: {unique_key_slots: [email], consider_nulls_inequal: true}}
  Person: {is_a: Agent}
  "Ro\\"bot's":
    is_a: Agent
  Task:
    attributes:
      id: {identifier: true}
      doer: {range: Agent}
      helpers: {range: Agent, multivalued: true}
`;

interface Case {
  readonly name: string;
  readonly sql: string;
  /** What the identity table holds afterwards: key and type. */
  readonly identities?: readonly string[];
  /** SQLSTATE and constraint instead. */
  readonly refused?: readonly [sqlstate: string, constraint: string];
}

const P = `INSERT INTO "Person" (id, email) VALUES ('p1', 'a@x'), ('p2', NULL);`;
const R = `INSERT INTO "Ro""bot's" (id) VALUES ('r1');`;

const cases: readonly Case[] = [
  { name: "rows are inserted", sql: P + R, identities: ["p1 Person", "p2 Person", `r1 Ro"bot's`] },
  {
    name: "a sibling has the key",
    sql: `${P} INSERT INTO "Ro""bot's" (id) VALUES ('p1')`,
    refused: ["23505", "Agent_identity_pkey"],
  },
  {
    name: "an upsert ends as an update, on the key",
    sql: `${P} INSERT INTO "Person" (id, email) VALUES ('p1', 'b@x'), ('p3', 'c@x') ON CONFLICT (id) DO UPDATE SET email = excluded.email`,
    identities: ["p1 Person", "p2 Person", "p3 Person"],
  },
  {
    name: "an upsert ends as an update, on another unique key, or as nothing",
    sql: `${P} INSERT INTO "Person" (id, email) VALUES ('p8', 'a@x') ON CONFLICT (email) DO UPDATE SET friend = 'p2';
      INSERT INTO "Person" (id, email) VALUES ('p9', 'a@x') ON CONFLICT DO NOTHING`,
    identities: ["p1 Person", "p2 Person"],
  },
  {
    name: "rows refer to each other",
    sql: `INSERT INTO "Person" (id, friend) VALUES ('p1', 'r1'); INSERT INTO "Ro""bot's" (id, friend) VALUES ('r1', 'p1')`,
    identities: ["p1 Person", `r1 Ro"bot's`],
  },
  {
    name: "the target comes after what refers to it, in one statement",
    sql: `WITH t AS (INSERT INTO "Task" (id, doer) VALUES ('t', 'p1') RETURNING 1) INSERT INTO "Person" (id) SELECT 'p1' FROM t`,
    identities: ["p1 Person"],
  },
  {
    name: "there is no target",
    sql: `INSERT INTO "Task" (id, doer) VALUES ('t', 'nobody')`,
    refused: ["23503", "Task_doer_fkey"],
  },
  {
    name: "there is no target of a join row",
    sql: `INSERT INTO "Task" (id) VALUES ('t'); INSERT INTO "Task_helpers" VALUES ('t', 'nobody', 0)`,
    refused: ["23503", "Task_helpers_helpers_id_fkey"],
  },
  {
    name: "a key changes, and references with it",
    sql: `${P} INSERT INTO "Task" (id, doer) VALUES ('t', 'p1'); UPDATE "Person" SET id = 'p7' WHERE id = 'p1';
      DO $$ BEGIN ASSERT (SELECT doer FROM "Task") = 'p7'; END $$`,
    identities: ["p2 Person", "p7 Person"],
  },
  {
    name: "a key is set to what it was",
    sql: `${P} UPDATE "Person" SET id = id`,
    identities: ["p1 Person", "p2 Person"],
  },
  {
    name: "a key changes to that of a sibling",
    sql: `${P}${R} UPDATE "Person" SET id = 'r1' WHERE id = 'p1'`,
    refused: ["23505", "Agent_identity_pkey"],
  },
  {
    name: "rows are deleted",
    sql: `${P} DELETE FROM "Person" WHERE id = 'p1'`,
    identities: ["p2 Person"],
  },
  {
    name: "a row is deleted that another refers to",
    sql: `${P} INSERT INTO "Task" (id, doer) VALUES ('t', 'p1'); DELETE FROM "Person" WHERE id = 'p1'`,
    refused: ["23503", "Task_doer_fkey"],
  },
  {
    name: "a row is deleted and comes back in another table",
    sql: `${P} INSERT INTO "Task" (id, doer) VALUES ('t', 'p1'); DELETE FROM "Person" WHERE id = 'p1'; INSERT INTO "Ro""bot's" (id) VALUES ('p1')`,
    identities: [`p1 Ro"bot's`, "p2 Person"],
  },
  {
    name: "a table is truncated",
    sql: `${P}${R} COMMIT; BEGIN; TRUNCATE "Person"`,
    identities: [`r1 Ro"bot's`],
  },
  {
    name: "a table is truncated that others refer to",
    sql: `${P} INSERT INTO "Task" (id, doer) VALUES ('t', 'p1'); COMMIT; BEGIN; TRUNCATE "Person"`,
    identities: ["p1 Person", "p2 Person"],
    refused: ["23503", "Task_doer_fkey"],
  },
  {
    name: "someone has another search_path, and functions of the same names in it",
    sql: `CREATE SCHEMA evil; CREATE FUNCTION evil.format(text, text) RETURNS text LANGUAGE sql AS 'SELECT ''nonsense''';
      SET LOCAL search_path = evil, pg_catalog, public; ${P}`,
    identities: ["p1 Person", "p2 Person"],
  },
  {
    name: "an identity is deleted by hand",
    sql: `${P} DELETE FROM "Agent_identity"`,
    refused: ["23503", "Person_id_Agent_identity_fkey"],
  },
];

describe.each([
  ["real Postgres", createDatabase],
  ["PGlite", openPglite],
])("on %s", (_, open) => {
  let opened: TestDatabase;
  const { compiled, diagnostics } = compile({
    root: "schema.yaml",
    files: { "schema.yaml": SCHEMA },
  });

  beforeAll(async () => {
    opened = await open();
    expect(diagnostics).toEqual([]);
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await opened.query("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    await opened.query(joined(schemaSql(compiled!.database)));
  });

  test.each(cases)("$name", async ({ sql, identities, refused }) => {
    const run = opened.query(`BEGIN; ${sql}; COMMIT`);
    if (refused !== undefined) {
      const error: unknown = await run.catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: refused[0], constraint: refused[1] });
      await opened.query("ROLLBACK");
    } else await run;
    const rows = await opened.query('SELECT id, type FROM public."Agent_identity" ORDER BY id');
    expect(rows.map(({ id, type }) => `${id} ${type}`)).toEqual(identities ?? []);
  });

  test("in a namespace of another name", async () => {
    const namespace = 'an "other" one';
    const database = { ...compiled!.database, namespace };
    const quoted = quoteIdentifier(namespace);
    await opened.query(`DROP SCHEMA IF EXISTS ${quoted} CASCADE`);
    await opened.query(joined(schemaSql(database)));
    await opened.query(`INSERT INTO ${quoted}."Person" (id) VALUES ('p1')`);
    const rows = await opened.query(`SELECT id, type FROM ${quoted}."Agent_identity"`);
    expect(rows).toEqual([{ id: "p1", type: "Person" }]);
    expect(await opened.query('SELECT id FROM public."Agent_identity"')).toEqual([]);
  });
});
