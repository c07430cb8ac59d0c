// What the routes answer that show tables.

import { z } from "@hono/zod-openapi";

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
