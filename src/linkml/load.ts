// A bundle of files → one SchemaView, and everything there is to say about them. Nothing is read or fetched beyond the bundle.

import { collectDiagnostics, type Diagnostic, type Origin } from "../text/diagnostic.ts";
import type { Location } from "../text/location.ts";
import type { YamlDocument } from "../text/yaml.ts";
import { checkSchema } from "./check/check.ts";
import { FileCollector, type SchemaBundle } from "./files.ts";
import { isWithinLimits } from "./limits.ts";
import { mergeSchemas } from "./merge.ts";
import type { SchemaDefinition } from "./metamodel.ts";
import { materializePatterns } from "./structured-patterns.ts";
import { createSchemaView, type SchemaView } from "./schema-view.ts";
import type { FileNamespace } from "./uris.ts";

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

function namespaceOf({ id, defaultPrefix }: SchemaDefinition): FileNamespace {
  return { ...(id !== undefined && { id }), ...(defaultPrefix !== undefined && { defaultPrefix }) };
}

export function loadSchema(bundle: SchemaBundle): LoadedSchema {
  const documents = new Map<string, YamlDocument>();
  // Each class that inherits a slot asks again where it is written.
  const places = new Map<Origin, Location>();
  const locate = (origin: Origin): Location => {
    let place = places.get(origin);
    if (place === undefined) {
      const { file, pointer, at } = origin;
      place = documents.get(file)?.locate(pointer, at) ?? { file, line: 1, column: 1 };
      places.set(origin, place);
    }
    return place;
  };
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
  materializePatterns(
    schema.settings ?? new Map(),
    files.flatMap(({ structuredPatterns }) => structuredPatterns),
    diagnostics.report,
  );
  const defaultRanges = new Map(
    files.flatMap(({ path, schema: { defaultRange } }) =>
      defaultRange === undefined ? [] : [[path, defaultRange] as const],
    ),
  );
  const namespaces = new Map(
    files.map((file) => [file.path, namespaceOf(file.isFragment ? root.schema : file.schema)]),
  );
  const view = createSchemaView({ schema, defaultRanges, namespaces, locate });
  // With a file missing, most of what the checks would find is no mistake of the author's.
  if (collector.isComplete && isWithinLimits(view, diagnostics.report)) {
    checkSchema(
      view,
      files.flatMap(({ references }) => references),
      diagnostics.report,
    );
  }
  return { view, diagnostics: diagnostics.list(), unused };
}
