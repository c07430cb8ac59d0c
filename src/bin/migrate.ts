// npm run migrate: shows the plan, asks, applies it with progress.

import { createInterface } from "node:readline/promises";
import type { Plan } from "../migration/plan.ts";
import { renderPlan } from "../migration/render.ts";
import { Refused, type MigrateAnswer, type ProgressEvent } from "./admin-client.ts";
import { CommandError, runCommand } from "./command.ts";
import { readPlanArguments, type PlanArguments } from "./plan-arguments.ts";

await runCommand(async () => {
  const given = readPlanArguments("migrate");
  const { client, body } = given;
  const { outcome, plan } = await client.plan(body);
  console.log(renderPlan(plan));
  // Nothing to apply may still be something to store: the model, when only it has changed.
  if (outcome === "nothing_to_do")
    return showOutcome(await client.migrate({ ...body, dry_run: false }));
  if (plan.blockers.length > 0 || plan.questions.length > 0) {
    throw new CommandError("the plan cannot be applied as it is; see above");
  }
  const allow = missingEntries(plan, body.allow ?? []);
  if (allow.length > 0 && !(await confirmed(given, `allow ${allow.join(", ")} and apply`))) return;
  if (allow.length === 0 && !(await confirmed(given, `apply ${plan.steps.length} steps`))) return;
  const request = {
    ...body,
    dry_run: false,
    plan_hash: given.planHash ?? plan.plan_hash,
    ...(allow.length > 0 && { allow: [...(body.allow ?? []), ...allow] }),
  };
  const last = await client.migrateWithProgress(request, showProgress);
  if (last.event === "error") throw new Refused(last["problem"] as Refused["problem"]);
});

/** Entries that the plan's hazards need and that were not given with --allow. */
function missingEntries(plan: Plan, given: readonly string[]): string[] {
  const needed = plan.steps.flatMap(({ hazards }) => hazards.flatMap(({ allow }) => allow ?? []));
  return needed.filter((entry) => !given.includes(entry));
}

/** With --yes nothing is asked; a hazard must then be named by --allow. */
async function confirmed({ yes }: PlanArguments, what: string): Promise<boolean> {
  if (yes && what.startsWith("allow"))
    throw new CommandError(`refused: ${what} needs --allow for each`);
  if (yes) return true;
  if (!process.stdin.isTTY) throw new CommandError(`not applied: add --yes to ${what}`);
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await reader.question(`${what}? [y/N] `);
  reader.close();
  return /^y(es)?$/i.test(answer.trim());
}

function showProgress(event: ProgressEvent): void {
  if (event.event === "done") showOutcome(event["result"] as MigrateAnswer);
  else if (event.event !== "error") console.log(`${event.seq} ${event.event}`);
}

function showOutcome({ outcome, migration }: MigrateAnswer): void {
  const suffix =
    migration === undefined ? "" : `: migration ${migration.id}, ${migration.duration_ms} ms`;
  console.log(outcome.replaceAll("_", " ") + suffix);
}
