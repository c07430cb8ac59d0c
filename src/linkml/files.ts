// The files of a bundle → the ones that make up the schema, each read once: the root, what it imports, and fragments.

import type { DiagnosticCollector, Place, RelatedPlace } from "../text/diagnostic.ts";
import { childPointer } from "../text/pointer.ts";
import { suggester } from "../text/suggest.ts";
import { parseYaml, type YamlDocument } from "../text/yaml.ts";
import { checkCharacters } from "./characters.ts";
import { moduleTexts } from "./builtin/modules.ts";
import { builtinModules, folderOf, isUri, resolveImport, type ImportSite } from "./imports.ts";
import { ElementCount } from "./limits.ts";
import type { SchemaDefinition } from "./metamodel.ts";
import type { PatternSite, Reference } from "./read-values.ts";
import { readSchema } from "./read.ts";
import { fieldsOf } from "./shape.ts";

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
  readonly structuredPatterns: readonly PatternSite[];
  /** Part of the root without being imported. */
  readonly isFragment: boolean;
}

/** Files that import each other one by one; reading goes as deep as they do. */
const MAX_IMPORT_DEPTH = 500;

/** Collects the files of one bundle. Imports may form cycles. */
export class FileCollector {
  /** What is imported before what imports it; fragments last. */
  readonly files: SchemaFile[] = [];
  readonly #bundle: SchemaBundle;
  readonly #diagnostics: DiagnosticCollector;
  readonly #documents: Map<string, YamlDocument>;
  readonly #visited = new Set<string>();
  readonly #suggest = suggester();
  readonly #elements = new ElementCount();
  /** What the root's prefixes stand for holds in all files, as in LinkML's own tools; but a path is one from the file that says it. */
  #rootNamespaces: readonly (readonly [string, string])[] = [];
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
    if (rootFile !== undefined) this.#checkRoot(rootFile);
    for (const path of this.#fragmentPaths()) this.#visit(path, [], true);
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

  #visit(path: string, chain: readonly RelatedPlace[], isFragment = false): SchemaFile | undefined {
    const file = this.#read(path, chain, isFragment);
    if (file === undefined) this.#isComplete = false;
    return file;
  }

