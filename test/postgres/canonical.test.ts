// Postgres is asked for the wording of many tables at once, which must be what it says of each, and whose an expression is that it refuses.
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { canonicalize } from "../../src/postgres/wording/canonical.ts";
import type { Session } from "../../src/postgres/session.ts";
import { check, column, database, index, table } from "../migration/build.ts";
import { randomDatabase } from "../migration/random/random.ts";
import { sessionOf } from "../migration/run.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";

const RUNS = FULL ? 200 : 15;

let opened: TestDatabase;
let session: Session;
let asked = 0;
beforeAll(async () => {
  opened = await createDatabase();
  const inner = sessionOf(opened);
  session = {
    query: (...call) => inner.query(...call),
    transaction(...call) {
      asked++;
      return inner.transaction(...call);
    },
  };
});
afterAll(() => opened.drop());

test(`many tables, and each alone, seed ${SEED}`, { timeout: 30_000 + RUNS * 2_000 }, async () => {
  console.info(`test/postgres/canonical: TEST_SEED=${SEED}, ${RUNS} databases`);
  await fc.assert(
    fc.asyncProperty(randomDatabase, async (wanted) => {
      const together = await canonicalize(session, wanted, undefined);
      expect(together.refused).toEqual([]);
      for (const [place, alone] of wanted.tables.entries()) {
        const { database: worded } = await canonicalize(session, database(alone), undefined);
        expect(together.database.tables[place]).toEqual(worded.tables[0]);
      }
    }),
    { seed: SEED, numRuns: RUNS },
  );
});

test("a thousand tables of like columns: one round trip", async () => {
  const tables = Array.from({ length: 1_000 }, (_, number) =>
    table(
      `T${number}`,
      column("n", "int", { default: "1+1" }),
      column("code", "varchar(10)"),
      check(`T${number}_check`, `n<${number % 50}`, "n"),
    ),
  );
  asked = 0;
  const { database: worded } = await canonicalize(session, database(...tables), undefined);
  expect(asked).toBe(1);
  expect(worded.tables[123]).toMatchObject({
    name: "T123",
    columns: [
      { name: "id" },
      { name: "n", type: "integer", default: { sql: "1+1", canonical: "(1 + 1)" } },
      { name: "code", type: "character varying(10)" },
    ],
    constraints: [{ name: "T123_pkey" }, { expression: { sql: "n<23", canonical: "(n < 23)" } }],
  });
});

test("what is refused is said of the table that has it, and the others are worded", async () => {
  const { database: worded, refused } = await canonicalize(
    session,
    database(
      table("Good", column("n", "bigint"), check("Good_check", "n>0", "n")),
      table("Bad", column("n", "bigint"), check("Bad_check", "n > 'x'::date", "n")),
      table("Worse", column("n", "bigint"), index("Worse_n", ["n"], { where: "nothing = 1" })),
    ),
    undefined,
  );
  expect(refused).toEqual([
    { table: "Bad", object: "Bad.Bad_check", sqlstate: "22007" },
    { table: "Worse", object: "Worse.Worse_n", sqlstate: "42703" },
  ]);
  expect(worded.tables[0]).toMatchObject({
    constraints: [{}, { expression: { canonical: "(n > 0)" } }],
  });
});
