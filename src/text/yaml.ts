// YAML text → nodes in the author's order, with the place of each; plain values and places are read off the nodes on demand.
// YAML 1.2 core scalars plus merge keys. Nothing here throws: what cannot be read becomes a diagnostic.

import { YAMLException, parseEvents, type Event } from "js-yaml";
import { YamlComposer, YamlProblem, type YamlNode } from "./yaml-compose.ts";
import type { Report } from "./diagnostic.ts";
import type { Location } from "./location.ts";
import { pointerKeys } from "./pointer.ts";
import { lineStarts, locationAt, type SourceFile } from "./source.ts";

const MAX_DEPTH = 64;
/** Lines that are mended in one file before its author has to look at it. */
const MAX_MENDED = 100;

export interface YamlDocument {
  readonly file: string;
  readonly root: YamlNode;
  /** The document as plain JSON-like data. */
  readonly value: unknown;
  /**
   * Where the value at a JSON pointer stands, or its key; unset: the value of a scalar, the key of anything larger.
   * A pointer that leads nowhere gives the place of the nearest value around it.
   */
  locate(pointer: string, what?: "key" | "value"): Location;
}

/** Reads one document. Undefined after an error that leaves nothing to go on with; the error is reported. */
export function parseYaml(file: SourceFile, report: Report): YamlDocument | undefined {
  return compose(file, 4, report, (composer) => [composer.document()])?.[0];
}

/** Reads a file that may hold several documents, or none. Undefined after an error, which is reported. */
export function parseYamlDocuments(
  file: SourceFile,
  report: Report,
): readonly YamlDocument[] | undefined {
  return compose(file, 64, report, (composer) => composer.documents());
}

function compose(
  file: SourceFile,
  mebibytes: number,
  report: Report,
  read: (composer: YamlComposer) => readonly YamlNode[],
): readonly YamlDocument[] | undefined {
  const top: Location = { file: file.path, line: 1, column: 1 };
  if (file.text.length > mebibytes * 1024 * 1024) {
    report("yaml-limit", top, { limit: `it is larger than ${mebibytes} MiB` });
    return undefined;
  }
  const parsed = parseMending(file, report);
  if (parsed === undefined) return undefined;
  const { text, events } = parsed;
  let starts: readonly number[] | undefined;
  const at = (offset: number): Location =>
    locationAt(file.path, (starts ??= lineStarts(text)), Math.max(0, offset));
  try {
    const composer = new YamlComposer(text, events, (code, offset, key, first) =>
      report(code, at(offset), { key }, [{ message: "first here", place: at(first) }]),
    );
    return read(composer).map((root) => yamlDocument(file.path, root, at));
  } catch (problem) {
    if (!(problem instanceof YamlProblem)) throw problem;
    if (problem.kind === "limit")
      report("yaml-limit", at(problem.offset), { limit: problem.message });
    else report("yaml-unsupported", at(problem.offset), { feature: problem.message });
    return undefined;
  }
}

/** A tree of nodes as a document; `at` finds the place of an offset. */
export function yamlDocument(
  path: string,
  root: YamlNode,
  at: (offset: number) => Location,
): YamlDocument {
  let value: { readonly of: unknown } | undefined;
  return {
    file: path,
    root,
    get value() {
      value ??= { of: plainValue(root) };
      return value.of;
    },
    locate(pointer, what) {
      let node = root;
      let key = -1;
      for (const part of pointerKeys(pointer)) {
        const entry = childOf(node, part);
        if (entry === undefined) break;
        node = entry.node;
        key = entry.keyStart;
      }
      const shown = what ?? (node.kind === "scalar" ? "value" : "key");
      return at(key >= 0 && (shown === "key" || node.start < 0) ? key : node.start);
    },
  };
}

function childOf(
  node: YamlNode,
  key: string,
): { readonly node: YamlNode; readonly keyStart: number } | undefined {
  if (node.kind === "mapping") return node.entries.get(key);
  const item = node.kind === "sequence" ? node.items[Number(key)] : undefined;
  return item && { node: item, keyStart: -1 };
}

/** A node as plain data. `__proto__` becomes an own member like any other. */
export function plainValue(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "sequence") return node.items.map(plainValue);
  const object: Record<string, unknown> = {};
  for (const [key, entry] of node.entries) {
    const value = plainValue(entry.node);
    if (key === "__proto__") defineMember(object, key, value);
    else object[key] = value;
  }
  return object;
}

/** What an assignment does, but for `__proto__`. */
function defineMember(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

interface Parsed {
  /** The text that the events' offsets count in: the author's, with mended lines indented further. */
  readonly text: string;
  readonly events: Event[];
}

/**
 * The events of a file. PyYAML, LinkML's own reader, takes quoted texts whose continuation lines are indented too little;
 * leading blanks of such a line mean nothing, so more of them are put in, which leaves all line numbers as they are.
 */
function parseMending(file: SourceFile, report: Report): Parsed | undefined {
  let text = file.text;
  const mended: Location[] = [];
  for (;;) {
    try {
      const events = parseEvents(text, { filename: file.path, maxDepth: MAX_DEPTH });
      // A text goes on over many lines; its first one is enough to say.
      for (const place of mended)
        if (!mended.some(({ line }) => line === place.line - 1)) report("yaml-mended", place, {});
      return { text, events };
    } catch (error) {
      const {
        line = 0,
        column = 0,
        position = 0,
      } = error instanceof YAMLException ? (error.mark ?? {}) : {};
      const place: Location = { file: file.path, line: line + 1, column: column + 1 };
      const reason = error instanceof YAMLException ? error.reason : "its structure cannot be read";
      if (reason !== "deficient indentation" || mended.length === MAX_MENDED) {
        reportSyntax(reason, place, mended[0], report);
        return undefined;
      }
      mended.push(place);
      const lineStart = position - column;
      text = `${text.slice(0, lineStart)}        ${text.slice(lineStart)}`;
    }
  }
}

function reportSyntax(
  reason: string,
  place: Location,
  firstMended: Location | undefined,
  report: Report,
): void {
  if (/nesting|depth/i.test(reason)) {
    report("yaml-limit", place, { limit: `it is nested deeper than ${MAX_DEPTH} levels` });
  } else if (firstMended !== undefined) {
    // Mending did not help, so the error is where it began.
    const start = "this line is indented too little, or a bracket or quote before it is not closed";
    report("yaml-syntax", firstMended, { reason: start });
  } else report("yaml-syntax", place, { reason });
}
