// What a route of the admin API is, and what many of them have in common.

import type { z } from "@hono/zod-openapi";
import type { ProblemCode } from "../../rest/problem-codes.ts";
import { endpoints, type Endpoint, type OperationId } from "./endpoints.ts";

/** An endpoint with its documentation. */
export type AdminRoute = Endpoint & Documentation & Input;

/** What the request is read as, where it is. */
type Input =
  | { readonly reads: "body"; readonly body: z.ZodType; readonly query?: never }
  | { readonly reads: "query"; readonly query: z.ZodObject; readonly body?: never }
  | { readonly reads?: never; readonly query?: never; readonly body?: never };

interface Documentation {
  readonly operationId: OperationId;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
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

/** The endpoint of an operation, for its documentation to be added. */
export function endpoint<Id extends OperationId>(
  operationId: Id,
): { readonly operationId: Id } & (typeof endpoints)[Id] {
  return { operationId, ...endpoints[operationId] };
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
