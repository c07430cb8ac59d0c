// A path into an instance → the names of the members that may stand there.

import { type ObjectShape, type Shape, type Variant, variantMembers } from "../constraint/shape.ts";

/** The members that the object at a path may have, in whichever of its classes; `variant` is the form of the outermost one. */
export function memberNames(
  path: readonly PropertyKey[],
  object: ObjectShape,
  variant: Variant,
  classes: ReadonlyMap<string, ObjectShape>,
): ReadonlySet<string> {
  let objects: readonly ObjectShape[] = [object];
  let rest: readonly Shape[] = [];
  for (const [index, key] of path.entries()) {
    const members = objects.flatMap((shape) =>
      variantMembers(shape, index === 0 ? variant : "document").filter(
        ({ property }) => property.name === key,
      ),
    );
    const entered = [
      ...rest.flatMap((shape) => elementShapes(shape)),
      ...members.map(({ shape }) => shape),
    ].flatMap(options);
    objects = entered.flatMap((shape) =>
      shape.kind === "object" ? (classes.get(shape.name) ?? []) : [],
    );
    rest = entered.filter(({ kind }) => kind !== "object");
  }
  const variantHere = path.length === 0 ? variant : "document";
  return new Set(
    objects.flatMap((shape) =>
      variantMembers(shape, variantHere).map(({ property }) => property.name),
    ),
  );
}

function options(shape: Shape): readonly Shape[] {
  return shape.kind === "union" ? shape.anyOf.flatMap(options) : [shape];
}

function elementShapes(shape: Shape): readonly Shape[] {
  if (shape.kind === "array") return [shape.items];
  return shape.kind === "dictionary" || shape.kind === "record" ? [shape.values] : [];
}
