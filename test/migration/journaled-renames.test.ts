// Renames in plans that go in several transactions: cut off between any two of them, each happens once, there and back; and rows whose
// values are renamed late are counted then. The server is made to look as if it had few locks.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { migrate } from "../../src/postgres/migrate/migrate.ts";
import { rollback } from "../../src/postgres/retired/rollback.ts";
import type { Session } from "../../src/postgres/session.ts";
import type { Column, Database, Table } from "../../src/relational/database.ts";
import { pick } from "../support/pick.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";
import { check, column, database, past, required, table, unique } from "./build.ts";
import {
  allowing,
  apply,
  carryOut,
  clear,
  outcome,
  plan,
  request,
  rollBack,
  rollbackRequest,
  sessionOf,
  status,
} from "./run.ts";
import { cutOff, fewLocks, reason } from "./sessions.ts";

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = fewLocks(sessionOf(opened));
});
afterAll(() => opened.drop());

/** Which request is lost: TEST_FULL=1 tries all, else one is tried, by a seed. */
function places(first: number): readonly number[] {
  if (!FULL) console.info(`test/migration/journaled-renames: TEST_SEED=${SEED}`);
  const all = Array.from({ length: 8 }, (_, place) => first + place);
  return FULL ? all : pick(all.slice(1, 5), 1, SEED);
}

const others = (...columns: readonly Column[]): readonly Table[] =>
  Array.from({ length: 40 }, (_, place) => table(`T${place}`, ...columns));

/** Between the renames and the values there are more steps than one transaction takes. */
const before = database(
  table("A", column("of", "text"), unique("A_of_key", ["of"])),
  table("B", column("of", "text"), unique("B_of_key", ["of"])),
  table(
    "Task",
    required("state", "text"),
    column("tags", "text[]"),
    check("Task_state_check", "state IN ('a', 'b')", "state"),
  ),
  ...others(),
);
const after = database(
  past(table("A", column("of", "text"), unique("A_of_key", ["of"])), { renamedFrom: ["B"] }),
  past(table("B", column("of", "text"), unique("B_of_key", ["of"])), { renamedFrom: ["A"] }),
  past(
    table(
      "Job",
      past(required("phase", "text"), { renamedFrom: ["state"], values: { a: "z" } }),
      past(column("tags", "text[]"), { values: { x: "y", y: "x" } }),
      check("Job_phase_check", "phase IN ('z', 'b')", "phase"),
    ),
    { renamedFrom: ["Task"] },
  ),
  ...others(column("more", "text")),
);
const allow = ["rename_value:Job.phase#1", "rename_value:Job.tags#2"];

beforeEach(() => begin());

async function begin(): Promise<void> {
  await clear(opened);
  expect(outcome(await apply(session, before))).toBe("applied");
  await opened.query(`INSERT INTO "A" VALUES ('1', 'was a'); INSERT INTO "B" VALUES ('2', 'was b');
    INSERT INTO "Task" VALUES ('1', 'a', '{x,y}'), ('2', 'b', '{x}')`);
}

async function found(): Promise<readonly unknown[]> {
  const [a, b] = await Promise.all(["A", "B"].map((name) => opened.query(`SELECT "of" FROM "${name}"`))); // prettier-ignore
  const [{ job } = {}] = await opened.query(`SELECT to_regclass('public."Job"')::text AS job`);
  const jobs = await opened.query(
    job === null
      ? `SELECT state, tags::text FROM "Task" ORDER BY id`
      : `SELECT phase, tags::text FROM "Job" ORDER BY id`,
  );
  return [a, b, jobs].flatMap((rows) => (rows ?? []).map((row) => Object.values(row).join(" ")));
}
const old = ["was a", "was b", "a {x,y}", "b {x}"];
const renamed = ["was b", "was a", "z {y,x}", "b {y}"];

test("cut off at each request, there and back", { timeout: 240_000 }, async () => {
  for (const at of places(2)) {
    await begin();
    const { plan_hash: planHash } = await plan(session, after);
    const call = request(after, { planHash, allow });
    const cut = await migrate(cutOff(session, at), call).then(outcome, reason);
    if (cut !== "applied")
      expect([at, outcome(await migrate(session, call))]).toEqual([
        at,
        expect.stringMatching(/applied$/),
      ]);
    await expectDone(after, renamed);
    const back = await wayBack();
    const turned = await rollback(cutOff(session, at + 1), back).then(outcome, reason);
    if (turned !== "applied")
      expect([at, outcome(await rollback(session, back))]).toEqual([
        at,
        expect.stringMatching(/applied$/),
      ]);
    await expectDone(before, old);
  }
});

