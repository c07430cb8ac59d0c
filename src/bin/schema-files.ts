// A schema file on disk → the bundle that the compiler reads: every YAML file below its folder, and what it imports from elsewhere.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { SchemaBundle } from "../linkml/load.ts";
import { collectDiagnostics } from "../text/diagnostic.ts";
import { parseYaml } from "../text/yaml.ts";

export interface SchemaFiles {
  readonly bundle: SchemaBundle;
  /** The folder that the bundle's paths are relative to. */
  readonly folder: string;
}

/** Reads the bundle of a root schema. A root that is not there gives an empty bundle: the compiler says so. */
export function readSchemaFiles(rootPath: string): SchemaFiles {
  const root = resolve(rootPath);
  const texts = new Map<string, string>();
  const queue = [root, ...yamlFilesBelow(dirname(root))];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (texts.has(path) || !existsSync(path) || !statSync(path).isFile()) continue;
    const text = readFileSync(path, "utf8");
    texts.set(path, text);
    queue.push(...importsFromAbove(path, text));
  }
  const folder = commonFolder([root, ...texts.keys()]);
  const name = (path: string): string => relative(folder, path).split(sep).join("/");
  const files = Object.fromEntries(
    [...texts.keys()].toSorted().map((path) => [name(path), texts.get(path) ?? ""]),
  );
  return { bundle: { root: name(root), files }, folder };
}

function yamlFilesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.ya?ml$/.test(path) && !path.split(sep).includes("node_modules"))
    .map((path) => join(folder, path));
}

/** Imports such as `../core/types`, which the folder of the root does not hold. */
function importsFromAbove(path: string, text: string): string[] {
  if (!text.includes("../")) return [];
  const problems = collectDiagnostics(() => ({ file: path, line: 1, column: 1 }));
  const schema = parseYaml({ path, text }, problems.report)?.value;
  const imports: unknown =
    typeof schema === "object" && schema !== null && "imports" in schema ? schema.imports : [];
  if (!Array.isArray(imports)) return [];
  return imports
    .filter((name): name is string => typeof name === "string" && name.startsWith("."))
    .flatMap((name) => [name, `${name}.yaml`, `${name}.yml`])
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => resolve(dirname(path), name));
}

function commonFolder(paths: readonly string[]): string {
  let folder = dirname(paths[0]!);
  const holds = (path: string): boolean =>
    path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
  while (!paths.every(holds)) folder = dirname(folder);
  return folder;
}
