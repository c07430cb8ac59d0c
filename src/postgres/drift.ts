// The live catalog against the model stored with the last migration: what was changed by hand since.

import { driftOf, type DriftChange } from "../migration/drift.ts";
import { divide, foreignNames } from "../migration/ownership/divide.ts";
import { readCatalog } from "./catalog/catalog.ts";
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
  const last = history?.last ?? null;
  const empty = { namespace, tables: [] };
  const applied = last?.model ?? empty;
  const changes = last === null ? [] : driftOf(live.database, { ...applied, namespace });
  return {
    in_sync: changes.length === 0,
    changes,
    foreign: foreignNames(divide(live.database, applied, empty), live.relations),
    last_migration: last?.id ?? null,
  };
}
