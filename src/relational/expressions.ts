// The expressions of a table, wherever they stand: read, or replaced one by one.

import type { Check, Column, Constraint, Expression, Index, Table } from "./database.ts";

/** All of them. */
export function expressionsOf(table: Table): readonly Expression[] {
  return [
    ...table.columns
      .map((column) => column.generated ?? column.default)
      .filter((expression) => expression !== undefined),
    ...conditionsOf(table),
  ];
}

/** Those of checks and indexes, which read the same wherever they stand. */
export function conditionsOf(table: Table): readonly Expression[] {
  return [
    ...table.constraints.map((constraint) =>
      constraint.kind === "check" ? constraint.expression : undefined,
    ),
    ...table.indexes.flatMap(({ keys, where }) => [
      ...keys.map(({ expression }) => expression),
      where,
    ]),
  ].filter((expression) => expression !== undefined);
}

export interface ExpressionMap {
  /** A default, or what a column is computed from. */
  readonly value: (expression: Expression, column: Column) => Expression;
  readonly check: (expression: Expression, check: Check) => Expression;
  /** A key, by its place among them, or the predicate. */
  readonly index: (expression: Expression, index: Index, key?: number) => Expression;
}

/** The same table with other expressions. */
export function mapExpressions(table: Table, map: ExpressionMap): Table {
  return {
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      ...(column.generated && { generated: map.value(column.generated, column) }),
      ...(column.default && { default: map.value(column.default, column) }),
    })),
    constraints: table.constraints.map((constraint): Constraint =>
      constraint.kind === "check"
        ? { ...constraint, expression: map.check(constraint.expression, constraint) }
        : constraint,
    ),
    indexes: table.indexes.map((index) => ({
      ...index,
      keys: index.keys.map((key, place) =>
        key.expression === undefined
          ? key
          : { ...key, expression: map.index(key.expression, index, place) },
      ),
      ...(index.where && { where: map.index(index.where, index) }),
    })),
  };
}
