// What the routes about retired things answer.

import { z } from "@hono/zod-openapi";
import { timestamp } from "./common.ts";
import { migrateAnswer } from "./plan.ts";

const retiredItem = z
  .object({
    object: z.string().describe("What it is called now, and what restore and purge are told."),
    name: z.string().describe("What it was called."),
    kind: z.enum(["table", "column", "type"]),
    rows: z
      .int()
      .nullable()
      .describe("Of a column those with a value. Null where counting took too long."),
    bytes: z.int().nullable().describe("Of a table with its long values, of a column its values."),
    migration: z.string().nullable().describe("Id of the migration that retired it."),
    since: timestamp.nullable(),
  })
  .openapi("RetiredItem");

export const retiredAnswer = z.object({ items: z.array(retiredItem) }).openapi("Retired");

export const retiredChangeAnswer = migrateAnswer
  .extend({ objects: z.array(retiredItem) })
  .openapi("RetiredChange");
