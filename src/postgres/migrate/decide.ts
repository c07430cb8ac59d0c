// A prepared plan and what its caller permits → whether it is carried out, or what is answered instead.

import { changedTable } from "../../migration/change.ts";
import { modeOf } from "../../migration/execute/stages.ts";
import type { Plan, PlannedChange } from "../../migration/plan.ts";
import { combineFingerprints, fingerprintNames } from "../../relational/fingerprint.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { AppliedMigration } from "../history/history-state.ts";
import { reference } from "../history/journal.ts";
import type { MigrationRequest, MigrationResult } from "./migration-request.ts";
import { applied, IN_PROGRESS, keepsChanging } from "./outcome.ts";
import type { Prepared } from "./prepare.ts";
import { refusal, refuse, refuseBlockers, refuseForHistory, type Refusal } from "./refusal.ts";

/** What can be answered without applying anything. */
export function decide(prepared: Prepared, request: MigrationRequest): MigrationResult | undefined {
  const { plan, catalog } = prepared;
  if (request.reset !== undefined && request.reset.confirm !== catalog.databaseName) {
    const detail = `"confirm" must be the name of the database, ${JSON.stringify(catalog.databaseName)}.`;
    return { refusal: refusal("confirmation_mismatch", detail, plan) };
  }
  const open =
    request.rollback !== undefined ||
    plan.steps.length > 0 ||
    plan.blockers.length > 0 ||
    plan.questions.length > 0;
  const impossible = request.rollback && refuseForHistory(plan);
  if (impossible !== undefined) return { refusal: impossible };
  if (request.dryRun) return { outcome: open ? "planned" : "nothing_to_do", plan };
  const building = refuseBuilding(catalog, prepared.planned, plan);
  if (building !== undefined) return { refusal: building };
  const last = catalog.history?.last ?? undefined;
  const { unfinished } = prepared;
  if (unfinished !== undefined && request.planHash === unfinished.plan_hash) {
    // It was asked about when it began.
    const blocked = refuseBlockers(plan);
    return blocked && { refusal: blocked };
  }
  if (
    request.planHash !== undefined &&
    request.planHash !== plan.plan_hash &&
    last !== undefined &&
    [last.plan_hash, ...(last.progress?.resumed ?? [])].includes(request.planHash) &&
    isAsLeft(catalog, last)
  ) {
    return { outcome: "already_applied", plan, migration: reference(last) };
  }
  // What goes on has been asked already.
  const unusedAnswers = unfinished === undefined ? prepared.unusedAnswers : [];
  const refused = refuse(plan, { ...request, unusedAnswers });
  if (refused !== undefined) return { refusal: refused };
  const stored =
    request.rollback === undefined &&
    catalog.history?.unfinished === null &&
    last?.database_hash === request.databaseHash &&
    last.schema_hash === request.schemaHash;
  return !open && stored ? { outcome: "nothing_to_do", plan } : undefined;
}

/** Whether the tables of the last migration are as it left them. */
function isAsLeft(catalog: Catalog, last: AppliedMigration): boolean {
  return (
    combineFingerprints(catalog.fingerprints, fingerprintNames(last.model)) ===
    last.result_fingerprint
  );
}

/** Whether a migration that has begun can go on: undefined where it can. */
export function goOn(
  { catalog, unfinished, plan, planned }: Prepared,
  own: string,
  promised: Plan | undefined,
): MigrationResult | undefined {
  const last = catalog.history?.last;
  // Another call of the same has been faster.
  if (last?.id === own) return applied(promised ?? plan, reference(last), true);
  if (unfinished?.id !== own) return { refusal: keepsChanging(plan) };
  const building = refuseBuilding(catalog, planned, plan);
  return building && { refusal: building };
}

/** An index that is not valid may be one that somebody is still building. */
function refuseBuilding(
  { building }: Catalog,
  planned: readonly PlannedChange[],
  plan: Plan,
): Refusal | undefined {
  const waits = planned.some(
    ({ change }) => modeOf(change) === "concurrent" && building.has(changedTable(change) ?? ""),
  );
  return waits ? refusal("migration_in_progress", IN_PROGRESS, plan) : undefined;
}
