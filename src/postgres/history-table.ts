// The history of migrations: a table in a namespace of its own, one row for each migration that was applied or that failed.

import type { Database } from "../relational/database.ts";
import { historyNamespace } from "../migration/names.ts";
import type { Plan } from "../migration/plan.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral, textArray } from "../sql/quote.ts";
import type { Row, Statement } from "./session.ts";

/** What the history says, as far as planning needs it. */
export interface HistoryState {
  /** The number the next migration gets; it is in the names of what that one retires. */
  readonly next: number;
  /** The newest migration that was applied. */
  readonly last: AppliedMigration | null;
  /** Every database hash that was ever applied. */
  readonly hashes: readonly string[];
  /** Why it cannot be used: our role may not, or someone has altered it. The rest then says nothing. */
  readonly damage?: "forbidden" | "altered";
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

/** The table, as SQL names it. */
export const historyTable = (namespace: string): string =>
  qualifiedName(historyNamespace(namespace), "migration");

/** Timestamps leave as RFC 3339 in UTC. */
export const APPLIED_AT = `to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const COLUMNS: Readonly<Record<string, string>> = {
  id: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  number: "integer UNIQUE",
  outcome: "text NOT NULL CHECK (outcome IN ('applied', 'failed'))",
  applied_at: "timestamptz NOT NULL DEFAULT transaction_timestamp()",
  duration_ms: "integer",
  actor: "text NOT NULL",
  request_id: "text NOT NULL",
  origin: "text NOT NULL",
  git_commit: "text",
  plan_hash: "text NOT NULL",
  schema_hash: "text NOT NULL",
  database_hash: "text NOT NULL",
  serves: "jsonb NOT NULL",
  result_fingerprint: "text",
  server_major: "integer NOT NULL",
  allow: "jsonb NOT NULL",
  plan: "jsonb NOT NULL",
  model: "json",
  extra: "json",
  error: "jsonb",
};

/** Makes the namespace and the table; harmless where they are. */
export function createHistory(namespace: string): readonly Statement[] {
  const columns = Object.entries(COLUMNS).map(([name, definition]) => `  ${name} ${definition}`);
  return [
    { text: `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(historyNamespace(namespace))}` },
    { text: `CREATE TABLE IF NOT EXISTS ${historyTable(namespace)} (\n${columns.join(",\n")}\n)` },
  ];
}

/**
 * An expression that gives the HistoryState wrapped in XML, or NULL where there is no history yet. The history is named in a text that is
 * run only once it is known to be there, ours to use, and with all of its columns: else the whole statement would be an error.
 */
export function historyExpression(namespace: string): string {
  const table = historyTable(namespace);
  const query = `SELECT json_build_object(
  'next', (SELECT coalesce(max(number), 0) + 1 FROM ${table}),
  'last', (SELECT json_build_object('id', id::text, 'applied_at', ${APPLIED_AT}, 'duration_ms', duration_ms, 'plan_hash', plan_hash,
    'schema_hash', schema_hash, 'database_hash', database_hash, 'serves', serves, 'result_fingerprint', result_fingerprint,
    'server_major', server_major, 'request_id', request_id, 'model', model, 'extra', extra)
    FROM ${table} WHERE outcome = 'applied' ORDER BY number DESC LIMIT 1),
  'hashes', (SELECT coalesce(json_agg(DISTINCT database_hash), '[]') FROM ${table} WHERE outcome = 'applied'))::text AS state`;
  return `CASE (${condition(namespace)}) WHEN 'usable' THEN query_to_xml(${quoteLiteral(query)}, true, true, '')::text
  WHEN 'forbidden' THEN '<state>{"damage": "forbidden"}</state>' WHEN 'altered' THEN '<state>{"damage": "altered"}</state>' END`;
}

/** A query for `usable`, `forbidden` or `altered`; no row where there is no history. */
function condition(namespace: string): string {
  const columns = Object.keys(COLUMNS);
  return `SELECT CASE
    WHEN NOT has_schema_privilege(n.oid, 'USAGE') OR NOT has_table_privilege(c.oid, 'SELECT') OR NOT has_table_privilege(c.oid, 'INSERT') THEN 'forbidden'
    WHEN c.relkind <> 'r' OR (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = ANY (${textArray(columns)}::name[])) < ${columns.length} THEN 'altered'
    ELSE 'usable' END
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ${quoteLiteral(historyNamespace(namespace))} AND c.relname = 'migration'`;
}

/** Reads what `historyExpression` gave; `undefined` where there is no history. */
export function decodeHistory(xml: string | null): HistoryState | undefined {
  const text = xml === null ? undefined : /<state>([\s\S]*)<\/state>/.exec(xml)?.[1];
  if (text === undefined) return undefined;
  const state = JSON.parse(unescapeXml(text)) as HistoryState;
  if (state.damage !== undefined) return { next: 1, last: null, hashes: [], damage: state.damage };
  const isReadable = state.last === null || isModel(state.last.model);
  return isReadable ? state : { ...state, last: null, damage: "altered" };
}

/** What stands in the table may have been edited by hand. */
function isModel(model: unknown): boolean {
  return (
    typeof model === "object" && model !== null && "tables" in model && Array.isArray(model.tables)
  );
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
    text: `INSERT INTO ${historyTable(namespace)} (${COMMON_COLUMNS}, number, model, extra, outcome, result_fingerprint, duration_ms)
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
    text: `INSERT INTO ${historyTable(namespace)} (${COMMON_COLUMNS}, error, outcome) VALUES (${placeholders(values)}, 'failed')`,
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

/** The characters that query_to_xml escapes in text. */
export function unescapeXml(text: string): string {
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
