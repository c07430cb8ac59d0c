// An expression in Postgres's wording → the same once columns are called otherwise. Postgres does this by itself when it renames; here
// it is done so that the diff finds what it will find afterwards. Where the two are worded differently, a check is made anew needlessly.

/** Literals (also E'…'), quoted names, words with what tells a function or a type from a column, and everything else. */
const TOKENS =
  /E?'(?:[^']|'')*'|"(?:[^"]|"")*"|(?:::\s*)?[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*(?:\s*\()?|[^]/gu;

/** `renamed` gives the new name of a column, or the same. */
export function renameExpression(sql: string, renamed: (column: string) => string): string {
  return replaceNames(sql, (name) => {
    const wanted = renamed(name);
    return wanted === name ? undefined : quoteAsNeeded(wanted);
  });
}

/** Puts other SQL where columns stand: what `replacement` gives, or nothing else. */
export function replaceNames(
  sql: string,
  replacement: (column: string) => string | undefined,
): string {
  return sql.replaceAll(TOKENS, (token) => {
    if (token.startsWith('"'))
      return replacement(token.slice(1, -1).replaceAll('""', '"')) ?? token;
    if (!/^[A-Za-z_\u0080-\uffff]/u.test(token) || /[('"]$/.test(token)) return token;
    return replacement(token) ?? token;
  });
}

/** Postgres also quotes its key words. */
function quoteAsNeeded(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
