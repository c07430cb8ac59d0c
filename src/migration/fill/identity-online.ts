// Identity tables of large tables → steps that fill and empty them some rows at a time. From the triggers on every new row is in its
// identity table, and so is every row whose key changes, as the key to it is there before the rows of before enter; which of those still
// have to, the journal tells where a migration was cut off.

import { identityFeeders, identitySources } from "../../relational/identity.ts";
import type { Database, Table } from "../../relational/database.ts";
import { changedObject, type Change, type ChangeKind } from "../change.ts";
import type { CutOff } from "../execute/reached.ts";
import { tableMap } from "../name-map.ts";
import { keyTimes } from "./identity-keys.ts";
import { otherFeeders, type EmptyIdentity, type FillIdentity } from "./fill-identity.ts";

/** Takes those among the changes of a plan apart. */
export function identitiesOnline(
  changes: readonly Change[],
  isLarge: (table: string) => boolean,
): readonly Change[] {
  const isSliced = ({ table, source }: FillIdentity | EmptyIdentity): boolean =>
    isLarge(table) || isLarge(source.identity);
  const moves = changes.flatMap((change) =>
    (change.kind === "fill_identity" || change.kind === "empty_identity") && isSliced(change)
      ? [change]
      : [],
  );
  if (moves.length === 0) return changes;
  const { early, late } = keyTimes(changes, moves, isLarge);
  return changes.flatMap((change): readonly Change[] => {
    switch (change.kind) {
      case "empty_identity":
        return [isSliced(change) ? { ...change, online: true } : change];
      case "fill_identity":
        return isSliced(change) ? filledOnline(change) : [change];
      case "drop_constraint":
        return [late.has(change) ? { ...change, late: true } : change];
      case "add_constraint":
        return early.has(change) ? addedEarly(change) : [change];
      default:
        return [change];
    }
  });
}

function filledOnline(change: FillIdentity): readonly Change[] {
  const { formerTypes = [] } = change;
  const prune = { ...change, kind: "prune_identity", formerTypes, online: true } as const;
  return [...(formerTypes.length > 0 ? [prune] : []), { ...change, online: true }];
}

function addedEarly(change: Extract<Change, { kind: "add_constraint" }>): readonly Change[] {
  const { table, constraint } = change;
  if (constraint.kind !== "foreign_key") return [change];
  return [
    { ...change, constraint: { ...constraint, notValid: true }, early: true },
    { kind: "validate_constraint", table, constraint, online: true },
  ];
}

/** Where a plan sets out from, as far as it tells of moves that were begun. */
export interface BegunMoves {
  readonly origin: {
    /** Migrations that were cut off since the last that was applied, oldest first. */
    readonly begun: readonly CutOff[];
    /** The last of them, where it is gone on with. */
    readonly unfinished: CutOff | undefined;
  };
  readonly aim: {
    /** Ours as it is, and what migrations of ours have brought about. */
    readonly matched: { readonly managed: Database; readonly applied: Database | undefined };
    readonly desired: Database;
  };
}

/**
 * What goes on is not pruned where that was never promised, as the identity table was not there before and holds none but rows of now; nor
 * once more.
 */
export function withoutPruning(
  changes: readonly Change[],
  { unfinished }: BegunMoves["origin"],
): readonly Change[] {
  if (unfinished === undefined) return changes;
  const promised = new Set(unfinished.steps.map(stepKey));
  const open = openSteps([unfinished]);
  return changes.map((change) => {
    if (change.kind !== "fill_identity" || change.formerTypes === undefined) return change;
    const object = changedObject(change);
    const isPruned = !open.has(stepKey({ kind: "prune_identity", object }));
    return promised.has(stepKey(change)) && isPruned ? { ...change, formerTypes: [] } : change;
  });
}

/** Moves that were begun, beside those that the changes have anyway: the triggers do not tell that rows of before are not in yet. */
export function movesToEnd(
  changes: readonly Change[],
  { origin: { begun, unfinished }, aim: { matched, desired } }: BegunMoves,
): readonly Change[] {
  const open = openSteps(begun);
  if (open.size === 0) return [];
  const { managed, applied } = matched;
  const goesOn = unfinished !== undefined;
  const known = new Set(changes.map(stepKey));
  const isLeft = (step: StepName): boolean => open.has(stepKey(step)) && !known.has(stepKey(step));
  const [there, former] = [tableMap(managed), tableMap(applied)];
  const feeders = identityFeeders(desired.tables);
  const fills = desired.tables.flatMap((each) =>
    identitySources(each).flatMap((source): FillIdentity[] => {
      const table = each.name;
      const object = `${table}.${source.identity}`;
      if (!there.has(table) || !isLeft({ kind: "fill_identity", object })) return [];
      const isPruned = goesOn && !isLeft({ kind: "prune_identity", object });
      const types = [there, former].flatMap((tables) =>
        typesOf(tables.get(table), source.identity),
      );
      const formerTypes = isPruned ? [] : [...new Set([...types, source.type])];
      const others = otherFeeders(feeders, table, source.identity);
      return [{ kind: "fill_identity", table, source, formerTypes, others }];
    }),
  );
  const wanted = tableMap(desired);
  const empties = [...former.values()].flatMap((table) =>
    identitySources(table).flatMap((source): EmptyIdentity[] => {
      const { identity } = source;
      const isKept = there.has(identity) && wanted.has(identity);
      const isFed = typesOf(wanted.get(table.name), identity).length > 0;
      const empty: EmptyIdentity = { kind: "empty_identity", table: table.name, source };
      return isKept && !isFed && isLeft(empty) ? [empty] : [];
    }),
  );
  return [...empties, ...fills];
}

function typesOf(table: Table | undefined, identity: string): readonly string[] {
  const sources = table === undefined ? [] : identitySources(table);
  return sources.flatMap((source) => (source.identity === identity ? source.type : []));
}

type StepName = Change | { readonly kind: ChangeKind; readonly object: string };

const stepKey = (step: StepName): string =>
  JSON.stringify([step.kind, "object" in step ? step.object : changedObject(step)]);

/** Steps that a migration had to do, and none has done since. */
function openSteps(begun: readonly CutOff[]): ReadonlySet<string> {
  const open = new Set<string>();
  for (const { steps, progress } of begun) {
    const done = new Set(progress.done);
    for (const step of steps) {
      if (done.has(step.id)) open.delete(stepKey(step));
      else open.add(stepKey(step));
    }
  }
  return open;
}
