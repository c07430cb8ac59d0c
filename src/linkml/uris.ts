// An element of the schema → its CURIE and its URI: the declared one, else its name in the default namespace of its file.

import type { Origin } from "./metamodel.ts";
import { camelCase, underscore } from "./names.ts";

export interface UriInput {
  /** Prefix → namespace, of all files; the root's win. */
  readonly prefixes: ReadonlyMap<string, string>;
  /** Path of a file → what its `default_prefix` and `id` say. */
  readonly namespaces: ReadonlyMap<string, FileNamespace>;
}

export interface FileNamespace {
  readonly id?: string;
  readonly defaultPrefix?: string;
}

/** What has a URI; `uri` is what its author declared. */
export interface Identified {
  readonly kind: "class" | "slot" | "enum" | "type";
  readonly name: string;
  readonly uri?: string | undefined;
  readonly origin: Origin;
}

export interface Uris {
  /** `ex:Person` → `https://example.org/Person`; undefined where the prefix is unknown. A URI is returned as it is. */
  readonly expand: (uriOrCurie: string) => string | undefined;
  readonly curieOf: (element: Identified) => string;
  readonly uriOf: (element: Identified) => string;
  /** Where names without a prefix of the file belong: a URI. */
  readonly defaultNamespace: (file: string) => string;
}

export function elementUris({ prefixes, namespaces }: UriInput): Uris {
  const expand = (text: string): string | undefined => {
    const colon = text.indexOf(":");
    if (colon < 0) return undefined;
    const namespace = prefixes.get(text.slice(0, colon));
    if (namespace !== undefined) return namespace + text.slice(colon + 1);
    return text.startsWith("//", colon + 1) || text.startsWith("urn:") ? text : undefined;
  };
  const defaultNamespace = (file: string): string => {
    const { id = "", defaultPrefix } = namespaces.get(file) ?? {};
    if (defaultPrefix !== undefined) return prefixes.get(defaultPrefix) ?? defaultPrefix;
    return /[/#:]$/.test(id) ? id : `${id}/`;
  };
  const curieOf = (element: Identified): string => {
    if (element.uri !== undefined) return element.uri;
    const prefix = namespaces.get(element.origin.file)?.defaultPrefix;
    const isPrefix = prefix !== undefined && prefixes.has(prefix);
    return (isPrefix ? `${prefix}:` : defaultNamespace(element.origin.file)) + localName(element);
  };
  return {
    expand,
    curieOf,
    uriOf: (element) => {
      const curie = curieOf(element);
      return expand(curie) ?? curie;
    },
    defaultNamespace,
  };
}

/** Slots keep their case, everything else is in CamelCase. */
function localName({ kind, name }: Identified): string {
  return kind === "slot" ? underscore(name) : camelCase(name);
}
