// What someone does by hand to triggers, their function and identity tables is seen, and mended with the rows kept.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";
import { column, database, reference, table, withIdentity } from "./build.ts";
import { apply, clear, outcome, plan, sessionOf, status } from "./run.ts";

const desired = withIdentity(
  database(
    table("Cat"),
    table("Dog"),
    table(
      "Toy",
      column("owner", "text"),
      reference("Toy_owner_fkey", "owner", "Pet_identity", { onUpdate: "cascade", deferred: true }),
    ),
  ),
  "Pet_identity",
  "text",
  ["Cat", "Dog"],
);

const plain = database(table("Cat"), table("Dog"), table("Toy", column("owner", "text")));

interface Case {
  readonly name: string;
  /** By hand, after rows are there. */
  readonly sql: string;
  readonly steps: readonly string[];
  readonly blockers?: readonly string[];
  /** A row that is not there any more. */
  readonly gone?: string;
  readonly goingTo?: typeof desired;
}

const cases: readonly Case[] = [
  {
    name: "a trigger is dropped, and a row goes without it",
    sql: `DROP TRIGGER "Pet_identity_row" ON "Cat"; DELETE FROM "Cat" WHERE id = 'c9'`,
    gone: "c9",
    steps: ["create_trigger Cat.Pet_identity_row", "fill_identity Cat.Pet_identity"],
  },
  {
    name: "a trigger is disabled",
    sql: `ALTER TABLE "Dog" DISABLE TRIGGER "Pet_identity_truncate"`,
    steps: ["drop_trigger Dog.Pet_identity_truncate", "create_trigger Dog.Pet_identity_truncate"],
  },
  {
    name: "a trigger feeds it under another type",
    sql: `DROP TRIGGER "Pet_identity_row" ON "Dog";
      CREATE TRIGGER "Pet_identity_row" AFTER INSERT OR DELETE OR UPDATE OF id ON "Dog" FOR EACH ROW EXECUTE FUNCTION identity_sync('Pet_identity', 'id', 'a wolf');
      UPDATE "Pet_identity" SET type = 'a wolf' WHERE type = 'a Dog'`,
    steps: [
      "drop_trigger Dog.Pet_identity_row",
      "create_trigger Dog.Pet_identity_row",
      "fill_identity Dog.Pet_identity",
    ],
  },
  {
    name: "the function is another one",
    sql: `CREATE OR REPLACE FUNCTION identity_sync() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    steps: ["replace_routine identity_sync()"],
  },
  {
    name: "the function runs as its owner",
    sql: `ALTER FUNCTION identity_sync() SECURITY DEFINER`,
    steps: ["replace_routine identity_sync()"],
  },
  {
    name: "a key is asked about at once",
    sql: `ALTER TABLE "Toy" ALTER CONSTRAINT "Toy_owner_fkey" NOT DEFERRABLE`,
    steps: ["drop_constraint Toy.Toy_owner_fkey", "add_constraint Toy.Toy_owner_fkey"],
  },
  {
    name: "the identity table is dropped, with the keys that need it",
    sql: `DROP TABLE "Pet_identity" CASCADE`,
    steps: [
      "create_table Pet_identity",
      "fill_identity Cat.Pet_identity",
      "fill_identity Dog.Pet_identity",
      "add_constraint Cat.Cat_id_Pet_identity_fkey",
      "add_constraint Dog.Dog_id_Pet_identity_fkey",
      "add_constraint Toy.Toy_owner_fkey",
    ],
  },
  {
    name: "someone's view is in the way of what is no longer wanted",
    sql: `CREATE VIEW pets AS SELECT * FROM "Pet_identity"`,
    goingTo: plain,
    steps: [
      "drop_constraint Cat.Cat_id_Pet_identity_fkey",
      "drop_constraint Dog.Dog_id_Pet_identity_fkey",
      "drop_constraint Toy.Toy_owner_fkey",
      "drop_trigger Cat.Pet_identity_row",
      "drop_trigger Cat.Pet_identity_truncate",
      "drop_trigger Dog.Pet_identity_row",
      "drop_trigger Dog.Pet_identity_truncate",
      "drop_routine identity_sync()",
      "drop_derived_table Pet_identity",
    ],
    blockers: ["foreign_dependent"],
  },
];

describe.each([
  ["real Postgres", createDatabase],
  ["PGlite", openPglite],
])("on %s", (_, open) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await clear(opened);
  });

  test.each(cases)("$name", async ({ sql, steps, blockers = [], gone, goingTo = desired }) => {
    const session = sessionOf(opened);
    expect(outcome(await apply(session, desired))).toBe("applied");
    await opened.query(
      `INSERT INTO "Cat" VALUES ('c1'), ('c9'); INSERT INTO "Dog" VALUES ('d1'); INSERT INTO "Toy" VALUES ('t', 'd1'), ('u', 'c1')`,
    );
    await opened.query(sql);
    const planned = await plan(session, goingTo);
    expect(planned.steps.map(({ kind, object }) => `${kind} ${object}`)).toEqual(steps);
    expect(planned.blockers.map(({ code }) => code)).toEqual(blockers);
    if (goingTo === desired) {
      expect(await status(session, desired)).toMatchObject({ in_sync: false, drift: true });
    }
    if (blockers.length > 0) return;
    expect(outcome(await apply(session, goingTo))).toBe("applied");
    expect(await status(session, goingTo)).toMatchObject({ in_sync: true, drift: false });
    const kept = [
      { id: "c1", type: "a Cat" },
      { id: "c9", type: "a Cat" },
      { id: "d1", type: "a Dog" },
    ].filter(({ id }) => id !== gone);
    expect(await opened.query('SELECT * FROM "Pet_identity" ORDER BY id')).toEqual(kept);
  });

  test("a function of that name that we have not made is a question", async () => {
    const session = sessionOf(opened);
    await opened.query(
      `CREATE FUNCTION identity_sync() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'`,
    );
    const planned = await plan(session, desired);
    expect(planned.questions).toMatchObject([{ object: "identity_sync()", question: "adopt" }]);
    expect(outcome(await apply(session, desired))).toBe("question_open");
    const answers = { "identity_sync()": "adopt" };
    expect(outcome(await apply(session, desired, { answers }))).toBe("applied");
  });
});
