// What a route of the admin API is, and what many of them have in common.

import type { z } from "@hono/zod-openapi";
import type { ProblemCode } from "../../rest/problem-codes.ts";
import type { Scope } from "../auth.ts";

/** One route as data: method, path, scope and documentation. */
export interface AdminRoute {
  readonly operationId: string;
  readonly method: "get" | "post";
  /** In OpenAPI's form: `/admin/tables/{name}`. */
  readonly path: string;
  /** Unset: public. */
  readonly scope?: Scope;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly body?: z.ZodType;
  readonly query?: z.ZodObject;
  readonly pathParameter?: {
    readonly name: string;
    readonly description: string;
    readonly example: string;
  };
  /** Media type → schema (`undefined`: plain text) of the 200 answer. */
  readonly answers: Readonly<
    Record<string, { readonly schema?: z.ZodType; readonly example?: unknown }>
  >;
  /** Besides those that every protected route has. */
  readonly problems?: readonly ProblemCode[];
}

/** The media type of most answers. */
export const json = "application/json";

/** Of a route that asks the database. */
export const databaseProblems = [
  "no_database",
  "database_unavailable",
  "database_timeout",
  "database_permission",
] as const satisfies readonly ProblemCode[];

/** Of a route that takes a schema. */
export const schemaProblems = ["schema_invalid", "schema_too_large", "validation_failed"] as const;
