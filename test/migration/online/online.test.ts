// Large tables are changed in parts. Every change is applied whole, and cut off at each of its requests, before and after the database has
// carried it out: the same call then completes it, and the end is the same. `npm test` cuts at some of them, by a seed that it prints.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import type { MigrationEvent } from "../../../src/postgres/migrate/migration-request.ts";
import { DatabaseError, type Session } from "../../../src/postgres/session.ts";
import type { Database } from "../../../src/relational/database.ts";
import { pick } from "../../support/pick.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { onlineCases } from "./online-cases.ts";
import { apply, clear, outcome, plan, request, sessionOf, status } from "../run.ts";
import { cutOff } from "../sessions.ts";

const online = { onlineAboveBytes: 0 };
const SEED = Number(process.env["TEST_SEED"] ?? Date.now() % 2 ** 31);
const FULL = process.env["TEST_FULL"] === "1";

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
});
afterAll(() => opened.drop());

async function begin(from: Database): Promise<void> {
  await clear(opened);
  expect(outcome(await apply(session, from))).toBe("applied");
  const has = (name: string): boolean => from.tables.some((table) => table.name === name);
  if (has("City")) await opened.query(`INSERT INTO "City" VALUES ('c')`);
  const city = has("City") ? "'c'" : "NULL";
  await opened.query(
    `INSERT INTO "Person" (id, name, age, city) SELECT n::text, 'name ' || n, n, ${city} FROM generate_series(1, 3000) n`,
  );
  if (has("Note")) await opened.query(`INSERT INTO "Note" VALUES ('n', 'name 1')`);
}

/** The database is as wanted, and there is nothing left to do. */
async function expectDone(to: Database): Promise<void> {
  expect((await plan(session, to, online)).steps).toEqual([]);
  expect(await status(session, to)).toMatchObject({ in_sync: true, drift: false });
  const left = await opened.query(
    `SELECT outcome FROM public_history.migration WHERE outcome <> 'applied'`,
  );
  expect(left).toEqual([]);
  expect(await opened.query(`SELECT count(*) FROM "Person"`)).toEqual([{ count: "3000" }]);
}

async function definition(): Promise<unknown> {
  return [...(await readCatalog(session, "public")).fingerprints];
}

describe.each(onlineCases)("$name", ({ from, to, steps }) => {
  beforeEach(() => begin(from));

  test("whole, with an event for each part", async () => {
    const planned = await plan(session, to, online);
    expect(planned.blockers).toEqual([]);
    expect(
      planned.steps.map((step) => `${step.kind} ${step.object}${step.transactional ? "" : " *"}`),
    ).toEqual(steps);
    const events: MigrationEvent[] = [];
    const result = await migrate(
      session,
      request(to, { planHash: planned.plan_hash, ...online }),
      (event) => events.push(event),
    );
    expect(result).toMatchObject({ outcome: "applied" });
    const alone = events.flatMap((event) => (event.event === "step_done" ? [event.step] : []));
    expect(alone).toEqual(planned.steps.filter((step) => !step.transactional).map(({ id }) => id));
    // Though what is left after an index is planned anew.
    const done = events.flatMap((event) => (event.event === "batch_done" ? [event] : []));
    expect(done.map(({ batch }) => batch)).toEqual(done.map((_, place) => place + 1));
    expect(done.at(-1)?.batches).toBe(done.length);
    await expectDone(to);
  });

  test("cut off anywhere", { timeout: 120_000 }, async () => {
    const { plan_hash: planHash } = await plan(session, to, online);
    const call = request(to, { planHash, ...online });
    const whole = counted(session);
    expect(outcome(await migrate(whole.session, call))).toBe("applied");
    const wanted = await definition();
    const cuts = Array.from({ length: whole.calls() }, (_, place) => place + 1).flatMap((at) =>
      (["before", "after"] as const).map((when) => ({ at, when })),
    );
    console.info(`test/migration/online: TEST_SEED=${SEED}`);
    for (const { at, when } of FULL ? cuts : pick(cuts, 3, SEED)) {
      await begin(from);
      const { plan_hash: hash } = await plan(session, to, online);
      const same = { ...call, planHash: hash };
      const cut = await migrate(cutOff(session, at, when), same).then(outcome, reason);
      const place = `${when} request ${at} of ${whole.calls()} (${cut})`;
      expect([cut, place]).toEqual([
        expect.stringMatching(/^(?:unavailable|migration_in_doubt|applied)$/),
        place,
      ]);
      const again = outcome(await migrate(session, same));
      expect([again, place]).toEqual([expect.stringMatching(/^(?:already_)?applied$/), place]);
      await expectDone(to);
      expect(await definition(), place).toEqual(wanted);
    }
  });
});

function reason(error: unknown): string {
  return error instanceof DatabaseError ? error.kind : String(error);
}

function counted(inner: Session): { readonly session: Session; readonly calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    session: {
      query: (statement, options) => (calls++, inner.query(statement, options)),
      transaction: (statements, options) => (calls++, inner.transaction(statements, options)),
    },
  };
}
