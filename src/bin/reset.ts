// npm run reset: the last resort. Shows what would be dropped; with --confirm and the database's name drops it and starts afresh.

import { renderPlan } from "../migration/render.ts";
import { adminClient, urlOption } from "./admin-arguments.ts";
import { CommandError, readArguments, runCommand } from "./command.ts";
import { readAnswers } from "./plan-arguments.ts";

await runCommand(async () => {
  const usage =
    "npm run reset [-- --url URL] [--what owned|namespace] [--answer OBJECT=ANSWER]… [--plan HASH] [--confirm DATABASE]";
  const { values } = readArguments(usage, {
    ...urlOption,
    what: { type: "string", default: "owned" },
    answer: { type: "string", multiple: true },
    plan: { type: "string" },
    confirm: { type: "string" },
    // As elsewhere; but what is really dropped is confirmed by its name alone.
    yes: { type: "boolean" },
  });
  const what = readScope(values.what);
  const client = adminClient(values.url);
  const { database } = await client.status();
  const answers = readAnswers(values.answer);
  const body = { what, confirm: values.confirm ?? database.name, ...(answers && { answers }) };
  const { plan } = await client.reset(body);
  console.log(renderPlan(plan));
  if (values.confirm === undefined)
    throw new CommandError(`nothing was done; to do it, add --confirm ${database.name}`);
  const { outcome, migration } = await client.reset({
    ...body,
    dry_run: false,
    plan_hash: values.plan ?? plan.plan_hash,
  });
  console.log(`${outcome.replaceAll("_", " ")}: migration ${migration?.id ?? "none"}`);
});

function readScope(text: string): "owned" | "namespace" {
  if (text === "owned" || text === "namespace") return text;
  throw new CommandError(`--what ${text}: it is owned or namespace`, 2);
}
