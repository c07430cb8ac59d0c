// The history of migrations: a table in a namespace of its own, one row for each migration that was applied or that failed.

import type { Database } from "../relational/database.ts";
import { historyNamespace } from "../migration/names.ts";
import type { Plan } from "../migration/plan.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Row, Session, Statement } from "./session.ts";

/** What the history says, as far as planning needs it. */
export interface HistoryState {
  /** The number the next migration gets; it is in the names of what that one retires. */
  readonly next: number;
  /** The newest migration that was applied. */
  readonly last: AppliedMigration | null;
  /** Every database hash that was ever applied. */
  readonly hashes: readonly string[];
}

export interface AppliedMigration {
  readonly id: string;
  readonly applied_at: string;
  readonly duration_ms: number;
  readonly plan_hash: string;
  readonly schema_hash: string;
  readonly database_hash: string;
  /** Database hashes whose Workers this database serves. */
  readonly serves: readonly string[];
  readonly result_fingerprint: string;
  readonly server_major: number;
  readonly request_id: string;
  /** The schema as it was applied, with Postgres's own wording of its expressions. */
  readonly model: Database;
  readonly extra: unknown;
}

const tableName = (namespace: string): string =>
  qualifiedName(historyNamespace(namespace), "migration");

/** Timestamps leave as RFC 3339 in UTC. */
const APPLIED_AT = `to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Makes the namespace and the table; harmless where they are. */
export function createHistory(namespace: string): readonly Statement[] {
  return [
    { text: `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(historyNamespace(namespace))}` },
    {
      text: `CREATE TABLE IF NOT EXISTS ${tableName(namespace)} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number integer UNIQUE,
  outcome text NOT NULL CHECK (outcome IN ('applied', 'failed')),
  applied_at timestamptz NOT NULL DEFAULT transaction_timestamp(),
  duration_ms integer,
  actor text NOT NULL,
  request_id text NOT NULL,
  origin text NOT NULL,
  git_commit text,
  plan_hash text NOT NULL,
  schema_hash text NOT NULL,
  database_hash text NOT NULL,
  serves jsonb NOT NULL,
  result_fingerprint text,
  server_major integer NOT NULL,
  allow jsonb NOT NULL,
  plan jsonb NOT NULL,
  model json,
  extra json,
  error jsonb
)`,
    },
  ];
}

/** An expression that gives the HistoryState wrapped in XML, or NULL where there is no history yet: naming a missing table would be an error. */
export function historyExpression(namespace: string): string {
  const table = tableName(namespace);
  const query = `SELECT json_build_object(
  'next', (SELECT coalesce(max(number), 0) + 1 FROM ${table}),
  'last', (SELECT json_build_object('id', id::text, 'applied_at', ${APPLIED_AT}, 'duration_ms', duration_ms, 'plan_hash', plan_hash,
    'schema_hash', schema_hash, 'database_hash', database_hash, 'serves', serves, 'result_fingerprint', result_fingerprint,
    'server_major', server_major, 'request_id', request_id, 'model', model, 'extra', extra)
    FROM ${table} WHERE outcome = 'applied' ORDER BY number DESC LIMIT 1),
  'hashes', (SELECT coalesce(json_agg(DISTINCT database_hash), '[]') FROM ${table} WHERE outcome = 'applied'))::text AS state`;
  return `CASE WHEN to_regclass(${quoteLiteral(table)}) IS NOT NULL THEN query_to_xml(${quoteLiteral(query)}, true, true, '')::text END`;
}

/** Reads what `historyExpression` gave; `undefined` where there is no history. */
export function decodeHistory(xml: string | null): HistoryState | undefined {
  const text = xml === null ? undefined : /<state>([\s\S]*)<\/state>/.exec(xml)?.[1];
  if (text === undefined) return undefined;
  return JSON.parse(unescapeXml(text)) as HistoryState;
}

/** What is recorded of a migration. */
export interface HistoryEntry {
  readonly actor: string;
  readonly requestId: string;
  readonly origin: string;
  readonly gitCommit: string | undefined;
  readonly plan: Plan;
  readonly serves: readonly string[];
  readonly serverMajor: number;
  readonly allow: readonly string[];
}

/** The row of a migration that is being applied; it stands last in the batch. Answers id, applied_at and duration_ms. */
export function insertApplied(
  namespace: string,
  entry: HistoryEntry,
  applied: {
    readonly number: number;
    readonly model: Database;
    readonly extra: unknown;
    readonly fingerprint: string;
  },
): Statement {
  const values = [
    ...commonValues(entry),
    String(applied.number),
    JSON.stringify(applied.model),
    JSON.stringify(applied.extra ?? null),
  ];
  return {
    text: `INSERT INTO ${tableName(namespace)} (${COMMON_COLUMNS}, number, model, extra, outcome, result_fingerprint, duration_ms)
