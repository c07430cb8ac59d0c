// The verbs of migration as the tests call them: with the defaults of a caller who has looked at the plan.
import { migrate } from "../../src/postgres/migrate/migrate.ts";
import type {
  MigrationRequest,
  MigrationResult,
} from "../../src/postgres/migrate/migration-request.ts";
import {
  rollback,
  type RollbackRequest,
  type RollbackResult,
} from "../../src/postgres/retired/rollback.ts";
import { readStatus, type Status } from "../../src/postgres/status.ts";
import { neonSession } from "../../src/postgres/neon.ts";
import type { Session } from "../../src/postgres/session.ts";
import type { Database } from "../../src/relational/database.ts";
import { sha256 } from "#sha256";
import type { Plan } from "../../src/migration/plan.ts";
import type { TestDatabase } from "../support/postgres.ts";

export function sessionOf(test: TestDatabase): Session {
  return neonSession(test.databaseUrl, { endpoint: test.neonEndpoint });
}

/** Empties a database of everything that migrations make. */
export async function clear(opened: TestDatabase): Promise<void> {
  await opened.query(
    `DROP SCHEMA IF EXISTS public CASCADE; DROP SCHEMA IF EXISTS public_history CASCADE; DROP SCHEMA IF EXISTS public_retired CASCADE; CREATE SCHEMA public`,
  );
}

/** As a reset wants it confirmed. */
export async function databaseName(opened: TestDatabase): Promise<string> {
  const [row] = await opened.query("SELECT current_database() AS name");
  return row?.["name"] ?? "";
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

/** The entries that allow all hazards of a plan. */
export function allowing({ steps }: Pick<Plan, "steps">): readonly string[] {
  return steps.flatMap(({ hazards }) => hazards.flatMap((hazard) => hazard.allow ?? []));
}

/** Says of everything that could be a rename that it is something new. */
export function allNew({ questions }: Plan): Readonly<Record<string, string>> {
  const asked = questions.filter(({ question }) => question === "renamed_or_new");
  return Object.fromEntries(asked.map(({ object }) => [object, "new"]));
}

/** Looks at the plan, allows all of its hazards, applies it. What could be a rename is something new, unless an answer says otherwise. */
export async function apply(
  session: Session,
  desired: Database,
  more: Partial<MigrationRequest> = {},
): Promise<MigrationResult> {
  return carryOut(session, desired, await plan(session, desired, more), more);
}

/** Applies a plan that has been looked at, and allows all of its hazards. */
export async function carryOut(
  session: Session,
  desired: Database,
  planned: Plan,
  more: Partial<MigrationRequest> = {},
): Promise<MigrationResult> {
  const answers = { ...allNew(planned), ...more.answers };
  const looked = { planHash: planned.plan_hash, allow: allowing(planned) };
  return migrate(session, request(desired, { ...looked, ...more, answers }));
}

/** A dry run, unless more is said. */
export function rollbackRequest(id: string, more: Partial<RollbackRequest> = {}): RollbackRequest {
  return {
    namespace: "public",
    id,
    dryRun: true,
    allow: [],
    lockTimeoutMs: 5000,
    statementTimeoutMs: 60_000,
    actor: "test",
    requestId: `request-${++requests}`,
    ...more,
  };
}

/** Takes a migration back: looks at the plan, allows all of its hazards, applies it. */
export async function rollBack(
  session: Session,
  id: string,
  more: Partial<RollbackRequest> = {},
): Promise<RollbackResult> {
  const call = rollbackRequest(id, more);
  if (call.planHash !== undefined) return rollback(session, { ...call, dryRun: false });
  const planned = await rollback(session, { ...call, dryRun: true });
  if ("noWayBack" in planned || "refusal" in planned) return planned;
  const looked = { planHash: planned.plan.plan_hash, allow: allowing(planned.plan) };
  return rollback(session, { ...call, dryRun: false, ...looked, ...more });
}

export function status(session: Session, desired: Database): Promise<Status> {
  return readStatus(session, request(desired));
}

/** `applied`, `nothing_to_do` or the refusal's code. */
export function outcome(result: RollbackResult): string {
  if ("noWayBack" in result) return result.noWayBack.code;
  return "refusal" in result ? result.refusal.code : result.outcome;
}
