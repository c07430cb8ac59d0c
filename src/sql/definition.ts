// One function per kind of object: a piece of the relational model into the statement that makes, changes or removes it.

import {
  isKey,
  type Check,
  type Column,
  type Constraint,
  type ForeignKey,
  type Index,
  type IndexKey,
  type PrimaryKey,
  type ReferentialAction,
  type Table,
  type Unique,
} from "../relational/database.ts";
import { identifierList, qualifiedName, quoteIdentifier, quoteLiteral } from "./quote.ts";
import { counterOptions, createSequence, nextNumber, ownSequence } from "./sequence.ts";
import { createTrigger } from "./routine.ts";

/**
 * A table with its columns and their sequences, keys, checks and triggers, and their comments. Foreign keys are left out: their target
 * may not exist yet.
 */
export function createTable(namespace: string, table: Table): readonly string[] {
  const own = table.constraints.filter((constraint) => constraint.kind !== "foreign_key");
  // Of several keys over the same columns CREATE TABLE would silently make only the first, and a check it would take for valid.
  const later = new Set(
    own.filter(
      (constraint, index) =>
        "notValid" in constraint ||
        (isKey(constraint) && own.slice(0, index).some((other) => isSameKey(other, constraint))),
    ),
  );
  const inline = own.filter((constraint) => !later.has(constraint));
  const lines = [
    ...table.columns.map((column) => columnDefinition(namespace, column)),
    ...inline.map(constraintDefinition),
  ];
  const body = lines.length === 0 ? "()" : `(\n  ${lines.join(",\n  ")}\n)`;
  return [
    ...table.columns.flatMap((column) => createSequence(namespace, column)),
    `CREATE TABLE ${qualifiedName(namespace, table.name)} ${body}`,
    ...table.columns.flatMap((column) => ownSequence(namespace, table.name, column)),
    ...[...later].map((constraint) => addConstraint(namespace, table.name, constraint)),
    ...(table.comment === undefined ? [] : [commentOnTable(namespace, table.name, table.comment)]),
    ...table.columns
      .filter((column) => column.comment !== undefined)
      .map((column) => commentOnColumn(namespace, table.name, column.name, column.comment)),
    ...own.flatMap((constraint) => constraintComment(namespace, table.name, constraint)),
    ...(table.triggers ?? []).map((trigger) => createTrigger(namespace, table.name, trigger)),
  ];
}

function isSameKey(left: Constraint, right: Constraint): boolean {
  return isKey(left) && isKey(right) && left.columns.join("\0") === right.columns.join("\0");
}

/** `"name" type DEFAULT … NOT NULL`. */
function columnDefinition(namespace: string, column: Column): string {
  const { name, type, collation, identity, generated, serial, notNull } = column;
  let text = `${quoteIdentifier(name)} ${type}`;
  if (collation !== undefined) text += ` COLLATE ${collation}`;
  if (identity !== undefined)
    text += ` GENERATED ${identity.toUpperCase()} AS IDENTITY${counterOptions(column)}`;
  if (generated !== undefined)
    text += ` GENERATED ALWAYS AS (${generated.sql}) ${column.virtual ? "VIRTUAL" : "STORED"}`;
  if (serial !== undefined) text += ` DEFAULT ${nextNumber(namespace, serial)}`;
  if (column.default !== undefined) text += ` DEFAULT ${defaultOperand(column.default.sql)}`;
  return notNull ? `${text} NOT NULL` : text;
}

/** `TYPE text COLLATE "C"`, of ALTER COLUMN, which else would take the collation away. */
export function typeClause({ type, collation }: Pick<Column, "type" | "collation">): string {
  return collation === undefined ? `TYPE ${type}` : `TYPE ${type} COLLATE ${collation}`;
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
      return `PRIMARY KEY ${keyBody(constraint)}`;
    case "unique":
      return `UNIQUE${constraint.nullsNotDistinct ? " NULLS NOT DISTINCT" : ""} ${keyBody(constraint)}`;
    case "check":
      return `CHECK (${constraint.expression.sql})`;
    case "foreign_key":
      return `FOREIGN KEY (${identifierList(constraint.columns)})`;
  }
}

