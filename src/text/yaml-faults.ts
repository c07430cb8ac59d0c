// A YAML text that does not parse → everything that is wrong with it: after each error, reading goes on with what follows.

import type { RelatedPlace, Report } from "./diagnostic.ts";
import type { SourceFile } from "./source.ts";
import {
  MAX_DEPTH,
  readEvents,
  someEffort,
  type Effort,
  type Mark,
  type YamlFault,
} from "./yaml-events.ts";

/** Of one file; more of them have one cause. */
const MAX_FAULTS = 20;

/** Reports the fault, and those that are found when what it stands in is left out. */
export function reportFaults({ path, text }: SourceFile, first: YamlFault, report: Report): void {
  const effort = someEffort();
  const place = ({ line, column }: Mark) => ({ file: path, line: line + 1, column: column + 1 });
  let lines: readonly string[] = text.split(/\r\n?|\n/);
  let fault = first;
  for (let count = 1; ; count++) {
    const { at, reason, beside } = explained(fault, lines, effort);
    if (/nesting|depth/i.test(reason))
      report("yaml-limit", place(at), { limit: `it is nested deeper than ${MAX_DEPTH} levels` });
    else {
      const related = beside.map(({ message, mark }): RelatedPlace => {
        return { message, place: place(mark) };
      });
      report("yaml-syntax", place(at), { reason }, related);
    }
    const rest = linesAfter(lines, at.line);
    if (rest === undefined || count === MAX_FAULTS || effort.left < text.length) return;
    const next = readEvents(rest.join("\n"), effort);
    if (next.kind !== "fault" || next.at.line <= at.line) return;
    lines = rest;
    fault = next;
  }
}

interface Explained {
  readonly at: Mark;
  readonly reason: string;
  readonly beside: readonly { readonly message: string; readonly mark: Mark }[];
}