test("one that was cut off is taken back as far as it went", { timeout: 240_000 }, async () => {
  for (const at of places(3)) {
    await begin();
    const { plan_hash: planHash } = await plan(session, after);
    const call = request(after, { planHash, allow });
    await migrate(cutOff(session, at), call).then(outcome, reason);
    if (outcome(await rollBack(session, "2")) !== "not_newest") await expectDone(before, old);
    else expect(await found()).toEqual(old);
  }
});

test("another schema goes on from the names that it finds", { timeout: 240_000 }, async () => {
  for (const at of places(3)) {
    await begin();
    const { plan_hash: planHash } = await plan(session, after);
    const call = request(after, { planHash, allow });
    await migrate(cutOff(session, at), call).then(outcome, reason);
    const other: Database = { ...after, tables: [...after.tables, table("Other")] };
    expect([at, outcome(await apply(session, other))]).toEqual([at, "applied"]);
    await expectDone(other, renamed);
  }
});

test(
  "cut off one after the other: what the first has renamed stays",
  { timeout: 240_000 },
  async () => {
    for (const at of places(3)) {
      await begin();
      for (const wanted of [after, more(20)]) await begun(wanted, at);
      expect([at, outcome(await apply(session, more(21)))]).toEqual([at, "applied"]);
      await expectDone(more(21), renamed);
    }
  },
);

test("what only an abandoned migration has made is part of what a plan rests on", async () => {
  await begun(more(20), 6);
  await begun({ ...after, tables: [...after.tables, table("Other")] }, 5);
  const outcomes = `SELECT outcome FROM public_history.migration ORDER BY id`;
  expect((await opened.query(outcomes)).map((row) => row["outcome"])).toEqual([
    "applied",
    "abandoned",
    "unfinished",
  ]);
  const { plan_hash: planHash, steps } = await plan(session, after);
  const gone = steps.filter(({ kind }) => kind === "retire_table").map(({ object }) => object);
  const left = gone.filter((name) => name.startsWith("New"));
  expect(left).not.toEqual([]);
  await opened.query(`ALTER TABLE "${left[0]}" ADD COLUMN "by hand" text`);
  expect(outcome(await migrate(session, request(after, { planHash })))).toBe("stale_plan");
});

test("rows that come between are counted before their values are renamed", async () => {
  let isRaced = false;
  const racing: Session = {
    query: (statement, options) => session.query(statement, options),
    transaction: async (statements, options) => {
      const answer = await session.transaction(statements, options);
      const [{ job } = {}] = await opened.query(`SELECT to_regclass('public."Job"')::text AS job`);
      if (job !== null && !isRaced)
        await opened.query(`INSERT INTO "Job" VALUES ('3', 'a', '{x}')`);
      isRaced ||= job !== null;
      return answer;
    },
  };
  const { plan_hash: planHash } = await plan(session, after);
  const call = request(after, { planHash, allow });
  expect(outcome(await migrate(racing, call))).toBe("stale_plan");
  expect(await opened.query(`SELECT phase FROM "Job" WHERE id = '3'`)).toEqual([{ phase: "a" }]);
  const counted = ["rename_value:Job.phase#2", "rename_value:Job.tags#3"];
  expect(outcome(await migrate(session, { ...call, allow: counted }))).toBe("applied");
  await expectDone(after, [...renamed, "z {y}"]);
});

/** As after, with more tables. */
const more = (count: number): Database => ({
  ...after,
  tables: [...after.tables, ...Array.from({ length: count }, (_, place) => table(`New${place}`))],
});

/** Allows everything, and loses a request. */
async function begun(wanted: Database, at: number): Promise<void> {
  await carryOut(cutOff(session, at), wanted, await plan(session, wanted)).then(outcome, reason);
}

async function expectDone(wanted: Database, rows: readonly string[]): Promise<void> {
  expect(await found()).toEqual(rows);
  expect((await plan(session, wanted)).steps).toEqual([]);
  expect(await status(session, wanted)).toMatchObject({ in_sync: true, drift: false });
}

/** The call that takes the migration back, hazards and all. */
async function wayBack() {
  const looked = await rollback(session, rollbackRequest("2"));
  if ("noWayBack" in looked || "refusal" in looked) throw new Error(outcome(looked));
  const { plan_hash: planHash } = looked.plan;
  return rollbackRequest("2", { dryRun: false, planHash, allow: allowing(looked.plan) });
}
