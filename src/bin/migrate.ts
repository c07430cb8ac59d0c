// npm run migrate: shows the plan, asks, applies it with progress.

import { renderPlan } from "../migration/render.ts";
import { carryOut, showOutcome } from "./carry-out.ts";
import { runCommand } from "./command.ts";
import { readPlanArguments } from "./plan-arguments.ts";

await runCommand(async () => {
  const { client, body, yes, planHash } = readPlanArguments("migrate");
  const { outcome, plan } = await client.plan(body);
  console.log(renderPlan(plan));
  // Nothing to apply may still be something to store: the model, when only it has changed.
  if (outcome === "nothing_to_do")
    return showOutcome(
      await client.migrate({ ...body, dry_run: false, ...(planHash && { plan_hash: planHash }) }),
    );
  const consent = { yes, allow: body.allow ?? [], ...(planHash !== undefined && { planHash }) };
  await carryOut(plan, consent, (approval, onEvent) =>
    client.migrateWithProgress({ ...body, ...approval }, onEvent),
  );
});
