// A database whose catalog is over what one answer may hold is read in slices: what comes out is the same, whatever the limit.
import { afterAll, beforeAll, expect, test } from "vitest";

import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import { DatabaseError, type Session } from "../../src/postgres/session.ts";
import type { Database } from "../../src/relational/database.ts";
import { apply, outcome, sessionOf, status } from "../migration/run.ts";
import { column, database, index, reference, table, withIdentity } from "../migration/build.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";

let opened: TestDatabase;
beforeAll(async () => {
  opened = await createDatabase();
});
afterAll(() => opened.drop());

/** A session that refuses answers of more characters than this, and tells the size of each that it gives. */
function narrow(inner: Session, most: number, sizes: number[] = []): Session {
  return {
    query: (statement, options) => inner.query(statement, options),
    transaction: async (statements, options) => {
      const answer = await inner.transaction(statements, options);
      const size = JSON.stringify(answer).length;
      if (size > most) throw new DatabaseError("too_large", "more than one answer may hold");
      sizes.push(size);
      return answer;
    },
  };
}

const names = Array.from({ length: 60 }, (_, place) => `T${place}`);

/** Of every kind something. */
const wanted: Database = withIdentity(
  database(
    ...names.map((name, place) =>
      table(
        name,
        column("next", "text", { comment: "what comes after" }),
        reference(`${name}_next_fkey`, "next", names[(place + 1) % names.length] ?? ""),
        index(`${name}_next`, ["next"]),
      ),
    ),
  ),
  "Some_identity",
  "text",
  ["T0", "T1"],
);

test("tables, types, what is retired and the history are the same in slices", async () => {
  const session = sessionOf(opened);
  const before: Database = { ...wanted, tables: [...wanted.tables, table("Gone")] };
  expect(outcome(await apply(session, before))).toBe("applied");
  await opened.query(`INSERT INTO "Gone" VALUES ('1'); INSERT INTO "T5" VALUES ('1', NULL)`);
  await opened.query(
    `CREATE VIEW someone AS SELECT id FROM "T3"; CREATE TYPE level AS ENUM ('low', 'high')`,
  );
  expect(outcome(await apply(session, wanted))).toBe("applied");

  const whole: number[] = [];
  const expected = await readCatalog(narrow(session, Infinity, whole), "public");
  expect(expected.live.retired.map((each) => each.table.name)).toEqual(["_retired_2_Gone"]);
  expect(expected.live.database.types).toHaveLength(1);
  const rest: number[] = [];
  await readCatalog(narrow(session, (whole[0] ?? 0) - 1, rest), "public");
  expect(rest).toHaveLength(1 + 4);
  const largest = Math.max(...rest);
  for (const most of [largest, ...(rest[0] === largest ? [] : [largest - 1])]) {
    const sizes: number[] = [];
    const found = await readCatalog(narrow(session, most, sizes), "public");
    expect(sizes.length).toBeGreaterThan(4);
    expect(found).toEqual(expected);
  }
  expect(await status(narrow(session, largest), wanted)).toMatchObject({
    in_sync: true,
    drift: false,
  });
});

test("what no slice can hold is said to be too large", async () => {
  const tiny = narrow(sessionOf(opened), 100);
  await expect(readCatalog(tiny, "public")).rejects.toMatchObject({ kind: "too_large" });
});
