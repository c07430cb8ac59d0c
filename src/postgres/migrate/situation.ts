// The catalog and a target → all that a plan follows from, but for what the rows say to it.

import type { RefusedExpression } from "../../migration/blockers/refused-expressions.ts";
import { valuesRenamed } from "../../migration/execute/reached.ts";
import { fillingDefaults } from "../../migration/execute/recipe.ts";
import { largerThan } from "../../migration/execute/large-tables.ts";
import { aimOf, type Aim } from "../../migration/expand/phase.ts";
import { match, type Match, type Matched } from "../../migration/match/match.ts";
import type { FillList } from "../../migration/lists/fill-list.ts";
import {
  fillingFromLists,
  formerLists,
  newLists,
  type FirstOfList,
} from "../../migration/lists/lists.ts";
import { matchTypes } from "../../migration/match/types.ts";
import { renameValues, type RenameValue } from "../../migration/rename/values.ts";
import { fillingRestored } from "../../migration/retired/restore.ts";
import type { Database } from "../../relational/database.ts";
import { normalize } from "../../relational/normalize.ts";
import { canonicalize } from "../wording/canonical.ts";
import { readCatalog, type Catalog } from "../catalog/catalog.ts";
import { pendingFills, startFrom, type Origin } from "./origin.ts";
import type { Session } from "../session.ts";
import type { PrepareOptions, Rollback, Target } from "./target.ts";

/** What a plan follows from. */
export interface Situation {
  readonly target: Target;
  readonly options: PrepareOptions;
  readonly catalog: Catalog;
  readonly origin: Origin;
  /** All that is wanted, in Postgres's wording. */
  readonly wanted: Database;
  /** What of it Postgres does not accept. */
  readonly refused: readonly RefusedExpression[];
  /** What the phase makes for, and what of it is there under another name. */
  readonly aim: Aim;
  /** Columns and tables of lists that a migration was filling when it was cut off: `User.name`, `User_tags`. */
  readonly pending: ReadonlySet<string>;
  /** The desired database, with a backfill for those, and for required columns that come back. */
  readonly filling: Database;
  /** References that become lists, and lists of which the first becomes a reference. */
  readonly lists: readonly FillList[];
  readonly firsts: readonly FirstOfList[];
  /** Values that get another name. */
  readonly values: readonly RenameValue[];
  /** Whether a table, by the name that changes use, is over the size limit. */
  readonly isLarge: (table: string) => boolean;
}

/** One round trip to read, one for expressions not met before. Rejects with DatabaseError. */
export async function readSituation(
  session: Session,
  target: Target,
  options: PrepareOptions,
): Promise<Situation> {
  const { lockTimeoutMs, rollback, phase = "all", onlineAboveBytes } = options;
  const catalog = await readCatalog(session, target.desired.namespace, { lockTimeoutMs });
  const { desired: wanted, refused } = await wordAsPostgres(
    session,
    target.desired,
    catalog,
    rollback,
  );
  const origin = startFrom(catalog, target, options);
  const pair = (given: readonly Match[] | undefined): Matched =>
    matchTypes(match({ ...origin, desired: wanted, given }), wanted);
  const aim = aimOf(phase, wanted, pair(origin.given), pair);
  const { desired, matched } = aim;
  const pending = pendingFills(origin);
  const last = catalog.history?.last?.model;
  const renamed = origin.begun.flatMap((each) => valuesRenamed(each, last));
  const firsts = formerLists({ matched, desired, pending });
  const filling = fillingDefaults(fillingRestored(desired, matched.matches), pending);
  return {
    target,
    options,
    catalog,
    origin,
    wanted,
    refused,
    aim,
    pending,
    filling: fillingFromLists(filling, firsts),
    lists: newLists({ matched, desired, pending }),
    firsts,
    values:
      phase === "expand"
        ? []
        : renameValues({ ...matched, renamed }, desired, rollback !== undefined),
    isLarge: largerThan(onlineAboveBytes, matched.live, matched.matches),
  };
}

/** The desired database in Postgres's wording; what the last migration was told is not asked again. */
async function wordAsPostgres(
  session: Session,
  desired: Database,
  { live, history, serverMajor }: Catalog,
  rollback: Rollback | undefined,
): Promise<{ readonly desired: Database; readonly refused: readonly RefusedExpression[] }> {
  const last = rollback === undefined ? history?.last : rollback.known;
  const known = last?.server_major === serverMajor ? last : undefined;
  const { database, refused } = await canonicalize(
    session,
    normalize(desired),
    known,
    live.database.types,
  );
  return { desired: database, refused };
}
