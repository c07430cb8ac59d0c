// A file of the author's, as text, and the way from an offset in it to a line and a column.

import type { Location } from "./location.ts";

export interface SourceFile {
  /** As shown to the user: relative to the bundle's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** Offset of the first character of each line; `\n`, `\r\n` and a lone `\r` end a line. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (text.includes("\r")) {
    for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
    return starts;
  }
  // Most files have line feeds alone; looking for them makes nothing that is thrown away.
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The place of an offset (UTF-16 units, from 0) in a file whose `lineStarts` are given. */
export function locationAt(path: string, starts: readonly number[], offset: number): Location {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { file: path, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}
