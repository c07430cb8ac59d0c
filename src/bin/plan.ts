// npm run plan: shows what `npm run migrate` would do; changes nothing.

import { renderPlan } from "../migration/render.ts";
import { runCommand } from "./command.ts";
import { readPlanArguments } from "./plan-arguments.ts";

await runCommand(async () => {
  const { client, body } = readPlanArguments("plan");
  const { plan } = await client.plan(body);
  console.log(renderPlan(plan));
});
