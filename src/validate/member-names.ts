// A path into an instance → the names of the members that may stand there.

import type { ObjectShape, Shape } from "../constraint/shape.ts";
import { referredForm, type Variant, variantMembers } from "../constraint/variant.ts";

/** The members that the object at a path may have, in whichever of its classes; `variant` is the form of the outermost one. */
export function memberNames(
  path: readonly PropertyKey[],
  object: ObjectShape,
  variant: Variant,
  classes: ReadonlyMap<string, ObjectShape>,
): ReadonlySet<string> {
  let objects: readonly Located[] = [{ object, variant }];
  let rest: readonly Shape[] = [];
  for (const key of path) {
    const members = objects.flatMap((each) =>
      variantMembers(each.object, each.variant).filter(({ property }) => property.name === key),
    );
    const entered = [
      ...rest.flatMap((shape) => elementShapes(shape)),
      ...members.map(({ shape }) => shape),
    ].flatMap(options);
    objects = entered.flatMap((shape) => {
      const inner = shape.kind === "object" ? classes.get(shape.name) : undefined;
      if (inner === undefined || shape.kind !== "object") return [];
      return [{ object: inner, variant: referredForm(shape) }];
    });
    rest = entered.filter(({ kind }) => kind !== "object");
  }
  return new Set(
    objects.flatMap((each) =>
      variantMembers(each.object, each.variant).map(({ property }) => property.name),
    ),
  );
}

interface Located {
  readonly object: ObjectShape;
  readonly variant: Variant;
}

function options(shape: Shape): readonly Shape[] {
  return shape.kind === "union" ? shape.anyOf.flatMap(options) : [shape];
}

function elementShapes(shape: Shape): readonly Shape[] {
  if (shape.kind === "array") return [shape.items];
  return shape.kind === "dictionary" || shape.kind === "record" ? [shape.values] : [];
}
