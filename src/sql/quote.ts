// Names and values into SQL text. Everything that comes from a schema or a catalog passes through here.

/** `a"b` → `"a""b"`. Always quoted, so that capitals and keywords need no thought. */
export function quoteIdentifier(name: string): string {
  return `"${doubled(name, '"')}"`;
}

/** `it's` → `'it''s'`. Needs `standard_conforming_strings`, which is on since Postgres 9.1. */
export function quoteLiteral(text: string): string {
  return `'${doubled(text, "'")}'`;
}

/** What stands after COMMENT ON … IS. */
export function commentText(comment: string | undefined): string {
  return comment === undefined ? "NULL" : quoteLiteral(comment);
}

/** Few texts have one, and looking is faster than replacing. */
function doubled(text: string, quote: string): string {
  return text.includes(quote) ? text.replaceAll(quote, quote + quote) : text;
}

/** `"public"."User"`. */
export function qualifiedName(namespace: string, name: string): string {
  return `${quoteIdentifier(namespace)}.${quoteIdentifier(name)}`;
}

/** `"a", "b"`. */
export function identifierList(names: readonly string[]): string {
  return names.map(quoteIdentifier).join(", ");
}

/** An array of texts: `ARRAY['a', 'b']::text[]`. */
export function textArray(values: readonly string[]): string {
  return textArrayOf(values.map(quoteLiteral).join(", "));
}

/** The same of literals with commas between them. */
export function textArrayOf(literals: string): string {
  return `ARRAY[${literals}]::text[]`;
}

/** Wraps `body` in dollar quotes whose tag does not occur in it. */
export function dollarQuote(body: string): string {
  let tag = "body";
  while (body.includes(`$${tag}$`)) tag += "_";
  return `$${tag}$${body}$${tag}$`;
}
