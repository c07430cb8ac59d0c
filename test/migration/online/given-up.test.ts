// A new column that is being filled when its migration is cut off: nobody takes it for somebody else's, whoever goes on leaves nothing of it,
// and what does not fit into it is refused or asked about, never lost.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import { readDrift } from "../../../src/postgres/drift.ts";
import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import { DatabaseError, type Session } from "../../../src/postgres/session.ts";
import type { Database } from "../../../src/relational/database.ts";
import { pick } from "../../support/pick.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { FULL, SEED } from "../../support/seed.ts";
import { column, database, index, required, table } from "../build.ts";
import {
  apply,
  clear,
  databaseName,
  outcome,
  plan,
  request,
  rollBack,
  sessionOf,
  status,
} from "../run.ts";
import { atRequest, beforeEachRequest, counted } from "../sessions.ts";
import { NEW_NAMES } from "./new-names.ts";

const online = { onlineAboveBytes: 0 };
const CUTS = Array.from({ length: 12 }, (_, place) => place + 2);

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
});
afterAll(() => opened.drop());

const people = (type: string, ...more: Parameters<typeof table>[1][]): Database =>
  database(table("Person", required("code", type), index("Person_code", ["code"]), ...more));
const [from, to] = [people("text"), people("bigint")];

beforeEach(async () => {
  await clear(opened);
  await apply(session, from);
  await opened.query(`INSERT INTO "Person" SELECT n, n FROM generate_series(1, 2000) n`);
});

const newNames = async (): Promise<readonly string[]> =>
  (await opened.query(NEW_NAMES)).map(({ name }) => name ?? "");

/** The connection is lost, and does not come back, as soon as so much of what is new is there. */
async function giveUp(isReached: (names: readonly string[]) => boolean): Promise<void> {
  const { plan_hash: planHash } = await plan(session, to, online);
  const lose = async (): Promise<void> => {
    if (isReached(await newNames())) throw new DatabaseError("unavailable", "lost on purpose");
  };
  const lost = migrate(beforeEachRequest(session, lose), request(to, { planHash, ...online }));
  await expect(lost).rejects.toThrow("lost on purpose");
}

const isThere = (names: readonly string[]): boolean => names.includes("_new_2_code");
const isIndexed = (names: readonly string[]): boolean => names.includes("_new_2_Person_code");

/** The rows are there, and nothing is left of what was begun. */
async function expectClean(wanted: Database): Promise<void> {
  expect((await plan(session, wanted)).steps).toEqual([]);
  expect(await status(session, wanted)).toMatchObject({ in_sync: true, unfinished: null });
  expect(await newNames()).toEqual([]);
  const rows = await opened.query(`SELECT count(*) FROM "Person" WHERE id = code::text`);
  expect(rows).toEqual([{ count: "2000" }]);
}

test("it is nobody else's, and no drift, and goes when nobody wants it", async () => {
  await giveUp(isThere);
  expect(await readDrift(session, "public")).toMatchObject({ in_sync: true, foreign: [] });
  expect(await plan(session, from)).toMatchObject({ foreign: [], blockers: [] });
  expect(outcome(await apply(session, from))).toBe("applied");
  await expectClean(from);
});

test.each([
  ["another type", people("numeric")],
  ["the same with more", people("bigint", column("more", "text"))],
])("another schema is applied: %s", async (_, wanted) => {
  await giveUp(isIndexed);
  expect(outcome(await apply(session, wanted, online))).toBe("applied");
  await expectClean(wanted);
});

test("it is taken back", async () => {
  await giveUp(isIndexed);
  const { unfinished } = await status(session, to);
  expect(outcome(await rollBack(session, unfinished?.id ?? ""))).toBe("applied");
  await expectClean(from);
});

test("what is ours is dropped", async () => {
  await giveUp(isIndexed);
  const reset = { what: "owned", confirm: await databaseName(opened) } as const;
  expect(outcome(await apply(session, from, { reset }))).toBe("applied");
  expect(await newNames()).toEqual([]);
});

test("the table goes", async () => {
  await giveUp(isThere);
  expect(outcome(await apply(session, database()))).toBe("applied");
  expect(await newNames()).toEqual([]);
});

