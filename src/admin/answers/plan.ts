// A plan as JSON, and what the routes that make one answer.

import { z } from "@hono/zod-openapi";
import { hash, timestamp } from "./common.ts";

const hazard = z.object({
  code: z.string(),
  message: z.string(),
  allow: z.string().optional().describe("What to copy into `allow`."),
  count: z.int().optional().describe("Rows concerned, where it is about rows."),
  sample_keys: z.array(z.string()).optional(),
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
    compatibility: z
      .enum(["additive", "reader_risk", "writer_risk", "breaking"])
      .describe(
        "Whom of the version that is still running it disturbs: nobody, those who read, those who write, or both.",
      ),
    hazards: z.array(hazard),
    counts: z
      .array(z.object({ hazard: z.string(), rows: z.int().optional() }))
      .optional()
      .describe(
        "Rows counted for each hazard that the step could have; without `rows` they were not counted.",
      ),
    source: z.object({ file: z.string(), line: z.int(), column: z.int() }).optional(),
  })
  .openapi("Step");

export const plan = z
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

export const migrationReference = z.object({
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
