// What `npm run plan` and `npm run migrate` both take.

import { adminClient, uploadedSchema, urlOption } from "./admin-arguments.ts";
import type { AdminClient, MigrateBody } from "./admin-client.ts";
import { CommandError, readArguments } from "./command.ts";

export interface PlanArguments {
  readonly client: AdminClient;
  readonly body: MigrateBody;
  /** `--plan HASH`: the plan that was looked at. */
  readonly planHash?: string;
  readonly yes: boolean;
}

/** Reads the command line of one of the two. */
export function readPlanArguments(command: "plan" | "migrate"): PlanArguments {
  const usage = `npm run ${command} [-- --url URL] [--schema FILE] [--phase all|expand|contract] [--allow ENTRY]… [--answer OBJECT=ANSWER]… [--plan HASH] [--yes]`;
  const { values } = readArguments(usage, {
    ...urlOption,
    schema: { type: "string" },
    phase: { type: "string" },
    allow: { type: "string", multiple: true },
    answer: { type: "string", multiple: true },
    plan: { type: "string" },
    yes: { type: "boolean", default: false },
  });
  const { phase } = values;
  if (phase !== undefined && phase !== "all" && phase !== "expand" && phase !== "contract") {
    throw new CommandError(`--phase ${phase}: it is all, expand or contract`);
  }
  const schema = uploadedSchema(values.schema);
  const answers = Object.fromEntries((values.answer ?? []).map(readAnswer));
  return {
    client: adminClient(values.url),
    body: {
      ...(schema && { schema: { root: schema.root, files: { ...schema.files } } }),
      ...(phase && { phase }),
      ...(values.allow && { allow: values.allow }),
      ...(values.answer && { answers }),
    },
    ...(values.plan !== undefined && { planHash: values.plan }),
    yes: values.yes,
  };
}

function readAnswer(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new CommandError(`--answer ${text}: write it as OBJECT=ANSWER`);
  return [text.slice(0, at), text.slice(at + 1)];
}
