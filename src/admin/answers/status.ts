// What the routes answer that say how things are.

import { z } from "@hono/zod-openapi";
import { hash, timestamp } from "./common.ts";
import { migrationReference } from "./plan.ts";

export const healthAnswer = z
  .object({ status: z.literal("ok") })
  .openapi("Health", { example: { status: "ok" } });

export const statusAnswer = z
  .object({
    worker: z.object({ version: z.string().nullable() }),
    schema: z.object({
      name: z.string(),
      version: z.string().nullable(),
      built_hash: hash,
      applied_hash: hash.nullable(),
      standing: z
        .enum(["level", "behind", "ahead", "empty"])
        .describe(
          "What was last applied, beside what the Worker was built for. `ahead`: that version is still to be deployed.",
        ),
      words: z.string().describe("The same as a sentence, and what to do."),
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
    pending_phase: z
      .enum(["expand", "contract"])
      .nullable()
      .describe("`contract`: an expand is in, and the rest waits. Null where nothing is pending."),
    unfinished: z
      .object({
        id: z.string(),
        kind: z.string(),
        started_at: timestamp,
        plan_hash: hash,
        steps: z.int(),
        done: z.int().describe("Steps that are committed."),
        step_in_the_way: z.int().nullable().describe("That Postgres refused last."),
      })
      .nullable()
      .describe("A migration that was cut off: the same call, with this hash, goes on with it."),
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
