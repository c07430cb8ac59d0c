// The verb of migration that the admin routes call: plan, decide, carry out, and go on until it is done. Refusals are values; only a
// database that is away is an exception (DatabaseError).

import { journaledIds } from "../../migration/execute/resume.ts";
import type { Plan } from "../../migration/plan.ts";
import { withoutLocations } from "../../relational/normalize.ts";
import { decide, goOn } from "./decide.ts";
import { countBatches } from "./count-batches.ts";
import { execute, type Begun } from "./execute.ts";
import { failed } from "./failed.ts";
import { historyEntry } from "../history/history-entry.ts";
import { lookAgain } from "./in-doubt.ts";
import {
  prepareOptions,
  type MigrationEvent,
  type MigrationRequest,
  type MigrationResult,
} from "./migration-request.ts";
import { applied, hindered, keepsChanging } from "./outcome.ts";
import { prepare, type Prepared } from "./prepare.ts";
import type { Session } from "../session.ts";

/** How often a plan without a promised hash is made anew when the database changes under it. */
const ATTEMPTS = 3;

/** Plans and, unless it is a dry run, applies. Rejects with DatabaseError where the database does not answer. */
export async function migrate(
  session: Session,
  request: MigrationRequest,
  onEvent: (event: MigrationEvent) => void = () => {},
): Promise<MigrationResult> {
  /** The plan that was decided about, and the migration that carries it out once it has begun. */
  let promised: Plan | undefined;
  let own: string | undefined;
  const tell = countBatches(onEvent);
  for (let changes = 0; ;) {
    const prepared = await prepare(session, request, prepareOptions(request));
    if (promised === undefined) tell({ event: "planned", plan: prepared.plan });
    const decided = own === undefined ? decide(prepared, request) : goOn(prepared, own, promised);
    if (decided !== undefined) return decided;
    promised ??= prepared.plan;
    const result = await carryOutOnce(session, request, prepared, { promised, onEvent: tell });
    if (!("again" in result)) return result;
    if (!result.looked && result.again === own && ++changes >= ATTEMPTS)
      return { refusal: keepsChanging(prepared.plan) };
    own = result.again;
    if (own === undefined) promised = undefined;
  }
}

/** Applies what nothing speaks against; undefined where the database is not any more what it was when that was found. */
export async function carryOut(
  session: Session,
  request: MigrationRequest,
  prepared: Prepared,
): Promise<MigrationResult | undefined> {
  const told = { promised: prepared.plan, onEvent: () => {} };
  const result = await carryOutOnce(session, request, prepared, told);
  return "again" in result ? undefined : result;
}

interface Told {
  readonly promised: Plan;
  readonly onEvent: (event: MigrationEvent) => void;
}

/** What is left has to be planned anew. */
interface Again {
  /** The id of the migration, once that has begun. */
  readonly again: string | undefined;
  /** It has come further, and nobody was in its way. */
  readonly looked?: true;
}

async function carryOutOnce(
  session: Session,
  request: MigrationRequest,
  prepared: Prepared,
  { promised, onEvent }: Told,
): Promise<MigrationResult | Again> {
  const { catalog, planned, plan, managed, desired, number, isLarge = () => false } = prepared;
  const outcome = await execute(session, {
    catalog,
    planned,
    isLarge,
    managed,
    baseFingerprint: plan.base_fingerprint,
    entry: historyEntry(request, prepared),
    number,
    model: withoutLocations(desired),
    extra: request.model,
    begun: begunBy(prepared),
    lockTimeoutMs: request.lockTimeoutMs,
    statementTimeoutMs: request.statementTimeoutMs,
    onEvent,
  });
  switch (outcome.kind) {
    case "applied":
      return applied(
        promised,
        outcome.migration,
        prepared.unfinished !== undefined || request.rollback !== undefined,
      );
    case "look":
      return { again: outcome.id, looked: true };
    case "stale":
      return { again: outcome.id };
    case "lost":
      return lookAgain(session, request, promised, outcome);
    case "failed":
      return { refusal: await failed(session, request, prepared, outcome) };
    case "busy":
    case "locked":
      return { refusal: hindered(outcome, promised, request) };
  }
}

/** The migration that a plan goes on with. Whoever goes on with what is left knows it by another hash. */
function begunBy({ unfinished, planned, plan }: Prepared): Begun | undefined {
  const journaledId = unfinished && journaledIds(planned, unfinished.steps);
  if (unfinished === undefined || journaledId === undefined) return undefined;
  const { id, progress } = unfinished;
  const resumed = [...new Set([...progress.resumed, plan.plan_hash])];
  return { id, journaledId, progress: { ...progress, resumed } };
}
