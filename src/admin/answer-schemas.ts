// What the admin API answers, as Zod schemas, for its OpenAPI document; the tests hold the answers against it.

import { z } from "@hono/zod-openapi";
import { problemCodes } from "../rest/problem-codes.ts";

export const hash = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .openapi({ example: `sha256:${"4f".repeat(32)}` });
const timestamp = z
  .string()
  .openapi({ format: "date-time", example: "2026-11-22T20:15:00.123456Z" });

const diagnostic = z
  .object({
    severity: z.enum(["error", "warning", "info"]),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    file: z.string(),
    line: z.int().min(1),
    column: z.int().min(1),
    pointer: z.string().describe("JSON pointer into the file."),
  })
  .openapi("Diagnostic", {
    example: {
      severity: "error",
      code: "unknown-range",
      message: 'range of slot "name" refers to class, enum or type "strng", which is not defined.',
      hint: 'did you mean "string"?',
      file: "models/user.yaml",
      line: 7,
      column: 16,
      pointer: "/classes/User/attributes/name/range",
    },
  });

const artifact = z
  .object({
    path: z.string(),
    media_type: z.string(),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    text: z.string(),
  })
  .openapi("Artifact", {
    example: {
      path: "sql/schema.sql",
      media_type: "application/sql",
      sha256: "9c".repeat(32),
      text: 'CREATE TABLE "User" …',
    },
  });

export const generateAnswer = z
  .object({
    schema: z.object({ name: z.string(), version: z.string().nullable(), hash }),
    artifacts: z.array(artifact),
    diagnostics: z.array(diagnostic),
  })
  .openapi("GenerateAnswer");

export const validateAnswer = z
  .object({
    valid: z.boolean(),
    diagnostics: z.array(diagnostic).describe("About the schema."),
    target_class: z
      .string()
      .optional()
      .describe("The class that the instances were judged by, where any were asked about."),
    instances: z.array(
      z.object({
        index: z.int().min(0).describe("In the request's `instances`."),
        valid: z.boolean(),
        errors: z.array(
          z.object({
            pointer: z.string().describe("Into the instance, as a fragment: `#/address/city`."),
            code: z
              .string()
              .describe("As in REST's problems; for a rule the metaslot, such as `any_of`."),
            detail: z.string(),
          }),
        ),
        omitted: z
          .int()
          .min(1)
          .optional()
          .describe("How many more errors there are: an answer tells a limited number."),
      }),
    ),
  })
  .openapi("ValidateAnswer");

const hazard = z.object({
  code: z.string(),
  message: z.string(),
  allow: z.string().optional().describe("What to copy into `allow`."),
});

const step = z
  .object({
    id: z.int(),
    phase: z.enum(["expand", "contract"]),
    kind: z.string(),
    object: z.string(),
    sql: z.array(z.string()),
    transactional: z.boolean(),
    lock: z.string(),
    rewrites_table: z.boolean(),
    scans_table: z.boolean(),
    rows_estimate: z.number(),
    reversible: z.boolean(),
    hazards: z.array(hazard),
    source: z.object({ file: z.string(), line: z.int(), column: z.int() }).optional(),
  })
  .openapi("Step");

const plan = z
  .object({
    plan_hash: hash,
    base_fingerprint: z.string(),
    schema_hash: hash,
    database_hash: hash,
    steps: z.array(step),
    blockers: z.array(
      z.object({
        step: z.int(),
        code: z.string(),
        count: z.int().optional(),
        sample_keys: z.array(z.string()).optional(),
        message: z.string(),
        fix: z.string(),
      }),
    ),
    questions: z.array(
      z.object({ object: z.string(), question: z.string(), candidates: z.array(z.string()) }),
    ),
    foreign: z.array(z.string()).describe("Objects that are not ours; they are left alone."),
    compatible_with_running_version: z.boolean(),
  })
  .openapi("Plan");

const migrationReference = z.object({
  id: z.string(),
  applied_at: timestamp,
  duration_ms: z.number(),
});

export const migrateAnswer = z
  .object({
    outcome: z.enum(["planned", "applied", "already_applied", "nothing_to_do"]),
    plan,
    migration: migrationReference.optional(),
  })
  .openapi("MigrateAnswer");

