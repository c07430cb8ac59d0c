// The files of a schema → one: elements sorted by name, so that where a definition stands means nothing to anything made of the schema;
// the root's own settings on top.

import type { Report } from "../text/diagnostic.ts";
import type {
  ClassDefinition,
  EnumDefinition,
  SchemaDefinition,
  SlotDefinition,
  SubsetDefinition,
  TypeDefinition,
} from "./metamodel.ts";

export interface MergedSchema extends SchemaDefinition {
  readonly classes: ReadonlyMap<string, ClassDefinition>;
  readonly slots: ReadonlyMap<string, SlotDefinition>;
  readonly enums: ReadonlyMap<string, EnumDefinition>;
  readonly types: ReadonlyMap<string, TypeDefinition>;
  readonly subsets: ReadonlyMap<string, SubsetDefinition>;
}

/** Sorted by name. Of two elements with the same name the first by the order of `files` stays; the second is reported. */
export function mergeSchemas(
  root: SchemaDefinition,
  files: readonly SchemaDefinition[],
  report: Report,
): MergedSchema {
  return {
    ...root,
    classes: mergeElements(
      "class",
      files.map(({ classes }) => classes),
      report,
    ),
    slots: mergeElements(
      "slot",
      files.map(({ slots }) => slots),
      report,
    ),
    enums: mergeElements(
      "enum",
      files.map(({ enums }) => enums),
      report,
    ),
    types: mergeElements(
      "type",
      files.map(({ types }) => types),
      report,
    ),
    // A subset is only a label: many files may declare the same.
    subsets: lastByName(files.map(({ subsets }) => subsets)),
    prefixes: lastByName([...files.map(({ prefixes }) => prefixes), root.prefixes]),
    settings: lastByName([...files.map(({ settings }) => settings), root.settings]),
  };
}

/** Whether it is a class that stands for any value at all. */
export function isAny(element: object): boolean {
  const classUri = "classUri" in element ? element.classUri : undefined;
  return classUri === "linkml:Any" || classUri === "https://w3id.org/linkml/Any";
}

function mergeElements<
  E extends { readonly name: string; readonly origin: SchemaDefinition["origin"] },
>(
  kind: string,
  parts: readonly (ReadonlyMap<string, E> | undefined)[],
  report: Report,
): ReadonlyMap<string, E> {
  const merged = new Map<string, E>();
  for (const part of parts) {
    for (const [name, element] of part ?? []) {
      const first = merged.get(name);
      if (first === undefined) merged.set(name, element);
      // Several files may have to say that there is a linkml:Any.
      else if (!isAny(first) || !isAny(element)) {
        report("duplicate-element", { ...element.origin, at: "key" }, { kind, name }, [
          { message: "first here", place: { ...first.origin, at: "key" } },
        ]);
      }
    }
  }
  return sortedByName(merged);
}

function sortedByName<V>(named: ReadonlyMap<string, V>): ReadonlyMap<string, V> {
  const sorted = new Map<string, V>();
  for (const name of [...named.keys()].toSorted()) sorted.set(name, named.get(name)!);
  return sorted;
}

/** Of two with the same name the last stays. */
function lastByName<V>(
  parts: readonly (ReadonlyMap<string, V> | undefined)[],
): ReadonlyMap<string, V> {
  return sortedByName(new Map(parts.flatMap((part) => [...(part ?? [])])));
}
