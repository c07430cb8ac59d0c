// Every change that the other tests make is taken back: the definitions and all rows are then as they were, to the letter.
import { afterAll, beforeAll, expect, test } from "vitest";

import type { Database } from "../../../src/relational/database.ts";
import { quoteLiteral } from "../../../src/sql/quote.ts";
import { pick } from "../../support/pick.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { FULL, SEED } from "../../support/seed.ts";
import { column, database, table } from "../build.ts";
import { cases } from "../cases.ts";
import { narrowCases } from "../loss/loss-cases.ts";
import { contents } from "../people.ts";
import { renameCases } from "../rename/rename-cases.ts";
import { apply, clear, outcome, plan, rollBack, sessionOf, status } from "../run.ts";

interface Case {
  readonly name: string;
  readonly before: Database;
  readonly rows: string;
  readonly after: Database;
  readonly answers?: Readonly<Record<string, string>>;
}

const narrowed = narrowCases.map(({ name, from, to, more, values }): Case => {
  const person = (type: string): Database =>
    database(table("Person", { ...column("v", type), ...more }));
  const list = values.map((value, row) => {
    const text = value === null ? "NULL" : quoteLiteral(value);
    return `('${String.fromCharCode(97 + row)}', ${text})`;
  });
  const rows = `INSERT INTO "Person" VALUES ${list.join(", ")}`;
  return { name: `${name}: ${from} to ${to}`, before: person(from), rows, after: person(to) };
});

const all: readonly Case[] = [
  ...cases.flatMap(({ blockers, before, rows, ...rest }) =>
    blockers === undefined && before.tables.length > 0
      ? [{ ...rest, before, rows: rows ?? "SELECT" }]
      : [],
  ),
  ...renameCases,
  ...narrowed,
];

const chosen = FULL ? all : pick(all, 6, SEED);

let opened: TestDatabase;
beforeAll(async () => {
  console.info(
    `test/migration/there-and-back: TEST_SEED=${SEED}, ${chosen.length} of ${all.length}`,
  );
  opened = await createDatabase();
});
afterAll(() => opened.drop());

test.each(chosen)("$name", async ({ before, rows, after, answers = {} }) => {
  await clear(opened);
  const session = sessionOf(opened);
  expect(outcome(await apply(session, before))).toBe("applied");
  await opened.query(rows);
  const values = await contents(opened, before);
  const forward = await apply(session, after, { answers });
  expect(outcome(forward)).toBe("applied");
  expect(outcome(await rollBack(session, "2"))).toBe("applied");
  expect(await contents(opened, before)).toEqual(values);
  expect((await plan(session, before)).steps).toEqual([]);
  expect(await status(session, before)).toMatchObject({ in_sync: true, drift: false });
});
