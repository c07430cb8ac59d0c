// Large tables are changed in parts. Every change is applied whole, and cut off at each of its requests, before and after the database has
// carried it out: the same call then completes it, and the end is the same. `npm test` cuts at some of them, by a seed that it prints.
import { setTimeout } from "node:timers/promises";

import { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import type { Plan } from "../../../src/migration/plan.ts";
import type {
  MigrationEvent,
  MigrationRequest,
} from "../../../src/postgres/migrate/migration-request.ts";
import type { Session } from "../../../src/postgres/session.ts";
import { readDrift } from "../../../src/postgres/drift.ts";
import { listMigrations } from "../../../src/postgres/history/history.ts";
import type { Database } from "../../../src/relational/database.ts";
import { pick } from "../../support/pick.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { FULL, SEED } from "../../support/seed.ts";
import { table } from "../build.ts";
import { onlineCases, type OnlineCase } from "./online-cases.ts";
import {
  allowing,
  apply,
  clear,
  outcome,
  plan,
  request,
  rollBack,
  sessionOf,
  status,
} from "../run.ts";
import { beforeEachRequest, counted, cutOff, reason } from "../sessions.ts";

const online = { onlineAboveBytes: 0 };

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
});
afterAll(() => opened.drop());

async function begin({ from, rows }: OnlineCase): Promise<void> {
  await clear(opened);
  expect(outcome(await apply(session, from))).toBe("applied");
  if (rows !== undefined) {
    await opened.query(rows);
    return;
  }
  const has = (name: string): boolean => from.tables.some((table) => table.name === name);
  if (has("City")) await opened.query(`INSERT INTO "City" VALUES ('c')`);
  const city = has("City") ? "'c'" : "NULL";
  await opened.query(
    `INSERT INTO "Person" (id, name, age, city) SELECT n::text, 'name ' || n, n, ${city} FROM generate_series(1, 3000) n`,
  );
  if (has("Person_place"))
    await opened.query(`INSERT INTO "Person_place" SELECT id, 'c', 1 FROM "Person"`);
  if (has("Note")) await opened.query(`INSERT INTO "Note" VALUES ('n', 'name 1')`);
}

/** The database is as wanted, and there is nothing left to do. */
async function expectDone({ to, wrong }: OnlineCase): Promise<void> {
  expect((await plan(session, to, online)).steps).toEqual([]);
  expect(await status(session, to)).toMatchObject({ in_sync: true, drift: false });
  const left = await opened.query(
    `SELECT outcome FROM public_history.migration WHERE outcome <> 'applied'`,
  );
  expect(left).toEqual([]);
  expect(await opened.query(`SELECT count(*) FROM "Person"`)).toEqual([{ count: "3000" }]);
  if (wrong !== undefined) expect(await opened.query(wrong)).toEqual([]);
}

async function definition(): Promise<unknown> {
  return [...(await readCatalog(session, "public")).fingerprints];
}

