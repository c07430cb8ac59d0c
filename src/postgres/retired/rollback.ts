// The way back of one migration: what the history keeps of it and of the one before → a target to migrate to, and what was moved, to be
// moved back.

import type { Plan } from "../../migration/plan.ts";
import { wayBack, type Moves } from "../../migration/retired/way-back.ts";
import { databaseHash } from "../../relational/database-hash.ts";
import type { Database } from "../../relational/database.ts";
import { sha256 } from "#sha256";
import { DamagedHistory, isMigrationId, readStates } from "../history/history.ts";
import { reference, type AppliedReference } from "../history/journal.ts";
import { isModel } from "../history/history-state.ts";
import { APPLIED_AT, historyRows, type MigrationKind } from "../history/history-table.ts";
import { migrate } from "../migrate/migrate.ts";
import type {
  MigrationEvent,
  MigrationRequest,
  MigrationResult,
} from "../migrate/migration-request.ts";
import type { Session } from "../session.ts";

/** As for `migrate`, but for where it leads to. */
export type RollbackRequest = Omit<
  MigrationRequest,
  "desired" | "schemaHash" | "databaseHash" | "origin" | "model" | "reset" | "rollback" | "reapply"
> & {
  readonly namespace: string;
  /** Of the migration to take back. */
  readonly id: string;
};

/** Why no way back is looked for. */
export interface NoWayBack {
  readonly code: "not_found" | "not_newest";
  readonly detail: string;
}

/** As of `migrate`, or why there is no way back. */
export type RollbackResult = MigrationResult | { readonly noWayBack: NoWayBack };

/**
 * Plans the way back of the newest migration that has not been taken back yet and, unless it is a dry run, goes it. One round trip more
 * than `migrate`. Rejects with DatabaseError or DamagedHistory.
 */
export async function rollback(
  session: Session,
  { namespace, id, ...request }: RollbackRequest,
  onEvent?: (event: MigrationEvent) => void,
): Promise<RollbackResult> {
  const past = isMigrationId(id) ? await readPast(session, namespace, id) : undefined;
  if (past === undefined) {
    const detail = `There is no migration "${id}". GET /admin/migrations lists them.`;
    return { noWayBack: { code: "not_found", detail } };
  }
  const { newest, before, latest, plan } = past;
  if (before !== null && !isModel(before.model)) throw new DamagedHistory(namespace, "altered");
  if (newest?.id !== id) {
    const isRepeated = latest?.reverts === id && plan !== null && !request.dryRun;
    return isRepeated && plan.plan_hash === request.planHash
      ? { outcome: "already_applied", plan, migration: reference(latest) }
      : { noWayBack: { code: "not_newest", detail: notNewest(id, past) } };
  }
  const desired: Database = { ...(before?.model ?? { tables: [] }), namespace };
  const towards: MigrationRequest = {
    ...request,
    desired,
    schemaHash: before?.schema_hash ?? `sha256:${sha256("")}`,
    databaseHash: before?.database_hash ?? databaseHash(desired),
    origin: "history",
    ...(before !== null && { model: before.extra }),
    rollback: {
      reverts: id,
      way: wayBack(newest.moves ?? { matches: [], retired: [] }),
      known: before ?? undefined,
      isReset: newest.kind === "reset",
    },
  };
  return migrate(session, towards, onEvent);
}

function notNewest(id: string, { newest, kind }: Past): string {
  if (kind === "rollback")
    return `Migration ${id} is a rollback. To undo it, migrate to the schema again with "reapply": true.`;
  if (kind === "purge") return `Migration ${id} is a purge. What it dropped is gone.`;
  if (newest === null) return `Migration ${id} is taken back already, and so is every other.`;
  return `Only the newest migration that stands can be rolled back. That is ${newest.id}, not ${id}.`;
}

/** What the history says for one rollback. */
interface Past {
  /** Of the migration that is asked about. */
  readonly kind: MigrationKind;
  /** The newest migration that was not taken back; one that is unfinished counts. */
  readonly newest: {
    readonly id: string;
    readonly kind: MigrationKind;
    readonly moves: Moves | null;
  } | null;
  /** The one before it: what the database goes back to. */
  readonly before: {
    readonly schema_hash: string;
    readonly database_hash: string;
    readonly server_major: number;
    readonly model: Database;
    readonly extra: unknown;
  } | null;
  /** The last row of all, where it is a rollback. */
  readonly latest:
    | (AppliedReference & {
        readonly reverts: string;
      })
    | null;
  /** Its plan. */
  readonly plan: Plan | null;
}

/** Undefined where there is no such migration. */
async function readPast(
  session: Session,
  namespace: string,
  id: string,
): Promise<Past | undefined> {
  const rows = (clauses: string): string => historyRows(namespace, clauses);
  const standing = `SELECT *, row_number() OVER (ORDER BY number DESC) AS place FROM ${rows("WHERE outcome IN ('applied', 'unfinished')")}
    WHERE kind IN ('migrate', 'reset', 'restore')
      AND id NOT IN (SELECT reverts FROM ${rows("WHERE outcome = 'applied'")} WHERE kind = 'rollback')`;
  const query = `WITH standing AS (${standing}),
  latest AS (SELECT * FROM ${rows("WHERE outcome = 'applied' ORDER BY number DESC LIMIT 1")} WHERE kind = 'rollback')
SELECT json_build_object('kind', kind,
  'newest', (SELECT json_build_object('id', id::text, 'kind', kind, 'moves', moves) FROM standing WHERE place = 1),
  'before', (SELECT json_build_object('schema_hash', schema_hash, 'database_hash', database_hash, 'server_major', server_major,
    'model', model, 'extra', extra) FROM standing WHERE place = 2),
  'latest', (SELECT json_build_object('id', id::text, 'applied_at', ${APPLIED_AT}, 'duration_ms', duration_ms, 'reverts', reverts::text)
    FROM latest), 'plan', (SELECT plan FROM latest))::text AS state
FROM ${rows(`WHERE id = ${BigInt(id)} AND outcome IN ('applied', 'unfinished')`)}`;
  const [past] = await readStates(session, namespace, query);
  return past as Past | undefined;
}
