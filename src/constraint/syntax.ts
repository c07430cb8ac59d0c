// LinkML's built-in text types → what their values look like. Loose where the standards leave room: no valid value is refused.

import type { BaseType } from "../linkml/metamodel.ts";

/** Neither white space nor what RFC 3986 keeps out of a URI. */
const URI_CHARACTER = '[^\\s<>"{}|\\\\^`]';

const URI_REFERENCE = `^${URI_CHARACTER}*$`;

const PATTERNS: Partial<Readonly<Record<BaseType, string>>> = {
  uri: URI_REFERENCE,
  uriorcurie: URI_REFERENCE,
  objectidentifier: URI_REFERENCE,
  nodeidentifier: URI_REFERENCE,
  curie: `^[^\\s<>"{}|\\\\^\`:/]*:${URI_CHARACTER}*$`,
  ncname: "^[^\\s\\d.:/\\-][^\\s:/]*$",
};

/** Patterns that every value of the type has. */
export function syntaxPatterns(base: BaseType): readonly string[] {
  const pattern = PATTERNS[base];
  return pattern === undefined ? [] : [pattern];
}
