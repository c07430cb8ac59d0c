// A column → what is said of it wherever it stands. Tables share the columns that their classes inherit, so each is worded once.

import type { Column } from "../relational/database.ts";
import { commentText, quoteIdentifier } from "./quote.ts";
import { counterOptions, nextNumber } from "./sequence.ts";

/** `"name" type DEFAULT … NOT NULL`. */
export function columnDefinition(namespace: string, column: Column): string {
  const { serial, notNull } = column;
  const number = serial === undefined ? "" : ` DEFAULT ${nextNumber(namespace, serial)}`;
  return `${plainDefinition(column)}${number}${notNull ? " NOT NULL" : ""}`;
}

/** `COMMENT ON COLUMN table."name" IS 'comment'`; the name of the table is quoted already. */
export function columnComment(table: string, column: Column): string {
  return `COMMENT ON COLUMN ${table}.${namedComment(column)}`;
}

const namedComment = perColumn(
  ({ name, comment }) => `${quoteIdentifier(name)} IS ${commentText(comment)}`,
);

/** All that is the same in every namespace, and comes before NOT NULL. */
const plainDefinition = perColumn((column) => {
  const { name, type, collation, identity, generated, virtual } = column;
  let text = `${quoteIdentifier(name)} ${type}`;
  if (collation !== undefined) text += ` COLLATE ${collation}`;
  if (identity !== undefined)
    text += ` GENERATED ${identity.toUpperCase()} AS IDENTITY${counterOptions(column)}`;
  if (generated !== undefined)
    text += ` GENERATED ALWAYS AS (${generated.sql}) ${virtual ? "VIRTUAL" : "STORED"}`;
  if (column.default !== undefined) text += ` DEFAULT ${defaultOperand(column.default.sql)}`;
  return text;
});

/** After DEFAULT in a column definition stands a restricted expression; anything but a literal or a plain call goes in parentheses. */
function defaultOperand(sql: string): string {
  return /^(?:-?[\d.]+|'(?:[^']|'')*'|\w+(?:\(\))?)$/.test(sql) ? sql : `(${sql})`;
}

/** A text is kept as long as its column is. */
function perColumn(word: (column: Column) => string): (column: Column) => string {
  const texts = new WeakMap<Column, string>();
  return (column) => {
    let text = texts.get(column);
    if (text === undefined) texts.set(column, (text = word(column)));
    return text;
  };
}
