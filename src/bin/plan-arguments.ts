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
  const usage = `npm run ${command} [-- --url URL] [--schema FILE] [--phase all|expand|contract] [--probe exact|estimate|none] [--allow ENTRY]… [--answer OBJECT=ANSWER]… [--reapply] [--plan HASH] [--yes]`;
  const { values } = readArguments(usage, {
    ...urlOption,
    schema: { type: "string" },
    phase: { type: "string" },
    probe: { type: "string" },
    allow: { type: "string", multiple: true },
    answer: { type: "string", multiple: true },
    reapply: { type: "boolean" },
    plan: { type: "string" },
    yes: { type: "boolean", default: false },
  });
  const { phase } = values;
  if (phase !== undefined && phase !== "all" && phase !== "expand" && phase !== "contract") {
    throw new CommandError(`--phase ${phase}: it is all, expand or contract`, 2);
  }
  const { probe } = values;
  if (probe !== undefined && probe !== "exact" && probe !== "estimate" && probe !== "none") {
    throw new CommandError(`--probe ${probe}: it is exact, estimate or none`, 2);
  }
  const schema = uploadedSchema(values.schema);
  const answers = readAnswers(values.answer);
  return {
    client: adminClient(values.url),
    body: {
      ...(schema && { schema: { root: schema.root, files: { ...schema.files } } }),
      ...(phase && { phase }),
      ...(probe && { probe }),
      ...(values.allow && { allow: values.allow }),
      ...(answers && { answers }),
      ...(values.reapply && { reapply: true }),
    },
    ...(values.plan !== undefined && { planHash: values.plan }),
    yes: values.yes,
  };
}

/** Of each `--answer`; undefined where there is none. */
export function readAnswers(
  texts: readonly string[] | undefined,
): Record<string, string> | undefined {
  return texts && Object.fromEntries(texts.map(readAnswer));
}

function readAnswer(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new CommandError(`--answer ${text}: write it as OBJECT=ANSWER`, 2);
  return [text.slice(0, at), text.slice(at + 1)];
}
