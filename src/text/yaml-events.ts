// YAML text → the parser's events, or what is wrong with it. Texts that PyYAML, LinkML's own reader, takes are mended until ours does, too.

import { YAMLException, parseEvents, type Event } from "js-yaml";

export const MAX_DEPTH = 64;

export interface YamlEvents {
  readonly kind: "events";
  /** The text that the events' offsets count in: the author's, with mended lines indented further. */
  readonly text: string;
  readonly events: Event[];
  readonly mended: MendedLines;
}

/** Line, counted from 0 → what was done to it. */
export type MendedLines = ReadonlyMap<number, MendedLine>;

interface MendedLine {
  /** Where the first of the lines that were mended with it began. */
  readonly column: number;
  /** The blanks that it has more than its author gave it. */
  readonly added: number;
}

export interface YamlFault {
  readonly kind: "fault";
  readonly reason: string;
  readonly at: Mark;
}

/** A place in the author's text. Lines and columns count from 0. */
export interface Mark {
  readonly line: number;
  readonly column: number;
}

/** How many characters may still be read, each as often as it is. */
export interface Effort {
  left: number;
}

/** Some half second of reading, where a text has to be read again and again. */
export function someEffort(): Effort {
  return { left: 6 * 1024 * 1024 };
}

const MEND = " ".repeat(8);

/**
 * Reads all documents of a text. Quoted texts and brackets may go on in lines that are indented too little: blanks at the start of such a
 * line mean nothing, so more of them are put in, which leaves all line numbers as they are.
 */
export function readEvents(source: string, effort: Effort = someEffort()): YamlEvents | YamlFault {
  let text = source;
  const mended = new Map<number, MendedLine>();
  for (;;) {
    effort.left -= text.length;
    try {
      return { kind: "events", text, events: parseEvents(text, { maxDepth: MAX_DEPTH }), mended };
    } catch (error) {
      const known = error instanceof YAMLException ? error : undefined;
      const { line = 0, column = 0, position = 0 } = known?.mark ?? {};
      const at = { line, column: Math.max(column - (mended.get(line)?.added ?? 0), 0) };
      const reason = known?.reason ?? "its structure cannot be read";
      if (reason !== "deficient indentation" || effort.left < text.length)
        return { kind: "fault", reason, at };
      text = mend(text, at, position - column, mended);
    }
  }
}

/** Indents the line that begins at `start`, and those after it that what is open reaches to: up to one in which it may be closed. */
function mend(
  text: string,
  { line, column }: Mark,
  start: number,
  mended: Map<number, MendedLine>,
): string {
  const closer = /["'\]}]/g;
  closer.lastIndex = start;
  const end = closer.exec(text)?.index ?? text.length;
  let next = line;
  const indented = text.slice(start, end).replaceAll(/^|\r\n?|\n/g, (lineEnd) => {
    const before = mended.get(next)?.added ?? 0;
    mended.set(next++, { column, added: before + MEND.length });
    return `${lineEnd}${MEND}`;
  });
  return `${text.slice(0, start)}${indented}${text.slice(end)}`;
}
