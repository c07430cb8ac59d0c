// YAML text → nodes in the author's order, with the place of each; plain values and places are read off the nodes on demand.
// YAML 1.2 core scalars plus merge keys. Nothing here throws: what cannot be read becomes a diagnostic.

import { YamlComposer, YamlProblem, type YamlNode } from "./yaml-compose.ts";
import { readEvents, type MendedLines } from "./yaml-events.ts";
import { reportFaults } from "./yaml-faults.ts";
import type { Report } from "./diagnostic.ts";
import type { Location } from "./location.ts";
import { pointerKeys } from "./pointer.ts";
import { lineStarts, locationAt, type SourceFile } from "./source.ts";

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
  const parsed = readEvents(file.text);
  if (parsed.kind === "fault") {
    reportFaults(file, parsed, report);
    return undefined;
  }
  const { text, events, mended } = parsed;
  reportMended(file.path, mended, report);
  let starts: readonly number[] | undefined;
  const at = (offset: number): Location => {
    const place = locationAt(file.path, (starts ??= lineStarts(text)), Math.max(0, offset));
    return { ...place, column: place.column - (mended.get(place.line - 1)?.added ?? 0) };
  };
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

/** A text goes on over many lines; its first one is enough to say. */
function reportMended(file: string, mended: MendedLines, report: Report): void {
  for (const [line, { column }] of mended)
    if (!mended.has(line - 1))
      report("yaml-mended", { file, line: line + 1, column: column + 1 }, {});
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
