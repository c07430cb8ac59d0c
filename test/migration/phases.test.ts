// A migration in two halves on a real database: after the first, programs of both versions work; the two together do what one does.
import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { migrate } from "../../src/postgres/migrate/migrate.ts";
import { readServedHashes } from "../../src/postgres/history/history.ts";
import type { Session } from "../../src/postgres/session.ts";
import type { Database } from "../../src/relational/database.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";
import { column, database, filled, required, table, unique } from "./build.ts";
import { liveTables } from "./people.ts";
import { randomDatabase } from "./random/random.ts";
import { withFriend, withFriends } from "./rollback/rollback-cases.ts";
import { apply, clear, outcome, plan, request, sessionOf, status } from "./run.ts";

const RUNS = FULL ? 200 : 3;

let opened: TestDatabase;
let session: Session;
beforeAll(async () => {
  opened = await createDatabase();
  session = sessionOf(opened);
});
afterAll(() => opened.drop());
beforeEach(() => clear(opened));

const steps = async (desired: Database, phase: "all" | "expand" | "contract") =>
  (await plan(session, desired, { phase })).steps.map(({ kind, object }) => `${kind} ${object}`);

const hash = (desired: Database): string => request(desired).databaseHash;

describe("a name is split in two", () => {
  const one = database(table("Person", required("name", "text"), column("nick", "text")));
  const two = database(
    table(
      "Person",
      filled(required("first", "text"), `split_part("name", ' ', 1)`, "name"),
      filled(column("last", "text"), `split_part("name", ' ', 2)`, "name"),
      column("nick", "text"),
      unique("Person_nick_key", ["nick"], false),
    ),
  );
  beforeEach(async () => {
    expect(outcome(await apply(session, one))).toBe("applied");
    await opened.query(`INSERT INTO public."Person" (id, name) VALUES ('a', 'Ada Lovelace')`);
  });

  test("expand lets both versions write, contract ends the old one", async () => {
    expect(await steps(two, "contract")).toContain("retire_column Person.name");
    expect(await status(session, two)).toMatchObject({ pending_phase: "expand" });
    expect(
      (await plan(session, two, { phase: "contract" })).blockers.map(({ code }) => code),
    ).toEqual(["expand_first"]);
    const expand = await plan(session, two, { phase: "expand" });
    expect(expand.compatible_with_running_version).toBe(true);
    expect(expand.steps.flatMap(({ hazards }) => hazards)).toEqual([]);
    expect(outcome(await apply(session, two, { phase: "expand" }))).toBe("applied");
    expect(await readServedHashes(session, "public", 5000)).toEqual([hash(two), hash(one)]);
    expect(await status(session, two)).toMatchObject({
      in_sync: false,
      drift: false,
      pending_steps: 4,
      pending_phase: "contract",
    });
    // The version that is running, and the one that is on its way.
    await opened.query(`INSERT INTO public."Person" (id, name) VALUES ('b', 'Bob Marley')`);
    await opened.query(`INSERT INTO public."Person" (id, first) VALUES ('c', 'Cy')`);
    expect(outcome(await apply(session, two, { phase: "expand" }))).toBe("nothing_to_do");

    expect(await steps(two, "contract")).toEqual([
      "retire_column Person.name",
      "fill_column Person.first",
      "set_not_null Person.first",
      "add_constraint Person.Person_nick_key",
    ]);
    expect(outcome(await apply(session, two, { phase: "contract" }))).toBe("applied");
    expect(await readServedHashes(session, "public", 5000)).toEqual([hash(two)]);
    expect(await status(session, two)).toMatchObject({
      in_sync: true,
      drift: false,
      pending_phase: null,
    });
    expect(await opened.query(`SELECT id, first FROM public."Person" ORDER BY id`)).toEqual([
      { id: "a", first: "Ada" },
      { id: "b", first: "Bob" },
      { id: "c", first: "Cy" },
    ]);
    expect(outcome(await apply(session, two, { phase: "contract" }))).toBe("nothing_to_do");
  });

  test("all at once goes on from an expand as well", async () => {
    await apply(session, two, { phase: "expand" });
    expect(outcome(await apply(session, two))).toBe("applied");
    expect(await steps(two, "all")).toEqual([]);
  });

  test("the old version is refused as a downgrade in between", async () => {
    await apply(session, two, { phase: "expand" });
    expect(outcome(await migrate(session, request(one)))).not.toBe("applied");
  });
});