describe.each(onlineCases)("$name", (each) => {
  const { to, steps, writes = [] } = each;
  beforeEach(() => begin(each));

  /** The call that carries out a plan, hazards and all. */
  const promised = (planned: Plan): MigrationRequest =>
    request(to, { planHash: planned.plan_hash, allow: allowing(planned), ...online });

  test("whole, with an event for each part", async () => {
    const planned = await plan(session, to, online);
    expect(planned.blockers).toEqual([]);
    expect(
      planned.steps.map((step) => `${step.kind} ${step.object}${step.transactional ? "" : " *"}`),
    ).toEqual(steps);
    const events: MigrationEvent[] = [];
    // What is refused is refused to who writes it.
    const write = async (): Promise<void> => {
      for (const sql of writes) await opened.query(sql).catch(() => undefined);
    };
    const result = await migrate(beforeEachRequest(session, write), promised(planned), (event) =>
      events.push(event),
    );
    expect(result).toMatchObject({ outcome: "applied" });
    const alone = events.flatMap((event) => (event.event === "step_done" ? [event.step] : []));
    expect(alone).toEqual(planned.steps.filter((step) => !step.transactional).map(({ id }) => id));
    // Though what is left after an index is planned anew.
    const done = events.flatMap((event) => (event.event === "batch_done" ? [event] : []));
    expect(done.map(({ batch }) => batch)).toEqual(done.map((_, place) => place + 1));
    expect(done.at(-1)?.batches).toBe(done.length);
    await expectDone(each);
  });

  test("cut off anywhere", { timeout: 120_000 }, async () => {
    const call = promised(await plan(session, to, online));
    const whole = counted(session);
    expect(outcome(await migrate(whole.session, call))).toBe("applied");
    const wanted = await definition();
    const cuts = Array.from({ length: whole.calls() }, (_, place) => place + 1).flatMap((at) =>
      (["before", "after"] as const).map((when) => ({ at, when })),
    );
    console.info(`test/migration/online: TEST_SEED=${SEED}`);
    for (const { at, when } of FULL ? cuts : pick(cuts, 1, SEED)) {
      await begin(each);
      const same = promised(await plan(session, to, online));
      const cut = await migrate(cutOff(session, at, when), same).then(outcome, reason);
      const place = `${when} request ${at} of ${whole.calls()} (${cut})`;
      expect([cut, place]).toEqual([
        expect.stringMatching(/^(?:unavailable|migration_in_doubt|applied)$/),
        place,
      ]);
      // What is half-way is nobody else's, and no drift.
      const between = await readDrift(session, "public");
      expect([place, between]).toEqual([place, expect.objectContaining({ in_sync: true, foreign: [] })]); // prettier-ignore
      const again = outcome(await migrate(session, same));
      expect([again, place]).toEqual([expect.stringMatching(/^(?:already_)?applied$/), place]);
      await expectDone(each);
      expect(await definition(), place).toEqual(wanted);
    }
  });
});

/** Given up half-way, for what was there before or for something else; or taken back, from the end and from half-way. */
describe("another way", () => {
  const ways = onlineCases.flatMap((each) =>
    each.stays === undefined
      ? []
      : (["before", "else", "back"] as const).map((way) => ({ ...each, way })),
  );
  const places = Array.from({ length: 24 }, (_, place) => place + 4);
  const cuts = FULL ? places : pick(places.slice(0, 16), 1, SEED);

  test.each(FULL ? ways : pick(ways, 2, SEED))(
    "$way: $name",
    { timeout: 120_000 },
    async (each) => {
      const { from, to, way, stays = "", wrong = stays } = each;
      const other: Database = { ...to, tables: [...to.tables, table("Beside")] };
      for (const at of cuts) {
        await begin(each);
        const cut = await apply(cutOff(session, at), to, online).then(outcome, reason);
        const { migrations } = await listMigrations(session, { namespace: "public", limit: 10 });
        if (way === "back" ? migrations.length === 1 : cut === "applied") continue;
        const result =
          way === "back"
            ? await rollBack(session, migrations[0]?.id ?? "", online)
            : await apply(session, way === "else" ? other : from, online);
        expect([at, cut, outcome(result)]).toEqual([at, cut, expect.stringMatching(/^applied|nothing_to_do$/)]); // prettier-ignore
        const end = way === "else" ? other : from;
        expect((await plan(session, end, online)).steps).toEqual([]);
        expect(await status(session, end)).toMatchObject({ in_sync: true, drift: false });
        expect([at, await opened.query(way === "else" ? wrong : stays)]).toEqual([at, []]);
      }
    },
  );
});

test("rows go and come while the identities of others are entered", async () => {
  const each = onlineCases.find(({ name }) => name.startsWith("a class becomes one of several"))!;
  await begin(each);
  const other = new Client({ connectionString: opened.connectionString });
  await other.connect();
  let ended: Promise<unknown> | undefined;
  const isSlice = (text: string): boolean => text.startsWith("DO") && text.includes(`FROM "public"."Person" t`); // prettier-ignore
  const racing: Session = {
    ...session,
    query: async (statement, options) => {
      if (ended === undefined && isSlice(statement.text)) {
        await other.query(`BEGIN; DELETE FROM "Person" WHERE id = '1'; INSERT INTO "Person" VALUES ('x')`); // prettier-ignore
        ended = setTimeout(300).then(() => other.query("COMMIT"));
      }
      return session.query(statement, options);
    },
  };
  expect(outcome(await apply(racing, each.to, online))).toBe("applied");
  await ended;
  await other.end();
  expect(ended).toBeDefined();
  expect(await opened.query(each.wrong ?? "")).toEqual([]);
  expect(await opened.query(`SELECT id FROM "Being" WHERE id IN ('1', 'x')`)).toEqual([
    { id: "x" },
  ]);
});
