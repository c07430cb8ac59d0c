// Every operation of the admin API, in the order of its document: where it is, and what a request is let on with. All that the running
// Worker needs to know of a route before it is asked for; what the document says besides stands in the files beside this one.

import type { Scope } from "../auth.ts";

export interface Endpoint {
  readonly method: "get" | "post";
  /** In OpenAPI's form: `/admin/tables/{name}`. */
  readonly path: string;
  /** Unset: public. */
  readonly scope?: Scope;
  /** Unset: neither; query parameters are refused then, a body is left unread. */
  readonly reads?: "query" | "body";
}

export const endpoints = {
  getHealth: { method: "get", path: "/healthz" },
  getReadiness: { method: "get", path: "/readyz" },
  getStatus: { method: "get", path: "/admin/status", scope: "admin:read" },
  getSchema: { method: "get", path: "/admin/schema", scope: "admin:read", reads: "query" },
  generateArtifacts: {
    method: "post",
    path: "/admin/generate",
    scope: "admin:read",
    reads: "body",
  },
  validateSchema: { method: "post", path: "/admin/validate", scope: "admin:read", reads: "body" },
  planMigration: { method: "post", path: "/admin/plan", scope: "admin:read", reads: "body" },
  migrate: { method: "post", path: "/admin/migrate", scope: "admin:write", reads: "body" },
  resetDatabase: { method: "post", path: "/admin/reset", scope: "admin:reset", reads: "body" },
  listMigrations: { method: "get", path: "/admin/migrations", scope: "admin:read", reads: "query" },
  getMigration: { method: "get", path: "/admin/migrations/{id}", scope: "admin:read" },
  rollBackMigration: {
    method: "post",
    path: "/admin/migrations/{id}/rollback",
    scope: "admin:write",
    reads: "body",
  },
  listRetired: { method: "get", path: "/admin/retired", scope: "admin:read" },
  restoreRetired: {
    method: "post",
    path: "/admin/retired/restore",
    scope: "admin:write",
    reads: "body",
  },
  purgeRetired: {
    method: "post",
    path: "/admin/retired/purge",
    scope: "admin:write",
    reads: "body",
  },
  getDrift: { method: "get", path: "/admin/drift", scope: "admin:read" },
  listTables: { method: "get", path: "/admin/tables", scope: "admin:read" },
  getTable: { method: "get", path: "/admin/tables/{name}", scope: "admin:read" },
  getDiagram: { method: "get", path: "/admin/diagram", scope: "admin:read" },
  getProblem: { method: "get", path: "/problems/{code}" },
} as const satisfies Readonly<Record<string, Endpoint>>;

/** The name of an operation, which its handler is found by. */
export type OperationId = keyof typeof endpoints;
