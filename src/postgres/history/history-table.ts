// The history of migrations: a table in a namespace of its own, one row for each migration that was applied, that failed, or that is under
// way. The row of one under way is its journal: the catalog says how far it is, the journal what it is about.

import { historyNamespace } from "../../migration/names.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral, textArray } from "../../sql/quote.ts";
import type { Statement } from "../session.ts";

/** What a migration was for: towards a schema, back from one, afresh, or for retired things alone. */
export type MigrationKind = "migrate" | "rollback" | "reset" | "restore" | "purge";

/**
 * How a migration ended. `unfinished`: a batch of it is committed and others are not; `abandoned`: it never will be finished, as
 * another one went on from where it stood.
 */
export type MigrationOutcome = "applied" | "failed" | "unfinished" | "abandoned";

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
  history: { readonly outdated: boolean } | undefined,
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

/** An expression for whether the table lacks some of the later columns. */
export function outdatedExpression(namespace: string): string {
  const later = Object.keys(LATER_COLUMNS);
  return `(SELECT count(*) < ${later.length} FROM pg_catalog.pg_attribute
    WHERE attrelid = ${quoteLiteral(historyTable(namespace))}::regclass AND NOT attisdropped AND attname = ANY (${textArray(later)}::name[]))`;
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

/** The characters that query_to_xml escapes in text. */
export function unescapeXml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&#x0d;", "\r")
    .replaceAll("&amp;", "&");
}