test("a value that does not fit comes before the new column: it is asked about", async () => {
  const { plan_hash: planHash } = await plan(session, to, online);
  const counting = counted(session);
  await plan(counting.session, to, online);
  const spoil = () => opened.query(`UPDATE "Person" SET code = 'seven' WHERE id = '7'`);
  const spoiled = atRequest(session, counting.calls(), spoil, "after");
  expect(outcome(await migrate(spoiled, request(to, { planHash, ...online })))).toBe("stale_plan");
  const asked = await plan(session, to, online);
  expect(asked.blockers).toMatchObject([{ code: "rows_violate_not_null", count: 1 }]);
  await opened.query(`UPDATE "Person" SET code = '7' WHERE id = '7'`);
  expect(outcome(await apply(session, to, online))).toBe("applied");
  await expectClean(to);
});

test("a value that does not fit comes after it: who writes it is told", async () => {
  await giveUp(isThere);
  const write = (code: string): Promise<unknown> =>
    opened.query(`UPDATE "Person" SET code = '${code}' WHERE id = '7'`);
  await expect(write("007")).rejects.toMatchObject({ code: "23514" });
  await expect(write("seven")).rejects.toMatchObject({ code: "22P02" });
  expect(outcome(await apply(session, to, online))).toBe("applied");
  await expectClean(to);
});

test("somebody's own trigger would see every row written: the type changes in one go, and the plan says so", async () => {
  await opened.query(
    `CREATE FUNCTION public.touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched BEFORE UPDATE ON "Person" FOR EACH ROW EXECUTE FUNCTION public.touched()`,
  );
  const planned = await plan(session, to, online);
  expect(planned.steps).toContainEqual(
    expect.objectContaining({
      kind: "change_type",
      rewrites_table: true,
      hazards: [expect.objectContaining({ code: "long_rewrite" })],
    }),
  );
  expect((await readCatalog(session, "public")).live.shadows).toBeUndefined();
});

test("a conversion is taken back, cut off anywhere, with rows written since and meanwhile", async () => {
  const text = database(table("Person", required("code", "text"), column("note", "text")));
  const date = database(table("Person", column("code", "date"), column("note", "text")));
  const begin = async (): Promise<void> => {
    await clear(opened);
    await apply(session, text);
    await opened.query(
      `INSERT INTO "Person" (id, code) SELECT n, CASE WHEN n % 3 = 0 THEN 'never' ELSE '2020-2-' || n % 28 + 1 END FROM generate_series(1, 2000) n`,
    );
    expect(outcome(await apply(session, date, online))).toBe("applied");
    await opened.query(`UPDATE "Person" SET code = '2021-01-01' WHERE id IN ('1', '3')`);
  };
  const write = (): Promise<unknown> =>
    opened
      .query(
        `UPDATE "Person" SET code = code + 1, note = coalesce(note, '') || '+' WHERE id IN ('3', '4')`,
      )
      .catch(() => undefined);
  console.info(`test/migration/given-up: TEST_SEED=${SEED}`);
  for (const at of FULL ? CUTS : pick(CUTS, 1, SEED)) {
    await begin();
    let calls = 0;
    const lossy = beforeEachRequest(session, async () => {
      await write();
      if (++calls === at) throw new DatabaseError("unavailable", "lost on purpose");
    });
    await rollBack(lossy, "2", online).catch((error: unknown) => {
      if (!(error instanceof DatabaseError)) throw error;
    });
    expect(["applied", "not_newest"]).toContain(outcome(await rollBack(session, "2", online)));
    expect((await plan(session, text)).steps).toEqual([]);
    expect(await newNames()).toEqual([]);
    const wrong = await opened.query(
      `SELECT id, code FROM "Person" WHERE code IS DISTINCT FROM CASE
        WHEN id = '1' THEN '2021-01-01'
        WHEN id = '3' THEN (date '2021-01-01' + length(note))::text
        WHEN note IS NOT NULL THEN (date '2020-02-05' + length(note))::text
        WHEN id::int % 3 = 0 THEN 'never' ELSE '2020-2-' || id::int % 28 + 1 END`,
    );
    expect([at, wrong]).toEqual([at, []]);
  }
});
