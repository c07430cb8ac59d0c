// Plans that are too large for one transaction: they go in several, each all or nothing, and the same call goes on where they were cut off.
// The server is made to look as if it had few locks.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { readCatalog } from "../../../src/postgres/catalog/catalog.ts";
import { listMigrations } from "../../../src/postgres/history/history.ts";
import { migrate } from "../../../src/postgres/migrate/migrate.ts";
import type { MigrationEvent } from "../../../src/postgres/migrate/migration-request.ts";
import type { Session } from "../../../src/postgres/session.ts";
import type { Database } from "../../../src/relational/database.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { column, database, index, reference, table, withIdentity } from "../build.ts";
import {
  allowing,
  apply,
  clear,
  databaseName,
  outcome,
  plan,
  request,
  sessionOf,
  status,
} from "../run.ts";
import { atRequest, counted, cutOff, fewLocks, reason } from "../sessions.ts";

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = fewLocks(sessionOf(opened));
});
afterAll(() => opened.drop());
beforeEach(() => clear(opened));

const names = Array.from({ length: 30 }, (_, place) => `T${String(place).padStart(2, "0")}`);

/** Each refers to the next, the last to the first. */
const wide: Database = withIdentity(
  database(
    ...names.map((name, place) =>
      table(
        name,
        column("next", "text"),
        reference(`${name}_next_fkey`, "next", names[(place + 1) % names.length] ?? ""),
        index(`${name}_next`, ["next"]),
      ),
    ),
  ),
  "Some_identity",
  "text",
  ["T00", "T01"],
);
const empty = database();

test("a plan goes in several batches, told one by one, and is one migration", async () => {
  const events: MigrationEvent[] = [];
  const result = await migrate(session, request(wide), (event) => events.push(event));
  expect(outcome(result)).toBe("applied");
  const batches = events.flatMap((event) =>
    event.event === "batch_done" ? [[event.batch, event.batches]] : [],
  );
  expect(batches.length).toBeGreaterThan(2);
  expect(batches.map(([batch]) => batch)).toEqual(batches.map((_, place) => place + 1));
  expect(await status(session, wide)).toMatchObject({ in_sync: true, unfinished: null });
  const { migrations } = await listMigrations(session, { namespace: "public", limit: 10 });
  expect(migrations).toMatchObject([{ outcome: "applied", number: 1 }]);
  expect(migrations[0]?.progress?.done).toEqual(
    Array.from({ length: migrations[0]?.steps ?? 0 }, (_, place) => place + 1),
  );
});

test(
  "there, back, reset: cut off at each request, and completed by the same call",
  { timeout: 240_000 },
  async () => {
    const moves = [
      { name: "there", to: wide, more: {} },
      { name: "back", to: empty, more: {} },
      { name: "there again", to: wide, more: {} },
      {
        name: "reset",
        to: wide,
        more: { reset: { what: "owned", confirm: await databaseName(opened) } },
      },
    ] as const;
    for (const { name, to, more } of moves) {
      const planned = await plan(session, to, more);
      const { plan_hash: planHash } = planned;
      const call = request(to, { ...more, planHash, allow: allowing(planned) });
      // Each call is cut off one request later than the one before, counted from where it goes on.
      let result = "";
      let cuts = 0;
      for (let at = 3; !/applied/.test(result) && cuts < 30; cuts++) {
        result = await migrate(cutOff(session, at), { ...call, requestId: `${name} ${cuts}` }).then(
          outcome,
          reason,
        );
        expect([name, result]).toEqual([name, expect.stringMatching(/^(?:unavailable|migration_in_doubt|applied|already_applied)$/)]); // prettier-ignore
        if (result === "unavailable") at++;
        const { unfinished } = await status(session, to);
        if (unfinished !== null) expect(unfinished.plan_hash).toBe(planHash);
      }
      expect([name, result]).toEqual([name, expect.stringMatching(/applied$/)]);
      expect(cuts).toBeGreaterThan(1);
      expect((await plan(session, to)).steps).toEqual([]);
      expect(await status(session, to)).toMatchObject({
        in_sync: true,
        drift: false,
        unfinished: null,
      });
    }
  },
);

