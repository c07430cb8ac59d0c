// The name in an `imports` list → the file of the bundle that it means.

import { moduleTexts } from "./builtin/modules.ts";
import { LINKML_NAMESPACE } from "./builtin/types.ts";

export type ImportTarget =
  | { readonly kind: "file"; readonly path: string }
  /** A module of LinkML's metamodel, such as `types`. */
  | { readonly kind: "builtin"; readonly module: string }
  /** There is no file of these paths, or none with this id. */
  | { readonly kind: "missing"; readonly tried: readonly string[]; readonly id?: string }
  | { readonly kind: "unknown-prefix"; readonly prefix: string };

export interface ImportSite {
  /** The importing file. */
  readonly from: string;
  /** Prefix → namespace, as the importing file declares them. */
  readonly prefixes: ReadonlyMap<string, string>;
  readonly files: Readonly<Record<string, string>>;
  /** The file whose schema has this id. */
  readonly fileWithId: (id: string) => string | undefined;
}

/** What `imports: [linkml:…]` can mean without a file. */
export const builtinModules: ReadonlySet<string> = new Set(["types", ...Object.keys(moduleTexts)]);

/**
 * A relative name is looked up beside the importing file, with and without `.yaml`. A CURIE is expanded by the file's prefixes:
 * to a relative path, or to the id of a file in the bundle. `linkml:` modules are built in unless the bundle holds them.
 */
export function resolveImport(name: string, site: ImportSite): ImportTarget {
  const colon = name.indexOf(":");
  if (colon < 0) return resolvePath(name, site);
  const prefix = name.slice(0, colon);
  const local = name.slice(colon + 1);
  if (local.startsWith("//")) return resolveId(name, site);
  const namespace =
    site.prefixes.get(prefix) ?? (prefix === "linkml" ? LINKML_NAMESPACE : undefined);
  if (namespace === undefined) return { kind: "unknown-prefix", prefix };
  const expanded = namespace + local;
  const target = isUri(expanded) ? resolveId(expanded, site) : resolvePath(expanded, site);
  // LinkML's own tools know these by their name, whatever the prefix stands for: many write its namespace without the last slash.
  return target.kind === "missing" && prefix === "linkml" && builtinModules.has(local)
    ? { kind: "builtin", module: local }
    : target;
}

/** Rather than a path. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z\d+.-]*:/i.test(text);
}

function resolveId(id: string, site: ImportSite): ImportTarget {
  const path = site.fileWithId(id);
  if (path !== undefined) return { kind: "file", path };
  const module = id.startsWith(LINKML_NAMESPACE) ? id.slice(LINKML_NAMESPACE.length) : undefined;
  if (module !== undefined && builtinModules.has(module)) return { kind: "builtin", module };
  return { kind: "missing", tried: [], id };
}

function resolvePath(name: string, site: ImportSite): ImportTarget {
  const path = joinPath(folderOf(site.from), name);
  if (path === undefined) return { kind: "missing", tried: [] };
  const candidates = /\.ya?ml$/.test(path) ? [path] : [`${path}.yaml`, `${path}.yml`];
  const found = candidates.find((candidate) => Object.hasOwn(site.files, candidate));
  return found === undefined
    ? { kind: "missing", tried: candidates.slice(0, 1) }
    : { kind: "file", path: found };
}

/** `models/user.yaml` → `models`; a file at the top is in ``. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** Undefined where the path leads out of the bundle. */
function joinPath(folder: string, name: string): string | undefined {
  const parts = name.startsWith("/") ? [] : folder.split("/").filter(Boolean);
  for (const part of name.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}
