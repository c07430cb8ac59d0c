// Which shapes occur inside which: what a printer has to know before it prints the first of them.

import type { EnumShape, ObjectShape, Shape } from "./shape.ts";

type Shapes = ReadonlyMap<string, ObjectShape>;

/** The enums that occur in them, by name. */
export function namedEnums(shapes: Shapes): ReadonlyMap<string, EnumShape> {
  const enums = new Map<string, EnumShape>();
  for (const { properties } of shapes.values()) {
    for (const { shape } of properties) collectEnums(shape, enums);
  }
  return enums;
}

/** The classes whose objects stand inside others. */
export function embeddedClasses(shapes: Shapes): ReadonlySet<string> {
  return new Set([...shapes.values()].flatMap(contents));
}

function collectEnums(shape: Shape, enums: Map<string, EnumShape>): void {
  if (shape.kind === "enum" && shape.name !== undefined) enums.set(shape.name, shape);
  for (const child of children(shape)) collectEnums(child, enums);
}

function children(shape: Shape): readonly Shape[] {
  if (shape.kind === "array") return [shape.items];
  if (shape.kind === "record") return [shape.values];
  return shape.kind === "union" ? shape.anyOf : [];
}

/** The classes whose objects stand directly in a value of this shape. */
export function referencedObjects(shape: Shape): readonly string[] {
  if (shape.kind === "object") return [shape.name];
  return children(shape).flatMap(referencedObjects);
}

function contents({ properties }: ObjectShape): readonly string[] {
  return properties.flatMap((property) => referencedObjects(property.shape));
}

/** Classes that contain themselves, directly or through others. */
export function recursiveClasses(shapes: Shapes): ReadonlySet<string> {
  const next = (name: string): readonly string[] => {
    const shape = shapes.get(name);
    return shape === undefined ? [] : contents(shape);
  };
  const recursive = new Set<string>();
  for (const name of shapes.keys()) {
    const seen = new Set<string>();
    const queue = [...next(name)];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      queue.push(...next(at));
    }
    if (seen.has(name)) recursive.add(name);
  }
  return recursive;
}
