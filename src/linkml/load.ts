// A bundle of files → one SchemaView, and everything there is to say about them. Nothing is read or fetched beyond the bundle.

import { collectDiagnostics, type Diagnostic, type Origin } from "../text/diagnostic.ts";
import type { Location } from "../text/location.ts";
import type { YamlDocument } from "../text/yaml.ts";
import { checkSchema } from "./check/check.ts";
import { FileCollector, type SchemaBundle } from "./files.ts";
import { mergeSchemas } from "./merge.ts";
import { createSchemaView, type SchemaView } from "./schema-view.ts";

export type { SchemaBundle } from "./files.ts";

export interface LoadedSchema {
  /**
   * Undefined only if the root could not be read. With errors among the diagnostics the view is what could be understood:
   * good for further checks, not for output.
   */
  readonly view: SchemaView | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** YAML files of the bundle that the schema does not use. */
  readonly unused: readonly string[];
}

export function loadSchema(bundle: SchemaBundle): LoadedSchema {
  const documents = new Map<string, YamlDocument>();
  const locate = ({ file, pointer, at }: Origin): Location =>
    documents.get(file)?.locate(pointer, at) ?? { file, line: 1, column: 1 };
  const diagnostics = collectDiagnostics(locate);
  const collector = new FileCollector(bundle, diagnostics, documents);
  const root = collector.collect();
  const unused = collector.unused();
  if (root === undefined) return { view: undefined, diagnostics: diagnostics.list(), unused };

  const files = collector.files;
  const schema = mergeSchemas(
    root.schema,
    files.map((file) => file.schema),
    diagnostics.report,
  );
  const defaultRanges = new Map(
    files.flatMap(({ path, schema: { defaultRange } }) =>
      defaultRange === undefined ? [] : [[path, defaultRange] as const],
    ),
  );
  const view = createSchemaView({ schema, defaultRanges, locate });
  // With a file missing, most of what the checks would find is no mistake of the author's.
  if (collector.isComplete) {
    checkSchema(
      view,
      files.flatMap(({ references }) => references),
      diagnostics.report,
    );
  }
  return { view, diagnostics: diagnostics.list(), unused };
}