test.each([
  [
    "references become lists",
    [withFriend, withFriends],
    `INSERT INTO "Person" (id, friend) VALUES ('a', 'b'), ('b', NULL)`,
    `UPDATE "Person" SET friend = 'a' WHERE id = 'b'; INSERT INTO "Person" VALUES ('c'); INSERT INTO "Person_friend" VALUES ('c', 'a', 1)`,
    `SELECT concat_ws(' ', "Person_id", friend_id) AS pair FROM "Person_friend" ORDER BY 1`,
  ],
  [
    "lists become references",
    [withFriends, withFriend],
    `INSERT INTO "Person" VALUES ('a'), ('b'); INSERT INTO "Person_friend" VALUES ('a', 'b', 1)`,
    `INSERT INTO "Person_friend" VALUES ('b', 'a', 1); INSERT INTO "Person" (id, friend) VALUES ('c', 'a')`,
    `SELECT concat_ws(' ', id, friend) AS pair FROM "Person" ORDER BY 1`,
  ],
] as const)(
  "what both versions write goes on where %s",
  async (_, [one, two], rows, later, query) => {
    await apply(session, one);
    await opened.query(rows);
    expect(outcome(await apply(session, two, { phase: "expand" }))).toBe("applied");
    expect(await opened.query(query)).toContainEqual({ pair: "a b" });
    await opened.query(later);
    expect(outcome(await apply(session, two, { phase: "contract" }))).toBe("applied");
    expect(await opened.query(query)).toEqual([{ pair: "a b" }, { pair: "b a" }, { pair: "c a" }]);
    expect(await status(session, two)).toMatchObject({ in_sync: true, drift: false });
  },
);

test("an expand with nothing to do does nothing", async () => {
  const one = database(table("A", column("x", "text")));
  const two = database(table("A"));
  await apply(session, one);
  expect(await steps(two, "expand")).toEqual([]);
  expect(outcome(await apply(session, two, { phase: "expand" }))).toBe("nothing_to_do");
  expect(await readServedHashes(session, "public", 5000)).toContain(hash(one));
  expect(outcome(await apply(session, two, { phase: "contract" }))).toBe("applied");
});

test("an expand that the new version cannot work with does not serve it", async () => {
  const one = database(table("A", column("n", "integer"), column("old", "text")));
  const two = database(
    table("A", column("n", "bigint"), column("more", "text"), column("old", "text")),
  );
  await apply(session, one);
  expect(await steps(two, "expand")).toEqual(["add_column A.more"]);
  await apply(session, two, { phase: "expand" });
  expect(await readServedHashes(session, "public", 5000)).toEqual([hash(one)]);
  expect(await steps(two, "contract")).toEqual(["change_type A.n"]);
});

test(`two phases do what one does, seed ${SEED}`, { timeout: 30_000 + RUNS * 5000 }, async () => {
  console.info(`test/migration/phases: TEST_SEED=${SEED}, ${RUNS} pairs`);
  await fc.assert(
    fc.asyncProperty(randomDatabase, randomDatabase, async (from, to) => {
      await clear(opened);
      await apply(session, from);
      await apply(session, to);
      const expected = await liveTables(opened);
      await clear(opened);
      await apply(session, from);
      const expand = await apply(session, to, { phase: "expand" });
      expect(["applied", "nothing_to_do"]).toContain(outcome(expand));
      expect(await steps(to, "expand")).toEqual([]);
      expect(await status(session, to)).toMatchObject({ drift: false });
      expect(["applied", "nothing_to_do"]).toContain(
        outcome(await apply(session, to, { phase: "contract" })),
      );
      expect(await steps(to, "all")).toEqual([]);
      expect(await liveTables(opened)).toEqual(expected);
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
