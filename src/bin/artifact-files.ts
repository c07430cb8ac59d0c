// A schema on disk → the files of generated/, and its diagnostics on stderr.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { emitArtifacts } from "../artifacts.ts";
import { compile } from "../compile.ts";
import { explain } from "../emit/explain/explain.ts";
import { SourceWriter } from "../emit/writer.ts";
import type { Diagnostic } from "../text/diagnostic.ts";
import { renderDiagnostic } from "../text/render.ts";
import { CommandError, projectFolder, quantity } from "./command.ts";
import { readSchemaFiles, type SchemaFiles } from "./schema-files.ts";
import { Utf8Writer } from "./utf8-writer.ts";

export const DEFAULT_SCHEMA = join(projectFolder, "schemas/app.yaml");
export const DEFAULT_OUT = join(projectFolder, "generated");

export interface GenerateOptions {
  /** The root schema file. */
  readonly schema: string;
  /** Where the artifacts go. */
  readonly out: string;
  /** Compare only. */
  readonly check?: boolean;
}

/** A root among examples and other schemas can have thousands beside it. */
const SHOWN_UNUSED = 10;

/** Compiles, prints the diagnostics, and writes (or compares) the artifacts. Throws CommandError on errors and on stale files. */
export function generate({ schema, out, check = false }: GenerateOptions): void {
  const files = readSchemaFiles(schema);
  const { diagnostics, unused, compiled } = compile(files.bundle);
  printDiagnostics(diagnostics, files);
  for (const path of unused.slice(0, SHOWN_UNUSED))
    console.error(`${shownPath(files, path)}: not part of the schema; nothing imports it`);
  if (unused.length > SHOWN_UNUSED)
    console.error(`and ${unused.length - SHOWN_UNUSED} more files that nothing imports`);
  if (compiled === undefined) throw errorCount(diagnostics, "nothing was written");
  const made = new Set<string>();
  const changed = new Map<string, Buffer>();
  const writer = new Utf8Writer();
  for (const { path, pieces } of emitArtifacts(compiled)) {
    made.add(path);
    const bytes = writer.encode(pieces());
    if (!holds(join(out, path), bytes)) changed.set(path, Buffer.from(bytes));
  }
  const leftOver = leftOverFiles(out, made);
  const folder = relative(process.cwd(), out) || ".";
  if (check) {
    const stale = [...changed.keys(), ...leftOver];
    if (stale.length === 0) return;
    const list = stale.map((path) => `  ${join(folder, path)}`).join("\n");
    throw new CommandError(`stale; run \`npm run generate\`:\n${list}`);
  }
  for (const [path, bytes] of changed) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), bytes);
  }
  for (const path of leftOver) rmSync(join(out, path));
  const sources = Object.keys(compiled.bundle.files).length;
  console.error(
    `${folder}: ${made.size} files from ${sources} in ${relative(process.cwd(), files.folder) || "."}, ${changed.size + leftOver.length} changed`,
  );
}

/** Prints how a class or slot came about, is stored and is served. Throws CommandError where the schema has errors or no such thing. */
export function explainSchema(schema: string, target: string): void {
  const files = readSchemaFiles(schema);
  const { diagnostics, compiled } = compile(files.bundle);
  if (compiled === undefined) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    printDiagnostics(errors, files);
    throw errorCount(diagnostics, "nothing can be explained");
  }
  const explanation = explain(target, compiled);
  if (explanation.kind === "unknown") throw new CommandError(explanation.message);
  process.stdout.write(explanation.text);
}

function errorCount(diagnostics: readonly Diagnostic[], consequence: string): CommandError {
  const count = diagnostics.filter(({ severity }) => severity === "error").length;
  return new CommandError(`${quantity(count, "error")}; ${consequence}`);
}

/** Where there is a file for each class, and the first line that tells ours. */
const folders = [
  { folder: "schemas", ending: ".ts", firstLine: SourceWriter.preamble },
  { folder: "diagrams", ending: ".mmd", firstLine: "erDiagram\n" },
];

/** Files of an earlier schema: ours by their first line, and no longer made. */
function leftOverFiles(out: string, made: ReadonlySet<string>): string[] {
  return folders.flatMap(({ folder, ending, firstLine }) => {
    if (!existsSync(join(out, folder))) return [];
    return readdirSync(join(out, folder))
      .map((name) => `${folder}/${name}`)
      .filter((path) => path.endsWith(ending) && !made.has(path))
      .filter((path) => readFileSync(join(out, path), "utf8").startsWith(firstLine));
  });
}

function holds(path: string, bytes: Buffer): boolean {
  return existsSync(path) && readFileSync(path).equals(bytes);
}

/** All of them on stderr, errors last so that they are seen; with the lines of the files where a person reads. */
export function printDiagnostics(diagnostics: readonly Diagnostic[], files: SchemaFiles): void {
  const rank = { info: 0, warning: 1, error: 2 };
  const sorted = diagnostics.toSorted((a, b) => rank[a.severity] - rank[b.severity]);
  for (const diagnostic of sorted) {
    const text = process.stderr.isTTY ? files.bundle.files[diagnostic.file] : undefined;
    const related = diagnostic.related?.map((place) => ({
      ...place,
      file: shownPath(files, place.file),
    }));
    const shown = {
      ...diagnostic,
      file: shownPath(files, diagnostic.file),
      ...(related && { related }),
    };
    console.error(renderDiagnostic(shown, text));
  }
}

function shownPath({ folder }: SchemaFiles, file: string): string {
  return relative(process.cwd(), join(folder, file)).replaceAll("\\", "/");
}
