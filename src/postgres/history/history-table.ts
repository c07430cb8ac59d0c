// The history of migrations: a table in a namespace of its own, one row for each migration that was applied, that failed, or that is under
// way. The row of one under way is its journal: the catalog says how far it is, the journal what it is about.

import type { Database } from "../../relational/database.ts";
import type { CutOff } from "../../migration/execute/reached.ts";
import { historyNamespace } from "../../migration/names.ts";
import type { Step } from "../../migration/plan.ts";
import type { Moves } from "../../migration/retired/way-back.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral, textArray } from "../../sql/quote.ts";
import { unpacked } from "./packed.ts";
import type { Statement } from "../session.ts";

/** What a migration was for: towards a schema, back from one, afresh, or for retired things alone. */
export type MigrationKind = "migrate" | "rollback" | "reset" | "restore" | "purge";

/**
 * How a migration ended. `unfinished`: a batch of it is committed and others are not; `abandoned`: it never will be finished, as
 * another one went on from where it stood.
 */
export type MigrationOutcome = "applied" | "failed" | "unfinished" | "abandoned";

/** What the history says, as far as planning needs it. */
export interface HistoryState {
  /** The number the next migration gets; it is in the names of what that one retires. */
  readonly next: number;
  /** The newest migration that was applied. */
  readonly last: AppliedMigration | null;
  /** The one that is under way, or was when it was cut off. */
  readonly unfinished: UnfinishedMigration | null;
  /** Cut off since the newest that was applied, and given up for another; oldest first. What they have done stays done. */
  readonly abandoned: readonly CutOff[];
  /** Made by an older version of ours, and without some of the columns. */
  readonly outdated: boolean;
  /** Every database hash that was ever applied. */
  readonly hashes: readonly string[];
  /** Those of them that were rolled back and not applied since. */
  readonly rolledBack: readonly string[];
  /** Why it cannot be used: our role may not, or someone has altered it. The rest then says nothing. */
  readonly damage?: "forbidden" | "altered";
}

/** The row of a migration that is applied. */
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
  /** Where the schema came from: `built`, `uploaded` or `history`. */
  readonly origin: string;
  /** Null where it was applied in one batch. */
  readonly progress: Progress | null;
  /** The schema as it was applied, with Postgres's own wording of its expressions. */
  readonly model: Database;
  readonly extra: unknown;
}

/** The journal of a migration of several batches, as far as resuming it needs it. */
export interface UnfinishedMigration {
  readonly id: string;
  readonly number: number;
  readonly kind: MigrationKind;
  /** Id of the migration it takes back. */
  readonly reverts: string | null;
  readonly started_at: string;
  readonly plan_hash: string;
  readonly schema_hash: string;
  readonly database_hash: string;
  readonly request_id: string;
  readonly allow: readonly string[];
  readonly answers: Readonly<Record<string, string>>;
  /** As it was promised when it began. */
  readonly steps: readonly Step[];
  readonly progress: Progress;
  /** What stopped it. */
  readonly error: FailureRecord | null;
  /** What it was to move; null where an older version of ours has begun it. */
  readonly moves: Moves | null;
  /** The schema that it leads to. */
  readonly model: Database;
}

/** What migrations of ours have led to, or were leading to when they were cut off: all that is named in these is ours. */
export function ownModels(history: HistoryState | undefined): readonly Database[] {
  if (history === undefined) return [];
  const { last, abandoned, unfinished } = history;
  return [last, ...abandoned, unfinished].flatMap((migration) => migration?.model ?? []);
}

/** Those that were cut off since the last that was applied, oldest first. */
export function begunMigrations(history: HistoryState | undefined): readonly CutOff[] {
  const { abandoned = [], unfinished = null } = history ?? {};
  return unfinished === null ? abandoned : [...abandoned, unfinished];
}

/** How far a migration of several batches is. */
export interface Progress {
  /** Ids of the journaled steps that are committed. */
  readonly done: readonly number[];
  /** By the id of a step that goes by slices: rows filled so far, and where in the table the next slice begins. */
  readonly fills: Readonly<Record<string, FillProgress>>;
  /** Hashes of plans of what was left, under which it was gone on with. */
  readonly resumed: readonly string[];
}

/** How far a step is that goes by slices. */
export interface FillProgress {
  readonly rows: number;
  /** Of the table's pages. */
  readonly page: number;
  /** Rows filled since the first page, where another pass has to look for more. */
  readonly found: number;
  /** Where one pass is enough: the pages that there were, and the file they were in. */
  readonly until?: number;
  readonly file?: string;
}

/** Nothing is done yet. */
export const NO_PROGRESS: Progress = { done: [], fills: {}, resumed: [] };

