// Where a plan is to lead, and under which conditions.

import type { Reset } from "../../migration/change.ts";
import type { Phase } from "../../migration/expand/phase.ts";
import type { WayBack } from "../../migration/retired/way-back.ts";
import type { Database } from "../../relational/database.ts";
import type { KnownWording } from "../wording/canonical.ts";
import type { MigrationKind } from "../history/history-table.ts";
import type { ProbeMode } from "./probe-rows.ts";

/** What is wanted, and what it hashes to. */
export interface Target {
  readonly desired: Database;
  readonly schemaHash: string;
  readonly databaseHash: string;
}

/** A migration that is taken back. */
export interface Rollback {
  /** Id of the migration. */
  readonly reverts: string;
  readonly way: WayBack;
  /** Where the target's expressions were worded before. */
  readonly known: (KnownWording & { readonly server_major: number }) | undefined;
  /** It dropped everything, and no way leads back to the rows. */
  readonly isReset: boolean;
}

/** What a plan depends on beside its target. */
export interface PrepareOptions {
  /** What it is for: only a migration for the same is gone on with. */
  readonly kind: MigrationKind;
  /** Nothing is gone on with, though something is unfinished. */
  readonly afresh?: true;
  readonly answers: Readonly<Record<string, string>>;
  /** How rows are counted; a status does without. */
  readonly probe: ProbeMode;
  /** Milliseconds for counting rows. */
  readonly statementTimeoutMs: number;
  /** Everything, or everything of ours, is dropped first. */
  readonly reset?: Reset["scope"] | undefined;
  /** The target is where a migration set out from; what it moved goes back. */
  readonly rollback?: Rollback | undefined;
  /** Tables with more bytes of rows than this are changed without keeping others from them. */
  readonly onlineAboveBytes: number;
  /** The target may be a schema that was rolled back. */
  readonly reapply?: boolean | undefined;
  /** Default all. */
  readonly phase?: Phase | undefined;
  /** Milliseconds to wait for a table that someone else has locked exclusively. */
  readonly lockTimeoutMs: number;
}
