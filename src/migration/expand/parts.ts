// The constraints, indexes and triggers of the database between an old version and a new one: rules that one of them does not know are
// not there, and nothing is that would refuse what either writes.

import {
  indexColumns,
  type Constraint,
  type Index,
  type Table,
  type Trigger,
} from "../../relational/database.ts";
import { identityForeignKey, identitySources } from "../../relational/identity.ts";
import { byName } from "../../relational/normalize.ts";
import { equalConstraint, equalIndex } from "../diff/parts.ts";

/** What is known of the table between when its parts are looked at. */
export interface ExpandScope {
  /** Columns that are there as they are wanted. */
  readonly settled: ReadonlySet<string>;
  /** Of these, the new ones. */
  readonly added: ReadonlySet<string>;
  /** Columns that only a contract calls otherwise. */
  readonly former: ReadonlySet<string>;
  /** The tables of the database between. */
  readonly known: ReadonlySet<string>;
  /** The triggers of the table in it. */
  readonly triggers: readonly Trigger[];
}

/** Those that neither version breaks. */
export function expandConstraints(
  from: Table,
  to: Table,
  scope: ExpandScope,
): readonly Constraint[] {
  const pairs = pair(from.constraints, to.constraints, equalConstraint);
  const kept = from.constraints.flatMap((constraint): Constraint[] => {
    const twin = pairs.get(constraint);
    if (twin !== undefined && isSettled(constraint.columns, scope)) return [twin];
    return isKept(constraint, to, scope) ? [constraint] : [];
  });
  const names = new Set(kept.map(({ name }) => name));
  const twins = new Set(pairs.values());
  const added = to.constraints.filter(
    (constraint) =>
      !twins.has(constraint) && !names.has(constraint.name) && isHarmless(constraint, to, scope),
  );
  return [...kept, ...added].toSorted(byName);
}

/** A rule that goes is no longer asked, but for keys that the running version may name, and what stands on a column that is to change or to be renamed. */
function isKept(constraint: Constraint, to: Table, scope: ExpandScope): boolean {
  if (constraint.kind === "primary_key") return true;
  if (constraint.columns.some((column) => scope.former.has(column))) return true;
  const wanted = to.constraints.find(({ name }) => name === constraint.name);
  const isAwaited = wanted !== undefined && !isSettled(constraint.columns, scope);
  if (isAwaited && wanted.columns.join("\0") === constraint.columns.join("\0")) return true;
  const columns = new Set(to.columns.map(({ name }) => name));
  const isOld = constraint.columns.some((column) => !columns.has(column));
  return constraint.kind === "unique" && isOld && !constraint.nullsNotDistinct;
}

/** A new rule about new columns only: the running version leaves them out. Triggers see to it that a row's own identity is there. */
function isHarmless(constraint: Constraint, to: Table, scope: ExpandScope): boolean {
  if (constraint.kind !== "check" && constraint.kind !== "foreign_key") return false;
  if (constraint.kind === "foreign_key") {
    if (!scope.known.has(constraint.targetTable)) return false;
    const sources = identitySources({ ...to, triggers: scope.triggers });
    const own = sources.map((source) => identityForeignKey(to.name, source).name);
    if (own.includes(constraint.name)) return isSettled(constraint.columns, scope);
  }
  return (
    constraint.columns.length > 0 &&
    constraint.columns.every((column) => scope.added.has(column) && scope.settled.has(column))
  );
}

/** Those of both versions, but for unique ones that only the new one has. */
export function expandIndexes(from: Table, to: Table, scope: ExpandScope): readonly Index[] {
  const isStill = from.columns.every(
    ({ name }) => scope.settled.has(name) || !to.columns.some((column) => column.name === name),
  );
  const pairs = pair(from.indexes, to.indexes, equalIndex);
  const columns = new Set(to.columns.map(({ name }) => name));
  const kept = from.indexes.flatMap((index): Index[] => {
    const twin = pairs.get(index);
    if (twin !== undefined && isStill) return [twin];
    const wanted = to.indexes.find(({ name }) => name === index.name);
    const isOld = indexColumns(index).some((column) => !columns.has(column));
    // Which columns an expression reads is not known here.
    const isAwaited = wanted !== undefined && !isStill;
    return isAwaited || (isOld && index.nullsNotDistinct !== true) ? [index] : [];
  });
  const names = new Set(kept.map(({ name }) => name));
  const twins = new Set(pairs.values());
  const added = to.indexes.filter(
    (index) =>
      !twins.has(index) &&
      !names.has(index.name) &&
      !index.unique &&
      isStill &&
      isSettled(indexColumns(index), scope),
  );
  return [...kept, ...added].toSorted(byName);
}

/** The running version's go on, and new ones begin. */
export function expandTriggers(from: Table, to: Table): readonly Trigger[] {
  const there = from.triggers ?? [];
  const names = new Set(there.map(({ name }) => name));
  const columns = new Set(from.columns.map(({ name }) => name));
  const added = (to.triggers ?? []).filter(
    (trigger) => !names.has(trigger.name) && trigger.columns.every((column) => columns.has(column)),
  );
  return [...there, ...added].toSorted(byName);
}

function isSettled(columns: readonly string[], { settled }: ExpandScope): boolean {
  return columns.every((column) => settled.has(column));
}

/** Each old part with the wanted one that is the same, by its name or under another. */
function pair<Part extends { readonly name: string }>(
  before: readonly Part[],
  after: readonly Part[],
  isSame: (left: Part, right: Part) => boolean,
): ReadonlyMap<Part, Part> {
  const pairs = new Map<Part, Part>();
  const taken = new Set(before.map(({ name }) => name));
  for (const old of before) {
    const named = after.find(({ name }) => name === old.name);
    const twin =
      named !== undefined && isSame(old, named)
        ? named
        : after.find((part) => !taken.has(part.name) && isSame(old, part));
    if (twin !== undefined && ![...pairs.values()].includes(twin)) pairs.set(old, twin);
  }
  return pairs;
}
