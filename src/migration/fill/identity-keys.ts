// Foreign keys around identity tables that are filled or emptied by and by → when each of them goes or comes, so that no reference is
// without one meanwhile.

import type { ForeignKey } from "../../relational/database.ts";
import { identityForeignKey } from "../../relational/identity.ts";
import { changedTable, type Change, type ChangeKind } from "../change.ts";
import type { EmptyIdentity, FillIdentity } from "./fill-identity.ts";

/** A foreign key that goes or comes. */
type KeyChange = Extract<Change, { readonly kind: "add_constraint" | "drop_constraint" }> & {
  readonly constraint: ForeignKey;
};

type Move = FillIdentity | EmptyIdentity;

/** Tells the keys that come before the rows move, and those that stay until they have. */
export interface KeyTimes {
  readonly early: ReadonlySet<Change>;
  readonly late: ReadonlySet<Change>;
}

/** `moves` are those that go by slices. */
export function keyTimes(
  changes: readonly Change[],
  moves: readonly Move[],
  isLarge: (table: string) => boolean,
): KeyTimes {
  const keys = changes.filter(isOfKey);
  const [added, dropped] = [keysThat("add_constraint"), keysThat("drop_constraint")];
  const [filled, emptied] = [identitiesOf("fill_identity"), identitiesOf("empty_identity")];
  const isOwn = ({ table, constraint }: KeyChange): boolean =>
    isLarge(table) &&
    moves.some(
      (move) =>
        move.kind === "fill_identity" &&
        move.table === table &&
        identityForeignKey(table, move.source).name === constraint.name,
    );
  const isFilled = ({ constraint }: KeyChange): boolean => filled.has(constraint.targetTable);
  const isEmptied = ({ constraint }: KeyChange): boolean => emptied.has(constraint.targetTable);
  const early = added.filter((key) => {
    if (isOwn(key)) return true;
    const former = twinOf(key, dropped);
    return former !== undefined && isEmptied(former) && !isFilled(key) && isKept(key, changes);
  });
  const late = dropped.filter((key) => {
    const wanted = twinOf(key, added);
    if (wanted === undefined || isOwn(wanted)) return false;
    return isFilled(wanted) && !isEmptied(key) && isKept(key, changes);
  });
  return { early: new Set(early), late: new Set(late) };

  function keysThat(kind: KeyChange["kind"]): readonly KeyChange[] {
    return keys.filter((key) => key.kind === kind);
  }
  function identitiesOf(kind: Move["kind"]): ReadonlySet<string> {
    return new Set(moves.flatMap((move) => (move.kind === kind ? [move.source.identity] : [])));
  }
}

function isOfKey(change: Change): change is KeyChange {
  return (
    (change.kind === "add_constraint" || change.kind === "drop_constraint") &&
    change.constraint.kind === "foreign_key"
  );
}

/** The key of the same columns that goes where this one comes, or comes where it goes. */
function twinOf(
  { table, constraint }: KeyChange,
  others: readonly KeyChange[],
): KeyChange | undefined {
  const columns = constraint.columns.join("\0");
  return others.find(
    (other) => other.table === table && other.constraint.columns.join("\0") === columns,
  );
}

/** Whether nothing is done to either end that the key would be in the way of. */
function isKept({ table, constraint }: KeyChange, changes: readonly Change[]): boolean {
  return changes.every((change) => {
    const own = changedTable(change);
    if (own !== table && own !== constraint.targetTable) return true;
    return change.kind === "drop_constraint"
      ? change.constraint.kind === "foreign_key"
      : HARMLESS.has(change.kind);
  });
}

/** What no foreign key is in the way of. */
const HARMLESS: ReadonlySet<ChangeKind> = new Set([
  "add_column",
  "fill_column",
  "set_not_null",
  "set_default",
  "drop_default",
  "add_constraint",
  "validate_constraint",
  "create_index",
  "create_trigger",
  "drop_trigger",
  "fill_identity",
  "prune_identity",
  "empty_identity",
  "comment_table",
  "comment_column",
  "comment_constraint",
  "comment_index",
]);
