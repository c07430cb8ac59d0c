// Names of retired things → a migration that brings them back or really drops them, in one batch, and recorded as any other.

import { unfinishedMigration } from "../../migration/blockers/history.ts";
import { structuralBlockers } from "../../migration/blockers/structural.ts";
import { bringBack, dropReally, retiredBlockers } from "../../migration/retired/change-retired.ts";
import { NO_FORMER_NAMES } from "../../migration/rename/former-names.ts";
import { assemblePlan, planSteps } from "../../migration/plan.ts";
import { divide, foreignNames } from "../../migration/ownership/divide.ts";
import { movesOf } from "../../migration/retired/way-back.ts";
import { combineFingerprints, fingerprintNames } from "../../relational/fingerprint.ts";
import type { Database } from "../../relational/database.ts";
import { suggest } from "../../text/suggest.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { AppliedMigration } from "../history/history-state.ts";
import { carryOut } from "../migrate/migrate.ts";
import type { MigrationRequest, MigrationResult } from "../migrate/migration-request.ts";
import type { Prepared } from "../migrate/prepare.ts";
import { refusal, type Refusal } from "../migrate/refusal.ts";
import { readRetired, type RetiredItem, type ListedThing } from "./retired.ts";
import type { Session } from "../session.ts";

/** What is to be brought back or dropped. */
export interface RetiredRequest extends Pick<
  MigrationRequest,
  "dryRun" | "lockTimeoutMs" | "statementTimeoutMs" | "actor" | "requestId"
> {
  readonly namespace: string;
  readonly what: "restore" | "purge";
  /** As the list of retired things calls them. */
  readonly objects: readonly string[];
}

/** A name that no retired thing has, or one that cannot be brought back by itself. */
export interface UnknownObject {
  /** Its place in `objects`. */
  readonly index: number;
  readonly detail: string;
}

/** What has come of it. */
export type RetiredResult =
  | { readonly unknown: readonly UnknownObject[] }
  | { readonly refusal: Refusal }
  | (Exclude<MigrationResult, { readonly refusal: Refusal }> & {
      /** What it is about. */
      readonly objects: readonly RetiredItem[];
    });

/** Plans it and, unless it is a dry run, does it. Rejects with DatabaseError. */
export async function changeRetired(
  session: Session,
  request: RetiredRequest,
): Promise<RetiredResult> {
  const { catalog, things } = await readRetired(session, request.namespace);
  const known = new Map(things.map((thing) => [thing.item.object, thing]));
  const unknown = request.objects.flatMap((object, index): UnknownObject[] => {
    const thing = known.get(object);
    if (thing === undefined) return [{ index, detail: unknownObject(object, things) }];
    if (thing.kind !== "type" || request.what === "purge") return [];
    const detail = `"${object}" is an enum type; it comes back with the columns that have it.`;
    return [{ index, detail }];
  });
  const last = catalog.history?.last ?? undefined;
  if (unknown.length > 0 || last === undefined) return { unknown };
  const chosen = [...new Set(request.objects)].flatMap((object) => known.get(object) ?? []);
  const objects = chosen.map(({ item }) => item);
  const prepared = prepareChange(request, catalog, last, chosen);
  const { plan } = prepared;
  if (request.dryRun) return { outcome: "planned", plan, objects };
  if (plan.blockers.length > 0) {
    const detail = plan.blockers.map(({ message, fix }) => `${message} ${fix}`).join(" ");
    return { refusal: refusal("blocked", detail, plan) };
  }
  const result = await carryOut(session, migrationRequest(request, last, prepared), prepared);
  if (result === undefined) {
    const detail = "The database has changed in between. Nothing was done; look again.";
    return { refusal: refusal("stale_plan", detail, plan) };
  }
  return "refusal" in result ? result : { ...result, objects };
}

function unknownObject(object: string, things: readonly ListedThing[]): string {
  const items = things.map(({ item }) => item);
  const namesakes = items.filter(({ name }) => name === object).map((item) => item.object);
  const near =
    namesakes.length > 0
      ? namesakes
      : [
          suggest(
            object,
            items.map((item) => item.object),
          ) ?? [],
        ].flat();
  const hint =
    near.length === 0 ? "" : ` Did you mean ${near.map((name) => `"${name}"`).join(" or ")}?`;
  return `Nothing retired is called "${object}".${hint} GET /admin/retired lists what there is.`;
}

function migrationRequest(
  { what, namespace: _namespace, objects: _objects, ...request }: RetiredRequest,
  last: AppliedMigration,
  { desired }: Prepared,
): MigrationRequest {
  return {
    ...request,
    desired,
    schemaHash: last.schema_hash,
    databaseHash: last.database_hash,
    allow: [],
    origin: "history",
    model: last.extra,
    retired: what,
  };
}

function prepareChange(
  { namespace, what }: RetiredRequest,
  catalog: Catalog,
  last: AppliedMigration,
  chosen: readonly ListedThing[],
): Prepared {
  const { live, history } = catalog;
  const model: Database = { ...last.model, namespace };
  const number = history?.next ?? 1;
  const { changes, matches, desired } =
    what === "restore" ? bringBack(chosen, model) : dropReally(chosen, model);
  const ownership = divide(live.database, model, desired);
  const planned = planSteps(changes, {
    namespace,
    number,
    rows: new Map(),
    retiredNamespaceExists: catalog.retiredNamespaceExists,
    others: [],
    downgrade: false,
    former: NO_FORMER_NAMES,
  });
  const managed = fingerprintNames(model);
  const baseFingerprint = combineFingerprints(catalog.fingerprints, managed);
  const unfinished = history?.unfinished ?? undefined;
  const plan = assemblePlan(
    { schemaHash: last.schema_hash, databaseHash: last.database_hash },
    planned,
    {
      base_fingerprint: baseFingerprint,
      blockers: [
        ...structuralBlockers(planned, live, ownership),
        ...retiredBlockers(planned, live),
        ...(unfinished === undefined ? [] : [unfinishedMigration(unfinished.id)]),
      ],
      questions: [],
      foreign: foreignNames(ownership, live.relations),
    },
  );
  const moves = movesOf(changes, matches, number);
  return {
    catalog,
    desired,
    planned,
    managed,
    plan,
    moves,
    unusedAnswers: [],
    number,
    unfinished: undefined,
  };
}
