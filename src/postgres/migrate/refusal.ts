// Why a migration was not carried out, as a value: what the admin API answers, in our words. Nothing of it holds row contents.

import { missingEntries, parseAllow } from "../../migration/hazard.ts";
import type { Plan, Step } from "../../migration/plan.ts";
import { answerWords, questionWords } from "../../migration/question.ts";
import type { DatabaseError } from "../session.ts";

/** Why a migration is not applied, with the plan that it is about. */
export interface Refusal {
  readonly code: RefusalCode;
  /** HTTP status. */
  readonly status: number;
  readonly detail: string;
  /** The plan as it stands now. */
  readonly plan: Plan;
  /** `allow` entries that are missing, or that fit nothing; answers to no question. */
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
  answer_unused: 422,
  hazard_not_allowed: 422,
  downgrade_not_allowed: 409,
  allow_unused: 422,
  rows_violate: 422,
  blocked: 409,
  rolled_back: 409,
  purged: 409,
  migration_in_progress: 409,
  lock_timeout: 503,
  database_permission: 503,
  database_timeout: 504,
  migration_failed: 422,
  migration_in_doubt: 503,
} as const;

/** The code of the problem that a refusal becomes. */
export type RefusalCode = keyof typeof STATUS;

/** A refusal in the given words. */
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
  request: {
    readonly planHash?: string;
    readonly allow: readonly string[];
    readonly unusedAnswers?: readonly string[];
  },
): Refusal | undefined {
  return (
    refuseForHistory(plan) ??
    refuseStale(plan, request.planHash) ??
    refuseAnswers(plan, request.unusedAnswers ?? []) ??
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

/** What was done before speaks against it: the schema was rolled back, or what a rollback needs was purged. */
export function refuseForHistory(plan: Plan): Refusal | undefined {
  for (const { code, message, fix } of plan.blockers) {
    if (code === "rolled_back" || code === "purged")
      return refusal(code, `${message} ${fix}`, plan);
  }
  return undefined;
}

/** Before the questions: an answer with a typo leaves one open. */
function refuseAnswers(plan: Plan, unused: readonly string[]): Refusal | undefined {
  if (unused.length === 0) return undefined;
  const open = plan.questions.length === 0 ? "" : ` ${questionText(plan)}`;
  return refusal(
    "answer_unused",
    `Nothing was asked that ${unused.join(", ")} would answer. Is it a typo?${open}`,
    plan,
    { entries: unused },
  );
}

function refuseQuestions(plan: Plan): Refusal | undefined {
  if (plan.questions.length === 0) return undefined;
  return refusal("question_open", questionText(plan), plan);
}

function questionText({ questions }: Plan): string {
  return questions
    .map((question) => `${question.object}: ${questionWords(question)}. ${answerWords(question)}`)
    .join(" ");
}

function refuseHazards(plan: Plan, allow: readonly string[]): Refusal | undefined {
  const hazards = plan.steps.flatMap((step) => step.hazards);
  const missing = missingEntries(hazards, allow);
  if (missing.length > 0) {
    const code = missing.every((entry) => entry === "downgrade")
      ? "downgrade_not_allowed"
      : "hazard_not_allowed";
    return refusal(code, `Add to allow, if this is meant: ${missing.join(", ")}.`, plan, {
      entries: missing,
    });
  }
  const needed = new Set(hazards.map((hazard) => hazard.allow));
  // An entry about rows fits also where there are none just now.
  const counted = new Set(
    plan.steps.flatMap(({ counts = [] }) => counts.map(({ hazard }) => hazard)),
  );
  const unused = allow
    .map(parseAllow)
    .filter(({ text, entry }) => !needed.has(text) && !counted.has(entry))
    .map(({ text }) => text);
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

/** Things in the way of a plan. */
export function refuseBlockers(plan: Plan): Refusal | undefined {
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

/** A step, or the batch around it, that Postgres refused; the batch was rolled back, and with it everything if it was the first. */
export function refuseFailed(
  plan: Plan,
  step: Step | undefined,
  error: DatabaseError,
  when: "first" | "begun" = "first",
): Refusal {
  const sqlstate = error.fields?.sqlstate ?? "";
  const place =
    step === undefined ? "The migration" : `Step ${step.id} (${step.kind} ${step.object})`;
  const more = { sqlstate, ...(step === undefined ? {} : { step: step.id }) };
  const undone =
    when === "first"
      ? "Everything was rolled back."
      : [
          "What was done before stays.",
          ...plan.blockers.map(({ message, fix }) => `${message} ${fix}`),
          "Then the same call goes on with the rest.",
        ].join(" ");
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
