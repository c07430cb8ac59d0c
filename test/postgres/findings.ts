// What no database of ours should hold: names that Postgres has cut, foreign keys without an index, and indexes that another makes needless.

import { Client } from "pg";
import type { TestDatabase } from "../support/postgres.ts";

/** An index is needless where another of the same table begins with its columns, unless it is there to keep values unique that the other does not. */
const REDUNDANT = `
SELECT a.indexrelid::regclass || ' is a part of ' || b.indexrelid::regclass AS finding
FROM pg_index a
JOIN pg_index b ON b.indrelid = a.indrelid AND b.indexrelid <> a.indexrelid
JOIN pg_class ca ON ca.oid = a.indexrelid
JOIN pg_class cb ON cb.oid = b.indexrelid
WHERE a.indrelid::regclass::text NOT LIKE 'pg_%' AND ca.relnamespace = 'public'::regnamespace
  AND ca.relam = cb.relam AND a.indpred IS NULL AND b.indpred IS NULL AND a.indexprs IS NULL AND b.indexprs IS NULL
  AND a.indnatts = a.indnkeyatts
  AND (b.indkey::int2[])[0 : a.indnkeyatts - 1] = (a.indkey::int2[])[0 : a.indnkeyatts - 1]
  AND (b.indoption::int2[])[0 : a.indnkeyatts - 1] = (a.indoption::int2[])[0 : a.indnkeyatts - 1]
  AND (NOT a.indisunique OR (b.indisunique AND a.indnkeyatts = b.indnkeyatts AND a.indexrelid > b.indexrelid))`;

/** The columns of a key have to come first in some index, in any order. */
const UNINDEXED = `
SELECT k.conrelid::regclass || '.' || k.conname || ' has no index' AS finding
FROM pg_constraint k
WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace AND NOT EXISTS (
  SELECT 1 FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indpred IS NULL
    AND (i.indkey::int2[])[0 : cardinality(k.conkey) - 1] @> k.conkey AND i.indnkeyatts >= cardinality(k.conkey))
ORDER BY 1`;

/** Sentences about the tables of `public`; none where all is well. */
export async function indexFindings(opened: TestDatabase): Promise<readonly string[]> {
  const rows = await opened.query(`${REDUNDANT} UNION ALL ${UNINDEXED}`);
  return rows.map((row) => row["finding"] ?? "");
}

/** Runs a script, and says which names Postgres cut to 63 bytes: it does so with a notice only. */
export async function cutNames(opened: TestDatabase, script: string): Promise<readonly string[]> {
  const client = new Client({ connectionString: opened.connectionString });
  const notices: string[] = [];
  client.on("notice", ({ code, message = "" }) => {
    if (code === "42622") notices.push(message);
  });
  await client.connect();
  try {
    await client.query(script);
  } finally {
    await client.end();
  }
  return notices;
}
