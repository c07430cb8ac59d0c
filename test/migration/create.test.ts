import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { joined } from "../../src/text/pieces.ts";
import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";
import { apply, outcome, plan, sessionOf, status } from "./run.ts";
import { sample } from "./sample.ts";

describe.each([
  ["real Postgres", createDatabase],
  ["PGlite", openPglite],
])("from an empty database on %s", (_, open) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.drop());

  test("everything is created, and a second run has nothing to do", async () => {
    const session = sessionOf(opened);
    expect((await status(session, sample)).in_sync).toBe(false);
    const first = await apply(session, sample);
    expect(first).toMatchObject({ outcome: "applied", migration: { id: "1" } });
    expect((await plan(session, sample)).steps).toEqual([]);
    expect(outcome(await apply(session, sample))).toBe("nothing_to_do");
    expect(await status(session, sample)).toMatchObject({
      in_sync: true,
      drift: false,
      pending_steps: 0,
      last_migration: { id: "1" },
    });
  });

  test("schema.sql makes the same database: migrate has nothing to do", async () => {
    const session = sessionOf(opened);
    await opened.query(
      "DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA public_history CASCADE",
    );
    await opened.query(joined(schemaSql(sample)));
    expect(await status(session, sample)).toMatchObject({ in_sync: true, last_migration: null });
    expect(await plan(session, sample)).toMatchObject({ steps: [], questions: [], foreign: [] });
    expect(outcome(await apply(session, sample))).toBe("nothing_to_do");
    expect(await status(session, sample)).toMatchObject({
      in_sync: true,
      last_migration: { id: "1" },
    });
  });
});