test("what was cut off is given up when something else is wanted", async () => {
  const cut = await migrate(cutOff(session, 5), request(wide)).then(outcome, reason);
  expect(cut).toBe("migration_in_doubt");
  expect(await status(session, wide)).toMatchObject({ unfinished: { kind: "migrate" } });
  expect(outcome(await apply(session, empty))).toBe("applied");
  expect((await plan(session, empty)).steps).toEqual([]);
  expect((await readCatalog(session, "public")).live.database.tables).toEqual([]);
  const { migrations } = await listMigrations(session, { namespace: "public", limit: 10 });
  expect(migrations.map((each) => each.outcome)).toEqual(["applied", "abandoned"]);
});

test("someone adds a column between two batches: it is looked at again, and gone on with", async () => {
  const racing = atRequest(session, 5, () =>
    opened.query(`ALTER TABLE "T00" ADD COLUMN other text`),
  );
  const call = request(wide);
  expect(await migrate(racing, call)).toMatchObject({ outcome: "applied" });
  const drifted = await plan(session, wide);
  expect(drifted.steps).toEqual([]);
  expect(drifted.foreign).toContain("T00.other");
});

test("someone drops a column between two batches: refused, and the new plan brings it back", async () => {
  const racing = atRequest(session, 5, () =>
    opened.query(`ALTER TABLE "T00" DROP COLUMN next CASCADE`),
  );
  expect(outcome(await migrate(racing, request(wide)))).toBe("stale_plan");
  expect(await status(session, wide)).toMatchObject({ unfinished: { kind: "migrate" } });
  const mended = await plan(session, wide);
  expect(mended.steps).toContainEqual(
    expect.objectContaining({ kind: "add_column", object: "T00.next" }),
  );
  expect(outcome(await apply(session, wide))).toBe("applied");
  expect(await status(session, wide)).toMatchObject({ in_sync: true, unfinished: null });
});

test("a history made by an older version of ours is brought up to date", async () => {
  expect(outcome(await apply(session, wide))).toBe("applied");
  await opened.query(
    `ALTER TABLE public_history.migration DROP COLUMN kind, DROP COLUMN reverts, DROP COLUMN progress, DROP COLUMN answers, DROP COLUMN moves`,
  );
  await opened.query(
    `ALTER TABLE public_history.migration ADD CONSTRAINT migration_outcome_check CHECK (outcome IN ('applied', 'failed'))`,
  );
  expect(outcome(await migrate(session, request(wide)))).toBe("nothing_to_do");
  expect(outcome(await apply(session, empty))).toBe("applied");
  const { migrations } = await listMigrations(session, { namespace: "public", limit: 10 });
  expect(migrations).toMatchObject([
    { outcome: "applied", kind: "migrate" },
    { outcome: "applied", kind: "migrate", progress: null },
  ]);
});

test("how many requests it takes", async () => {
  const some = database(table("A", column("n", "bigint", { default: "1" })));
  const more = database(table("A", column("n", "bigint", { default: "2" }), column("m", "text")));
  const calls = async (run: (counting: Session) => Promise<unknown>): Promise<number> => {
    const counting = counted(sessionOf(opened));
    await run(counting.session);
    return counting.calls();
  };
  expect(await calls((counting) => migrate(counting, request(some)))).toBeLessThanOrEqual(5);
  await opened.query(`INSERT INTO "A" VALUES ('x', 1)`);
  expect(await calls((counting) => plan(counting, more))).toBeLessThanOrEqual(3);
  expect(await calls((counting) => migrate(counting, request(more)))).toBeLessThanOrEqual(5);
  expect(await calls((counting) => migrate(counting, request(more)))).toBe(1);
  const described = { ...request(more), schemaHash: "sha256:another" };
  expect(await calls((counting) => migrate(counting, described))).toBe(2);
});
