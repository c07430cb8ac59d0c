// An error as JSON, and what is said about its kind.

import { z } from "@hono/zod-openapi";
import { problemCodes } from "../../rest/problem-codes.ts";

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
