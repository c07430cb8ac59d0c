// What was dropped and is still there: its list, bringing it back, really dropping it.

import type { Context } from "hono";
import { namespaceOf, openSession } from "../../database.ts";
import { changeRetired, type RetiredRequest } from "../../postgres/retired/change-retired.ts";
import { readRetired } from "../../postgres/retired/retired.ts";
import { fragment } from "../../rest/json-text.ts";
import { Problem } from "../../rest/problem.ts";
import type { AdminEnv } from "../context.ts";
import { refusalProblem, requestOptions } from "./migration.ts";
import { keepAlive } from "../ndjson.ts";
import { negotiate, readBody } from "../request.ts";
import { retiredBody } from "../request-schemas.ts";

/** GET /admin/retired. */
export async function showRetired(c: Context<AdminEnv>): Promise<Response> {
  negotiate(c, ["application/json"]);
  const { things } = await readRetired(openSession(c.env, "schema"), namespaceOf(c.env));
  return c.json({ items: things.map(({ item }) => item) });
}

/** POST /admin/retired/restore. */
export function restoreRetired(c: Context<AdminEnv>): Promise<Response> {
  return change(c, "restore");
}

/** POST /admin/retired/purge. */
export function purgeRetired(c: Context<AdminEnv>): Promise<Response> {
  return change(c, "purge");
}

async function change(c: Context<AdminEnv>, what: RetiredRequest["what"]): Promise<Response> {
  negotiate(c, ["application/json"]);
  const body = await readBody(c, retiredBody);
  const work = changeRetired(openSession(c.env, "schema"), {
    ...requestOptions(c, body),
    namespace: namespaceOf(c.env),
    what,
    objects: body.objects,
  });
  keepAlive(c, work);
  const result = await work;
  if ("refusal" in result) throw refusalProblem(result.refusal);
  if (!("unknown" in result)) return c.json(result);
  throw new Problem(422, "validation_failed", "Some of these objects are not among the retired.", {
    errors: result.unknown.map(({ index, detail }) => ({
      pointer: fragment(["objects", index]),
      code: "not_found",
      detail,
    })),
  });
}
