// The Worker's variables → the database they name: which host for which work, and what to say when there is none.

import { type Env, isLocalEndpoint } from "./env.ts";
import { neonSession, unpooledUrl } from "./postgres/neon.ts";
import { DatabaseError, type Session } from "./postgres/session.ts";
import { Problem, problemFromError } from "./rest/problem.ts";

/**
 * A session for serving rows (through Neon's pooler) or for schema work (directly). Opening it touches nothing.
 * Throws 503 `no_database` where none is configured, or what is configured is no connection string.
 */
export function openSession(env: Env, work: "rows" | "schema"): Session {
  if (!env.DATABASE_URL) throw noDatabase("The Worker has no DATABASE_URL.");
  try {
    const url =
      work === "rows"
        ? env.DATABASE_URL
        : env.DATABASE_URL_UNPOOLED || unpooledUrl(env.DATABASE_URL);
    return neonSession(url, env.NEON_HTTP_ENDPOINT ? { endpoint: env.NEON_HTTP_ENDPOINT } : {});
  } catch (error) {
    // Says what a connection string looks like, never what was there.
    if (error instanceof DatabaseError) throw noDatabase(error.message);
    throw error;
  }
}

/** The Postgres namespace that holds our tables. */
export function namespaceOf(env: Env): string {
  return env.PG_SCHEMA || "public";
}

/** 503 with what to do about it. */
function noDatabase(reason: string): Problem<"no_database"> {
  return new Problem(
    503,
    "no_database",
    `${reason} \`npm run dev\` starts a local one; for Neon, set DATABASE_URL in .dev.vars or with \`wrangler secret put DATABASE_URL\`.`,
  );
}

/** The problem to tell for anything thrown: a local database that does not answer has most likely not been started. */
export function explainFailure(error: unknown, { NEON_HTTP_ENDPOINT: endpoint }: Env): Problem {
  const problem = problemFromError(error);
  if (problem.code !== "database_unavailable" || !isLocalEndpoint(endpoint)) return problem;
  return noDatabase(`Nothing answers at NEON_HTTP_ENDPOINT, ${endpoint}.`);
}

/** Whether rows are served through Neon's pooler. */
export function connectionKind({ DATABASE_URL = "" }: Env): "pooled" | "direct" {
  return unpooledUrl(DATABASE_URL) === DATABASE_URL ? "direct" : "pooled";
}
