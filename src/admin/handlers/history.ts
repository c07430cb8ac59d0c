// What was done to the database: the history of migrations, newest first.

import type { Context } from "hono";
import { namespaceOf, openSession } from "../../database.ts";
import { getMigration, isMigrationId, listMigrations } from "../../postgres/history/history.ts";
import { Problem } from "../../rest/problem.ts";
import type { AdminEnv } from "../context.ts";
import { negotiate, readQuery } from "../request.ts";
import { migrationsQuery } from "../request-schemas.ts";

/** GET /admin/migrations. */
export async function showMigrations(c: Context<AdminEnv>): Promise<Response> {
  negotiate(c, ["application/json"]);
  const { limit = 20, cursor } = readQuery(c, migrationsQuery);
  if (cursor !== undefined && !isMigrationId(cursor)) {
    const detail = "This is no `next_cursor` of an earlier page.";
    throw new Problem(400, "invalid_parameter", detail, {
      errors: [{ parameter: "cursor", code: "invalid_parameter", detail }],
    });
  }
  const { migrations, next } = await listMigrations(openSession(c.env, "schema"), {
    namespace: namespaceOf(c.env),
    limit,
    ...(cursor !== undefined && { cursor }),
  });
  return c.json({ items: migrations, next_cursor: next ?? null });
}

/** GET /admin/migrations/{id}. */
export async function showMigration(c: Context<AdminEnv>): Promise<Response> {
  negotiate(c, ["application/json"]);
  const id = c.req.param("id") ?? "";
  const migration = await getMigration(openSession(c.env, "schema"), {
    namespace: namespaceOf(c.env),
    id,
  });
  if (migration === undefined)
    throw new Problem(
      404,
      "not_found",
      `There is no migration "${id}". GET /admin/migrations lists them.`,
    );
  return c.json(migration);
}
