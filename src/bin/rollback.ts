// npm run rollback: the way back of one migration, the newest that stands unless another is named. Shows the plan, asks, applies it.

import { renderPlan } from "../migration/render.ts";
import { adminClient, urlOption } from "./admin-arguments.ts";
import type { AdminClient } from "./admin-client.ts";
import { carryOut } from "./carry-out.ts";
import { CommandError, readArguments, runCommand } from "./command.ts";
import { readAnswers } from "./plan-arguments.ts";

await runCommand(async () => {
  const usage =
    "npm run rollback [-- ID] [--url URL] [--allow ENTRY]… [--answer OBJECT=ANSWER]… [--plan HASH] [--yes]";
  const { values, positionals } = readArguments(
    usage,
    {
      ...urlOption,
      allow: { type: "string", multiple: true },
      answer: { type: "string", multiple: true },
      plan: { type: "string" },
      yes: { type: "boolean", default: false },
    },
    true,
  );
  if (positionals.length > 1) throw new CommandError(`usage: ${usage}`, 2);
  const client = adminClient(values.url);
  const id = positionals[0] ?? (await newestStanding(client));
  const { allow = [] } = values;
  const answers = readAnswers(values.answer);
  const body = { allow, ...(answers && { answers }) };
  const { plan } = await client.rollback(id, body);
  console.log(`Back to before migration ${id}:`);
  console.log(renderPlan(plan));
  await carryOut(
    plan,
    { yes: values.yes, allow, ...(values.plan !== undefined && { planHash: values.plan }) },
    (approval, onEvent) => client.rollbackWithProgress(id, { ...body, ...approval }, onEvent),
  );
});

/** Id of the newest migration that was not taken back. */
async function newestStanding(client: AdminClient): Promise<string> {
  const reverted = new Set<string | null>();
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = await client.migrations(cursor);
    for (const { id, kind, reverts, outcome } of page.items) {
      if (outcome !== "applied" && outcome !== "unfinished") continue;
      if (kind === "rollback") reverted.add(reverts);
      else if (kind !== "purge" && !reverted.has(id)) return id;
    }
    cursor = page.next_cursor;
  }
  throw new CommandError("there is no migration to roll back");
}