export const statusAnswer = z
  .object({
    worker: z.object({ version: z.string().nullable() }),
    schema: z.object({
      name: z.string(),
      version: z.string().nullable(),
      built_hash: hash,
      applied_hash: hash.nullable(),
    }),
    database: z.object({
      name: z.string(),
      namespace: z.string(),
      built_hash: hash,
      applied_hash: hash.nullable(),
      catalog_fingerprint: z.string(),
      postgres_version: z.string(),
      connection: z
        .enum(["pooled", "direct"])
        .describe("How REST reaches the database; schema work is always direct."),
    }),
    in_sync: z.boolean().describe("Nothing to migrate, and nothing changed by hand."),
    drift: z.boolean().describe("The tables are not as the last migration left them."),
    pending_steps: z.int(),
    last_migration: migrationReference
      .extend({ schema_hash: hash, database_hash: hash })
      .nullable(),
  })
  .openapi("Status");

export const driftAnswer = z
  .object({
    in_sync: z.boolean().describe("Nothing of ours was changed since the last migration."),
    changes: z.array(
      z.object({
        object: z.string(),
        change: z.enum(["missing", "altered", "added"]),
        detail: z.string(),
      }),
    ),
    foreign: z.array(z.string()).describe("Objects that are not ours; they are left alone."),
    last_migration: z
      .string()
      .nullable()
      .describe("The migration it is compared with; null where nothing was ever applied."),
  })
  .openapi("Drift");

const migrationSummary = z
  .object({
    id: z.string(),
    number: z.int().nullable().describe("Null for one that failed."),
    outcome: z.enum(["applied", "failed"]),
    applied_at: timestamp,
    duration_ms: z.number(),
    actor: z.string().describe("The id of the token that was used."),
    request_id: z.string(),
    origin: z.string().describe("Where the schema came from."),
    git_commit: z.string().nullable(),
    plan_hash: hash,
    schema_hash: hash,
    database_hash: hash,
    allow: z.array(z.string()),
    steps: z.int(),
    error: z
      .object({ step: z.int().optional(), sqlstate: z.string().optional(), detail: z.string() })
      .nullable(),
  })
  .openapi("MigrationSummary");

export const migrationsAnswer = z
  .object({ items: z.array(migrationSummary), next_cursor: z.string().nullable() })
  .openapi("Migrations");

export const migrationAnswer = z
  .object({
    ...migrationSummary.shape,
    plan,
    sql: z.array(z.string()).describe("Every statement, in order."),
  })
  .openapi("Migration");

const table = z.object({
  name: z.string(),
  class: z.string().nullable().describe("The LinkML class that it stores, if it is one of ours."),
  estimated_rows: z.number(),
  bytes: z.number().describe("With indexes and long values."),
  owned: z.boolean().describe("Made by a migration of ours; others' tables are left alone."),
  comment: z.string().nullable(),
});

const named = z.object({ name: z.string(), definition: z.string() });

export const tablesAnswer = z.object({ items: z.array(table) }).openapi("Tables");

export const tableAnswer = table
  .extend({
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.string(),
        nullable: z.boolean(),
        default: z.string().nullable().optional().describe("SQL; null for none."),
        comment: z.string().nullable(),
      }),
    ),
    indexes: z.array(named.extend({ primary: z.boolean(), unique: z.boolean() })),
    checks: z.array(named),
    foreign_keys: z.array(named.extend({ target: z.string() })),
    referenced_by: z.array(named.extend({ table: z.string() })),
    triggers: z.array(named),
  })
  .openapi("Table");

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(Object.keys(problemCodes) as [string, ...string[]]),
    request_id: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string().optional(),
          parameter: z.string().optional(),
          header: z.string().optional(),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .openapi("Problem", { description: "RFC 9457 problem document.", additionalProperties: true });

export const progressEvent = z
  .object({
    seq: z.int(),
    ts: timestamp,
    event: z.enum(["planned", "batch_started", "batch_done", "step_done", "done", "error"]),
    batch: z.int().optional(),
    batches: z.int().optional(),
    steps: z.int().optional().describe("Of this batch."),
    plan: plan.optional().describe("With `planned`."),
    result: migrateAnswer.optional().describe("With `done`."),
    problem: problem.optional().describe("With `error`."),
  })
  .openapi("ProgressEvent", {
    description:
      "One line of the stream. The last line, `done` or `error`, holds the whole result or problem.",
  });

export const problemAnswer = z
  .object({ code: z.string(), status: z.int(), title: z.string(), description: z.string() })
  .openapi("ProblemKind", {
    example: {
      code: "stale_plan",
      status: 409,
      title: problemCodes.stale_plan.title,
      description: problemCodes.stale_plan.description,
    },
  });

export const healthAnswer = z
  .object({ status: z.literal("ok") })
  .openapi("Health", { example: { status: "ok" } });

export const schemaAnswer = z
  .looseObject({ id: z.string(), name: z.string() })
  .openapi("SchemaDefinition", { description: "LinkML's SchemaDefinition, as JSON." });