  #read(path: string, chain: readonly RelatedPlace[], isFragment: boolean): SchemaFile | undefined {
    this.#visited.add(path);
    const report = this.#diagnostics.report;
    const text = builtinText(path) ?? this.#bundle.files[path] ?? "";
    const document = parseYaml({ path, text }, (code, place, params, related = []) =>
      report(code, place, params, [...related, ...chain]),
    );
    if (document === undefined) {
      this.#visitUnread(text, path, chain);
      return undefined;
    }
    this.#documents.set(path, document);
    checkCharacters(path, text, document.root, report);
    if (document.root.kind === "scalar" && document.root.value === null) {
      report("empty-schema", { file: path, line: 1, column: 1 }, {}, chain);
      return undefined;
    }
    const references: Reference[] = [];
    const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.ya?ml$/, "");
    const structuredPatterns: PatternSite[] = [];
    const isBuiltin = builtinText(path) !== undefined;
    const context = {
      file: path,
      isBuiltin,
      report,
      suggest: this.#suggest,
      elements: this.#elements,
      references,
      structuredPatterns,
    };
    const schema = readSchema(document.root, name, context);
    if (schema === undefined) return undefined;
    this.#visitImports(schema, path, chain);
    const file = { path, schema, references, structuredPatterns, isFragment };
    this.files.push(file);
    return file;
  }

  /** What a file imports that is no YAML: the errors of those files belong to the same run. */
  #visitUnread(text: string, from: string, chain: readonly RelatedPlace[]): void {
    const site = this.#importSite(from, new Map());
    for (const { name, line } of importLines(text)) {
      const target = resolveImport(name, site);
      if (target.kind === "file") this.#import(target.path, { file: from, line, column: 1 }, chain);
    }
  }

  #importSite(from: string, prefixes: ReadonlyMap<string, string>): ImportSite {
    const fileWithId = (id: string) => this.#fileWithId(id);
    return { from, prefixes, files: this.#bundle.files, fileWithId };
  }

  #visitImports(schema: SchemaDefinition, from: string, chain: readonly RelatedPlace[]): void {
    const report = this.#diagnostics.report;
    const own = [...(schema.prefixes ?? [])].map(
      ([name, { prefixReference = "" }]): [string, string] => [name, prefixReference],
    );
    if (from === this.#bundle.root) this.#rootNamespaces = own.filter(([, to]) => isUri(to));
    const prefixes = new Map([...this.#rootNamespaces, ...own]);
    const site = this.#importSite(from, prefixes);
    for (const [index, name] of (schema.imports ?? []).entries()) {
      const place = { file: from, pointer: childPointer("/imports", index) };
      const target = resolveImport(name, site);
      switch (target.kind) {
        case "builtin":
          // The types are always there.
          if (target.module !== "types") this.#import(builtinPath(target.module), place, chain);
          break;
        case "file":
          this.#import(target.path, place, chain);
          break;
        case "missing": {
          this.#isComplete = false;
          const modules = [...builtinModules].map((module) => `linkml:${module}`);
          const suggestion = this.#suggest(target.tried[0] ?? name, [
            ...yamlPaths(this.#bundle),
            ...modules,
          ]);
          const { tried, id } = target;
          report("missing-import", place, { name, tried, id, suggestion }, chain);
          break;
        }
        case "unknown-prefix": {
          this.#isComplete = false;
          const suggestion = this.#suggest(target.prefix, prefixes.keys());
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

  #import(path: string, place: Place, chain: readonly RelatedPlace[]): void {
    if (this.#visited.has(path)) return;
    if (chain.length >= MAX_IMPORT_DEPTH) {
      this.#isComplete = false;
      // The nearest few tell enough of the way here.
      const params = { kind: "import", name: path, limit: MAX_IMPORT_DEPTH };
      this.#diagnostics.report("chain-too-long", place, params, chain.slice(0, 3));
      return;
    }
    this.#visit(path, [{ message: `"${path}" is imported here`, place }, ...chain]);
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

  /** Files below the root's folder that are parts of the root. */
  #fragmentPaths(): readonly string[] {
    const folder = folderOf(this.#bundle.root);
    const below = folder === "" ? "" : `${folder}/`;
    return yamlPaths(this.#bundle).filter(
      (path) =>
        path.startsWith(below) &&
        !this.#visited.has(path) &&
        isFragment(this.#bundle.files[path] ?? ""),
    );
  }
}

/**
 * Definitions, but neither id, name nor imports. Data can have a list of `classes`, too: then most of what stands beside it is nothing that a
 * schema has.
 */
function isFragment(text: string): boolean {
  const keys = [...text.matchAll(/^["']?([a-z]\w*)["']?[ \t]*:/gim)].map(([, key]) => key!);
  if (!keys.some((key) => DEFINITIONS.has(key)) || keys.some((key) => OWN.has(key))) return false;
  const known = keys.filter((key) => fieldsOf("schema_definition").has(key));
  return 2 * known.length >= keys.length;
}

const DEFINITIONS = new Set(["classes", "slots", "enums", "types", "subsets"]);
const OWN = new Set(["id", "name", "imports"]);

/** The block list under `imports:`, read line by line. */
function importLines(text: string): readonly { readonly name: string; readonly line: number }[] {
  const found: { name: string; line: number }[] = [];
  let isInside = false;
  for (const [index, line] of text.split(/\r\n?|\n/).entries()) {
    const item = /^[ \t]*-[ \t]+["']?([^\s"']+)/.exec(line)?.[1];
    if (isInside && item !== undefined) found.push({ name: item, line: index + 1 });
    else if (!/^[ \t]*(?:#.*)?$/.test(line)) isInside = /^imports[ \t]*:[ \t]*$/.test(line);
  }
  return found;
}

/** The path of a built-in module: no path of a bundle, for a bundle's paths have no colon after `linkml`. */
function builtinPath(module: string): string {
  return `linkml:${module}`;
}

function builtinText(path: string): string | undefined {
  const module = path.startsWith("linkml:") ? path.slice("linkml:".length) : "";
  return Object.hasOwn(moduleTexts, module) ? moduleTexts[module] : undefined;
}

/** Sorted, so that nothing depends on the order in which files were listed. */
function yamlPaths(bundle: SchemaBundle): readonly string[] {
  return Object.keys(bundle.files)
    .filter((path) => /\.ya?ml$/.test(path))
    .toSorted();
}
