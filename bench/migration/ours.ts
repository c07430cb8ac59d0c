// Our planner, as the Worker runs it: through Neon's driver, over HTTP.

import { migrate } from "../../src/postgres/migrate/migrate.ts";
import type { MigrationRequest } from "../../src/postgres/migrate/migration-request.ts";
import { neonSession } from "../../src/postgres/neon.ts";
import type { Database } from "../../src/relational/database.ts";
import { shop } from "./model.ts";
import { readTask, serveRuns } from "./serve-runs.ts";

/** A request as the admin routes make it; the compiler's hashes are not ours to measure here, `name` stands for them. */
export function requestOf(desired: Database, name: string, dryRun = true): MigrationRequest {
  return {
    desired,
    schemaHash: name,
    databaseHash: name,
    dryRun,
    allow: [],
    lockTimeoutMs: 5_000,
    statementTimeoutMs: 60_000,
    actor: "bench",
    requestId: name,
    origin: "built",
  };
}

if (import.meta.main) {
  const { work, size, live, endpoint } = readTask();
  const { before, after } = shop(size);
  const session = neonSession(live, { endpoint });
  const request = work === "changes" ? requestOf(after, "after") : requestOf(before, "before");
  await serveRuns(async () => {
    const result = await migrate(session, request);
    if ("refusal" in result) throw new Error(result.refusal.detail);
    return result.plan.steps.length;
  });
}