function keyBody(key: PrimaryKey | Unique): string {
  return [`(${identifierList(key.columns)})`, included(key.include ?? []), deferral(key)]
    .filter((part) => part !== "")
    .join(" ");
}

function included(columns: readonly string[]): string {
  return columns.length === 0 ? "" : `INCLUDE (${identifierList(columns)})`;
}

/** `DEFERRABLE …`, or nothing. */
export function deferral({ deferrable, deferred }: Exclude<Constraint, Check>): string {
  if (deferred === true) return "DEFERRABLE INITIALLY DEFERRED";
  return deferrable === true ? "DEFERRABLE" : "";
}

export function addConstraint(namespace: string, table: string, constraint: Constraint): string {
  const reference =
    constraint.kind === "foreign_key" ? ` ${references(namespace, constraint)}` : "";
  const state = "notValid" in constraint ? " NOT VALID" : "";
  return `${alterTable(namespace, table)} ADD ${constraintDefinition(constraint)}${reference}${state}`;
}

function references(namespace: string, key: ForeignKey): string {
  return [
    `REFERENCES ${qualifiedName(namespace, key.targetTable)} (${identifierList(key.targetColumns)})`,
    key.matchFull === true ? "MATCH FULL" : "",
    referentialAction("ON UPDATE", key.onUpdate),
    referentialAction("ON DELETE", key.onDelete),
    deferral(key),
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
  return [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${quoteIdentifier(index.name)}`,
    `ON ${qualifiedName(namespace, table)} USING ${index.method} (${index.keys.map(indexKey).join(", ")})`,
    included(index.include),
    index.nullsNotDistinct === true ? "NULLS NOT DISTINCT" : "",
    index.parameters === undefined ? "" : `WITH (${index.parameters.map(parameter).join(", ")})`,
    index.where === undefined ? "" : `WHERE ${index.where.sql}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function indexKey(key: IndexKey): string {
  return [
    keyValue(key),
    key.collation === undefined ? "" : `COLLATE ${key.collation}`,
    key.operatorClass ?? "",
    key.descending ? "DESC" : "",
    key.nulls === undefined ? "" : `NULLS ${key.nulls.toUpperCase()}`,
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** What an index sorts by, as an expression. */
export function keyValue({ column, expression }: IndexKey): string {
  return column === undefined ? `(${expression.sql})` : quoteIdentifier(column);
}

/** `fillfactor=70` → `"fillfactor" = '70'`. */
function parameter(text: string): string {
  const [name = "", ...value] = text.split("=");
  return `${quoteIdentifier(name)} = ${quoteLiteral(value.join("="))}`;
}

export function renameIndex(namespace: string, from: string, to: string): string {
  return `ALTER INDEX ${qualifiedName(namespace, from)} RENAME TO ${quoteIdentifier(to)}`;
}

export function commentOnIndex(
  namespace: string,
  name: string,
  comment: string | undefined,
): string {
  return `COMMENT ON INDEX ${qualifiedName(namespace, name)} IS ${commentText(comment)}`;
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

export function commentOnConstraint(
  namespace: string,
  table: string,
  { name, comment }: Constraint,
): string {
  return `COMMENT ON CONSTRAINT ${quoteIdentifier(name)} ON ${qualifiedName(namespace, table)} IS ${commentText(comment)}`;
}

/** The statement that comments a new constraint, if it has one. */
export function constraintComment(
  namespace: string,
  table: string,
  constraint: Constraint,
): readonly string[] {
  return constraint.comment === undefined
    ? []
    : [commentOnConstraint(namespace, table, constraint)];
}

export function renameConstraint(
  namespace: string,
  table: string,
  from: string,
  to: string,
): string {
  return `${alterTable(namespace, table)} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`;
}

export function commentText(comment: string | undefined): string {
  return comment === undefined ? "NULL" : quoteLiteral(comment);
}

export function addColumn(namespace: string, table: string, column: Column): string {
  return `${alterTable(namespace, table)} ADD COLUMN ${columnDefinition(namespace, column)}`;
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
