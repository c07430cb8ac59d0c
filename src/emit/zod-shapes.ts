// Shapes and conditions → Zod expressions.

import type {
  ArrayShape,
  Condition,
  DictionaryShape,
  DistinctMembers,
  ObjectReference,
  ObjectShape,
  PropertyShape,
  Rule,
  Shape,
  UnionShape,
} from "../constraint/shape.ts";
import {
  printedVariant,
  referredForm,
  variantMembers,
  type Variant,
} from "../constraint/variant.ts";
import {
  call,
  check,
  checked,
  json,
  leadsToClass,
  named,
  zod,
  type Look,
  type MemberExpression,
  type ZodExpression,
} from "./zod-expression.ts";
import {
  enumExpression,
  integerExpression,
  numberExpression,
  stringExpression,
} from "./zod-scalars.ts";

/** The expressions of a property: one for each of its looks, and by each form in which it was asked for. */
export interface MemberForms extends Record<Variant, Look | undefined> {
  readonly property: PropertyShape;
  looks: readonly MemberExpression[];
}

/** What the expression of one class has to know of the others. */
export interface ShapeContext {
  readonly classes: ReadonlyMap<string, ObjectShape>;
  /** Its schema is declared with a type that is written out, so that Zod's own discriminated unions cannot see into it. */
  readonly isRecursive: (className: string) => boolean;
  /** What was made before: the forms of a class share the expressions of their members. */
  readonly made: Map<Shape | Rule, ZodExpression>;
  readonly members: Map<PropertyShape, MemberForms>;
}

export function shapeContext(
  classes: ReadonlyMap<string, ObjectShape>,
  recursive: ReadonlySet<string>,
): ShapeContext {
  return {
    classes,
    isRecursive: (name) => recursive.has(name),
    made: new Map(),
    members: new Map(),
  };
}

/** The schema of a shape; null is none. */
export function shapeExpression(shape: Shape, context: ShapeContext): ZodExpression {
  const known = context.made.get(shape);
  if (known !== undefined) return known;
  const made = newExpression(shape, context);
  context.made.set(shape, made);
  return made;
}

function newExpression(shape: Shape, context: ShapeContext): ZodExpression {
  switch (shape.kind) {
    case "string":
      return stringExpression(shape);
    case "integer":
      return integerExpression(shape);
    case "number":
      return numberExpression(shape);
    case "boolean":
      return zod("boolean");
    case "enum":
      return shape.name === undefined
        ? enumExpression(shape)
        : { kind: "enum", name: shape.name, shape };
    case "literal":
      return zod("literal", json(shape.value));
    case "array":
      return arrayExpression(shape, context);
    case "dictionary":
      return dictionaryExpression(shape, context);
    case "object":
      return objectReference(shape, context);
    case "record":
      return check("record", shapeExpression(shape.values, context));
    case "union":
      return unionExpression(shape, context);
    case "any":
      return named("anything");
  }
}

function objectReference(shape: ObjectReference, context: ShapeContext): ZodExpression {
  const { name } = shape;
  const object = context.classes.get(name);
  if (object === undefined) return named("anything");
  return { kind: "class", name, variant: printedVariant(object, referredForm(shape)) };
}

function arrayExpression(shape: ArrayShape, context: ShapeContext): ZodExpression {
  const { minItems, maxItems, unique, keys = [] } = shape;
  let value = zod("array", shapeExpression(shape.items, context));
  if (minItems !== undefined) value = call(value, "min", json(minItems));
  if (maxItems !== undefined) value = call(value, "max", json(maxItems));
  const checks = [
    ...(unique ? [named("distinct")] : []),
    ...keys.map(({ members, nullsDistinct }) =>
      check("distinctMembers", json(members), json(nullsDistinct)),
    ),
  ];
  return checked(value, checks);
}

