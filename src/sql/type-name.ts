// Names of types in SQL that Postgres has printed with an empty search_path, where every name but its own is qualified.

import { quoteIdentifier } from "./quote.ts";

const NAME = String.raw`"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*`;

/** A string, in which nothing is a name; or a qualified name. */
const TOKEN = new RegExp(String.raw`'(?:[^']|'')*'|(${NAME})\.(${NAME})`, "gu");

/**
 * The same SQL with other qualified names: `rename` gets a namespace and a name, and gives the two that are to stand there instead, or
 * undefined where they stay.
 */
export function mapNames(
  sql: string,
  rename: (
    namespace: string,
    name: string,
  ) => readonly [namespace: string, name: string] | undefined,
): string {
  return sql.replaceAll(TOKEN, (token: string, namespace?: string, name?: string) => {
    if (namespace === undefined || name === undefined) return token;
    const renamed = rename(unquoted(namespace), unquoted(name));
    return renamed === undefined ? token : printedNames(...renamed);
  });
}

/** The name of a type in `namespace` that format_type has printed, an array's of its elements; undefined where it is none of that namespace. */
export function typeNameIn(namespace: string, type: string): string | undefined {
  let found: string | undefined;
  mapNames(type, (outer, name) => {
    if (outer === namespace) found = name;
    return undefined;
  });
  return found;
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** `public.status`, as Postgres prints it. */
export function printedNames(...names: readonly string[]): string {
  return names.map(printedName).join(".");
}

/** As Postgres prints a name that is no keyword: quoted only where it must be. */
function printedName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoteIdentifier(name);
}
