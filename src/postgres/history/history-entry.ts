// What was asked for and planned → what the history keeps of it.

import { works } from "../../migration/expand/phase.ts";
import type { HistoryEntry } from "./journal.ts";
import { kindOf, type MigrationRequest } from "../migrate/migration-request.ts";
import type { Prepared } from "../migrate/prepare.ts";

/** The row of a migration, but for how far it is. */
export function historyEntry(
  request: MigrationRequest,
  { plan, catalog, desired, moves, unfinished }: Prepared,
): HistoryEntry {
  const before = catalog.history?.last?.serves ?? [];
  const served = plan.compatible_with_running_version ? before : [];
  // What only a contract brings may be what the new version cannot do without.
  const isServed = request.phase !== "expand" || works(desired, request.desired);
  return {
    kind: kindOf(request),
    reverts: request.rollback?.reverts,
    actor: request.actor,
    requestId: request.requestId,
    origin: request.origin,
    gitCommit: request.gitCommit,
    plan,
    serves: [...new Set([...(isServed ? [request.databaseHash] : []), ...served])],
    serverMajor: catalog.serverMajor,
    allow: [...new Set([...(unfinished?.allow ?? []), ...request.allow])],
    answers: { ...unfinished?.answers, ...request.answers },
    moves,
  };
}
