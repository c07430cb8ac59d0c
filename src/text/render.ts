// A diagnostic → lines for a terminal: what and where, the line of the file with a mark under it, related places, a hint.

import type { Diagnostic } from "./diagnostic.ts";

const FRAME_WIDTH = 160;

/** A diagnostic, or a finding about something else than a schema, which has codes of its own. */
export type Rendered = Omit<Diagnostic, "code" | "pointer"> & { readonly code: string };

/**
 * The first line alone (`file:line:column severity code: message`) is for tools; what follows is for people.
 * The code frame is left out without the file's text.
 */
export function renderDiagnostic(diagnostic: Rendered, sourceText?: string): string {
  const { file, line, column, severity, code, message, hint, related = [] } = diagnostic;
  const lines = [`${file}:${line}:${column} ${severity} ${code}: ${message}`];
  const margin = " ".repeat(String(line).length);
  if (sourceText !== undefined) lines.push(...codeFrame(sourceText, line, column, margin));
  for (const place of related) {
    lines.push(`${margin} = ${place.message}: ${place.file}:${place.line}:${place.column}`);
  }
  if (hint !== undefined) lines.push(`${margin} = hint: ${hint}`);
  return lines.join("\n");
}

function codeFrame(
  sourceText: string,
  line: number,
  column: number,
  margin: string,
): readonly string[] {
  const source = sourceText.split(/\r\n?|\n/)[line - 1];
  if (source === undefined || source.trim() === "") return [];
  // A very long line is cut to a window around the mark.
  const from = column > FRAME_WIDTH ? column - FRAME_WIDTH / 2 : 0;
  const shown = source.slice(from, from + FRAME_WIDTH).replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, " ");
  const start = column - 1 - from;
  const width = Math.max(1, tokenWidth(shown.slice(start)));
  return [`${line} | ${shown.trimEnd()}`, `${margin} | ${" ".repeat(start)}${"^".repeat(width)}`];
}

/** How much of the rest of a line belongs to the YAML scalar that starts it. */
function tokenWidth(rest: string): number {
  const token = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s,:\]}#]|:(?=[^\s]))+)/.exec(rest);
  return token?.[0].length ?? 1;
}
