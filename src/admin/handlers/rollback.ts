// POST /admin/migrations/{id}/rollback: the way back of one migration.

import type { Context } from "hono";
import { namespaceOf, openSession } from "../../database.ts";
import type { MigrationEvent, MigrationResult } from "../../postgres/migrate/migration-request.ts";
import { rollback } from "../../postgres/retired/rollback.ts";
import { Problem } from "../../rest/problem.ts";
import type { AdminEnv } from "../context.ts";
import { answerOf, requestOptions, stream } from "./migration.ts";
import { keepAlive, ndjson } from "../ndjson.ts";
import { negotiate, readBody } from "../request.ts";
import { rollbackBody } from "../request-schemas.ts";

/** POST /admin/migrations/{id}/rollback. */
export async function rollBackMigration(c: Context<AdminEnv>): Promise<Response> {
  const form = negotiate(c, ["application/json", "application/x-ndjson"]);
  const options = requestOptions(c, await readBody(c, rollbackBody));
  const session = openSession(c.env, "schema");
  const request = { ...options, namespace: namespaceOf(c.env), id: c.req.param("id") ?? "" };
  const run = async (onEvent?: (event: MigrationEvent) => void): Promise<MigrationResult> => {
    const result = await rollback(session, request, onEvent);
    if (!("noWayBack" in result)) return result;
    const { code, detail } = result.noWayBack;
    throw new Problem(code === "not_found" ? 404 : 409, code, detail);
  };
  if (form === "application/x-ndjson") return ndjson(c, (emit) => stream(c, run, emit));
  const work = run();
  keepAlive(c, work);
  return c.json(answerOf(await work));
}
