// A step executed on real Postgres → what it did to the tables that were there before: the strongest lock, a rewrite, a scan.
import { Client } from "pg";

import type { Step } from "../../../src/migration/plan.ts";

export interface Effect {
  /** Postgres's name of the strongest lock on what was there before; `none`. */
  readonly lock: string;
  /** Some table got new storage. */
  readonly rewrites: boolean;
  /** Some table was read from end to end. */
  readonly scans: boolean;
}

/** From weak to strong, as pg_locks calls them. */
const LOCKS = [
  "none",
  "AccessShareLock",
  "RowShareLock",
  "RowExclusiveLock",
  "ShareUpdateExclusiveLock",
  "ShareLock",
  "ShareRowExclusiveLock",
  "ExclusiveLock",
  "AccessExclusiveLock",
];

/** `AccessExclusiveLock` → `ACCESS EXCLUSIVE`. */
function lockName(mode: string): string {
  if (mode === "none") return mode;
  return mode
    .replace(/Lock$/, "")
    .replaceAll(/(?<=.)[A-Z]/g, " $&")
    .toUpperCase();
}

function strongest(modes: readonly string[]): string {
  return lockName(modes.toSorted((a, b) => LOCKS.indexOf(a) - LOCKS.indexOf(b)).at(-1) ?? "none");
}

const THERE = `SELECT c.oid::text AS oid, c.relfilenode::text AS file, c.relkind AS kind FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname IN ('public', 'public_retired') AND c.relkind IN ('r', 'i')`;

/** Runs the step in a transaction, which is rolled back. */
export async function effectOf(client: Client, step: Step): Promise<Effect> {
  await client.query("BEGIN");
  try {
    return await run(client, step);
  } finally {
    await client.query("ROLLBACK");
  }
}

async function run(client: Client, step: Step): Promise<Effect> {
  const { rows: before } = await client.query<{ oid: string; file: string; kind: string }>(THERE);
  const there = before.map(({ oid }) => oid);
  const tables = before.filter(({ kind }) => kind === "r");
  const scanned = await scansOf(client, tables);
  for (const statement of step.sql) await client.query(statement);
  const { rows: locks } = await client.query<{ mode: string }>(
    "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = ANY ($1::oid[])",
    [there],
  );
  const scannedAfter = await scansOf(client, tables);
  const { rows: after } = await client.query<{ oid: string; file: string }>(THERE);
  const files = new Map(after.map(({ oid, file }) => [oid, file]));
  return {
    lock: strongest(locks.map(({ mode }) => mode)),
    rewrites: tables.some(({ oid, file }) => files.has(oid) && files.get(oid) !== file),
    scans: tables.some(({ oid }) => (scannedAfter.get(oid) ?? 0) > (scanned.get(oid) ?? 0)),
  };
}

/** Table → how often it was read from end to end, as far as this session has not told the others yet. */
async function scansOf(
  client: Client,
  tables: readonly { readonly oid: string }[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ oid: string; scans: string }>(
    "SELECT relid::text AS oid, seq_scan::text AS scans FROM pg_stat_xact_user_tables WHERE relid = ANY ($1::oid[])",
    [tables.map(({ oid }) => oid)],
  );
  return new Map(rows.map(({ oid, scans }) => [oid, Number(scans)]));
}

/**
 * The lock of a step that no transaction may hold: it waits for a writer who has not ended, and is looked at meanwhile. What it scans is
 * not told.
 */
export async function concurrentLock(
  connectionString: string,
  step: Step,
  table: string,
): Promise<string> {
  const open = async (): Promise<Client> => {
    const client = new Client({ connectionString });
    await client.connect();
    return client;
  };
  const [writer, worker] = await Promise.all([open(), open()]);
  try {
    await writer.query("BEGIN");
    await writer.query(`LOCK TABLE ${table} IN ROW EXCLUSIVE MODE`);
    const [row] = (await worker.query<{ pid: number }>("SELECT pg_backend_pid() AS pid")).rows;
    const running = worker.query(step.sql.join("; "));
    for (;;) {
      const { rows } = await writer.query<{ mode: string; relation: string; granted: boolean }>(
        "SELECT mode, relation::text, granted FROM pg_locks WHERE pid = $1",
        [row?.pid],
      );
      if (rows.some(({ granted }) => !granted)) {
        await writer.query("COMMIT");
        await running;
        const held = rows.filter(({ granted, relation }) => granted && relation !== null);
        return strongest(held.map(({ mode }) => mode));
      }
    }
  } finally {
    await Promise.all([writer.end(), worker.end()]);
  }
}
