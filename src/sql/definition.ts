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
import { columnDefinition, namedComment } from "./column.ts";
import {
  commentText,
  identifierList,
  qualifiedName,
  quoteIdentifier,
  quoteLiteral,
} from "./quote.ts";
import { createSequence, ownSequence } from "./sequence.ts";
import { createTrigger } from "./routine.ts";

/**
 * A table with its columns and their sequences, keys, checks and triggers, and their comments. Foreign keys are left out: their target
 * may not exist yet.
 */
export function createTable(namespace: string, table: Table): readonly string[] {
  const { columns, triggers = [] } = table;
  const place = qualifiedName(namespace, table.name);
  const lines = columns.map((column) => columnDefinition(namespace, column));
  const keys: Key[] = [];
  const later: string[] = [];
  const comments: string[] = [];
  for (const constraint of table.constraints) {
    if (constraint.kind === "foreign_key") continue;
    // Of several keys over the same columns CREATE TABLE would silently make only the first, and a check it would take for valid.
    const isLater = isKey(constraint)
      ? keys.some((key) => hasSameColumns(key, constraint))
      : constraint.notValid === true;
    if (isLater) later.push(addConstraint(namespace, table.name, constraint));
    else lines.push(constraintDefinition(constraint));
    if (isKey(constraint)) keys.push(constraint);
    comments.push(...constraintComment(namespace, table.name, constraint));
  }
  const serials = columns.filter(({ serial }) => serial !== undefined);
  const statements = serials.flatMap((column) => createSequence(namespace, column));
  const body = lines.length === 0 ? "" : `\n  ${lines.join(",\n  ")}\n`;
  statements.push(`CREATE TABLE ${place} (${body})`);
  for (const column of serials) statements.push(...ownSequence(namespace, table.name, column));
  statements.push(...later);
  if (table.comment !== undefined)
    statements.push(commentOnTable(namespace, table.name, table.comment));
  // In one piece, for all of them begin with it.
  const commentOn = ["COMMENT ON COLUMN ", place, "."].join("");
  for (const column of columns)
    if (column.comment !== undefined) statements.push(commentOn + namedComment(column));
  statements.push(...comments);
  for (const trigger of triggers) statements.push(createTrigger(namespace, table.name, trigger));
  return statements;
}

type Key = PrimaryKey | Unique;

function hasSameColumns(left: Key, right: Key): boolean {
  return left.columns.join("\0") === right.columns.join("\0");
}

/** `TYPE text COLLATE "C"`, of ALTER COLUMN, which else would take the collation away. */
export function typeClause({ type, collation }: Pick<Column, "type" | "collation">): string {
  return collation === undefined ? `TYPE ${type}` : `TYPE ${type} COLLATE ${collation}`;
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

function keyBody(key: Key): string {
  return `(${identifierList(key.columns)})${included(key.include)}${deferral(key)}`;
}

/** ` INCLUDE (…)`, or nothing. Every such clause begins with its space. */
function included(columns: readonly string[] = []): string {
  return columns.length === 0 ? "" : ` INCLUDE (${identifierList(columns)})`;
}

/** ` DEFERRABLE …`, or nothing. */
export function deferral({ deferrable, deferred }: Exclude<Constraint, Check>): string {
  if (deferred === true) return " DEFERRABLE INITIALLY DEFERRED";
  return deferrable === true ? " DEFERRABLE" : "";
}

export function addConstraint(namespace: string, table: string, constraint: Constraint): string {
  const reference =
    constraint.kind === "foreign_key" ? ` ${references(namespace, constraint)}` : "";
  const state = "notValid" in constraint ? " NOT VALID" : "";
  return `${alterTable(namespace, table)} ADD ${constraintDefinition(constraint)}${reference}${state}`;
}

function references(namespace: string, key: ForeignKey): string {
  const target = `${qualifiedName(namespace, key.targetTable)} (${identifierList(key.targetColumns)})`;
  const match = key.matchFull === true ? " MATCH FULL" : "";
  const actions = onEvent("UPDATE", key.onUpdate) + onEvent("DELETE", key.onDelete);
  return `REFERENCES ${target}${match}${actions}${deferral(key)}`;
}

function onEvent(event: string, action: ReferentialAction): string {
  return action === "no action" ? "" : ` ON ${event} ${action.toUpperCase()}`;
}

export function dropConstraint(namespace: string, table: string, name: string): string {
  return `${alterTable(namespace, table)} DROP CONSTRAINT ${quoteIdentifier(name)}`;
}

export function createIndex(namespace: string, table: string, index: Index): string {
  const { unique, name, method, keys, include, nullsNotDistinct, parameters, where } = index;
  let text = `CREATE ${unique ? "UNIQUE " : ""}INDEX ${quoteIdentifier(name)} ON ${qualifiedName(namespace, table)}`;
  text += ` USING ${method} (${keys.map(indexKey).join(", ")})${included(include)}`;
  if (nullsNotDistinct === true) text += " NULLS NOT DISTINCT";
  if (parameters !== undefined) text += ` WITH (${parameters.map(parameter).join(", ")})`;
  return where === undefined ? text : `${text} WHERE ${where.sql}`;
}

function indexKey(key: IndexKey): string {
  const { collation, operatorClass, descending, nulls } = key;
  let text = keyValue(key);
  if (collation !== undefined) text += ` COLLATE ${collation}`;
  if (operatorClass !== undefined) text += ` ${operatorClass}`;
  if (descending) text += " DESC";
  return nulls === undefined ? text : `${text} NULLS ${nulls.toUpperCase()}`;
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

export function commentOnColumn(namespace: string, table: string, column: Column): string {
  return `COMMENT ON COLUMN ${qualifiedName(namespace, table)}.${namedComment(column)}`;
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
