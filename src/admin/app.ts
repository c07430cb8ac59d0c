// The admin API: each endpoint, behind its scope and its body limit, with the handler of its operation. Handlers are loaded when they are
// first asked for: they lead to the migrations and to zod, and most requests to the Worker are for rows.

import { Hono, type Context, type MiddlewareHandler } from "hono";
import { limitBody } from "../rest/middleware.ts";
import { requireScope } from "./auth.ts";
import type { AdminDeps, AdminEnv } from "./context.ts";
import { getHealth, readiness } from "./handlers/health.ts";
import { refuseQuery } from "./request.ts";
import { endpoints, type Endpoint, type OperationId } from "./routes/endpoints.ts";

type Handler = (c: Context<AdminEnv>, deps: AdminDeps) => Response | Promise<Response>;

/** A bundle of the largest size, with room for JSON's escapes. */
const bodyLimit = 8 * 1024 * 1024;

/**
 * Serves the admin routes. Errors are thrown as Problems for the app around it, which also authenticates. `deps` is asked with each request
 * that needs them.
 */
export function adminApp(deps: () => Promise<AdminDeps>): Hono<AdminEnv> {
  const handlers = operationHandlers(deps);
  const app = new Hono<AdminEnv>();
  for (const [operationId, endpoint] of Object.entries<Endpoint>(endpoints)) {
    const handler = handlers[operationId as OperationId];
    app.on([endpoint.method.toUpperCase()], [honoPath(endpoint)], ...guards(endpoint), handler);
  }
  return app;
}

type BoundHandler = (c: Context<AdminEnv>) => Response | Promise<Response>;

/** Health is at hand: monitors ask for it often, and of Workers that have just started. */
function operationHandlers(
  deps: () => Promise<AdminDeps>,
): Readonly<Record<OperationId, BoundHandler>> {
  const ready = readiness();
  const on =
    (load: () => Promise<Handler>): BoundHandler =>
    async (c) =>
      (await load())(c, await deps());
  return {
    getHealth,
    getReadiness: on(async () => ready),
    getStatus: on(async () => (await migration()).showStatus),
    getSchema: on(async () => (await builtThings()).getSchema),
    generateArtifacts: on(async () => (await compiling()).generateArtifacts),
    validateSchema: on(async () => (await compiling()).validateSchema),
    planMigration: on(async () => (await migration()).planMigration),
    migrate: on(async () => (await migration()).migrateDatabase),
    resetDatabase: on(async () => (await migration()).resetDatabase),
    listMigrations: on(async () => (await history()).showMigrations),
    getMigration: on(async () => (await history()).showMigration),
    rollBackMigration: on(async () => (await import("./handlers/rollback.ts")).rollBackMigration),
    listRetired: on(async () => (await retired()).showRetired),
    restoreRetired: on(async () => (await retired()).restoreRetired),
    purgeRetired: on(async () => (await retired()).purgeRetired),
    getDrift: on(async () => (await import("./handlers/drift.ts")).showDrift),
    listTables: on(async () => (await catalog()).showTables),
    getTable: on(async () => (await catalog()).showTable),
    getDiagram: on(async () => (await builtThings()).getDiagram),
    getProblem: on(async () => (await builtThings()).getProblem),
  };
}

const builtThings = () => import("./handlers/static.ts");
const catalog = () => import("./handlers/catalog.ts");
const compiling = () => import("./handlers/compile.ts");
const history = () => import("./handlers/history.ts");
const migration = () => import("./handlers/migration.ts");
const retired = () => import("./handlers/retired.ts");

/** Scope, then parameters, then the size of the body: what is refused is refused before anything is read. */
function guards({ scope, reads }: Endpoint): MiddlewareHandler<AdminEnv>[] {
  if (scope === undefined) return [];
  return [
    requireScope<AdminEnv>(scope),
    ...(reads === "query" ? [] : [refuseParameters]),
    ...(reads === "body" ? [limitBody(bodyLimit)] : []),
  ];
}

/** `POST /admin/migrate?dry_run=false` must not pass for a dry run that was asked for. */
const refuseParameters: MiddlewareHandler<AdminEnv> = async (c, next) => {
  refuseQuery(c);
  await next();
};

function honoPath({ path }: Endpoint): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
