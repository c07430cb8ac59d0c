// Why a migration was not carried out, as a value: what the admin API answers, in our words. Nothing of it holds row contents.

import type { Plan, Step } from "../migration/plan.ts";
import type { DatabaseError } from "./session.ts";

export interface Refusal {
  readonly code: RefusalCode;
  /** HTTP status. */
  readonly status: number;
  readonly detail: string;
  /** The plan as it stands now. */
  readonly plan: Plan;
  /** `allow` entries that are missing, or that fit nothing. */
  readonly entries?: readonly string[];
  /** The step that Postgres refused, and why. */
  readonly step?: number;
  readonly sqlstate?: string;
}

const STATUS = {
  confirmation_mismatch: 422,
  stale_plan: 409,
  plan_hash_required: 422,
  question_open: 422,
  hazard_not_allowed: 422,
  downgrade_not_allowed: 409,
  allow_unused: 422,
  rows_violate: 422,
  blocked: 409,
  migration_in_progress: 409,
  lock_timeout: 503,
  database_permission: 503,
  database_timeout: 504,
  migration_failed: 422,
  migration_in_doubt: 503,
} as const;

export type RefusalCode = keyof typeof STATUS;

export function refusal(
  code: RefusalCode,
  detail: string,
  plan: Plan,
  more: Pick<Refusal, "entries" | "step" | "sqlstate"> = {},
): Refusal {
  return { code, status: STATUS[code], detail, plan, ...more };
}

/**
 * The first reason not to apply this plan, in the order of the API's contract: stale, open questions, hazards not allowed, entries
 * that fit nothing, a missing hash, things in the way. Undefined when nothing speaks against it.
 */
export function refuse(
  plan: Plan,
  request: { readonly planHash?: string; readonly allow: readonly string[] },
): Refusal | undefined {
  return (
    refuseStale(plan, request.planHash) ??
    refuseQuestions(plan) ??
    refuseHazards(plan, request.allow) ??
    refuseMissingHash(plan, request.planHash) ??
    refuseBlockers(plan)
  );
}

function refuseStale(plan: Plan, planHash: string | undefined): Refusal | undefined {
  if (planHash === undefined || planHash === plan.plan_hash) return undefined;
  return refusal(
    "stale_plan",
    "The database or the schema has changed since this plan was made. Look at the new plan and send its hash.",
    plan,
  );
}

function refuseQuestions(plan: Plan): Refusal | undefined {
  if (plan.questions.length === 0) return undefined;
  const objects = plan.questions.map((question) => question.object).join(", ");
  return refusal(
    "question_open",
    `${objects}: already there, but not made by a migration of ours, and different. To make it ours and change it, answer "adopt".`,
    plan,
  );
}

function refuseHazards(plan: Plan, allow: readonly string[]): Refusal | undefined {
  const needed = new Set(
    plan.steps.flatMap((step) =>
      step.hazards.flatMap((hazard) => (hazard.allow === undefined ? [] : [hazard.allow])),
    ),
  );
  const missing = [...needed].filter((entry) => !allow.includes(entry));
  if (missing.length > 0) {
    const code = missing.every((entry) => entry === "downgrade")
      ? "downgrade_not_allowed"
      : "hazard_not_allowed";
    return refusal(code, `Add to allow, if this is meant: ${missing.join(", ")}.`, plan, {
      entries: missing,
    });
  }
  const unused = allow.filter((entry) => !needed.has(entry));
  if (unused.length === 0) return undefined;
  return refusal("allow_unused", `No step needs ${unused.join(", ")}. Is it a typo?`, plan, {
    entries: unused,
  });
}

function refuseMissingHash(plan: Plan, planHash: string | undefined): Refusal | undefined {
  if (planHash !== undefined || plan.steps.every((step) => step.hazards.length === 0))
    return undefined;
  return refusal(
    "plan_hash_required",
    "This plan has hazards, so it is applied only with its plan_hash: what you saw is what is done.",
    plan,
  );
}

function refuseBlockers(plan: Plan): Refusal | undefined {
  if (plan.blockers.length === 0) return undefined;
  const code = plan.blockers.every((blocker) => blocker.code.startsWith("rows_violate"))
    ? "rows_violate"
    : "blocked";
  return refusal(
    code,
    plan.blockers.map((blocker) => `${blocker.message} ${blocker.fix}`).join(" "),
    plan,
  );
}

/** A step, or the batch around it, that Postgres refused; everything was rolled back. */
export function refuseFailed(plan: Plan, step: Step | undefined, error: DatabaseError): Refusal {
  const sqlstate = error.fields?.sqlstate ?? "";
  const place =
    step === undefined ? "The migration" : `Step ${step.id} (${step.kind} ${step.object})`;
  const more = { sqlstate, ...(step === undefined ? {} : { step: step.id }) };
  const undone = "Everything was rolled back.";
  if (sqlstate.startsWith("23"))
    return refusal(
      "rows_violate",
      `${place} met rows that break it (SQLSTATE ${sqlstate}). ${undone}`,
      plan,
      more,
    );
  if (sqlstate === "42501") {
    return refusal(
      "database_permission",
      `${place} needs a right that the database role does not have: CREATE on the database (for new namespaces) and on the namespace, and to own the tables that it changes. ${undone}`,
      plan,
      more,
    );
  }
  if (sqlstate === "57014") {
    return refusal(
      "database_timeout",
      `${place} took longer than statement_timeout_ms. ${undone}`,
      plan,
      more,
    );
  }
  if (sqlstate === "53200") {
    return refusal(
      "migration_failed",
      `The migration needs more locks at once than the server has (SQLSTATE 53200). ${undone} Apply the schema in smaller parts, or raise max_locks_per_transaction.`,
      plan,
      more,
    );
  }
  if (sqlstate === "54011") {
    return refusal(
      "migration_failed",
      `${place} is one column too many: a table has at most 1,600, retired ones among them (SQLSTATE 54011). ${undone}`,
      plan,
      more,
    );
  }
  return refusal(
    "migration_failed",
    `${place} was refused by Postgres (SQLSTATE ${sqlstate}). ${undone}`,
    plan,
    more,
  );
}
