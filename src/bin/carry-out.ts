// A plan that was looked at → asked about, applied with progress, and its outcome told: what migrate and rollback share.

import { createInterface } from "node:readline/promises";
import { missingEntries } from "../migration/hazard.ts";
import type { Plan } from "../migration/plan.ts";
import { Refused, type MigrateAnswer, type ProgressEvent } from "./admin-client.ts";
import { CommandError, quantity } from "./command.ts";

export interface Consent {
  /** With `--yes` nothing is asked; a hazard must then be named by `--allow`. */
  readonly yes: boolean;
  /** `--plan HASH`: the plan that was looked at. */
  readonly planHash?: string;
  /** `--allow`. */
  readonly allow: readonly string[];
}

/** What goes with a call that applies. */
export interface Approval {
  readonly dry_run: false;
  readonly plan_hash: string;
  readonly allow: string[];
}

/** Sends it, each line of progress going to `onEvent`; resolves with the last. */
export type Send = (
  approval: Approval,
  onEvent: (event: ProgressEvent) => void,
) => Promise<ProgressEvent>;

/** Asks for what was not given, and applies. Throws CommandError where the plan cannot be applied. */
export async function carryOut(plan: Plan, consent: Consent, send: Send): Promise<void> {
  if (plan.blockers.length > 0 || plan.questions.length > 0)
    throw new CommandError("the plan cannot be applied as it is; see above");
  const missing = missingEntries(
    plan.steps.flatMap(({ hazards }) => hazards),
    consent.allow,
  );
  const what =
    missing.length > 0
      ? `allow ${missing.join(", ")} and apply`
      : `apply ${quantity(plan.steps.length, "step")}`;
  if (missing.length > 0 && consent.yes)
    throw new CommandError(`refused: ${what} needs --allow for each`);
  if (!consent.yes && !(await confirmed(what))) return;
  const last = await send(
    {
      dry_run: false,
      plan_hash: consent.planHash ?? plan.plan_hash,
      allow: [...consent.allow, ...missing],
    },
    showProgress,
  );
  if (last.event === "error") throw new Refused(last["problem"] as Refused["problem"]);
}

async function confirmed(what: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new CommandError(`not applied: add --yes to ${what}`);
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await reader.question(`${what}? [y/N] `);
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}

function showProgress(event: ProgressEvent): void {
  if (event.event === "done") showOutcome(event["result"] as MigrateAnswer);
  else if (/^(?:batch|step)_/.test(event.event)) console.log(progressLine(event));
}

/** `batch started: 1 of 3, 20 steps`, `step done: 4 (create_index User.User_name)`. */
function progressLine(event: ProgressEvent): string {
  const { batch, batches, steps, step, kind, object, rows } = event;
  const name = event.event.replaceAll("_", " ");
  if (batch !== undefined)
    return `${name}: ${batch} of ${batches}, ${quantity(steps ?? 0, "step")}`;
  return `${name}: ${step} (${kind} ${object})${rows === undefined ? "" : `, ${quantity(rows, "row")}`}`;
}

export function showOutcome({ outcome, migration }: Omit<MigrateAnswer, "plan">): void {
  const suffix =
    migration === undefined ? "" : `: migration ${migration.id}, ${migration.duration_ms} ms`;
  console.log(outcome.replaceAll("_", " ") + suffix);
}
