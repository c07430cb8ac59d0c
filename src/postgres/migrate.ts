// The verbs of migration that the admin routes call: migrate, and what the status says. Refusals are values; only a database that is
// away is an exception (DatabaseError).

import type { Reset } from "../migration/change.ts";
import { driftOf } from "../migration/drift.ts";
import type { Plan } from "../migration/plan.ts";
import { combineFingerprints } from "../relational/fingerprint.ts";
import { withoutLocations } from "../relational/normalize.ts";
import { applyPlan, type ApplyOutcome } from "./apply.ts";
import { readCatalog, type Catalog } from "./catalog.ts";
import {
  createHistory,
  insertFailed,
  type AppliedMigration,
  type HistoryEntry,
} from "./history-table.ts";
import { prepare, type Prepared, type Target } from "./prepare.ts";
import { refusal, refuse, refuseFailed, type Refusal } from "./refusal.ts";
import { DatabaseError, type Session } from "./session.ts";

export interface MigrationRequest extends Target {
  readonly dryRun: boolean;
  readonly planHash?: string;
  readonly allow: readonly string[];
  /** Drops everything first; `confirm` must be the name of the database. */
  readonly reset?: { readonly what: Reset["scope"]; readonly confirm: string };
  readonly answers?: Readonly<Record<string, string>>;
  /** In all, over tries of at most 500 ms each. */
  readonly lockTimeoutMs: number;
  /** For all steps together: the longest that locks are held. */
  readonly statementTimeoutMs: number;
  /** Who asks, for the history: a token's id. */
  readonly actor: string;
  readonly requestId: string;
  readonly origin: "built" | "uploaded";
  readonly gitCommit?: string;
  /** Kept with the history row as it is. */
  readonly model?: unknown;
}

interface AppliedReference {
  readonly id: string;
  readonly applied_at: string;
  readonly duration_ms: number;
}

export type MigrationResult =
  | {
      readonly outcome: "planned" | "applied" | "already_applied" | "nothing_to_do";
      readonly plan: Plan;
      /** The history row; with `nothing_to_do` only where the model had to be stored. */
      readonly migration?: AppliedReference;
    }
  | { readonly refusal: Refusal };

/** How often a plan without a promised hash is made anew when the database changes under it. */
const ATTEMPTS = 3;

/** Plans and, unless it is a dry run, applies. Rejects with DatabaseError where the database does not answer. */
export async function migrate(
  session: Session,
  request: MigrationRequest,
): Promise<MigrationResult> {
  for (let attempt = 1; ; attempt++) {
    const prepared = await prepare(session, request, {
      answers: request.answers ?? {},
      probe: true,
      reset: request.reset?.what,
      statementTimeoutMs: request.statementTimeoutMs,
      lockTimeoutMs: request.lockTimeoutMs,
    });
    const decided = decide(prepared, request);
    if (decided !== undefined) return decided;
    const outcome = await apply(session, request, prepared);
    if (outcome.kind !== "stale") return conclude(session, request, prepared, outcome);
    if (attempt >= ATTEMPTS) {
      return {
        refusal: refusal(
          "stale_plan",
          "The database keeps changing while it is migrated. Nothing was done.",
          prepared.plan,
        ),
      };
    }
  }
}

/** What can be answered without applying anything. */
function decide(prepared: Prepared, request: MigrationRequest): MigrationResult | undefined {
  const { plan, catalog } = prepared;
  if (request.reset !== undefined && request.reset.confirm !== catalog.databaseName) {
    const detail = `"confirm" must be the name of the database, ${JSON.stringify(catalog.databaseName)}.`;
    return { refusal: refusal("confirmation_mismatch", detail, plan) };
  }
  const open = plan.steps.length > 0 || plan.blockers.length > 0 || plan.questions.length > 0;
  if (request.dryRun) return { outcome: open ? "planned" : "nothing_to_do", plan };
  const last = catalog.history?.last ?? undefined;
  if (
    request.planHash !== undefined &&
    request.planHash !== plan.plan_hash &&
    last?.plan_hash === request.planHash &&
    isAsLeft(catalog, last)
  ) {
    return { outcome: "already_applied", plan, migration: reference(last) };
  }
  const refused = refuse(plan, request);
  if (refused !== undefined) return { refusal: refused };
  const stored =
    last?.database_hash === request.databaseHash && last.schema_hash === request.schemaHash;
  return !open && stored ? { outcome: "nothing_to_do", plan } : undefined;
}

/** Whether the tables of the last migration are as it left them. */
function isAsLeft(catalog: Catalog, last: AppliedMigration): boolean {
  return (
    combineFingerprints(
      catalog.fingerprints,
      last.model.tables.map((table) => table.name),
    ) === last.result_fingerprint
  );
}

function reference({ id, applied_at, duration_ms }: AppliedReference): AppliedReference {
  return { id, applied_at, duration_ms };
}

type Applied = ApplyOutcome | { readonly kind: "in_doubt" };

