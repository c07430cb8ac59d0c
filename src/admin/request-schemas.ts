// What the admin API takes, as Zod schemas: requests are checked by them, and the OpenAPI document is made from them.

import { z } from "@hono/zod-openapi";
import { artifactKinds } from "../emit/artifact.ts";
import { hash } from "./answers/common.ts";

/** The most that a schema bundle may hold. */
export const bundleLimits = { bytes: 4 * 1024 * 1024, files: 500 } as const;

/** The most that one answer tells about instances; the verdicts themselves are always there. */
export const answerLimits = { errors: 1_000, characters: 1024 * 1024 } as const;

const schemaBundle = z
  .strictObject({
    root: z.string().min(1).describe("Path of the file to start from; one of `files`."),
    files: z
      .record(z.string(), z.string())
      .describe(
        "Path → text of every file. Imports resolve among them and to the built-in `linkml:` ones; nothing is fetched.",
      ),
  })
  .openapi("SchemaBundle", {
    description: `LinkML files: at most ${bundleLimits.files} files and ${bundleLimits.bytes / 1024 / 1024} MiB.`,
    example: {
      root: "app.yaml",
      files: {
        "app.yaml":
          "id: https://example.org/app\nname: app\nimports: [linkml:types]\ndefault_range: string\n",
        "models/user.yaml":
          "classes:\n  User:\n    attributes:\n      id: {identifier: true}\n      name: {required: true}\n",
      },
    },
  });

const schemaArgument = schemaBundle
  .optional()
  .describe("Default: the schema that the Worker was built with.");

export const generateBody = z
  .strictObject({
    schema: schemaArgument,
    artifacts: z
      .array(z.enum(artifactKinds))
      .min(1)
      .optional()
      .describe("Default: everything that `npm run generate` writes."),
  })
  .openapi("GenerateRequest", { example: { artifacts: ["sql"] } });

export const validateBody = z
  .strictObject({
    schema: schemaArgument,
    target_class: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The class of the instances: any of the schema that is not abstract. Default: its `tree_root`.",
      ),
    instances: z
      .array(z.unknown())
      .max(10_000)
      .optional()
      .describe(
        "Objects to check against the class, as a LinkML document holds them; of a stored class also as the API gives and takes them.",
      ),
  })
  .openapi("ValidateRequest", {
    example: {
      target_class: "User",
      instances: [
        { id: "u1", name: "Ada" },
        { id: "u2", nicname: "Bo" },
      ],
    },
  });

const milliseconds = (maximum: number) => z.int().min(1).max(maximum).optional();

/** Members that bodies about migrations share. */
const dryRun = z
  .boolean()
  .optional()
  .describe("Default true: the plan is shown and nothing is changed.");

const planHash = hash
  .optional()
  .describe("Of the plan you looked at; may be left out only where no step has a hazard.");

const allow = z
  .array(z.string().min(1))
  .max(1000)
  .optional()
  .describe("Hazards to accept, each copied from the plan as it stands.");

const answers = z
  .record(z.string(), z.string())
  .optional()
  .describe('Answers to the plan\'s questions: `"new"`, `"renamed_from:Class.slot"` or `"adopt"`.');

const timeouts = {
  lock_timeout_ms: milliseconds(60_000).describe("Total wait for table locks. Default 5000."),
  statement_timeout_ms: milliseconds(600_000).describe(
    "For all steps of a batch together. Default 60000.",
  ),
};

const gitCommit = z
  .string()
  .min(1)
  .max(200)
  .optional()
  .describe("Where the schema comes from, for the history.");

export const migrateBody = z
  .strictObject({
    schema: schemaArgument,
    dry_run: dryRun,
    plan_hash: planHash,
    phase: z
      .enum(["all", "expand", "contract"])
      .optional()
      .describe(
        "Default all. `expand`: what the running version survives; `contract`: the rest, once that is in and the new version runs.",
      ),
    probe: z
      .enum(["exact", "estimate", "none"])
      .optional()
      .describe(
        "How the rows that steps depend on are counted, within `statement_timeout_ms`. Default exact. `estimate`: of large tables only a part is looked at. What was not counted is a blocker `not_counted`: such a plan can be looked at, but not applied.",
      ),
    allow,
    answers,
    git_commit: gitCommit,
    reapply: z
      .boolean()
      .optional()
      .describe("The schema may be one that was rolled back. Default false: it is refused."),
    ...timeouts,
  })
  .openapi("MigrateRequest", { example: { dry_run: true } });

export const rollbackBody = z
  .strictObject({
    dry_run: dryRun,
    plan_hash: planHash,
    allow,
    answers,
    git_commit: gitCommit,
    ...timeouts,
  })
  .openapi("RollbackRequest", { example: { dry_run: true } });

export const retiredBody = z
  .strictObject({
    objects: z
      .array(z.string().min(1))
      .min(1)
      .max(1000)
      .describe("`object` of each, copied from `GET /admin/retired`."),
    dry_run: z
      .boolean()
      .optional()
      .describe("Default true: it is shown what would be done, and nothing is changed."),
    ...timeouts,
  })
  .openapi("RetiredRequest", { example: { objects: ["User._retired_3_age"] } });

export const resetBody = z
  .strictObject({
    confirm: z.string().min(1).describe("The name of the database, exactly."),
    what: z
      .enum(["owned", "namespace"])
      .describe(
        "`owned`: what our migrations made. `namespace`: the whole namespace, with what others put there.",
      ),
    dry_run: dryRun,
    plan_hash: hash.optional().describe("Of the plan you looked at; needed to apply it."),
    answers,
    ...timeouts,
  })
  .openapi("ResetRequest", { example: { confirm: "neondb", what: "owned" } });

export const migrationsQuery = z.object({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, "It must be a whole number from 1 to 100.")
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .optional()
    .openapi({ type: "integer", minimum: 1, maximum: 100, description: "Default 20." }),
  cursor: z.string().min(1).optional().describe("`next_cursor` of the page before."),
});

export const schemaQuery = z.object({
  format: z.enum(["yaml", "json"]).optional().openapi({ description: "Default yaml." }),
});

/** The one parameter in a path, as a Zod object. */
export function pathParameters({
  name,
  description,
  example,
}: {
  readonly name: string;
  readonly description: string;
  readonly example: string;
}): z.ZodObject {
  return z.object({
    [name]: z.string().openapi({ param: { name, in: "path" }, description, example }),
  });
}
