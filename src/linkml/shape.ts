// The words of the metaslot table → what the reader does with a value.

import { metaslotRole } from "./metaslot-roles.ts";
import { metaslots, type ElementKind } from "./metaslots.ts";
import type { ReferenceTarget } from "./read-values.ts";

export type Shape =
  | { readonly kind: "text" | "texts" | "pattern" | "boolean" | "integer" | "scalar" }
  | { readonly kind: "data" | "annotations" }
  | { readonly kind: "reference" | "references"; readonly target: ReferenceTarget }
  | { readonly kind: "element" | "list" | "mapping"; readonly of: ElementKind };

/** One metaslot of a kind of element. */
export interface Field {
  /** In camelCase, as in metamodel.ts. */
  readonly property: string;
  readonly shape: Shape;
  /** Why it has no effect, where it has none. */
  readonly ineffective?: string;
}

const tables = new Map<ElementKind, ReadonlyMap<string, Field>>();

/** Metaslot → field, in the table's order. */
export function fieldsOf(kind: ElementKind): ReadonlyMap<string, Field> {
  let fields = tables.get(kind);
  if (fields === undefined) {
    fields = new Map(
      Object.entries(metaslots[kind]).map(([metaslot, shape]) => [
        metaslot,
        fieldOf(kind, metaslot, shape),
      ]),
    );
    tables.set(kind, fields);
  }
  return fields;
}

function fieldOf(kind: ElementKind, metaslot: string, shape: string): Field {
  const role = metaslotRole(kind, metaslot);
  return {
    property: propertyOf(metaslot),
    shape: parseShape(shape),
    ...(role?.role === "reported" && { ineffective: role.reason }),
  };
}

/** `slot_usage` → `slotUsage`. */
export function propertyOf(metaslot: string): string {
  if (!metaslot.includes("_")) return metaslot;
  return metaslot.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

function parseShape(shape: string): Shape {
  switch (shape) {
    case "text[]":
      return { kind: "texts" };
    case "text":
    case "pattern":
    case "boolean":
    case "integer":
    case "scalar":
    case "data":
    case "annotations":
      return { kind: shape };
    default: {
      const [, open = "", name = "", close = ""] = /^([&{]?)(\w+)(\[\]|\})?$/.exec(shape) ?? [];
      if (open === "&" && isReferenceTarget(name)) {
        return { kind: close === "" ? "reference" : "references", target: name };
      }
      if (!isElementKind(name))
        throw new Error(`the metaslot table has an unknown shape "${shape}"`);
      if (open === "{") return { kind: "mapping", of: name };
      return { kind: close === "" ? "element" : "list", of: name };
    }
  }
}

function isElementKind(name: string): name is ElementKind {
  return Object.hasOwn(metaslots, name);
}

function isReferenceTarget(name: string): name is ReferenceTarget {
  return ["class", "slot", "enum", "type", "subset", "range"].includes(name);
}
