// The files of a bundle → the ones that make up the schema, each read once: the root, what it imports, and fragments.

import type { DiagnosticCollector, RelatedPlace } from "../text/diagnostic.ts";
import { childPointer } from "../text/pointer.ts";
import { suggest } from "../text/suggest.ts";
import { parseYaml, type YamlDocument } from "../text/yaml.ts";
import { builtinModules } from "./builtin/types.ts";
import { folderOf, resolveImport } from "./imports.ts";
import type { SchemaDefinition } from "./metamodel.ts";
import type { Reference } from "./read-values.ts";
import { readSchema } from "./read.ts";

export interface SchemaBundle {
  /** Path of the root schema. */
  readonly root: string;
  /** Path → text; paths are relative to one folder, with forward slashes. */
  readonly files: Readonly<Record<string, string>>;
}

export interface SchemaFile {
  readonly path: string;
  readonly schema: SchemaDefinition;
  readonly references: readonly Reference[];
}

/** Collects the files of one bundle. Imports may form cycles. */
export class FileCollector {
  /** What is imported before what imports it; fragments last. */
  readonly files: SchemaFile[] = [];
  readonly #bundle: SchemaBundle;
  readonly #diagnostics: DiagnosticCollector;
  readonly #documents: Map<string, YamlDocument>;
  readonly #visited = new Set<string>();
  #ids: ReadonlyMap<string, string> | undefined;
  #isComplete = true;

  /** Parsed documents are put into `documents`, by path, so that the diagnostics can locate things in them. */
  constructor(
    bundle: SchemaBundle,
    diagnostics: DiagnosticCollector,
    documents: Map<string, YamlDocument>,
  ) {
    this.#bundle = bundle;
    this.#diagnostics = diagnostics;
    this.#documents = documents;
  }

  /** Undefined if the root cannot be read at all (reported). */
  collect(): SchemaFile | undefined {
    const { root, files } = this.#bundle;
    if (!Object.hasOwn(files, root)) {
      this.#diagnostics.report("missing-root", { file: root, line: 1, column: 1 }, { path: root });
      return undefined;
    }
    const rootFile = this.#visit(root, []);
    if (rootFile === undefined) return undefined;
    this.#checkRoot(rootFile);
    for (const path of this.#fragmentPaths()) this.#visit(path, []);
    return rootFile;
  }

  /** Whether every file and import could be read. Where one could not, what it defines seems to be missing everywhere else. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** YAML files of the bundle that were not used. */
  unused(): readonly string[] {
    return yamlPaths(this.#bundle).filter((path) => !this.#visited.has(path));
  }

  #visit(path: string, chain: readonly RelatedPlace[]): SchemaFile | undefined {
    const file = this.#read(path, chain);
    if (file === undefined) this.#isComplete = false;
    return file;
  }

  #read(path: string, chain: readonly RelatedPlace[]): SchemaFile | undefined {
    this.#visited.add(path);
    const report = this.#diagnostics.report;
    const document = parseYaml({ path, text: this.#bundle.files[path] ?? "" }, report);
    if (document === undefined) return undefined;
    this.#documents.set(path, document);
    if (document.root.kind === "scalar" && document.root.value === null) {
      report("empty-schema", { file: path, line: 1, column: 1 }, {});
      return undefined;
    }
    const references: Reference[] = [];
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
    const schema = readSchema(document.root, name, { file: path, report, references });
    if (schema === undefined) return undefined;
    this.#visitImports(schema, path, chain);
    const file = { path, schema, references };
    this.files.push(file);
    return file;
  }

  #visitImports(schema: SchemaDefinition, from: string, chain: readonly RelatedPlace[]): void {
    const report = this.#diagnostics.report;
    const prefixes = new Map(
      [...(schema.prefixes ?? [])].map(([name, { prefixReference = "" }]) => [
        name,
        prefixReference,
      ]),
    );
    const site = {
      from,
      prefixes,
      files: this.#bundle.files,
      fileWithId: (id: string) => this.#fileWithId(id),
    };
    for (const [index, name] of (schema.imports ?? []).entries()) {
      const place = { file: from, pointer: childPointer("/imports", index) };
      const target = resolveImport(name, site);
      switch (target.kind) {
        case "builtin":
          break;
        case "file":
          if (!this.#visited.has(target.path)) {
            this.#visit(target.path, [
              { message: `"${target.path}" is imported here`, place },
              ...chain,
            ]);
          }
          break;
        case "missing": {
          this.#isComplete = false;
          const modules = [...builtinModules].map((module) => `linkml:${module}`);
          const suggestion = suggest(target.tried[0] ?? name, [
            ...yamlPaths(this.#bundle),
            ...modules,
          ]);
          report("missing-import", place, { name, tried: target.tried, suggestion }, chain);
          break;
        }
        case "unknown-prefix": {
          this.#isComplete = false;
          const suggestion = suggest(target.prefix, prefixes.keys());
          report(
            "unknown-prefix",
            place,
            { from: `The import "${name}"`, prefix: target.prefix, suggestion },
            chain,
          );
        }
      }
    }
  }

  #checkRoot({ path, schema }: SchemaFile): void {
    const document = this.#documents.get(path);
    const top =
      document?.root.kind === "mapping" ? document.root.entries : new Map<string, unknown>();
    if (!top.has("id"))
      this.#diagnostics.report("missing-schema-id", { file: path, line: 1, column: 1 }, {});
    if (!top.has("name"))
      this.#diagnostics.report(
        "missing-schema-name",
        { file: path, line: 1, column: 1 },
        { name: schema.name },
      );
  }

  /** Looked up in the text: a file that no import means need not be valid. */
  #fileWithId(id: string): string | undefined {
    if (this.#ids === undefined) {
      const ids = new Map<string, string>();
      for (const path of yamlPaths(this.#bundle)) {
        const found = /^id:[ \t]*["']?([^\s"']+)/m.exec(this.#bundle.files[path] ?? "")?.[1];
        if (found !== undefined && !ids.has(found)) ids.set(found, path);
      }
      this.#ids = ids;
    }
    return this.#ids.get(id);
  }

  /** Files below the root's folder with definitions but neither id, name nor imports: parts of the root. */
  #fragmentPaths(): readonly string[] {
    const folder = folderOf(this.#bundle.root);
    const below = folder === "" ? "" : `${folder}/`;
    return yamlPaths(this.#bundle).filter((path) => {
      const text = this.#bundle.files[path] ?? "";
      return (
        path.startsWith(below) &&
        !this.#visited.has(path) &&
        /^["']?(?:classes|slots|enums|types|subsets)["']?[ \t]*:/m.test(text) &&
        !/^["']?(?:id|name|imports)["']?[ \t]*:/m.test(text)
      );
    });
  }
}

/** Sorted, so that nothing depends on the order in which files were listed. */
function yamlPaths(bundle: SchemaBundle): readonly string[] {
  return Object.keys(bundle.files)
    .filter((path) => /\.ya?ml$/.test(path))
    .toSorted();
}
