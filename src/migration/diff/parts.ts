// The part of the diff about what stands on the columns of one table: constraints and indexes.

import { constraintTerms } from "../../relational/constraint-terms.ts";
import {
  indexColumns,
  type Check,
  type Constraint,
  type ForeignKey,
  type Index,
  type IndexKey,
  type Table,
} from "../../relational/database.ts";
import type { Change } from "../change.ts";
import { equalExpression } from "./columns.ts";
import { nameMap } from "../name-map.ts";

/** Columns that what stands on them does not outlive as it is. */
export interface Disturbed {
  readonly retyped: ReadonlySet<string>;
  /** Removed, and added again. */
  readonly remade: ReadonlySet<string>;
}

/** `taken`: the names that indexes have before, which no other may get. */
export function diffConstraints(
  from: Table,
  to: Table,
  disturbed: Disturbed,
  taken: ReadonlySet<string>,
): Change[] {
  const table = from.name;
  const own = new Set(from.constraints.map(({ name }) => name));
  const { kept, renamed, gone, added } = compareParts(
    from.constraints,
    to.constraints,
    (old, wanted) => equalConstraint(old, wanted) && !isDisturbed(old, wanted, disturbed),
    (name) => own.has(name) || taken.has(name),
  );
  const unasked = new Map(
    added.flatMap((wanted) => {
      const old = gone.find(({ name }) => name === wanted.name);
      const isSame = isOnlyNotValid(old, wanted) && !isDisturbed(wanted, wanted, disturbed);
      return isSame ? [[wanted.name, wanted]] : [];
    }),
  );
  const isOther = ({ name }: Constraint): boolean => !unasked.has(name);
  return [
    ...gone
      .filter(isOther)
      .map((constraint): Change => ({ kind: "drop_constraint", table, constraint })),
    ...renamed.map(([old, constraint]): Change => ({
      kind: "rename_constraint",
      table,
      from: old,
      to: constraint,
    })),
    ...added
      .filter(isOther)
      .map((constraint): Change => ({ kind: "add_constraint", table, constraint })),
    ...[...unasked.values()].map((constraint): Change => ({
      kind: "validate_constraint",
      table,
      constraint,
    })),
    ...[...kept, ...renamed]
      .filter(([old, constraint]) => old.comment !== constraint.comment)
      .map(([, constraint]): Change => ({ kind: "comment_constraint", table, constraint })),
  ];
}

/** `taken`: the names that indexes have before, which no other may get. */
export function diffIndexes(
  from: Table,
  to: Table,
  { retyped, remade }: Disturbed,
  taken: ReadonlySet<string>,
): Change[] {
  const table = from.name;
  const isMoved = retyped.size + remade.size > 0;
  const { kept, renamed, gone, added } = compareParts(
    from.indexes,
    to.indexes,
    (old, wanted) =>
      equalIndex(old, wanted) &&
      // Which columns an expression reads is not known here, so that every one counts.
      !(isMoved && hasExpression(old)) &&
      !indexColumns(old).some((column) => remade.has(column)),
    (name) => taken.has(name),
  );
  return [
    ...gone.map((index): Change => ({ kind: "drop_index", table, index })),
    ...renamed.map(([old, index]): Change => ({
      kind: "rename_index",
      table,
      from: old,
      to: index,
    })),
    ...added.flatMap((index) => createIndex(table, index)),
    ...[...kept, ...renamed]
      .filter(([old, index]) => old.comment !== index.comment)
      .map(([, index]): Change => ({ kind: "comment_index", table, index })),
  ];
}

/** An index with its comment. */
export function createIndex(table: string, index: Index): Change[] {
  return [
    { kind: "create_index", table, index },
    ...(index.comment === undefined ? [] : [{ kind: "comment_index", table, index } as const]),
  ];
}

interface Parts<Part> {
  /** Old and wanted. */
  readonly kept: readonly (readonly [Part, Part])[];
  /** The same under another name, old and wanted. */
  readonly renamed: readonly (readonly [Part, Part])[];
  readonly gone: readonly Part[];
  readonly added: readonly Part[];
}

function compareParts<Part extends { readonly name: string }>(
  before: readonly Part[],
  after: readonly Part[],
  isSame: (old: Part, wanted: Part) => boolean,
  isTaken: (name: string) => boolean,
): Parts<Part> {
  const named = nameMap(after);
  const kept = before.flatMap((old): (readonly [Part, Part])[] => {
    const wanted = named.get(old.name);
    return wanted !== undefined && isSame(old, wanted) ? [[old, wanted]] : [];
  });
  const keptNames = new Set(kept.map(([{ name }]) => name));
  const gone = new Set(before.filter(({ name }) => !keptNames.has(name)));
  const renamed: (readonly [Part, Part])[] = [];
  const added = after.filter((wanted) => {
    if (keptNames.has(wanted.name)) return false;
    // While another has the name this one needs, each is made anew.
    const old = isTaken(wanted.name) ? undefined : [...gone].find((one) => isSame(one, wanted));
    if (old === undefined) return true;
    gone.delete(old);
    renamed.push([old, wanted]);
    return false;
  });
  return { kept, renamed, gone: [...gone], added };
}

/** A check over a column whose type changes is made anew, as ALTER TYPE leaves the old casts in it; and all that goes with a column. */
function isDisturbed(from: Constraint, to: Constraint, { retyped, remade }: Disturbed): boolean {
  const columns = [...from.columns, ...to.columns];
  if (columns.some((column) => remade.has(column))) return true;
  return from.kind === "check" && columns.some((column) => retyped.has(column));
}

/** Whether both are the same but for name and comment. */
export function equalConstraint(left: Constraint, right: Constraint): boolean {
  const text = (constraint: Constraint): string => JSON.stringify(constraintTerms(constraint));
  return left.kind === right.kind && text(left) === text(right) && equalChecks(left, right);
}

/** Whether the live constraint is as wanted, but for rows that have not been asked. */
function isOnlyNotValid(
  old: Constraint | undefined,
  wanted: Constraint,
): wanted is Check | ForeignKey {
  if (wanted.kind !== "check" && wanted.kind !== "foreign_key") return false;
  if (old === undefined || !("notValid" in old) || "notValid" in wanted) return false;
  return equalConstraint(old, { ...wanted, notValid: true });
}

function equalChecks(left: Constraint, right: Constraint): boolean {
  return (
    left.kind !== "check" ||
    right.kind !== "check" ||
    equalExpression(left.expression, right.expression)
  );
}

function hasExpression({ keys, where }: Index): boolean {
  return where !== undefined || keys.some(({ expression }) => expression !== undefined);
}

/** Whether both are the same but for name and comment. */
export function equalIndex(left: Index, right: Index): boolean {
  return (
    text(left) === text(right) &&
    left.keys.every((key, position) => equalKey(key, right.keys[position])) &&
    equalExpression(left.where, right.where)
  );
  function text(index: Index): string {
    return JSON.stringify([
      index.variant,
      index.unique,
      index.method,
      index.keys.length,
      index.include,
      index.nullsNotDistinct,
      index.parameters,
      index.invalid,
    ]);
  }
}

function equalKey(left: IndexKey, right: IndexKey | undefined): boolean {
  return (
    right !== undefined &&
    text(left) === text(right) &&
    equalExpression(left.expression, right.expression)
  );
  function text({ column, descending, nulls, collation, operatorClass }: IndexKey): string {
    return JSON.stringify([column, descending, nulls, collation, operatorClass]);
  }
}