/** The parser sees the end of the text, or a line that it cannot read; the author looks for what was left open before. */
function explained({ reason, at }: YamlFault, lines: readonly string[], effort: Effort): Explained {
  const outer = openAt(lines, at.line, effort);
  if (outer === undefined) return { at, reason, beside: [] };
  const open = innermost(lines, outer, at);
  const isQuote = /["']/.test(lines[open.line]?.charAt(open.column) ?? "");
  const isOver =
    /unexpected end|deficient indentation/.test(reason) ||
    indentation(lines[at.line]) <= indentation(lines[outer.line]);
  if (!isQuote && !isOver)
    return { at, reason, beside: [{ message: "it stands in what opens here", mark: outer }] };
  const what = isQuote ? "quote" : "bracket";
  const beside = isOver ? [] : [{ message: `what follows cannot be read: ${reason}`, mark: at }];
  return { at: open, reason: `the ${what} that opens here is not closed`, beside };
}

/** The outermost bracket or quote that is open where the line begins; undefined where none is, or finding it takes too long. */
function openAt(lines: readonly string[], line: number, effort: Effort): Mark | undefined {
  const canRead = (text: readonly string[]): boolean =>
    effort.left > 0 && readEvents(text.join("\n"), effort).kind === "events";
  if (canRead(lines.slice(0, line))) return undefined;
  // What was left open is open in all that follows: the part of the document that opens it is found, then the part of that.
  const around: string[] = [];
  let start = -1;
  let end = Math.min(line, lines.length);
  for (let parts = shallowest(lines, 0, end); parts.length > 0;) {
    const [from, before] = [Math.max(start, 0), [...around]];
    const part = lastOf(parts, (at) => canRead([...before, ...lines.slice(from, at)]));
    if (part === undefined) break;
    if (start >= 0) around.push(lines[start] ?? "");
    end = parts.find((at) => at > part) ?? end;
    start = part;
    parts = shallowest(lines, start + 1, end);
  }
  const text = lines[start] ?? "";
  const openers = Array.from(text.matchAll(/["'[{]/g), ({ index }) => index);
  // Everything before it can be read, with a plain value in its place.
  const column = openers.findLast((at) => canRead([...around, `${text.slice(0, at)}~`]));
  return column === undefined ? undefined : { line: start, column };
}

/** The lines from `start` to before `end` that are indented least, but for blank ones and comments. */
function shallowest(lines: readonly string[], start: number, end: number): readonly number[] {
  let found: number[] = [];
  let least = Infinity;
  for (let at = start; at < end; at++) {
    const text = lines[at] ?? "";
    const indent = indentation(text);
    if (indent > least || /^\s*(?:#|$)/.test(text)) continue;
    if (indent < least) found = [];
    least = indent;
    found.push(at);
  }
  return found;
}

function indentation(line = ""): number {
  return line.length - line.trimStart().length;
}

/** The last that is so, of places of which none is so that follows one that is not. */
function lastOf(places: readonly number[], isSo: (place: number) => boolean): number | undefined {
  let first = 0;
  let end = places.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (isSo(places[middle]!)) first = middle + 1;
    else end = middle;
  }
  return places[first - 1];
}

/** Of all that is open at the end, starting with what opens at `outer`, what was opened last. */
function innermost(lines: readonly string[], outer: Mark, end: Mark): Mark {
  const open: Mark[] = [];
  let quote = "";
  for (let line = outer.line; line <= end.line; line++) {
    const text = (lines[line] ?? "").slice(0, line === end.line ? end.column : undefined);
    for (let column = line === outer.line ? outer.column : 0; column < text.length; column++) {
      const character = text.charAt(column);
      if (!/["'[\]{}#\\]/.test(character)) continue;
      const isAtStart = /^[[{,:\s]?$/.test(text.charAt(column - 1));
      if (quote !== "") {
        // In double quotes a backslash hides the next character, in single ones a quote the other.
        const hides = quote === '"' ? character === "\\" : text.startsWith("''", column);
        if (hides) column++;
        else if (character === quote) {
          open.pop();
          quote = "";
        }
      } else if (character === "#" && /^\s?$/.test(text.charAt(column - 1))) break;
      else if (isAtStart && /["']/.test(character)) {
        open.push({ line, column });
        quote = character;
      } else if (/[[{]/.test(character)) open.push({ line, column });
      else if (/[\]}]/.test(character)) open.pop();
    }
  }
  return open.at(-1) ?? outer;
}

/** A key of the outermost mapping. */
const TOP_KEY = /^\w[\w-]*\s*:(?:\s|$)/;
const BARE_TOP_KEY = /^\w[\w-]*\s*:\s*(?:#.*)?$/;
const NOTHING = /(?!)/;

/** What the keys of the mapping look like that the line, a key of the outermost one, has below it. */
function siblingKey(lines: readonly string[], top: number): RegExp {
  if (!BARE_TOP_KEY.test(lines[top] ?? "")) return NOTHING;
  const first = lines.find((text, index) => index > top && /^\s*[^\s#]/.test(text)) ?? "";
  const indent = indentation(first);
  return indent === 0 ? NOTHING : new RegExp(`^ {${indent}}[^\\s#-][^:]*:(?:\\s|$)`);
}

/**
 * The lines with everything blank up to where it can be read again: the next key of the outermost mapping, or of the mapping below it that
 * the line is in. Lines keep their numbers. Undefined where nothing follows.
 */
function linesAfter(lines: readonly string[], line: number): readonly string[] | undefined {
  const top = lines.findLastIndex((text, index) => index <= line && TOP_KEY.test(text));
  const sibling = siblingKey(lines, top);
  const next = lines.findIndex(
    (text, index) => index > line && (TOP_KEY.test(text) || sibling.test(text)),
  );
  if (next < 0) return undefined;
  const header = TOP_KEY.test(lines[next] ?? "") ? -1 : top;
  return lines.map((text, index) => (index >= next || index === header ? text : ""));
}