async function apply(
  session: Session,
  request: MigrationRequest,
  prepared: Prepared,
): Promise<Applied> {
  const { catalog, planned, plan, managed, desired } = prepared;
  try {
    return await applyPlan(session, {
      catalog,
      planned,
      managed,
      baseFingerprint: plan.base_fingerprint,
      entry: historyEntry(request, prepared),
      number: catalog.history?.next ?? 1,
      model: withoutLocations(desired),
      extra: request.model,
      lockTimeoutMs: request.lockTimeoutMs,
      statementTimeoutMs: request.statementTimeoutMs,
    });
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.kind === "too_large") throw error;
    return lookAgain(session, request, plan);
  }
}

/** The answer was lost: the history tells whether the batch was committed. */
async function lookAgain(
  session: Session,
  request: MigrationRequest,
  plan: Plan,
): Promise<Applied> {
  const catalog = await readCatalog(session, request.desired.namespace);
  const last = catalog.history?.last ?? undefined;
  const isOurs = last?.request_id === request.requestId && last.plan_hash === plan.plan_hash;
  return isOurs ? { kind: "applied", migration: reference(last) } : { kind: "in_doubt" };
}

function historyEntry(request: MigrationRequest, { plan, catalog }: Prepared): HistoryEntry {
  const before = catalog.history?.last?.database_hash;
  const served = plan.compatible_with_running_version && before !== undefined ? [before] : [];
  return {
    actor: request.actor,
    requestId: request.requestId,
    origin: request.origin,
    gitCommit: request.gitCommit,
    plan,
    serves: [...new Set([request.databaseHash, ...served])],
    serverMajor: catalog.serverMajor,
    allow: request.allow,
  };
}

async function conclude(
  session: Session,
  request: MigrationRequest,
  prepared: Prepared,
  outcome: Exclude<Applied, { kind: "stale" }>,
): Promise<MigrationResult> {
  const { plan } = prepared;
  switch (outcome.kind) {
    case "applied":
      return {
        outcome: plan.steps.length === 0 ? "nothing_to_do" : "applied",
        plan,
        migration: outcome.migration,
      };
    case "busy":
      return {
        refusal: refusal(
          "migration_in_progress",
          "Another migration of this database is running. Wait for it and look again.",
          plan,
        ),
      };
    case "locked":
      return {
        refusal: refusal(
          "lock_timeout",
          `A table was in use for more than ${request.lockTimeoutMs} ms (lock_timeout_ms). Nothing was done; try again.`,
          plan,
        ),
      };
    case "in_doubt":
      return {
        refusal: refusal(
          "migration_in_doubt",
          "The connection was lost while applying, and it is not in the history. Look at the status, then try again.",
          plan,
        ),
      };
    case "failed": {
      const refused = refuseFailed(plan, outcome.step, outcome.error);
      await recordFailure(session, request, prepared, refused);
      return { refusal: refused };
    }
  }
}

/** Leaves a history row of a failure, after everything else was rolled back. What is told to the caller does not depend on it. */
async function recordFailure(
  session: Session,
  request: MigrationRequest,
  prepared: Prepared,
  refused: Refusal,
): Promise<void> {
  const { namespace } = request.desired;
  const failure = { step: refused.step, sqlstate: refused.sqlstate, detail: refused.detail };
  const create = prepared.catalog.history === undefined ? createHistory(namespace) : [];
  const row = insertFailed(namespace, historyEntry(request, prepared), failure);
  try {
    await session.transaction([...create, row]);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
  }
}

/** What `/admin/status` says of the database. */
export interface Status {
  readonly server_version: string;
  readonly database_name: string;
  readonly namespace: string;
  /** Of the last migration; null where there was none. */
  readonly applied_schema_hash: string | null;
  readonly applied_database_hash: string | null;
  readonly catalog_fingerprint: string;
  /** Nothing to migrate, and nothing changed by hand. */
  readonly in_sync: boolean;
  readonly pending_steps: number;
  /** The tables are not as the last migration left them. */
  readonly drift: boolean;
  readonly last_migration:
    | (AppliedReference & { readonly schema_hash: string; readonly database_hash: string })
    | null;
}

const STATUS_LOCK_TIMEOUT_MS = 5_000;

/** Compares without counting rows: one round trip, one more for expressions not met before. Rejects with DatabaseError. */
export async function readStatus(session: Session, target: Target): Promise<Status> {
  const { catalog, plan } = await prepare(session, target, {
    answers: {},
    probe: false,
    statementTimeoutMs: 0,
    lockTimeoutMs: STATUS_LOCK_TIMEOUT_MS,
  });
  const last = catalog.history?.last ?? null;
  const drift = last !== null && driftOf(catalog.live.database, last.model).length > 0;
  return {
    server_version: catalog.serverVersion,
    database_name: catalog.databaseName,
    namespace: target.desired.namespace,
    applied_schema_hash: last?.schema_hash ?? null,
    applied_database_hash: last?.database_hash ?? null,
    catalog_fingerprint: plan.base_fingerprint,
    in_sync: plan.steps.length === 0 && plan.blockers.length === 0 && !drift,
    pending_steps: plan.steps.length,
    drift,
    last_migration:
      last === null
        ? null
        : { ...reference(last), schema_hash: last.schema_hash, database_hash: last.database_hash },
  };
}
