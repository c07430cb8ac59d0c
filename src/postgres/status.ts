// What `/admin/status` says of the database: whether it is as the schema wants it, and what was done last.

import type { Plan } from "../migration/plan.ts";
import { changesSince } from "./drift.ts";
import type { HistoryState, UnfinishedMigration } from "./history/history-state.ts";
import type { MigrationKind } from "./history/history-table.ts";
import { ONLINE_ABOVE_BYTES } from "./migrate/migration-request.ts";
import { reference, type AppliedReference } from "./history/journal.ts";
import { prepare } from "./migrate/prepare.ts";
import type { Target } from "./migrate/target.ts";
import type { Session } from "./session.ts";

/** What `/admin/status` says of the database. */
export interface Status {
  readonly server_version: string;
  readonly database_name: string;
  readonly namespace: string;
  /** Of the last migration; null where there was none. */
  readonly applied_schema_hash: string | null;
  readonly applied_database_hash: string | null;
  readonly catalog_fingerprint: string;
  /** What was last applied, beside what the Worker was built for. */
  readonly standing: Standing;
  /** Nothing to migrate, and nothing changed by hand. */
  readonly in_sync: boolean;
  readonly pending_steps: number;
  /** `contract`: an expand is in, and what is left is what the version before it does not survive. Null where nothing is pending. */
  readonly pending_phase: "expand" | "contract" | null;
  /** A migration that was cut off and not gone on with. */
  readonly unfinished: {
    readonly id: string;
    readonly kind: MigrationKind;
    readonly started_at: string;
    readonly plan_hash: string;
    readonly steps: number;
    /** Steps that are committed. */
    readonly done: number;
    /** The step that Postgres refused last. */
    readonly step_in_the_way: number | null;
  } | null;
  /** The tables are not as the last migration left them. */
  readonly drift: boolean;
  readonly last_migration:
    | (AppliedReference & { readonly schema_hash: string; readonly database_hash: string })
    | null;
}

/** `ahead`: the database is at a schema that comes after the Worker's, or that it does not know. */
export type Standing = "level" | "behind" | "ahead" | "empty";

function standing(history: HistoryState | undefined, { databaseHash }: Target): Standing {
  if (history?.last == null) return "empty";
  const { last, hashes, rolledBack } = history;
  if (last.database_hash === databaseHash) return "level";
  if (rolledBack.includes(databaseHash)) return "behind";
  return hashes.includes(databaseHash) || last.origin === "uploaded" ? "ahead" : "behind";
}

function shownUnfinished(unfinished: UnfinishedMigration | undefined): Status["unfinished"] {
  if (unfinished === undefined) return null;
  const { id, kind, started_at, plan_hash, steps, progress, error } = unfinished;
  return {
    id,
    kind,
    started_at,
    plan_hash,
    steps: steps.length,
    done: progress.done.length,
    step_in_the_way: error?.step ?? null,
  };
}

const STATUS_LOCK_TIMEOUT_MS = 5_000;

/** Compares without counting rows: one round trip, one more for expressions not met before. Rejects with DatabaseError. */
export async function readStatus(session: Session, target: Target): Promise<Status> {
  const { catalog, plan } = await prepare(session, target, {
    answers: {},
    kind: "migrate",
    probe: "none",
    // It says whether something is left of the expand before it.
    phase: "contract",
    statementTimeoutMs: 0,
    lockTimeoutMs: STATUS_LOCK_TIMEOUT_MS,
    onlineAboveBytes: ONLINE_ABOVE_BYTES,
  });
  const last = catalog.history?.last ?? null;
  const drift = changesSince(catalog.history, catalog.live.database).length > 0;
  return {
    server_version: catalog.serverVersion,
    database_name: catalog.databaseName,
    namespace: target.desired.namespace,
    applied_schema_hash: last?.schema_hash ?? null,
    applied_database_hash: last?.database_hash ?? null,
    catalog_fingerprint: plan.base_fingerprint,
    standing: standing(catalog.history, target),
    in_sync:
      plan.steps.length === 0 &&
      plan.blockers.length === 0 &&
      !drift &&
      catalog.history?.unfinished == null,
    pending_steps: plan.steps.length,
    pending_phase: pendingPhase(plan),
    unfinished: shownUnfinished(catalog.history?.unfinished ?? undefined),
    drift,
    last_migration:
      last === null
        ? null
        : { ...reference(last), schema_hash: last.schema_hash, database_hash: last.database_hash },
  };
}

function pendingPhase({ steps, blockers }: Plan): Status["pending_phase"] {
  if (steps.length === 0) return null;
  return blockers.some(({ code }) => code === "expand_first") ? "expand" : "contract";
}
