// Is it alive, is it ready: for monitors and load balancers, without a token and without details.

import type { Context } from "hono";
import { namespaceOf, openSession } from "../../database.ts";
import { readServedHashes } from "../../postgres/history/history.ts";
import { Problem } from "../../rest/problem.ts";
import type { AdminDeps, AdminEnv } from "../context.ts";

/** GET /healthz. */
export function getHealth(c: Context): Response {
  return c.json({ status: "ok" });
}

/** How long an answer of `/readyz` is kept: asking more often would keep a Neon database from sleeping. */
const keptMs = 10_000;
/** A sleeping Neon database wakes up within this. */
const timeoutMs = 5_000;

/** GET /readyz; the answer is kept for 10 seconds in this isolate. */
export function readiness(): (c: Context<AdminEnv>, deps: AdminDeps) => Promise<Response> {
  let latest = { at: Number.NEGATIVE_INFINITY, ready: false };
  return async (c, { built }) => {
    const now = Date.now();
    if (now - latest.at >= keptMs)
      latest = { at: now, ready: await serves(c, built.info.databaseHash) };
    if (latest.ready) return c.json({ status: "ok" });
    throw new Problem(
      503,
      "not_ready",
      "The database does not answer, or does not hold the schema of this version.",
      { headers: { "Retry-After": "10" } },
    );
  };
}

async function serves({ env }: Context<AdminEnv>, databaseHash: string): Promise<boolean> {
  try {
    const hashes = await readServedHashes(openSession(env, "rows"), namespaceOf(env), timeoutMs);
    return hashes?.includes(databaseHash) ?? false;
  } catch {
    return false;
  }
}
