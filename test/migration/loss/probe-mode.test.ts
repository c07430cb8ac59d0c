// How rows are counted before anything is applied: all of them, some of large tables, or none; and that nothing rests on what was not.
import { afterAll, beforeAll, expect, test } from "vitest";

import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import type { Session } from "../../../src/postgres/session.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { check, column, database, required, table } from "../build.ts";
import { apply, outcome, plan, request, sessionOf } from "../run.ts";

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
  await apply(session, before);
  await opened.query(
    `INSERT INTO public."Large" (id, n, pad) SELECT i, CASE WHEN i % 2 = 0 THEN i END, repeat('x', 500) FROM generate_series(1, 40000) i;
    INSERT INTO public."Small" (id, n) VALUES (1, NULL), (2, 5)`,
  );
});
afterAll(() => opened.drop());

const before = database(
  table("Large", column("n", "bigint"), column("pad", "text")),
  table("Small", column("n", "bigint")),
);
const after = database(
  table("Large", required("n", "bigint"), column("pad", "text")),
  table("Small", required("n", "bigint")),
);

const blockers = async (probe: "exact" | "estimate" | "none") =>
  (await plan(session, after, { probe })).blockers.map(({ code, count }) => [code, count]);

test("exact", async () => {
  expect(await blockers("exact")).toEqual([
    ["rows_violate_not_null", 20_000],
    ["rows_violate_not_null", 1],
  ]);
});

test("an estimate looks at small tables as a whole, and at a part of large ones", async () => {
  expect(await blockers("estimate")).toEqual([
    ["not_counted", undefined],
    ["rows_violate_not_null", 1],
  ]);
  const [large] = (await plan(session, after, { probe: "estimate" })).blockers;
  const [, found] = /: about (\d+) rows, judging by [\d.]+ % of the rows\.$/.exec(large!.message)!;
  expect(Number(found)).toBeGreaterThan(15_000);
  expect(Number(found)).toBeLessThan(25_000);
});

test("none", async () => {
  expect(await blockers("none")).toEqual([
    ["not_counted", undefined],
    ["not_counted", undefined],
  ]);
});

test("the hash does not depend on it", async () => {
  const plans = await Promise.all(
    (["exact", "estimate", "none"] as const).map((probe) => plan(session, after, { probe })),
  );
  expect(new Set(plans.map(({ plan_hash }) => plan_hash)).size).toBe(1);
});

test("what was not counted is not applied, though nothing would be in the way", async () => {
  const easy = database(
    table("Large", column("n", "bigint"), column("pad", "text"), check("Large_n", "n > 0", "n")),
    table("Small", column("n", "bigint")),
  );
  for (const probe of ["none", "estimate"] as const) {
    const { plan_hash: planHash, blockers: found } = await plan(session, easy, { probe });
    expect(found.map(({ code }) => code)).toEqual(["not_counted"]);
    expect(outcome(await migrate(session, request(easy, { planHash, probe })))).toBe("blocked");
  }
  expect(outcome(await apply(session, easy))).toBe("applied");
});

test("a plan that does not depend on rows is applied uncounted", async () => {
  const more = database(...after.tables, table("New", required("x", "text")));
  await opened.query(`UPDATE public."Large" SET n = 1 WHERE n IS NULL; DELETE FROM public."Small"`);
  await apply(session, after);
  expect(outcome(await migrate(session, request(more, { probe: "none" })))).toBe("applied");
});
