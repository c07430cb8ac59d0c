// What was migrated and what goes on while it is: the history, and the lines of a stream.

import { z } from "@hono/zod-openapi";
import { hash, timestamp } from "./common.ts";
import { migrateAnswer, plan } from "./plan.ts";
import { problem } from "./problem.ts";

const migrationSummary = z
  .object({
    id: z.string(),
    number: z.int().nullable().describe("Null for one that failed."),
    kind: z.enum(["migrate", "rollback", "reset", "restore", "purge"]),
    reverts: z.string().nullable().describe("Of a rollback: id of the migration it takes back."),
    outcome: z
      .enum(["applied", "failed", "unfinished", "abandoned"])
      .describe(
        "`unfinished`: a part is there, and the same call goes on with it. `abandoned`: another migration went on from there.",
      ),
    applied_at: timestamp,
    duration_ms: z.number().nullable().describe("Null for one that failed."),
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
    progress: z
      .object({
        done: z.array(z.int()).describe("Ids of the steps that are committed."),
        fills: z
          .record(z.string(), z.object({ rows: z.int(), page: z.int(), found: z.int() }))
          .describe("By the id of a step that goes by slices: rows written, and the next page."),
        resumed: z.array(hash).describe("Plans of what was left, under which it was gone on with."),
      })
      .nullable()
      .describe("How far it is or was; null for one of a single batch."),
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

export const progressEvent = z
  .object({
    seq: z.int(),
    ts: timestamp,
    event: z.enum([
      "planned",
      "batch_started",
      "batch_done",
      "step_progress",
      "step_done",
      "done",
      "error",
    ]),
    batch: z.int().optional(),
    batches: z.int().optional(),
    steps: z.int().optional().describe("Of this batch."),
    step: z.int().optional().describe("Of the plan that began; one that goes alone."),
    kind: z.string().optional(),
    object: z.string().optional(),
    rows: z.int().optional().describe("Written so far."),
    plan: plan.optional().describe("With `planned`."),
    result: migrateAnswer.optional().describe("With `done`."),
    problem: problem.optional().describe("With `error`."),
  })
  .openapi("ProgressEvent", {
    description:
      "One line of the stream. The last line, `done` or `error`, holds the whole result or problem.",
  });
