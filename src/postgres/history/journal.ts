// What is written to the history: the row of a migration, how far it is while it goes on, and what stopped it.

import type { Plan } from "../../migration/plan.ts";
import type { Moves } from "../../migration/retired/way-back.ts";
import type { Database } from "../../relational/database.ts";
import {
  APPLIED_AT,
  historyTable,
  type FailureRecord,
  type MigrationKind,
  type Progress,
} from "./history-table.ts";
import { packedJson, withPackedMember } from "./packed.ts";
import type { Row, Statement } from "../session.ts";

/** What a batch tells the journal. */
export interface JournalState {
  readonly progress: Progress;
  /** It was the last batch. */
  readonly finished: boolean;
  /** Expressions: what the applied tables are like, and what those that the plan rests on are like. */
  readonly fingerprint: string;
  readonly left: string;
}

/** What is recorded of a migration. */
export interface HistoryEntry {
  readonly kind: MigrationKind;
  /** Id of the migration that this one takes back. */
  readonly reverts?: string | undefined;
  readonly actor: string;
  readonly requestId: string;
  readonly origin: string;
  readonly gitCommit: string | undefined;
  readonly plan: Plan;
  readonly serves: readonly string[];
  readonly serverMajor: number;
  readonly allow: readonly string[];
  readonly answers: Readonly<Record<string, string>>;
  /** What it moved, for the way back. */
  readonly moves: Moves;
}

/** What a migration leads to. */
export interface MigrationTarget {
  readonly number: number;
  readonly model: Database;
  readonly extra: unknown;
}

/** The id of a row, when and how long it was applied, and what it leaves to a next batch: what these statements answer. */
function returning({ finished, left }: JournalState): string {
  return `RETURNING id::text, ${APPLIED_AT} AS applied_at, duration_ms::text, ${finished ? "NULL" : left} AS "left"`;
}

/** Milliseconds since the transaction began. */
const ELAPSED = "extract(milliseconds FROM clock_timestamp() - transaction_timestamp())";

/**
 * The row of a migration, last in its first batch: `applied` where that is the only one, else `unfinished`. Any that is unfinished
 * before is given up by it.
 */
export async function insertMigration(
  namespace: string,
  entry: HistoryEntry,
  target: MigrationTarget,
  state: JournalState,
): Promise<readonly Statement[]> {
  const values = [
    ...(await commonValues(entry)),
    String(target.number),
    await packedJson(target.model),
    await packedJson(target.extra ?? null),
    state.finished ? null : JSON.stringify(state.progress),
  ];
  const table = historyTable(namespace);
  return [
    { text: `UPDATE ${table} SET outcome = 'abandoned' WHERE outcome = 'unfinished'` },
    {
      text: `INSERT INTO ${table} (${COMMON_COLUMNS}, number, model, extra, progress, outcome, result_fingerprint, duration_ms)
VALUES (${placeholders(values)}, '${state.finished ? "applied" : "unfinished"}', ${state.finished ? state.fingerprint : "NULL"}, ${ELAPSED})
${returning(state)}`,
      params: values,
    },
  ];
}

/** The journal of an unfinished migration after one more batch; where that was the last one, the migration is applied. */
export function updateMigration(namespace: string, id: string, state: JournalState): Statement {
  const finish = state.finished
    ? `outcome = 'applied', error = NULL, applied_at = transaction_timestamp(), result_fingerprint = ${state.fingerprint}, `
    : "";
  return {
    text: `UPDATE ${historyTable(namespace)} SET ${finish}progress = progress || $1, duration_ms = duration_ms + ${ELAPSED}
WHERE id = ${BigInt(id)} AND outcome = 'unfinished'
${returning(state)}`,
    // How far fills are is noted as they go.
    params: [JSON.stringify({ done: state.progress.done, resumed: state.progress.resumed })],
  };
}

/** What stopped an unfinished migration, beside how far it is. */
export function noteFailure(namespace: string, id: string, failure: FailureRecord): Statement {
  return {
    text: `UPDATE ${historyTable(namespace)} SET error = $1 WHERE id = ${BigInt(id)} AND outcome = 'unfinished'`,
    params: [JSON.stringify(failure)],
  };
}

/** The row of a migration that failed, written after everything else was rolled back. */
export async function insertFailed(
  namespace: string,
  entry: HistoryEntry,
  failure: FailureRecord,
): Promise<Statement> {
  const values = [...(await commonValues(entry)), JSON.stringify(failure)];
  return {
    text: `INSERT INTO ${historyTable(namespace)} (${COMMON_COLUMNS}, error, outcome) VALUES (${placeholders(values)}, 'failed')`,
    params: values,
  };
}

const COMMON_COLUMNS =
  "kind, reverts, actor, request_id, origin, git_commit, plan, plan_hash, schema_hash, database_hash, serves, server_major, allow, answers, moves";

async function commonValues(entry: HistoryEntry): Promise<(string | null)[]> {
  const { plan } = entry;
  return [
    entry.kind,
    entry.reverts ?? null,
    entry.actor,
    entry.requestId,
    entry.origin,
    entry.gitCommit ?? null,
    await withPackedMember(plan, "steps"),
    plan.plan_hash,
    plan.schema_hash,
    plan.database_hash,
    JSON.stringify(entry.serves),
    String(entry.serverMajor),
    JSON.stringify(entry.allow),
    JSON.stringify(entry.answers),
    JSON.stringify(entry.moves),
  ];
}

const placeholders = (values: readonly unknown[]): string =>
  values.map((_, index) => `$${index + 1}`).join(", ");

/** A migration that was applied, as answers name it. */
export interface AppliedReference {
  readonly id: string;
  readonly applied_at: string;
  readonly duration_ms: number;
}

/** No more of a migration than that. */
export function reference({ id, applied_at, duration_ms }: AppliedReference): AppliedReference {
  return { id, applied_at, duration_ms };
}

/** What the history's own answer says about the migration just applied. */
export function decodeApplied(row: Row | undefined): AppliedReference {
  return {
    id: row?.["id"] ?? "",
    applied_at: row?.["applied_at"] ?? "",
    duration_ms: Number(row?.["duration_ms"] ?? 0),
  };
}