VALUES (${placeholders(values)}, 'applied', ${applied.fingerprint}, extract(milliseconds FROM clock_timestamp() - transaction_timestamp()))
RETURNING id::text, ${APPLIED_AT} AS applied_at, duration_ms::text`,
    params: values,
  };
}

/** What is told of a failure: no row contents, no message of Postgres. */
export interface FailureRecord {
  readonly step: number | undefined;
  readonly sqlstate: string | undefined;
  readonly detail: string;
}

/** The row of a migration that failed, written after everything else was rolled back. */
export function insertFailed(
  namespace: string,
  entry: HistoryEntry,
  failure: FailureRecord,
): Statement {
  const values = [...commonValues(entry), JSON.stringify(failure)];
  return {
    text: `INSERT INTO ${tableName(namespace)} (${COMMON_COLUMNS}, error, outcome) VALUES (${placeholders(values)}, 'failed')`,
    params: values,
  };
}

const COMMON_COLUMNS =
  "actor, request_id, origin, git_commit, plan, plan_hash, schema_hash, database_hash, serves, server_major, allow";

function commonValues(entry: HistoryEntry): (string | null)[] {
  const { plan } = entry;
  return [
    entry.actor,
    entry.requestId,
    entry.origin,
    entry.gitCommit ?? null,
    JSON.stringify(plan),
    plan.plan_hash,
    plan.schema_hash,
    plan.database_hash,
    JSON.stringify(entry.serves),
    String(entry.serverMajor),
    JSON.stringify(entry.allow),
  ];
}

const placeholders = (values: readonly unknown[]): string =>
  values.map((_, index) => `$${index + 1}`).join(", ");

/** One migration as `GET /admin/migrations` lists it. */
export interface MigrationSummary {
  readonly id: string;
  /** Null for one that failed. */
  readonly number: number | null;
  readonly outcome: "applied" | "failed";
  readonly applied_at: string;
  /** Null for one that failed. */
  readonly duration_ms: number | null;
  readonly actor: string;
  readonly request_id: string;
  readonly origin: string;
  readonly git_commit: string | null;
  readonly plan_hash: string;
  readonly schema_hash: string;
  readonly database_hash: string;
  readonly allow: readonly string[];
  /** How many steps it has. */
  readonly steps: number;
  readonly error: FailureRecord | null;
}

/** … and as `GET /admin/migrations/{id}` shows it. */
export interface MigrationDetails extends MigrationSummary {
  readonly plan: Plan;
  /** Every statement, in order. */
  readonly sql: readonly string[];
}

const SUMMARY = `'id', id::text, 'number', number, 'outcome', outcome, 'applied_at', ${APPLIED_AT}, 'duration_ms', duration_ms, 'actor', actor,
  'request_id', request_id, 'origin', origin, 'git_commit', git_commit, 'plan_hash', plan_hash, 'schema_hash', schema_hash,
  'database_hash', database_hash, 'allow', allow, 'steps', jsonb_array_length(plan->'steps'), 'error', error`;

/** Newest first. `cursor` is the `next` of the page before; `next` is absent on the last page. No history is an empty page. */
export async function listMigrations(
  session: Session,
  {
    namespace,
    limit,
    cursor,
  }: { readonly namespace: string; readonly limit: number; readonly cursor?: string },
): Promise<{ readonly migrations: readonly MigrationSummary[]; readonly next?: string }> {
  const before = cursor === undefined ? "" : ` WHERE id < ${BigInt(cursor)}`;
  const query = `SELECT json_build_object(${SUMMARY})::text AS state FROM (SELECT * FROM ${tableName(namespace)}${before} ORDER BY id DESC LIMIT ${Math.trunc(limit) + 1}) m ORDER BY id DESC`;
  const rows = await readStates(session, namespace, query);
  const migrations = rows.slice(0, limit) as MigrationSummary[];
  const last = migrations.at(-1);
  return { migrations, ...(rows.length > limit && last !== undefined ? { next: last.id } : {}) };
}

/** One migration, or undefined where there is none with this id. */
export async function getMigration(
  session: Session,
  { namespace, id }: { readonly namespace: string; readonly id: string },
): Promise<MigrationDetails | undefined> {
  if (!isMigrationId(id)) return undefined;
  const query = `SELECT json_build_object(${SUMMARY}, 'plan', plan)::text AS state FROM ${tableName(namespace)} WHERE id = ${BigInt(id)}`;
  const [found] = (await readStates(session, namespace, query)) as Omit<MigrationDetails, "sql">[];
  return found === undefined
    ? undefined
    : { ...found, sql: found.plan.steps.flatMap((step) => step.sql) };
}

/** Whether a text from outside can be the id of a migration, and a cursor of their list. */
export function isMigrationId(text: string): boolean {
  return /^[1-9]\d{0,17}$/.test(text);
}

/**
 * The database hashes that the last migration says this database serves; undefined where nothing was ever migrated.
 * One short statement, for readiness checks.
 */
export async function readServedHashes(
  session: Session,
  namespace: string,
  timeoutMs: number,
): Promise<readonly string[] | undefined> {
  const query = `SELECT serves::text AS state FROM ${tableName(namespace)} WHERE outcome = 'applied' ORDER BY number DESC LIMIT 1`;
  const [serves] = await readStates(session, namespace, query, timeoutMs);
  return serves as readonly string[] | undefined;
}

/** Runs a query for JSON texts named `state` over the history; none where there is no history. */
async function readStates(
  session: Session,
  namespace: string,
  query: string,
  timeoutMs?: number,
): Promise<unknown[]> {
  const present = `to_regclass(${quoteLiteral(tableName(namespace))}) IS NOT NULL`;
  const text = `SELECT CASE WHEN ${present} THEN query_to_xml(${quoteLiteral(query)}, true, true, '')::text END AS history`;
  const [row] = await session.query({ text }, timeoutMs === undefined ? {} : { timeoutMs });
  return [...(row?.["history"] ?? "").matchAll(/<state>([\s\S]*?)<\/state>/g)].map(
    ([, state]) => JSON.parse(unescapeXml(state ?? "null")) as unknown,
  );
}

/** The characters that query_to_xml escapes in text. */
function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#x0d;", "\r")
    .replaceAll("&amp;", "&");
}

/** What the history's own answer says about the migration just applied. */
export function decodeApplied(row: Row | undefined): {
  readonly id: string;
  readonly applied_at: string;
  readonly duration_ms: number;
} {
  return {
    id: row?.["id"] ?? "",
    applied_at: row?.["applied_at"] ?? "",
    duration_ms: Number(row?.["duration_ms"] ?? 0),
  };
}
