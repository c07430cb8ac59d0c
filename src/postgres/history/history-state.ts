// The history → what it says as far as planning needs it: the newest migration that was applied, those that were cut off, and whether what
// stands in the table can be used at all.

import type { CutOff } from "../../migration/execute/reached.ts";
import type { Step } from "../../migration/plan.ts";
import type { Moves } from "../../migration/retired/way-back.ts";
import type { Database } from "../../relational/database.ts";
import {
  APPLIED_AT,
  historyRows,
  historyTable,
  outdatedExpression,
  readHistory,
  unescapeXml,
  type FailureRecord,
  type MigrationKind,
  type Progress,
} from "./history-table.ts";
import { unpacked } from "./packed.ts";

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
  return [history?.last, ...begunMigrations(history)].flatMap((each) => each?.model ?? []);
}

/** Those that were cut off since the last that was applied, oldest first. */
export function begunMigrations(history: HistoryState | undefined): readonly CutOff[] {
  const { abandoned = [], unfinished = null } = history ?? {};
  return unfinished === null ? abandoned : [...abandoned, unfinished];
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
    'server_major', server_major, 'request_id', request_id, 'origin', origin, 'model', model, 'extra', extra, 'progress', progress)
    FROM ${historyRows(namespace, "WHERE outcome = 'applied' ORDER BY number DESC LIMIT 1")}),
  'unfinished', (SELECT json_build_object('id', id::text, 'number', number, 'kind', kind, 'reverts', reverts::text, 'started_at', ${APPLIED_AT},
    'plan_hash', plan_hash, 'schema_hash', schema_hash, 'database_hash', database_hash, 'request_id', request_id, 'allow', allow,
    'answers', answers, 'steps', plan->'steps', 'progress', progress, 'error', error, 'moves', moves, 'model', model)
    FROM ${historyRows(namespace, "WHERE outcome = 'unfinished' ORDER BY number DESC LIMIT 1")}),
  'abandoned', (SELECT coalesce(json_agg(json_build_object('steps', plan->'steps', 'progress', progress, 'moves', moves, 'model', model) ORDER BY number), '[]')
    FROM ${historyRows(namespace, `WHERE outcome = 'abandoned' AND number > (SELECT coalesce(max(number), 0) FROM ${table} WHERE outcome = 'applied')`)}),
  'outdated', ${outdatedExpression(namespace)},
  'hashes', (SELECT coalesce(json_agg(DISTINCT database_hash), '[]') FROM ${table} WHERE outcome = 'applied'),
  'rolledBack', (SELECT coalesce(json_agg(DISTINCT r.database_hash), '[]') FROM ${historyRows(namespace, "WHERE kind = 'rollback' AND outcome = 'applied'")}
    JOIN ${table} r ON r.id = history.reverts
    WHERE NOT EXISTS (SELECT 1 FROM ${table} m WHERE m.outcome = 'applied' AND m.database_hash = r.database_hash AND m.number >= history.number)))::text AS state`;
  return readHistory(namespace, query, ["SELECT", "INSERT", "UPDATE"]);
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
