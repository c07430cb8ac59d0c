// A pattern → what `~` and like_regex take, remembered: the same few patterns stand in many slots.

import { translatePattern } from "../constraint/pattern.ts";

export interface PostgresPattern {
  readonly postgres?: string;
  /** Why it cannot be said there. */
  readonly reason: string;
}

/** Patterns that are kept; a server that compiles what others upload must not keep them all. */
const MAX_KEPT = 500;
const kept = new Map<string, PostgresPattern>();

/** The pattern for Postgres, or why there is none. */
export function postgresPattern(source: string): PostgresPattern {
  let found = kept.get(source);
  if (found === undefined) {
    const { postgres, reason = "it is no regular expression" } = translatePattern(source) ?? {};
    found = { ...(postgres !== undefined && { postgres }), reason };
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(source, found);
  }
  return found;
}
