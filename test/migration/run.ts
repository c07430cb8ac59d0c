// The verbs of migration as the tests call them: with the defaults of a caller who has looked at the plan.
import {
  migrate,
  readStatus,
  type MigrationRequest,
  type MigrationResult,
  type Status,
} from "../../src/postgres/migrate.ts";
import { neonSession } from "../../src/postgres/neon.ts";
import type { Session } from "../../src/postgres/session.ts";
import type { Database } from "../../src/relational/database.ts";
import { sha256 } from "../../src/relational/sha256.ts";
import type { Plan } from "../../src/migration/plan.ts";
import type { TestDatabase } from "../support/postgres.ts";

export function sessionOf(test: TestDatabase): Session {
  return neonSession(test.databaseUrl, { endpoint: test.neonEndpoint });
}

let requests = 0;

export function request(desired: Database, more: Partial<MigrationRequest> = {}): MigrationRequest {
  const hash = `sha256:${sha256(JSON.stringify(desired))}`;
  return {
    desired,
    schemaHash: hash,
    databaseHash: hash,
    dryRun: false,
    allow: [],
    lockTimeoutMs: 5000,
    statementTimeoutMs: 60_000,
    actor: "test",
    requestId: `request-${++requests}`,
    origin: "built",
    ...more,
  };
}

/** A dry run. */
export async function plan(
  session: Session,
  desired: Database,
  more: Partial<MigrationRequest> = {},
): Promise<Plan> {
  const result = await migrate(session, request(desired, { ...more, dryRun: true }));
  if ("refusal" in result) throw new Error(`a dry run was refused: ${result.refusal.code}`);
  return result.plan;
}

/** Looks at the plan, allows all of its hazards, applies it. */
export async function apply(
  session: Session,
  desired: Database,
  more: Partial<MigrationRequest> = {},
): Promise<MigrationResult> {
  const planned = await plan(session, desired, more);
  const allow = planned.steps.flatMap((step) =>
    step.hazards.flatMap((hazard) => hazard.allow ?? []),
  );
  return migrate(session, request(desired, { planHash: planned.plan_hash, allow, ...more }));
}

export function status(session: Session, desired: Database): Promise<Status> {
  return readStatus(session, request(desired));
}

/** `applied`, `nothing_to_do` or the refusal's code. */
export function outcome(result: MigrationResult): string {
  return "refusal" in result ? result.refusal.code : result.outcome;
}
