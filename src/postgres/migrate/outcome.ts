// What has come of carrying out a plan → what the caller is told.

import type { Plan } from "../../migration/plan.ts";
import type { AppliedReference } from "../history/journal.ts";
import type { MigrationRequest, MigrationResult } from "./migration-request.ts";
import { refusal, type Refusal } from "./refusal.ts";

/** Of a migration that had begun before, nothing but to close it may be left. */
export function applied(
  plan: Plan,
  migration: AppliedReference,
  hadBegun: boolean,
): MigrationResult {
  const isNothing = plan.steps.length === 0 && !hadBegun;
  return { outcome: isNothing ? "nothing_to_do" : "applied", plan, migration };
}

/** Said to whoever comes second. */
export const IN_PROGRESS =
  "Another migration of this database is running. Wait for it and look again.";

/** Each time a plan was to be applied, another one was needed. */
export function keepsChanging(plan: Plan): Refusal {
  const detail = "The database keeps changing while it is migrated. Look at the plan again.";
  return refusal("stale_plan", detail, plan);
}

/** Somebody else was in the way. */
export function hindered(
  { kind, id }: { readonly kind: "busy" | "locked"; readonly id: string | undefined },
  plan: Plan,
  { lockTimeoutMs }: MigrationRequest,
): Refusal {
  if (kind === "busy") return refusal("migration_in_progress", IN_PROGRESS, plan);
  const rest =
    id === undefined
      ? "Nothing was done; try again."
      : "What was done before stays; the same call goes on with the rest.";
  const detail = `A table was in use for more than ${lockTimeoutMs} ms (lock_timeout_ms). ${rest}`;
  return refusal("lock_timeout", detail, plan);
}
