// One function per kind of object: a piece of the relational model into the statement that makes, changes or removes it.

import type {
  Column,
  Constraint,
  ForeignKey,
  Index,
  ReferentialAction,
  Table,
} from "../relational/database.ts";
import { identifierList, qualifiedName, quoteIdentifier, quoteLiteral } from "./quote.ts";
import { createTrigger } from "./routine.ts";

/** A table with its columns, keys, checks and triggers, and their comments. Foreign keys are left out: their target may not exist yet. */
export function createTable(namespace: string, table: Table): readonly string[] {
  const own = table.constraints.filter((constraint) => constraint.kind !== "foreign_key");
  // Of several keys over the same columns CREATE TABLE would silently make only the first.
  const repeated = new Set(
    own.filter(
      (constraint, index) =>
        isKey(constraint) && own.slice(0, index).some((other) => isSameKey(other, constraint)),
    ),
  );
  const inline = own.filter((constraint) => !repeated.has(constraint));
  const lines = [...table.columns.map(columnDefinition), ...inline.map(constraintDefinition)];
  const body = lines.length === 0 ? "()" : `(\n  ${lines.join(",\n  ")}\n)`;
  return [
    `CREATE TABLE ${qualifiedName(namespace, table.name)} ${body}`,
    ...[...repeated].map((constraint) => addConstraint(namespace, table.name, constraint)),
    ...(table.comment === undefined ? [] : [commentOnTable(namespace, table.name, table.comment)]),
    ...table.columns
      .filter((column) => column.comment !== undefined)
      .map((column) => commentOnColumn(namespace, table.name, column.name, column.comment)),
    ...(table.triggers ?? []).map((trigger) => createTrigger(namespace, table.name, trigger)),
  ];
}

function isKey(constraint: Constraint): boolean {
  return constraint.kind === "primary_key" || constraint.kind === "unique";
}

function isSameKey(left: Constraint, right: Constraint): boolean {
  return isKey(left) && isKey(right) && left.columns.join("\0") === right.columns.join("\0");
}

/** `"name" type DEFAULT … NOT NULL`. */
function columnDefinition(column: Column): string {
  return [
    quoteIdentifier(column.name),
    column.type,
    column.identity === undefined
      ? undefined
      : `GENERATED ${column.identity.toUpperCase()} AS IDENTITY`,
    column.generated === undefined
      ? undefined
      : `GENERATED ALWAYS AS (${column.generated.sql}) STORED`,
    column.default === undefined ? undefined : `DEFAULT ${defaultOperand(column.default.sql)}`,
    column.notNull ? "NOT NULL" : undefined,
  ]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** After DEFAULT in a column definition stands a restricted expression; anything but a literal or a plain call goes in parentheses. */
function defaultOperand(sql: string): string {
  return /^(?:-?[\d.]+|'(?:[^']|'')*'|\w+(?:\(\))?)$/.test(sql) ? sql : `(${sql})`;
}

/** `CONSTRAINT "name" …`, as it stands in CREATE TABLE and after ADD. */
function constraintDefinition(constraint: Constraint): string {
  return `CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraintBody(constraint)}`;
}

function constraintBody(constraint: Constraint): string {
  switch (constraint.kind) {
    case "primary_key":
      return `PRIMARY KEY (${identifierList(constraint.columns)})`;
    case "unique":
      return `UNIQUE${constraint.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} (${identifierList(constraint.columns)})`;
    case "check":
      return `CHECK (${constraint.expression.sql})`;
    case "foreign_key":
      return `FOREIGN KEY (${identifierList(constraint.columns)})`;
  }
}

export function addConstraint(namespace: string, table: string, constraint: Constraint): string {
  const reference =
    constraint.kind === "foreign_key" ? ` ${references(namespace, constraint)}` : "";
  return `${alterTable(namespace, table)} ADD ${constraintDefinition(constraint)}${reference}`;
}

function references(namespace: string, key: ForeignKey): string {
  return [
    `REFERENCES ${qualifiedName(namespace, key.targetTable)} (${identifierList(key.targetColumns)})`,
    referentialAction("ON UPDATE", key.onUpdate),
    referentialAction("ON DELETE", key.onDelete),
    key.deferred === true ? "DEFERRABLE INITIALLY DEFERRED" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function referentialAction(event: string, action: ReferentialAction): string {
  return action === "no action" ? "" : `${event} ${action.toUpperCase()}`;
}

export function dropConstraint(namespace: string, table: string, name: string): string {
  return `${alterTable(namespace, table)} DROP CONSTRAINT ${quoteIdentifier(name)}`;
}

export function createIndex(namespace: string, table: string, index: Index): string {
  const keys = index.keys
    .map((key) => `${quoteIdentifier(key.column)}${key.descending ? " DESC" : ""}`)
    .join(", ");
  return [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${quoteIdentifier(index.name)}`,
    `ON ${qualifiedName(namespace, table)} USING ${index.method} (${keys})`,
    index.include.length === 0 ? "" : `INCLUDE (${identifierList(index.include)})`,
    index.where === undefined ? "" : `WHERE ${index.where.sql}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

export function dropIndex(namespace: string, name: string): string {
  return `DROP INDEX ${qualifiedName(namespace, name)}`;
}

export function commentOnTable(
  namespace: string,
  table: string,
  comment: string | undefined,
): string {
  return `COMMENT ON TABLE ${qualifiedName(namespace, table)} IS ${commentText(comment)}`;
}

export function commentOnColumn(
  namespace: string,
  table: string,
  column: string,
  comment: string | undefined,
): string {
  return `COMMENT ON COLUMN ${qualifiedName(namespace, table)}.${quoteIdentifier(column)} IS ${commentText(comment)}`;
}

function commentText(comment: string | undefined): string {
  return comment === undefined ? "NULL" : quoteLiteral(comment);
}

export function addColumn(namespace: string, table: string, column: Column): string {
  return `${alterTable(namespace, table)} ADD COLUMN ${columnDefinition(column)}`;
}

/** `ALTER TABLE … ALTER COLUMN … <action>`, e.g. `SET NOT NULL`. */
export function alterColumn(
  namespace: string,
  table: string,
  column: string,
  action: string,
): string {
  return `${alterTable(namespace, table)} ALTER COLUMN ${quoteIdentifier(column)} ${action}`;
}

export function renameColumn(namespace: string, table: string, from: string, to: string): string {
  return `${alterTable(namespace, table)} RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`;
}

export function dropColumn(namespace: string, table: string, column: string): string {
  return `${alterTable(namespace, table)} DROP COLUMN ${quoteIdentifier(column)}`;
}

export function dropTable(namespace: string, table: string): string {
  return `DROP TABLE ${qualifiedName(namespace, table)}`;
}

export function renameTable(namespace: string, from: string, to: string): string {
  return `${alterTable(namespace, from)} RENAME TO ${quoteIdentifier(to)}`;
}

export function moveTable(namespace: string, table: string, target: string): string {
  return `${alterTable(namespace, table)} SET SCHEMA ${quoteIdentifier(target)}`;
}

function alterTable(namespace: string, table: string): string {
  return `ALTER TABLE ${qualifiedName(namespace, table)}`;
}
