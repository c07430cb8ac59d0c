// What is in the database, as JSON for programs and as psql would print it for people.

import type { Context } from "hono";
import { namespaceOf, openSession } from "../../database.ts";
import type { Env } from "../../env.ts";
import { getTable, listTables, type TableScope } from "../../postgres/tables.ts";
import { Problem } from "../../rest/problem.ts";
import { suggest } from "../../text/suggest.ts";
import type { AdminDeps, AdminEnv } from "../context.ts";
import { describeTable, listRelations } from "../psql-text.ts";
import { negotiate } from "../request.ts";

const forms = ["application/json", "text/plain"] as const;

/** GET /admin/tables: `\dt`. */
export async function showTables(c: Context<AdminEnv>, deps: AdminDeps): Promise<Response> {
  const form = negotiate(c, forms);
  const scope = scopeOf(c.env, deps);
  const tables = await listTables(openSession(c.env, "schema"), scope);
  return form === "text/plain"
    ? c.text(listRelations(scope.namespace, tables))
    : c.json({ items: tables });
}

/** GET /admin/tables/{name}: `\d "name"`. */
export async function showTable(c: Context<AdminEnv>, deps: AdminDeps): Promise<Response> {
  const form = negotiate(c, forms);
  const scope = scopeOf(c.env, deps);
  const session = openSession(c.env, "schema");
  const name = c.req.param("name") ?? "";
  const table = await getTable(session, name, scope);
  if (table === undefined) {
    const tables = await listTables(session, scope);
    const near = suggest(
      name,
      tables.map((candidate) => candidate.name),
    );
    throw new Problem(
      404,
      "not_found",
      `There is no table "${name}"${near === undefined ? ". GET /admin/tables lists those there are." : `; did you mean "${near}"?`}`,
    );
  }
  return form === "text/plain" ? c.text(describeTable(scope.namespace, table)) : c.json(table);
}

function scopeOf(env: Env, { built }: AdminDeps): TableScope {
  return {
    namespace: namespaceOf(env),
    classes: new Map(built.resources().map((resource) => [resource.table, resource.class])),
  };
}
