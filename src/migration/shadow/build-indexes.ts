// What indexes and keys are wanted on columns that are replaced → they are built on the new columns, beside those in use, and get their
// names in the moment in which the columns do.

import {
  isKey,
  type Column,
  type Expression,
  type Index,
  type Table,
} from "../../relational/database.ts";
import type { Change } from "../change.ts";
import { isRemade } from "../diff/columns.ts";
import { indexOfKey } from "../execute/key-index.ts";
import type { TableShadows } from "../live.ts";
import { nameMap } from "../name-map.ts";
import { shadowName } from "../names.ts";
import { renameExpression } from "../rename/expression.ts";
import { reads } from "./take-off.ts";

/** The wanted indexes, of keys too, on new columns, so far as all else that they read is there. */
export function indexesOn(
  wanted: Table,
  there: Table,
  replaced: ReadonlySet<string>,
  taken: ReadonlySet<string>,
): readonly Index[] {
  const known = nameMap(there.columns);
  const isThere = (column: Column): boolean => {
    const old = known.get(column.name);
    return old !== undefined && !isRemade(old, column, false);
  };
  const missing = new Set(wanted.columns.flatMap((each) => (isThere(each) ? [] : [each.name])));
  return [...wanted.constraints.filter(isKey).map(indexOfKey), ...wanted.indexes].flatMap(
    (index): Index[] => {
      const { comment: _, location: __, ...plain } = index;
      const isOn = reads(index, replaced) && !reads(index, missing);
      return isOn && !taken.has(index.name) ? [plain] : [];
    },
  );
}

/** Built on the new columns, beside the one in use, and then called as it is wanted. */
export function buildIndex(
  table: string,
  wanted: Index,
  there: TableShadows | undefined,
  { number, replaced }: { readonly number: number; readonly replaced: ReadonlySet<string> },
): readonly Change[] {
  const shadow = (name: string): string => (replaced.has(name) ? shadowName(number, name) : name);
  const { keys, include, where } = wanted;
  const renamed = (expression: Expression): Expression => ({
    sql: renameExpression(expression.sql, shadow),
  });
  const index: Index = {
    ...wanted,
    name: shadowName(number, wanted.name),
    keys: keys.map((key) =>
      key.expression === undefined
        ? { ...key, column: shadow(key.column) }
        : { ...key, expression: renamed(key.expression) },
    ),
    include: include.map(shadow),
    ...(where && { where: renamed(where) }),
  };
  const left = there?.indexes.find(({ name }) => name === index.name);
  const create = {
    kind: "create_index",
    table,
    index,
    wanted,
    online: true,
    swap: "before",
  } as const;
  return [
    ...(left?.invalid ? [{ kind: "drop_index", table, index: left, online: true, swap: "before" } as const] : []), // prettier-ignore
    ...(left === undefined || left.invalid ? [create] : []),
    { kind: "rename_index", table, from: index, to: wanted, swap: "with" },
  ];
}
