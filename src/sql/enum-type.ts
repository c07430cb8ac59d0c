// Native enum types → the statements that make and change them.

import type { EnumType } from "../relational/database.ts";
import { commentText, qualifiedName, quoteIdentifier, quoteLiteral } from "./quote.ts";

export function createType(namespace: string, { name, values, comment }: EnumType): string[] {
  const labels = values.map(quoteLiteral).join(", ");
  return [
    `CREATE TYPE ${qualifiedName(namespace, name)} AS ENUM (${labels})`,
    ...(comment === undefined ? [] : [commentOnType(namespace, name, comment)]),
  ];
}

export function dropType(namespace: string, name: string): string {
  return `DROP TYPE ${qualifiedName(namespace, name)}`;
}

export function renameType(namespace: string, from: string, to: string): string {
  return `ALTER TYPE ${qualifiedName(namespace, from)} RENAME TO ${quoteIdentifier(to)}`;
}

export function moveType(namespace: string, name: string, target: string): string {
  return `ALTER TYPE ${qualifiedName(namespace, name)} SET SCHEMA ${quoteIdentifier(target)}`;
}

/** `place`: `BEFORE 'b'`, or empty for the end. */
export function addValue(namespace: string, type: string, value: string, place: string): string {
  const statement = `ALTER TYPE ${qualifiedName(namespace, type)} ADD VALUE ${quoteLiteral(value)}`;
  return place === "" ? statement : `${statement} ${place}`;
}

export function commentOnType(
  namespace: string,
  name: string,
  comment: string | undefined,
): string {
  return `COMMENT ON TYPE ${qualifiedName(namespace, name)} IS ${commentText(comment)}`;
}
