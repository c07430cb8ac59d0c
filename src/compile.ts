// The façade of the compiler: LinkML files in, everything that can be made of them out. Pure: the build step and the Worker call the same.

import { checkDefaults } from "./constraint/check-defaults.ts";
import { checkPatterns } from "./constraint/slow-pattern.ts";
import { constraintModel, type ConstraintModel } from "./constraint/model.ts";
import { mermaidDiagrams } from "./emit/diagram.ts";
import type { ContainerModel } from "./emit/container.ts";
import { containerModel } from "./emit/containers.ts";
import { enforcementTable } from "./emit/enforcement-table.ts";
import type { SchemaInfo } from "./emit/generated.ts";
import { NestingReader } from "./emit/nesting-reader.ts";
import { openApiText } from "./emit/openapi.ts";
import type { Resource } from "./emit/resource.ts";
import { resources } from "./emit/resources.ts";
import { workerModule } from "./emit/worker-module.ts";
import { zodModule } from "./emit/zod.ts";
import { loadSchema, type SchemaBundle } from "./linkml/load.ts";
import type { SchemaView } from "./linkml/schema-view.ts";
import { canonicalSchema, resolvedSchema } from "./linkml/write.ts";
import { lower, type LoweredSchema } from "./lower/lower.ts";
import { schemaSql } from "./migration/schema-sql.ts";
import { databaseHash } from "./relational/database-hash.ts";
import type { Database } from "./relational/database.ts";
import { sha256 } from "./relational/sha256.ts";
import { collectDiagnostics, compareDiagnostics, type Diagnostic } from "./text/diagnostic.ts";
import { printYaml } from "./text/yaml-print.ts";

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

export type ArtifactKind = "zod" | "sql" | "openapi" | "diagram" | "model";

/** One file of `generated/`. */
export interface Artifact {
  /** Relative to `generated/`. */
  readonly path: string;
  readonly mediaType: string;
  readonly kind: ArtifactKind;
  readonly text: string;
}

/** The merged, resolved schema: what is in `schema.yaml`. */
export function resolvedYaml({ view }: CompiledSchema): string {
  return printYaml(resolvedSchema(view));
}

/** Every file that `npm run generate` writes, sorted by path: the same bytes for the same schema. */
export function emitArtifacts(compiled: CompiledSchema): readonly Artifact[] {
  const { model, lowered, database, info, bundle } = compiled;
  const zod = zodModule(model.classes, new Set(lowered.classes.map(({ name }) => name)));
  const diagrams = mermaidDiagrams({ database, classes: lowered.classes, shapes: model.classes });
  const worker = {
    info,
    resources: compiled.resources,
    containers: compiled.containers,
    bundle,
    diagram: diagrams[0]?.text ?? "",
    zod,
  };
  const artifacts: Artifact[] = [
    ...zod.files.map(({ path, text }) =>
      artifact(`schemas/${path}`, "text/typescript", "zod", text),
    ),
    artifact("sql/schema.sql", "application/sql", "sql", schemaSql(database)),
    artifact(
      "openapi.json",
      "application/json",
      "openapi",
      openApiText(compiled.view, compiled.resources, model.classes, compiled.containers.containers),
    ),
    artifact("schema.yaml", "application/yaml", "model", resolvedYaml(compiled)),
    ...diagrams.map(({ path, text }) => artifact(path, "text/vnd.mermaid", "diagram", text)),
    artifact(
      "enforcement.md",
      "text/markdown",
      "model",
      enforcementTable(lowered.enforcement, model.classes),
    ),
    artifact("worker.ts", "text/typescript", "model", workerModule(worker)),
  ];
  return artifacts.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function artifact(path: string, mediaType: string, kind: ArtifactKind, text: string): Artifact {
  return { path, mediaType, kind, text };
}
