// What is done to a large table without keeping others from it: the parts that a change is taken apart into, as statements.

import type { Check, Index, PrimaryKey, Unique } from "../relational/database.ts";
import {
  addConstraint,
  constraintComment,
  createIndex,
  deferral,
  dropIndex,
} from "./definition.ts";
import { qualifiedName, quoteIdentifier } from "./quote.ts";

/** Reads and writes go on while the rows are looked at. */
export function validateConstraint(namespace: string, table: string, name: string): string {
  return `ALTER TABLE ${qualifiedName(namespace, table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`;
}

/** A check that is not valid takes the place of the one of its name, if there is one. Done twice, it changes nothing more. */
export function swapCheck(namespace: string, table: string, check: Check): readonly string[] {
  return [
    `ALTER TABLE ${qualifiedName(namespace, table)} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(check.name)}`,
    addConstraint(namespace, table, check),
    ...constraintComment(namespace, table, check),
  ];
}

/** Makes a unique index the key of the same name, at once. */
export function attachIndex(
  namespace: string,
  table: string,
  constraint: PrimaryKey | Unique,
): readonly string[] {
  const name = quoteIdentifier(constraint.name);
  const kind = constraint.kind === "primary_key" ? "PRIMARY KEY" : "UNIQUE";
  return [
    `ALTER TABLE ${qualifiedName(namespace, table)} ADD CONSTRAINT ${name} ${kind} USING INDEX ${name}${deferral(constraint)}`,
    ...constraintComment(namespace, table, constraint),
  ];
}

/** Refused inside a transaction. If it is cut off, the index is there and INVALID. */
export function createIndexConcurrently(namespace: string, table: string, index: Index): string {
  return concurrently(createIndex(namespace, table, index));
}

/** Refused inside a transaction. */
export function dropIndexConcurrently(namespace: string, name: string): string {
  return concurrently(dropIndex(namespace, name));
}

const concurrently = (statement: string): string =>
  statement.replace("INDEX", "INDEX CONCURRENTLY");
