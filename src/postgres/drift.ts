// The live catalog against the model stored with the last migration: what was changed by hand since. What migrations have done that were cut
// off since is none of it.

import { driftOf, type DriftChange } from "../migration/drift.ts";
import { reachedBy } from "../migration/execute/reached.ts";
import { divide, foreignNames } from "../migration/ownership/divide.ts";
import type { Database } from "../relational/database.ts";
import { readCatalog } from "./catalog/catalog.ts";
import { begunMigrations, type HistoryState } from "./history/history-state.ts";
import { broughtAbout } from "./migrate/origin.ts";
import type { Session } from "./session.ts";

/** What `GET /admin/drift` says. */
export interface Drift {
  /** Nothing of ours was changed since the last migration. */
  readonly in_sync: boolean;
  readonly changes: readonly DriftChange[];
  /** Objects in the namespace that are not ours; they are left alone. */
  readonly foreign: readonly string[];
  /** The migration it is compared with; null where nothing was ever applied. */
  readonly last_migration: string | null;
}

/** One round trip. Rejects with DatabaseError. */
export async function readDrift(session: Session, namespace: string): Promise<Drift> {
  const { live, history } = await readCatalog(session, namespace);
  const changes = changesSince(history, live.database);
  const ownership = divide(live.database, broughtAbout(history), { namespace, tables: [] });
  return {
    in_sync: changes.length === 0,
    changes,
    foreign: foreignNames(ownership, live.relations),
    last_migration: history?.last?.id ?? null,
  };
}

/** What is not as the last migration left it; nothing where there was none. */
export function changesSince(
  history: HistoryState | undefined,
  live: Database,
): readonly DriftChange[] {
  const last = history?.last?.model;
  if (last === undefined) return [];
  const begun = begunMigrations(history);
  const applied = begun.reduce(reachedBy, { ...last, namespace: live.namespace });
  const touched = new Set(begun.flatMap(({ steps }) => steps.map(({ object }) => object)));
  return driftOf(live, applied).filter(({ object }) => !touched.has(object));
}
