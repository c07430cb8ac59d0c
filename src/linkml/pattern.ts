// A pattern as an author wrote it: whether it is a regular expression, and small enough to work with.

import type { Place, Report } from "../text/diagnostic.ts";

/** Characters; the longest real ones have a tenth of it. */
export const MAX_PATTERN_LENGTH = 10_000;
/** Groups inside groups. */
const MAX_PATTERN_DEPTH = 100;

/** Whether the pattern can be worked with. What is no regular expression of JavaScript is reported, but stays what it is. */
export function checkPattern(pattern: string, from: string, place: Place, report: Report): boolean {
  if (pattern.length > MAX_PATTERN_LENGTH) {
    report("pattern-too-long", place, { from, limit: MAX_PATTERN_LENGTH });
    return false;
  }
  if (depthOf(pattern) > MAX_PATTERN_DEPTH) {
    report("pattern-too-deep", place, { from, limit: MAX_PATTERN_DEPTH });
    return false;
  }
  const reason = faultOf(pattern);
  if (reason !== undefined) report("invalid-pattern", place, { from, reason });
  return true;
}

/** How deep its brackets are nested; those in a character class count, too, which does no harm. */
function depthOf(pattern: string): number {
  let depth = 0;
  let deepest = 0;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === "\\") index++;
    else if (character === "(") deepest = Math.max(deepest, ++depth);
    else if (character === ")") depth--;
  }
  return deepest;
}

/** Why a text is no regular expression, without the stricter `u` mode; undefined where it is one. */
function faultOf(pattern: string): string | undefined {
  try {
    RegExp(pattern);
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return message.slice(message.lastIndexOf(": ") + 2).toLowerCase();
  }
}