function dictionaryExpression(shape: DictionaryShape, context: ShapeContext): ZodExpression {
  const { key, values, simple, minItems, maxItems, keys = [] } = shape;
  const options = {
    key,
    ...(isNumbered(values, key, context) && { numeric: true }),
    ...(simple && { simple: simple.member }),
    ...(minItems !== undefined && { minimum: minItems }),
    ...(maxItems !== undefined && { maximum: maxItems }),
    ...(keys.length > 0 && { distinct: keys.map(distinctMembers) }),
  };
  return check("dictionary", shapeExpression(values, context), json(options));
}

function distinctMembers({ members, nullsDistinct }: DistinctMembers): DistinctMembers {
  return { members, nullsDistinct };
}

/** A key is a text; some objects have it as a number. */
function isNumbered(values: Shape, key: string, context: ShapeContext): boolean {
  const objects = values.kind === "union" ? values.anyOf : [values];
  return objects.every((option) => {
    if (option.kind !== "object") return false;
    const properties = context.classes.get(option.name)?.properties ?? [];
    const shape = properties.find(({ name }) => name === key)?.shape;
    return shape?.kind === "integer" || shape?.kind === "number";
  });
}

function unionExpression(
  { anyOf, discriminator }: UnionShape,
  context: ShapeContext,
): ZodExpression {
  const items = anyOf.map((option) => shapeExpression(option, context));
  if (items.length === 1) return items[0]!;
  const options: ZodExpression = { kind: "list", items };
  const tags =
    discriminator === undefined ? [] : anyOf.map((of) => tagsOf(of, discriminator, context));
  if (discriminator === undefined || tags.some((list) => list.length === 0)) {
    return zod("union", options);
  }
  return isZodsOwn(anyOf, tags.flat(), discriminator, context)
    ? zod("discriminatedUnion", json(discriminator), options)
    : check("tagged", json(discriminator), json(tags), options);
}

/** Zod's own form needs to see into each option, and in it a value that is always there and that no other option has. */
function isZodsOwn(
  options: readonly Shape[],
  tags: readonly unknown[],
  discriminator: string,
  { classes, isRecursive }: ShapeContext,
): boolean {
  if (discriminator in Object.prototype) return false;
  if (tags.includes(null) || new Set(tags).size < tags.length) return false;
  return options.every((option) => {
    if (option.kind !== "object") return false;
    if (option.form === undefined && isRecursive(option.name)) return false;
    const { properties = [], additional } = classes.get(option.name) ?? {};
    return additional === undefined && properties.every(({ name }) => name !== "__proto__");
  });
}

/** The values that tell this class, null where none may; empty where nothing does. */
function tagsOf(
  option: Shape,
  discriminator: string,
  { classes }: ShapeContext,
): readonly (string | number | boolean | null)[] {
  if (option.kind !== "object") return [];
  const object = classes.get(option.name);
  const members = object === undefined ? [] : variantMembers(object, referredForm(option));
  const member = members.find(({ property }) => property.name === discriminator);
  const { kind } = member?.shape ?? {};
  if (member === undefined || (kind !== "literal" && kind !== "enum")) return [];
  const values = literalValues(member.shape);
  return member.present && !member.nullable ? values : [...values, null];
}

function literalValues(shape: Shape): readonly (string | number | boolean)[] {
  if (shape.kind === "literal") return [shape.value];
  return shape.kind === "enum" ? shape.values.map(({ text }) => text) : [];
}

/** What decides whether the condition holds for a value. */
export function conditionExpression(condition: Condition, context: ShapeContext): ZodExpression {
  const inner = (other: Condition): ZodExpression => conditionExpression(other, context);
  switch (condition.kind) {
    case "absent":
      return named("absent");
    case "is":
      return condition.shape.kind === "any"
        ? named("present")
        : check("is", outOfLine(shapeExpression(condition.shape, context)));
    case "some":
    case "every":
      return check(condition.kind, inner(condition.element));
    case "member":
      return check("member", json(condition.name), inner(condition.value));
    case "all":
    case "any":
    case "none":
    case "one":
      return check(condition.kind, ...condition.of.map(inner));
  }
}

/** Where no getter puts it off: other classes may not be there yet. */
export function outOfLine(value: ZodExpression): ZodExpression {
  return leadsToClass(value) ? zod("lazy", { kind: "thunk", value }) : value;
}
