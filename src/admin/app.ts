// The admin API: each route of routes.ts, behind its scope and its body limit, with the handler of the same name.

import { z } from "@hono/zod-openapi";
import { Hono, type Context, type MiddlewareHandler } from "hono";
import { limitBody } from "../rest/middleware.ts";
import { requireScope } from "./auth.ts";
import { showTable, showTables } from "./handlers/catalog.ts";
import { generateArtifacts, validateSchema } from "./handlers/compile.ts";
import type { AdminDeps, AdminEnv } from "./context.ts";
import { showDrift } from "./handlers/drift.ts";
import { getHealth, readiness } from "./handlers/health.ts";
import { showMigration, showMigrations } from "./handlers/history.ts";
import { migrateDatabase, planMigration, resetDatabase, showStatus } from "./handlers/migration.ts";
import { readQuery } from "./request.ts";
import { purgeRetired, restoreRetired, showRetired } from "./handlers/retired.ts";
import { rollBackMigration } from "./handlers/rollback.ts";
import { adminRoutes, type OperationId } from "./routes/routes.ts";
import type { AdminRoute } from "./routes/route.ts";
import { getDiagram, getProblem, getSchema } from "./handlers/static.ts";

type Handler = (c: Context<AdminEnv>, deps: AdminDeps) => Response | Promise<Response>;

/** A bundle of the largest size, with room for JSON's escapes. */
const bodyLimit = 8 * 1024 * 1024;

/** Serves the admin routes. Errors are thrown as Problems for the app around it, which also authenticates. */
export function adminApp(deps: AdminDeps): Hono<AdminEnv> {
  const handlers: Readonly<Record<OperationId, Handler>> = {
    getHealth,
    getReadiness: readiness(),
    getStatus: showStatus,
    getSchema,
    generateArtifacts,
    validateSchema,
    planMigration,
    migrate: migrateDatabase,
    resetDatabase,
    listMigrations: showMigrations,
    getMigration: showMigration,
    rollBackMigration,
    listRetired: showRetired,
    restoreRetired,
    purgeRetired,
    getDrift: showDrift,
    listTables: showTables,
    getTable: showTable,
    getDiagram,
    getProblem,
  };
  const app = new Hono<AdminEnv>();
  for (const route of adminRoutes) {
    const handler = handlers[route.operationId];
    app.on([route.method.toUpperCase()], [honoPath(route)], ...guards(route), (c) =>
      handler(c, deps),
    );
  }
  return app;
}

/** Scope, then parameters, then the size of the body: what is refused is refused before anything is read. */
function guards(route: AdminRoute): MiddlewareHandler<AdminEnv>[] {
  if (route.scope === undefined) return [];
  return [
    requireScope<AdminEnv>(route.scope),
    ...(route.query === undefined ? [refuseParameters] : []),
    ...(route.body === undefined ? [] : [limitBody(bodyLimit)]),
  ];
}

/** `POST /admin/migrate?dry_run=false` must not pass for a dry run that was asked for. */
const refuseParameters: MiddlewareHandler<AdminEnv> = async (c, next) => {
  readQuery(c, z.object({}));
  await next();
};

function honoPath({ path }: AdminRoute): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
