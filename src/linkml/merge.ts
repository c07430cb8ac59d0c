// The files of a schema → one: elements by name, the root's own settings on top.

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

/** Elements keep the order of `files`. Of two with the same name the first stays; the second is reported. */
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
    subsets: new Map(files.flatMap(({ subsets }) => [...(subsets ?? [])])),
    prefixes: new Map([
      ...files.flatMap(({ prefixes }) => [...(prefixes ?? [])]),
      ...(root.prefixes ?? []),
    ]),
    settings: new Map([
      ...files.flatMap(({ settings }) => [...(settings ?? [])]),
      ...(root.settings ?? []),
    ]),
  };
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
      else {
        report("duplicate-element", { ...element.origin, at: "key" }, { kind, name }, [
          { message: "first here", place: { ...first.origin, at: "key" } },
        ]);
      }
    }
  }
  return merged;
}
