// What many answers of the admin API hold.

import { z } from "@hono/zod-openapi";

/** Of a schema, a database or a plan. */
export const hash = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .openapi({ example: `sha256:${"4f".repeat(32)}` });

/** In UTC, to the microsecond. */
export const timestamp = z
  .string()
  .openapi({ format: "date-time", example: "2026-11-22T20:15:00.123456Z" });
