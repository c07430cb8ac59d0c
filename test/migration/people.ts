// A database that tests fill and change: set up from nothing, and looked at as a whole.
import { expect } from "vitest";

import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import type { Row } from "../../src/postgres/session.ts";
import type { Database } from "../../src/relational/database.ts";
import type { TestDatabase } from "../support/postgres.ts";
import { apply, clear, outcome, sessionOf } from "./run.ts";

/** The key of a row: a, b, c, … */
export const keyOf = (row: number): string => String.fromCharCode(97 + row);

/** `before`, with what `insert` puts in; nothing else. */
export async function setUp(opened: TestDatabase, before: Database, insert: string): Promise<void> {
  await clear(opened);
  expect(outcome(await apply(sessionOf(opened), before))).toBe("applied");
  await opened.query(insert);
}

/** The rows of `Person` by their keys. */
export async function people(opened: TestDatabase, columns: string): Promise<readonly Row[]> {
  return opened.query(`SELECT id, ${columns} FROM "Person" ORDER BY id`);
}

/** Everything there is: definitions, and the rows of `Person`. */
export async function everything(opened: TestDatabase): Promise<unknown> {
  const { fingerprints } = await readCatalog(sessionOf(opened), "public");
  return [...fingerprints, await opened.query(`SELECT p::text AS row FROM "Person" p ORDER BY 1`)];
}
