// What the routes about the schema answer.

import { z } from "@hono/zod-openapi";
import { hash } from "./common.ts";

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

export const schemaAnswer = z
  .looseObject({ id: z.string(), name: z.string() })
  .openapi("SchemaDefinition", { description: "LinkML's SchemaDefinition, as JSON." });
