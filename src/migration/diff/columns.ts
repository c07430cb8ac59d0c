// The part of the diff about the columns of one table.

import {
  expressionText,
  type Column,
  type Expression,
  type Table,
} from "../../relational/database.ts";
import type { Change } from "../change.ts";
import { nameMap } from "../name-map.ts";
import { countedAs, equalNumbering } from "../numbering.ts";

/** Of a table that stays. A column that ends and begins anew in one change has a removal and an addition. */
export function diffColumns(
  from: Table,
  to: Table,
  isConverted: ColumnTest = () => false,
): Change[] {
  const table = from.name;
  const before = nameMap(from.columns);
  const after = nameMap(to.columns);
  const gone = from.columns.filter((column) => !after.has(column.name));
  // Which columns an expression reads is not known here, so that every computed column counts.
  const retypes = to.columns.some((column) => isRetyped(before.get(column.name), column));
  return [
    ...gone.map((column) => removeColumn(table, column)),
    ...to.columns.flatMap((column): Change[] => {
      const old = before.get(column.name);
      if (old === undefined) return [{ kind: "add_column", table, column }];
      return isRemade(old, column, retypes)
        ? [removeColumn(table, old), { kind: "add_column", table, column }]
        : isConverted(table, column.name)
          ? convertColumn(table, old, column)
          : diffColumn(table, old, column);
    }),
  ];
}

/** Says of a column of a table whether something holds for it. */
export type ColumnTest = (table: string, column: string) => boolean;

/** What is computed can be computed again. */
function removeColumn(table: string, column: Column): Change {
  return { kind: column.generated ? "drop_derived_column" : "retire_column", table, column };
}

/** Whether the values of a column are to be stored otherwise. */
export function isRetyped(from: Column | undefined, to: Column): boolean {
  return (
    from !== undefined &&
    (from.type !== to.type || from.collation !== to.collation || from.variant !== to.variant)
  );
}

/** Whether a column becomes computed, or otherwise than before. One that ceases to be computed keeps its values. */
export function isRemade(from: Column, to: Column, retypes: boolean): boolean {
  return (
    to.generated !== undefined &&
    (retypes || from.virtual !== to.virtual || !equalExpression(from.generated, to.generated))
  );
}

/** The old column is retired, with its values; the new one begins without a rule, and gets those that it should have. */
function convertColumn(table: string, from: Column, to: Column): Change[] {
  const bare = bareColumn(to);
  return [
    ...(from.generated === undefined
      ? []
      : [{ kind: "drop_expression", table, from, to: from } as const]),
    { kind: "convert_column", table, from, to },
    ...diffColumn(table, bare, to),
  ];
}

/** The column before it gets its rules: without a default or numbers, and optional. */
export function bareColumn(column: Column): Column {
  const { default: _, identity: __, serial: ___, counter: ____, ...plain } = column;
  return { ...plain, notNull: false };
}

function diffColumn(table: string, from: Column, to: Column): Change[] {
  const changes: Change[] = [];
  const retyped = isRetyped(from, to);
  if (from.generated !== undefined && to.generated === undefined) {
    changes.push({ kind: "drop_expression", table, from, to });
  }
  if (retyped) changes.push({ kind: "change_type", table, from, to });
  if (from.notNull !== to.notNull)
    changes.push({ kind: to.notNull ? "set_not_null" : "drop_not_null", table, from, to });
  const counted = countedAs(from, to.type);
  if (!equalNumbering(counted, to))
    changes.push({ kind: "change_identity", table, from: counted, to });
  // A default is dropped and set again around a type change: Postgres would keep it with a cast of its own.
  const sameDefault = equalExpression(from.default, to.default);
  if (from.default !== undefined && (retyped || (!sameDefault && to.default === undefined))) {
    changes.push({ kind: "drop_default", table, from, to });
  }
  if (to.default !== undefined && (retyped || !sameDefault))
    changes.push({ kind: "set_default", table, from, to });
  if (from.comment !== to.comment) changes.push({ kind: "comment_column", table, column: to });
  return changes;
}

/** Whether Postgres words the two alike. */
export function equalExpression(
  left: Expression | undefined,
  right: Expression | undefined,
): boolean {
  if (left === undefined || right === undefined) return left === right;
  // What Postgres prints means the same when it reads it again, though it may then print it otherwise.
  return left.sql === right.sql || expressionText(left) === expressionText(right);
}
