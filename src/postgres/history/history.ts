// The history of migrations as people look at it: lists, single ones, and what the last one says of the Workers it serves.

import { damagedHistory } from "../../migration/blockers/history.ts";
import type { Plan } from "../../migration/plan.ts";
import {
  APPLIED_AT,
  historyRows,
  historyTable,
  readHistory,
  unescapeXml,
  type FailureRecord,
  type MigrationKind,
  type MigrationOutcome,
  type Progress,
} from "./history-table.ts";
import { unpacked } from "./packed.ts";
import type { Session } from "../session.ts";

/** One migration as `GET /admin/migrations` lists it. */
export interface MigrationSummary {
  readonly id: string;
  /** Null for one that failed. */
  readonly number: number | null;
  readonly kind: MigrationKind;
  /** Id of the migration that it takes back. */
  readonly reverts: string | null;
  readonly outcome: MigrationOutcome;
  /** When it ended; of one that is unfinished, when it began. */
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
  /** How far it is or was; null for one of a single batch. */
  readonly progress: Progress | null;
}

/** … and as `GET /admin/migrations/{id}` shows it. */
export interface MigrationDetails extends MigrationSummary {
  readonly plan: Plan;
  /** Every statement, in order. */
  readonly sql: readonly string[];
}

const SUMMARY = `'id', id::text, 'number', number, 'kind', kind, 'reverts', reverts::text, 'outcome', outcome, 'applied_at', ${APPLIED_AT}, 'duration_ms', duration_ms, 'actor', actor,
  'request_id', request_id, 'origin', origin, 'git_commit', git_commit, 'plan_hash', plan_hash, 'schema_hash', schema_hash,
  'database_hash', database_hash, 'allow', allow, 'steps', CASE jsonb_typeof(plan->'steps') WHEN 'array' THEN jsonb_array_length(plan->'steps') ELSE (plan->'steps'->>'count')::integer END, 'error', error,
  'progress', progress`;

/** Newest first. `cursor` is the `next` of the page before; `next` is absent on the last page. No history is an empty page. */
export async function listMigrations(
  session: Session,
  {
    namespace,
    limit,
    cursor,
  }: { readonly namespace: string; readonly limit: number; readonly cursor?: string },
): Promise<{ readonly migrations: readonly MigrationSummary[]; readonly next?: string }> {
  const before = cursor === undefined ? "" : `WHERE id < ${BigInt(cursor)}`;
  const query = `SELECT json_build_object(${SUMMARY})::text AS state FROM ${historyRows(namespace, `${before} ORDER BY id DESC LIMIT ${Math.trunc(limit) + 1}`)} ORDER BY id DESC`;
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
  const query = `SELECT json_build_object(${SUMMARY}, 'plan', plan)::text AS state FROM ${historyRows(namespace, `WHERE id = ${BigInt(id)}`)}`;
  const [found] = (await readStates(session, namespace, query)) as Omit<MigrationDetails, "sql">[];
  if (found === undefined) return undefined;
  const plan = found.plan as Partial<Plan> | null;
  if (!Array.isArray(plan?.steps)) throw new DamagedHistory(namespace, "altered");
  return { ...found, sql: found.plan.steps.flatMap((step) => step.sql) };
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
  const query = `SELECT serves::text AS state FROM ${historyTable(namespace)} WHERE outcome = 'applied' ORDER BY number DESC LIMIT 1`;
  const [serves] = await readStates(session, namespace, query, timeoutMs);
  return serves as readonly string[] | undefined;
}

/** The history is not as we made it; the message says what to do. */
export class DamagedHistory extends Error {
  constructor(namespace: string, damage: "forbidden" | "altered") {
    const { message, fix } = damagedHistory(namespace, damage);
    super(`${message} ${fix}`);
  }
}

/** Runs a query for JSON texts named `state` over the history; none where there is no history. Rejects with DamagedHistory. */
export async function readStates(
  session: Session,
  namespace: string,
  query: string,
  timeoutMs?: number,
): Promise<unknown[]> {
  const text = `SELECT ${readHistory(namespace, query, ["SELECT"])} AS history`;
  const [row] = await session.query({ text }, timeoutMs === undefined ? {} : { timeoutMs });
  const states = [...(row?.["history"] ?? "").matchAll(/<state>([\s\S]*?)<\/state>/g)];
  const found = states.map(([, state]) => JSON.parse(unescapeXml(state ?? "null")) as unknown);
  for (const state of found) {
    if (isDamage(state)) throw new DamagedHistory(namespace, state.damage);
  }
  return Promise.all(found.map((state) => unpacked(state)));
}

function isDamage(state: unknown): state is { readonly damage: "forbidden" | "altered" } {
  return typeof state === "object" && state !== null && "damage" in state;
}
