// GET /admin/drift: has anyone changed our tables by hand?

import type { Context } from "hono";
import { namespaceOf, openSession } from "../../database.ts";
import { readDrift } from "../../postgres/drift.ts";
import type { AdminEnv } from "../context.ts";
import { negotiate } from "../request.ts";

/** GET /admin/drift. */
export async function showDrift(c: Context<AdminEnv>): Promise<Response> {
  negotiate(c, ["application/json"]);
  return c.json(await readDrift(openSession(c.env, "schema"), namespaceOf(c.env)));
}
