// Rows without a value in a slot that becomes required: they get one only when that is allowed, with their number.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import type { Database } from "../../src/relational/database.ts";
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import type { Session } from "../../src/postgres/session.ts";
import { databaseHash } from "../../src/relational/database-hash.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { column, database, filled, required, table } from "./build.ts";
import { apply, clear, outcome, plan, request, sessionOf } from "./run.ts";

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
});
afterAll(() => opened.drop());

const before = database(table("Person", column("email", "text"), column("handle", "text")));
const after = database(
  table(
    "Person",
    column("email", "text"),
    filled(required("handle", "text"), `lower("email")`, "email"),
  ),
);

const rows = (): Promise<unknown> =>
  opened.query(`SELECT id, email, handle FROM public."Person" ORDER BY id`);

beforeEach(async () => {
  await clear(opened);
  expect(outcome(await apply(session, before))).toBe("applied");
  await opened.query(
    `INSERT INTO public."Person" (id, email, handle) VALUES ('a', 'ADA', NULL), ('b', 'BOB', 'bob'), ('c', 'CY', NULL)`,
  );
});

test("is allowed with the number of rows, and done", async () => {
  const planned = await plan(session, after);
  expect(planned.steps.map(({ kind, phase }) => [kind, phase])).toEqual([
    ["fill_column", "contract"],
    ["set_not_null", "contract"],
  ]);
  expect(planned.steps[0]?.hazards).toEqual([
    {
      code: "backfill",
      message: "2 rows without a value for Person.handle get one.",
      allow: "backfill:Person.handle#2",
      count: 2,
      sample_keys: ["a", "c"],
    },
  ]);
  expect(outcome(await migrate(session, request(after, { planHash: planned.plan_hash })))).toBe(
    "hazard_not_allowed",
  );
  expect(outcome(await apply(session, after))).toBe("applied");
  expect(await rows()).toEqual([
    { id: "a", email: "ADA", handle: "ada" },
    { id: "b", email: "BOB", handle: "bob" },
    { id: "c", email: "CY", handle: "cy" },
  ]);
  expect((await plan(session, after)).steps).toEqual([]);
});

test("one row more than was allowed is in the way", async () => {
  const { plan_hash: planHash } = await plan(session, after);
  const was = await rows();
  const allow = ["backfill:Person.handle#1"];
  expect(outcome(await migrate(session, request(after, { planHash, allow })))).toBe(
    "hazard_not_allowed",
  );
  expect(await rows()).toEqual(was);
});

test("without rows to fill nothing is asked", async () => {
  await opened.query(`UPDATE public."Person" SET handle = 'x' WHERE handle IS NULL`);
  const planned = await plan(session, after);
  expect(planned.steps.flatMap(({ hazards }) => hazards)).toEqual([]);
  expect(outcome(await migrate(session, request(after)))).toBe("applied");
});

test("a row for which it gives nothing is in the way, and nothing is filled", async () => {
  await opened.query(`UPDATE public."Person" SET email = NULL WHERE id = 'c'`);
  const planned = await plan(session, after);
  expect(planned.steps[0]?.hazards.map(({ allow }) => allow)).toEqual(["backfill:Person.handle#1"]);
  expect(
    planned.blockers.map(({ code, count, sample_keys }) => [code, count, sample_keys]),
  ).toEqual([["rows_violate_not_null", 1, ["c"]]]);
  const was = await rows();
  expect(outcome(await apply(session, after))).toBe("rows_violate");
  expect(await rows()).toEqual(was);
});

test("a backfill that is added to a slot that stays optional does nothing", async () => {
  const optional: Database = database(
    table(
      "Person",
      column("email", "text"),
      filled(column("handle", "text"), `lower("email")`, "email"),
    ),
  );
  expect((await plan(session, optional)).steps).toEqual([]);
});

test("a backfill that cannot be computed for a row is in the way", async () => {
  const number = database(
    table(
      "Person",
      column("email", "text"),
      column("handle", "text"),
      filled(required("age", "bigint"), `("email")::bigint`, "email"),
    ),
  );
  const planned = await plan(session, number);
  expect(planned.blockers.map(({ code }) => code)).toEqual(["probe_failed"]);
  expect(outcome(await apply(session, number))).toBe("blocked");
});

test("a large table is filled by slices, from a column that is retired with it", async () => {
  await opened.query(
    `INSERT INTO public."Person" (id, email) SELECT 'p' || i, 'E' || i FROM generate_series(1, 5000) i`,
  );
  const split = database(
    table(
      "Person",
      column("handle", "text"),
      filled(required("contact", "text"), `lower("email")`, "email"),
      filled(column("initial", "text"), `left("contact", 1)`, "contact"),
    ),
  );
  const more = { onlineAboveBytes: 0 };
  const planned = await plan(session, split, more);
  expect(planned.steps.filter(({ kind }) => kind === "fill_column")).toHaveLength(2);
  expect(outcome(await apply(session, split, more))).toBe("applied");
  expect((await plan(session, split, more)).steps).toEqual([]);
  const query = `SELECT count(*)::text AS rows, count(*) FILTER (WHERE contact LIKE 'e%' AND initial = 'e')::text AS filled FROM public."Person"`;
  expect(await opened.query(query)).toEqual([{ rows: "5003", filled: "5000" }]);
});

test("what the database holds does not depend on it", () => {
  const plain = database(table("Person", column("email", "text"), required("handle", "text")));
  expect(databaseHash(after)).toBe(databaseHash(plain));
});