/** What is told of a failure: no row contents, no message of Postgres. */
export interface FailureRecord {
  readonly step: number | undefined;
  readonly sqlstate: string | undefined;
  readonly detail: string;
}

/** The table, as SQL names it. */
export const historyTable = (namespace: string): string =>
  qualifiedName(historyNamespace(namespace), "migration");

/** Timestamps leave as RFC 3339 in UTC. */
export const APPLIED_AT = `to_char(applied_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** The CHECK on `outcome` as it was before there were migrations of several batches. */
const FORMER_CHECK = "migration_outcome_check";

const COLUMNS: Readonly<Record<string, string>> = {
  id: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
  number: "integer UNIQUE",
  outcome: "text NOT NULL",
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

/** Columns that came later, and what they hold in a row that was made without them. A history may lack them. */
const LATER_COLUMNS: Readonly<Record<string, { readonly type: string; readonly value: string }>> = {
  kind: { type: "text", value: "'migrate'" },
  reverts: { type: "bigint", value: "NULL" },
  answers: { type: "jsonb", value: "'{}'" },
  progress: { type: "jsonb", value: "NULL" },
  moves: { type: "json", value: "NULL" },
};

/**
 * The statements that make the history what this version needs, for the batch that writes to it first: none where it is so already.
 * `history` is what was read of it. Harmless where someone else was faster.
 */
export function prepareHistory(
  namespace: string,
  history: HistoryState | undefined,
): readonly Statement[] {
  if (history === undefined) return createHistory(namespace);
  return history.outdated ? upgradeHistory(namespace) : [];
}

function createHistory(namespace: string): readonly Statement[] {
  const columns = Object.entries(COLUMNS).map(([name, definition]) => `  ${name} ${definition}`);
  const later = Object.entries(LATER_COLUMNS).map(
    ([name, column]) => `  ${laterColumn(name, column)}`,
  );
  return [
    { text: `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(historyNamespace(namespace))}` },
    {
      text: `CREATE TABLE IF NOT EXISTS ${historyTable(namespace)} (\n${[...columns, ...later].join(",\n")}\n)`,
    },
  ];
}

function upgradeHistory(namespace: string): readonly Statement[] {
  const additions = Object.entries(LATER_COLUMNS).map(
    ([name, column]) => `ADD COLUMN IF NOT EXISTS ${laterColumn(name, column)}`,
  );
  const actions = [...additions, `DROP CONSTRAINT IF EXISTS ${quoteIdentifier(FORMER_CHECK)}`];
  return [{ text: `ALTER TABLE ${historyTable(namespace)} ${actions.join(", ")}` }];
}

function laterColumn(
  name: string,
  { type, value }: { readonly type: string; readonly value: string },
): string {
  return value === "NULL" ? `${name} ${type}` : `${name} ${type} NOT NULL DEFAULT ${value}`;
}

/**
 * The history as a FROM item named `history` that has the later columns even where the table lacks them: inside, a name means the
 * table's column if there is one, else the value that stands beside it. `clauses` are WHERE, ORDER BY and LIMIT.
 */
export function historyRows(namespace: string, clauses = ""): string {
  const later = Object.entries(LATER_COLUMNS);
  const names = later.map(([name]) => name);
  const values = later.map(([, { type, value }]) => `${value}::${type}`);
  return `(SELECT m.* FROM (VALUES (${values.join(", ")})) AS later (${names.join(", ")})
    CROSS JOIN LATERAL (SELECT ${[...Object.keys(COLUMNS), ...names].join(", ")} FROM ${historyTable(namespace)} ${clauses}) AS m) AS history`;
}

/**
 * An expression that gives the HistoryState wrapped in XML, or NULL where there is no history yet. The history is named in a text that is
 * run only once it is known to be there, ours to use, and with all of its columns: else the whole statement would be an error.
 */
export function historyExpression(namespace: string): string {
  const table = historyTable(namespace);
  const later = Object.keys(LATER_COLUMNS);
  const query = `SELECT json_build_object(
  'next', (SELECT coalesce(max(number), 0) + 1 FROM ${table}),
  'last', (SELECT json_build_object('id', id::text, 'applied_at', ${APPLIED_AT}, 'duration_ms', duration_ms, 'plan_hash', plan_hash,
    'schema_hash', schema_hash, 'database_hash', database_hash, 'serves', serves, 'result_fingerprint', result_fingerprint,
    'server_major', server_major, 'request_id', request_id, 'origin', origin, 'model', model, 'extra', extra, 'progress', progress)
    FROM ${historyRows(namespace, "WHERE outcome = 'applied' ORDER BY number DESC LIMIT 1")}),
  'unfinished', (SELECT json_build_object('id', id::text, 'number', number, 'kind', kind, 'reverts', reverts::text, 'started_at', ${APPLIED_AT},
    'plan_hash', plan_hash, 'schema_hash', schema_hash, 'database_hash', database_hash, 'request_id', request_id, 'allow', allow,
    'answers', answers, 'steps', plan->'steps', 'progress', progress, 'error', error, 'moves', moves, 'model', model)
    FROM ${historyRows(namespace, "WHERE outcome = 'unfinished' ORDER BY number DESC LIMIT 1")}),
  'abandoned', (SELECT coalesce(json_agg(json_build_object('steps', plan->'steps', 'progress', progress, 'moves', moves, 'model', model) ORDER BY number), '[]')
    FROM ${historyRows(namespace, `WHERE outcome = 'abandoned' AND number > (SELECT coalesce(max(number), 0) FROM ${table} WHERE outcome = 'applied')`)}),
  'outdated', (SELECT count(*) < ${later.length} FROM pg_catalog.pg_attribute
    WHERE attrelid = ${quoteLiteral(table)}::regclass AND NOT attisdropped AND attname = ANY (${textArray(later)}::name[])),
  'hashes', (SELECT coalesce(json_agg(DISTINCT database_hash), '[]') FROM ${table} WHERE outcome = 'applied'),
  'rolledBack', (SELECT coalesce(json_agg(DISTINCT r.database_hash), '[]') FROM ${historyRows(namespace, "WHERE kind = 'rollback' AND outcome = 'applied'")}
    JOIN ${table} r ON r.id = history.reverts
    WHERE NOT EXISTS (SELECT 1 FROM ${table} m WHERE m.outcome = 'applied' AND m.database_hash = r.database_hash AND m.number >= history.number)))::text AS state`;
  return readHistory(namespace, query, ["SELECT", "INSERT", "UPDATE"]);
}

/** An expression for the XML of a query over the history, or of one state that says what is wrong with it; NULL where there is none. */
export function readHistory(namespace: string, query: string, rights: readonly string[]): string {
  return `CASE (${condition(namespace, rights)}) WHEN 'usable' THEN query_to_xml(${quoteLiteral(query)}, true, true, '')::text
  WHEN 'forbidden' THEN '<state>{"damage": "forbidden"}</state>' WHEN 'altered' THEN '<state>{"damage": "altered"}</state>' END`;
}

/** A query for `usable`, `forbidden` or `altered`; no row where there is no history. */
function condition(namespace: string, rights: readonly string[]): string {
  const columns = Object.entries(COLUMNS).map(
    ([name, definition]) => `(${quoteLiteral(name)}, ${quoteLiteral(typeName(definition))})`,
  );
  const lacks = rights.map((right) => `NOT has_table_privilege(c.oid, '${right}')`);
  return `SELECT CASE
    WHEN NOT has_schema_privilege(n.oid, 'USAGE') OR ${lacks.join(" OR ")} THEN 'forbidden'
    WHEN c.relkind <> 'r' OR (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND (a.attname, replace(format_type(a.atttypid, NULL), 'jsonb', 'json')) IN (${columns.join(", ")})) < ${columns.length} THEN 'altered'
    ELSE 'usable' END
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = ${quoteLiteral(historyNamespace(namespace))} AND c.relname = 'migration'`;
}

/** Both kinds of JSON are read alike. */
function typeName(definition: string): string {
  const [name = ""] = definition.split(" ");
  return name.replace("timestamptz", "timestamp with time zone").replace("jsonb", "json");
}

/** Reads what `historyExpression` gave; `undefined` where there is no history. */
export async function decodeHistory(xml: string | null): Promise<HistoryState | undefined> {
  const text = xml === null ? undefined : /<state>([\s\S]*)<\/state>/.exec(xml)?.[1];
  if (text === undefined) return undefined;
  const state = (await unpacked(JSON.parse(unescapeXml(text)))) as HistoryState;
  if (state.damage !== undefined) return damaged(state.damage);
  const { last, unfinished } = state;
  const abandoned = (await Promise.all(
    state.abandoned.map((each) => unpacked(each)),
  )) as readonly CutOff[];
  const models = [last, unfinished, ...abandoned].filter((row) => row !== null);
  return models.every(({ model }) => isModel(model)) ? { ...state, abandoned } : damaged("altered");
}

function damaged(damage: HistoryState["damage"] & string): HistoryState {
  return {
    next: 1,
    last: null,
    unfinished: null,
    abandoned: [],
    outdated: false,
    hashes: [],
    rolledBack: [],
    damage,
  };
}

/** What stands in the table may have been edited by hand. */
export function isModel(model: unknown): boolean {
  return (
    typeof model === "object" && model !== null && "tables" in model && Array.isArray(model.tables)
  );
}

/** The characters that query_to_xml escapes in text. */
export function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#x0d;", "\r")
    .replaceAll("&amp;", "&");
}
