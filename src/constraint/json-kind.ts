// A shape → what JSON of it looks like at a glance: the kind of value that it means, and the objects that stand in it.

import type { Shape } from "./shape.ts";

/** How JSON tells it from others at a glance; undefined for what may be several kinds. */
export function jsonKind(shape: Shape): string | undefined {
  switch (shape.kind) {
    case "string":
    case "enum":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
    case "array":
      return shape.kind;
    case "literal":
      return typeof shape.value;
    case "object":
    case "record":
    case "dictionary":
      return "object";
    case "union": {
      const kinds = new Set(shape.anyOf.map(jsonKind));
      return kinds.size === 1 ? [...kinds][0] : undefined;
    }
    case "any":
      return undefined;
  }
}

/** Whether objects stand in it, at any depth of lists. */
export function hasObjects(shape: Shape): boolean {
  switch (shape.kind) {
    case "object":
    case "dictionary":
    case "record":
      return true;
    case "array":
      return hasObjects(shape.items);
    case "union":
      return shape.anyOf.some(hasObjects);
    default:
      return false;
  }
}

/** The ObjectShapes whose objects stand in it, by name, each once; at any depth of lists and dictionaries. */
export function objectNames(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case "object":
      return [shape.name];
    case "array":
      return objectNames(shape.items);
    case "dictionary":
    case "record":
      return objectNames(shape.values);
    case "union":
      return [...new Set(shape.anyOf.flatMap(objectNames))];
    default:
      return [];
  }
}
