// A database that tests fill and change: set up from nothing, and looked at as a whole.
import { expect } from "vitest";

import { readCatalog } from "../../src/postgres/catalog/catalog.ts";
import type { Row } from "../../src/postgres/session.ts";
import { isRetiredName } from "../../src/migration/names.ts";
import type { Database, Table } from "../../src/relational/database.ts";
import { identityFeeders } from "../../src/relational/identity.ts";
import { byName } from "../../src/relational/normalize.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../src/sql/quote.ts";
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

/** The tables that there are, but for what was retired in them and the order of columns. */
export async function liveTables(opened: TestDatabase): Promise<readonly Table[]> {
  const { live } = await readCatalog(sessionOf(opened), "public");
  return live.database.tables.map((table) => ({
    ...table,
    columns: table.columns.filter(({ name }) => !isRetiredName(name)).toSorted(byName),
  }));
}

/** What stands in identity tables is what their sources hold. */
export async function expectIdentities(opened: TestDatabase, { tables }: Database): Promise<void> {
  for (const [identity, feeders] of identityFeeders(tables)) {
    const rows = feeders.map(
      ({ table, source }) =>
        `SELECT ${quoteIdentifier(source.column)} AS id, ${quoteLiteral(source.type)} AS type FROM ${qualifiedName("public", table.name)}`,
    );
    const found = await opened.query(
      `SELECT id, type FROM ${qualifiedName("public", identity)} ORDER BY 1, 2`,
    );
    expect(found).toEqual(await opened.query(`${rows.join(" UNION ALL ")} ORDER BY 1, 2`));
  }
}

/** All rows of all tables, as text. */
export async function contents(opened: TestDatabase, { tables }: Database): Promise<unknown> {
  const found: unknown[] = [];
  for (const { name, columns } of tables) {
    const list = columns.map((each) => `${quoteIdentifier(each.name)}::text`).join(", ");
    const rows = await opened.query(
      `SELECT jsonb_build_array(${list})::text AS row FROM ${qualifiedName("public", name)} ORDER BY 1`,
    );
    found.push([name, rows.map(({ row }) => row)]);
  }
  return found;
}

/** Everything there is: definitions, and the rows of `Person`. */
export async function everything(opened: TestDatabase): Promise<unknown> {
  const { fingerprints } = await readCatalog(sessionOf(opened), "public");
  return [...fingerprints, await opened.query(`SELECT p::text AS row FROM "Person" p ORDER BY 1`)];
}
