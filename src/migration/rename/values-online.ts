// Values of a large table that get other names → steps that rename them some rows at a time. Meanwhile a check admits a row under its old
// values and under its new ones; once the wanted check is back, nobody writes an old one any more, and what was written late is renamed too.

import { expressionText, type Check } from "../../relational/database.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import type { Change } from "../change.ts";
import { replaceNames } from "./expression.ts";
import { renamedValue, type RenamedValues, type RenameValue } from "./values.ts";

/** A check goes, if it is there, and one of its name comes that only new rows are asked about. Nothing is read. */
export interface SwapCheck {
  readonly kind: "swap_check";
  readonly table: string;
  readonly constraint: Check;
  /** It admits what is still to be renamed. */
  readonly meanwhile?: true;
}

/** Rows that got old values while others were renamed: all of a row at once, as the checks are those that are wanted. */
export interface RenameLateValues {
  readonly kind: "rename_late_values";
  readonly table: string;
  readonly renames: readonly RenamedValues[];
  readonly online?: true;
}

/** Takes the renames among the changes of one large table apart, with the checks about what they rename. */
export function renamedOnline(changes: readonly Change[]): readonly Change[] {
  const renames = changes.filter(
    (change): change is RenameValue => change.kind === "rename_value" && isUnambiguous(change),
  );
  if (renames.length === 0) return changes;
  const asked = changes.filter(
    (change): change is CheckChange =>
      isOfCheck(change) &&
      renames.some(({ column }) => change.constraint.columns.includes(column.name)),
  );
  const added = asked.filter(({ kind }) => kind === "add_constraint");
  const parts = changes.flatMap((change): readonly Change[] => {
    if (change.kind === "drop_constraint")
      return added.some(({ constraint: { name } }) => name === change.constraint.name)
        ? []
        : [change];
    if (change.kind === "rename_value")
      return [renames.includes(change) ? { ...change, online: true } : change];
    const check = added.find((each) => each === change);
    return check === undefined ? [change] : swapped(check, renames);
  });
  return [...parts, ...late(asked, renames)];
}

/** Where a value takes the name of another one that is renamed too, only all rows at once keep them apart: for readers as well. */
function isUnambiguous({ values }: RenameValue): boolean {
  return !Object.values(values).some((value) => Object.hasOwn(values, value));
}

/** A check that is asked of rows. */
type CheckChange = Extract<Change, { kind: "add_constraint" | "validate_constraint" }> & {
  readonly constraint: Check;
};

function isOfCheck(change: Change): change is CheckChange {
  return (
    (change.kind === "add_constraint" || change.kind === "validate_constraint") &&
    change.constraint.kind === "check"
  );
}

/** Where no check refuses the old values there is no end to them: who still writes one is not asked. */
function late(
  asked: readonly CheckChange[],
  renames: readonly RenameValue[],
): readonly RenameLateValues[] {
  const refused = renames.filter(({ column }) =>
    asked.some(({ constraint }) => constraint.columns.includes(column.name)),
  );
  const [first] = refused;
  if (first === undefined) return [];
  return [{ kind: "rename_late_values", table: first.table, renames: refused, online: true }];
}

function swapped(
  { table, constraint: check }: CheckChange,
  renames: readonly RenameValue[],
): readonly Change[] {
  const { comment: _, ...bare } = check;
  const sql = replaceNames(expressionText(check.expression), (name) => {
    const rename = renames.find(({ column }) => column.name === name);
    return rename && asRenamed(rename);
  });
  const wider: Check = { ...bare, expression: { sql }, notValid: true };
  return [
    { kind: "swap_check", table, constraint: wider, meanwhile: true },
    { kind: "swap_check", table, constraint: { ...check, notValid: true } },
    { kind: "validate_constraint", table, constraint: check, online: true },
  ];
}

/** SQL for what will stand in the column; a check may hold no subquery. */
function asRenamed({ column, values }: RenameValue): string {
  const name = quoteIdentifier(column.name);
  return column.type.endsWith("[]")
    ? Object.entries(values).reduce(
        (sql, [from, to]) =>
          `pg_catalog.array_replace(${sql}, ${quoteLiteral(from)}, ${quoteLiteral(to)})`,
        name,
      )
    : `(${renamedValue(column, values, name)})`;
}
