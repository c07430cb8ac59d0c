// The façade of the compiler: LinkML files in, everything that files are made of out (see artifacts.ts). Pure: the build step and the Worker
// call the same.

import { checkDefaults } from "./constraint/check-defaults.ts";
import { checkPatterns } from "./constraint/slow-pattern.ts";
import { constraintModel, type ConstraintModel } from "./constraint/model.ts";
import type { ContainerModel } from "./emit/container.ts";
import { containerModel } from "./emit/containers.ts";
import type { SchemaInfo } from "./emit/generated.ts";
import { NestingReader } from "./emit/nesting-reader.ts";
import type { Resource } from "./emit/resource.ts";
import { resources } from "./emit/resources.ts";
import { loadSchema, type SchemaBundle } from "./linkml/load.ts";
import type { SchemaView } from "./linkml/schema-view.ts";
import { canonicalSchema } from "./linkml/write.ts";
import { lower, type LoweredSchema } from "./lower/lower.ts";
import { databaseHash } from "./relational/database-hash.ts";
import type { Database } from "./relational/database.ts";
import { sha256 } from "#sha256";
import { collectDiagnostics, compareDiagnostics, type Diagnostic } from "./text/diagnostic.ts";

export type { SchemaBundle } from "./linkml/load.ts";

export interface CompileResult {
  /** Everything there is to say, in the order of file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** YAML files of the bundle that the schema does not use. */
  readonly unused: readonly string[];
  /** Absent when a diagnostic is an error. */
  readonly compiled?: CompiledSchema;
}

export interface CompiledSchema {
  readonly bundle: SchemaBundle;
  readonly view: SchemaView;
  readonly model: ConstraintModel;
  readonly lowered: LoweredSchema;
  readonly database: Database;
  readonly resources: readonly Resource[];
  readonly containers: ContainerModel;
  readonly info: SchemaInfo;
}

/** Compiles a bundle. Never throws for what an author wrote. */
export function compile(bundle: SchemaBundle): CompileResult {
  const { view, diagnostics: loadDiagnostics, unused } = loadSchema(bundle);
  if (view === undefined || loadDiagnostics.some(isError)) {
    return { diagnostics: loadDiagnostics, unused };
  }
  const collector = collectDiagnostics((origin) => view.locate(origin));
  const model = constraintModel(view, collector.report);
  checkDefaults(view, model, collector.report);
  checkPatterns(view, collector.report);
  const lowered = lower(view, model, collector.report);
  const { report } = collector;
  const storedNames = new Set(lowered.classes.map(({ name }) => name));
  const nestings = new NestingReader(model.classes, (name) => storedNames.has(name));
  const served = resources(view, model, lowered, nestings, report);
  const containers = containerModel(view, model, lowered, nestings, served, report);
  const diagnostics = [...loadDiagnostics, ...collector.list()].toSorted(compareDiagnostics);
  if (diagnostics.some(isError)) return { diagnostics, unused };
  const { database } = lowered;
  const info = {
    name: view.schema.name,
    version: view.schema.version ?? null,
    schemaHash: schemaHash(view),
    databaseHash: databaseHash(database),
  };
  const compiled = {
    bundle: usedFiles(bundle, unused),
    view,
    model,
    lowered,
    database,
    resources: served,
    containers,
    info,
  };
  return { diagnostics, unused, compiled };
}

/** The bundle with the files that the schema is made of, sorted: what is generated must not depend on how they were listed. */
function usedFiles({ root, files }: SchemaBundle, unused: readonly string[]): SchemaBundle {
  const used = Object.entries(files).filter(([path]) => !unused.includes(path));
  return { root, files: Object.fromEntries(used.toSorted(([a], [b]) => (a < b ? -1 : 1))) };
}

function isError({ severity }: Diagnostic): boolean {
  return severity === "error";
}

/** `sha256:…` of everything the schema says; in which file or order its elements stand does not count. */
function schemaHash(view: SchemaView): string {
  return `sha256:${sha256(JSON.stringify(canonicalSchema(view)))}`;
}
