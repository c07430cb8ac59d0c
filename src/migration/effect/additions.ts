// What a plan adds and loosens as a whole: a step alone does not show that nobody else sees or misses what it touches.

import { expressionText, type Check } from "../../relational/database.ts";
import { identityForeignKey } from "../../relational/identity.ts";
import { changedObject, type Change } from "../change.ts";
import { isWidening } from "./widening.ts";

/** What the same plan makes: nobody else sees or uses it yet. */
export interface Additions {
  readonly tables: ReadonlySet<string>;
  /** Columns of tables that were there before, as `changedObject` names them; without those that are computed from others. */
  readonly columns: ReadonlySet<string>;
  /** Foreign keys of tables that were there before, to an identity table that they feed from now on. */
  readonly identities: ReadonlySet<string>;
  /** CHECKs, as `changedObject` names them, that let through whatever the one did whose place they take. */
  readonly widened: ReadonlySet<string>;
}

/** Of all changes of a plan. */
export function additionsOf(changes: readonly Change[]): Additions {
  const tables = new Set<string>();
  const columns = new Set<string>();
  const identities = new Set<string>();
  for (const change of changes) {
    if (change.kind === "create_table") tables.add(changedObject(change));
    if (change.kind === "add_column" && !change.column.generated)
      columns.add(changedObject(change));
    if (change.kind === "fill_identity")
      identities.add(identityForeignKey(change.table, change.source).name);
  }
  return { tables, columns, identities, widened: widenedChecks(changes) };
}

function widenedChecks(changes: readonly Change[]): ReadonlySet<string> {
  const checks = (
    kind: "add_constraint" | "drop_constraint",
  ): readonly (readonly [string, Check])[] =>
    changes.flatMap((change) =>
      change.kind === kind && change.constraint.kind === "check"
        ? [[changedObject(change), change.constraint] as const]
        : [],
    );
  const dropped = new Map(checks("drop_constraint"));
  return new Set(
    checks("add_constraint").flatMap(([object, wanted]) => {
      const former = dropped.get(object);
      return former !== undefined && former.notValid !== true && isWiderCheck(former, wanted)
        ? [object]
        : [];
    }),
  );
}

function isWiderCheck(from: Check, to: Check): boolean {
  return isWidening(expressionText(from.expression), expressionText(to.expression));
}
