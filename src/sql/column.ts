// A column → what is said of it wherever it stands. Tables share the columns that their classes inherit, so each is worded once.

import type { Column } from "../relational/database.ts";
import { commentText, quoteIdentifier } from "./quote.ts";
import { counterOptions, nextNumber } from "./sequence.ts";

/** `"name" type DEFAULT … NOT NULL`. */
export function columnDefinition(namespace: string, column: Column): string {
  const { serial, notNull } = column;
  if (serial === undefined) return ownDefinition(column);
  const number = `DEFAULT ${nextNumber(namespace, serial)}`;
  return `${ownDefinition(column)} ${number}${notNull ? " NOT NULL" : ""}`;
}

/** `"name" IS 'comment'`, after the table and a point. */
export const namedComment = perColumn(({ name, comment }) => [
  quoteIdentifier(name),
  "IS",
  commentText(comment),
]);

/** All of it, but of a serial column only what comes before its default. */
const ownDefinition = perColumn((column) => {
  const { name, type, collation, identity, generated, virtual } = column;
  const words = [quoteIdentifier(name), type];
  if (collation !== undefined) words.push(`COLLATE ${collation}`);
  if (identity !== undefined)
    words.push(`GENERATED ${identity.toUpperCase()} AS IDENTITY${counterOptions(column)}`);
  if (generated !== undefined)
    words.push(`GENERATED ALWAYS AS (${generated.sql}) ${virtual ? "VIRTUAL" : "STORED"}`);
  if (column.default !== undefined) words.push(`DEFAULT ${defaultOperand(column.default.sql)}`);
  if (column.notNull && column.serial === undefined) words.push("NOT NULL");
  return words;
});

/** After DEFAULT in a column definition stands a restricted expression; anything but a literal or a plain call goes in parentheses. */
function defaultOperand(sql: string): string {
  return /^(?:-?[\d.]+|'(?:[^']|'')*'|\w+(?:\(\))?)$/.test(sql) ? sql : `(${sql})`;
}

/** A text is kept as long as its column is. Its words are joined, so that it is in one piece wherever it is put. */
function perColumn(words: (column: Column) => readonly string[]): (column: Column) => string {
  const texts = new WeakMap<Column, string>();
  return (column) => {
    let text = texts.get(column);
    if (text === undefined) texts.set(column, (text = words(column).join(" ")));
    return text;
  };
}
