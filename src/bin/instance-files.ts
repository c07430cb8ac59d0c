// A file of instances, YAML or JSON → its instances, each with the way from a pointer to a line, and what is wrong with the text itself.

import type { Location } from "../text/location.ts";
import { collectDiagnostics } from "../text/diagnostic.ts";
import { JsonProblem, parseJson } from "../text/json.ts";
import type { Rendered } from "../text/render.ts";
import { lineStarts, locationAt, type SourceFile } from "../text/source.ts";
import { parseYamlDocuments, yamlDocument, type YamlDocument } from "../text/yaml.ts";

/** What standard input is called in messages. */
export const STDIN = "<stdin>";

export interface InstanceFile {
  readonly instances: readonly FileInstance[];
  /** What is to be said about the text; an error means that some or all of it could not be read. */
  readonly findings: readonly Rendered[];
}

export interface FileInstance {
  readonly value: unknown;
  /** Of the value at a pointer into the instance, or of its key. */
  readonly locate: (pointer: string, what?: "key" | "value") => Location;
}

/** Reads JSON where the name says so (of standard input, the first sign), else YAML. A list at the top is a list of instances. */
export function readInstances(file: SourceFile): InstanceFile {
  const isJson = /\.json$/i.test(file.path) || (file.path === STDIN && /^\s*[[{]/.test(file.text));
  const { documents, findings } = isJson ? readJson(file) : readYaml(file);
  return { instances: documents.flatMap(instancesOf), findings };
}

interface Documents {
  readonly documents: readonly YamlDocument[];
  readonly findings: readonly Rendered[];
}

function readYaml(file: SourceFile): Documents {
  const collector = collectDiagnostics(({ file: path }) => ({ file: path, line: 1, column: 1 }));
  const documents = parseYamlDocuments(file, collector.report) ?? [];
  return { documents, findings: collector.list() };
}

function readJson(file: SourceFile): Documents {
  const starts = lineStarts(file.text);
  const at = (offset: number): Location => locationAt(file.path, starts, offset);
  const collector = collectDiagnostics(() => at(0));
  try {
    const root = parseJson(file.text, (key, offset, first) =>
      collector.report("repeated-key", at(offset), { key }, [
        { message: "first here", place: at(first) },
      ]),
    );
    return { documents: [yamlDocument(file.path, root, at)], findings: collector.list() };
  } catch (problem) {
    if (!(problem instanceof JsonProblem)) throw problem;
    const message = `This is not valid JSON: ${problem.message}.`;
    const error = {
      ...at(problem.offset),
      severity: "error",
      code: "json-syntax",
      message,
    } as const;
    return { documents: [], findings: [...collector.list(), error] };
  }
}

function instancesOf(document: YamlDocument): readonly FileInstance[] {
  const { value } = document;
  if (!Array.isArray(value)) {
    return [{ value, locate: (pointer, what) => document.locate(pointer, what) }];
  }
  return value.map((item: unknown, index) => ({
    value: item,
    locate: (pointer, what) => document.locate(`/${index}${pointer}`, what),
  }));
}
