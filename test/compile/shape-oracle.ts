// What shape.ts says about values, written down a second time without Zod: what the validators must agree with.

import type {
  Condition,
  DictionaryShape,
  DistinctMembers,
  ObjectShape,
  Shape,
  StringShape,
} from "../../src/constraint/shape.ts";
import { variantMembers } from "../../src/constraint/variant.ts";

export type Classes = ReadonlyMap<string, ObjectShape>;

/** Whether the object of a class may look like this, in a document. */
export function isDocument(name: string, value: unknown, classes: Classes): boolean {
  const object = classes.get(name)!;
  if (!isObject(value)) return false;
  const members = variantMembers(object, "document");
  const declared = new Set(members.map(({ property }) => property.name));
  const others = Object.entries(value).filter(([key]) => !declared.has(key));
  return (
    others.every(
      ([, item]) =>
        object.additional !== undefined &&
        (item === null || fits(object.additional, item, classes)),
    ) &&
    members.every(({ property, shape, present, nullable }) => {
      const item = own(value, property.name);
      if (item === undefined) return !present;
      if (item === null) return nullable;
      return (
        fits(shape, item, classes) &&
        property.rules.every((rule) => holds(rule.condition, item, classes))
      );
    }) &&
    object.rules.every((rule) => holds(rule.condition, value, classes))
  );
}

function fits(shape: Shape, value: unknown, classes: Classes): boolean {
  if (value === null || value === undefined) return false;
  const inside = (inner: Shape, item: unknown): boolean => fits(inner, item, classes);
  switch (shape.kind) {
    case "string":
      return typeof value === "string" && isText(shape, value);
    case "integer":
      return (
        Number.isSafeInteger(value) &&
        within(value as number, shape) &&
        (shape.patterns ?? []).every((pattern) =>
          new RegExp(pattern, "u").test(`${value as number}`),
        )
      );
    case "number":
      return Number.isFinite(value) && within(value as number, shape);
    case "boolean":
      return typeof value === "boolean";
    case "enum":
      return shape.values.some(({ text }) => text === value);
    case "literal":
      return value === shape.value;
    case "array":
      return (
        Array.isArray(value) &&
        within(value.length, { minimum: shape.minItems, maximum: shape.maxItems }) &&
        value.every((item) => inside(shape.items, item)) &&
        (!shape.unique || areDistinct(value.map(canonical))) &&
        (shape.keys ?? []).every((key) => areTold(value, key))
      );
    case "dictionary":
      return isObject(value) && isDictionary(shape, value, classes);
    case "object":
      return isDocument(shape.name, value, classes);
    case "record":
      return (
        isObject(value) &&
        Object.values(value).every((item) => item === null || inside(shape.values, item))
      );
    case "union":
      return shape.anyOf.some((option) => inside(option, value));
    case "any":
      return true;
  }
}

function isText({ patterns, format, minLength, maxLength, ...bounds }: StringShape, text: string) {
  // Random texts have no format but this one.
  if (format === "date" && !/^(?!0000)\d{4}-\d\d-\d\d$/.test(text)) return false;
  return (
    patterns.every((pattern) => new RegExp(pattern, "u").test(text)) &&
    within([...text].length, { minimum: minLength, maximum: maxLength }) &&
    (bounds.earliest === undefined || text >= bounds.earliest) &&
    (bounds.latest === undefined || text <= bounds.latest)
  );
}

function isDictionary(shape: DictionaryShape, value: object, classes: Classes): boolean {
  const items = Object.entries(value).map(([key, entry]) => {
    if (!isObject(entry)) {
      const simple = shape.simple && entry !== null ? { [shape.simple.member]: entry } : undefined;
      return entry === null || simple ? { [shape.key]: key, ...simple } : undefined;
    }
    const repeated = own(entry, shape.key) ?? key;
    return repeated === key ? { ...entry, [shape.key]: key } : undefined;
  });
  return (
    items.every((item) => fits(shape.values, item, classes)) &&
    within(items.length, { minimum: shape.minItems, maximum: shape.maxItems }) &&
    (shape.keys ?? []).every((key) => areTold(items, key))
  );
}

function areTold(items: readonly unknown[], { members, nullsDistinct }: DistinctMembers): boolean {
  const tuples = items
    .filter((item) => isObject(item))
    .map((item) => members.map((member) => own(item, member) ?? null));
  return areDistinct(
    tuples.filter((tuple) => !(nullsDistinct && tuple.includes(null))).map(canonical),
  );
}

export function holds(condition: Condition, value: unknown, classes: Classes): boolean {
  const inner = (other: Condition, item = value): boolean => holds(other, item, classes);
  switch (condition.kind) {
    case "absent":
      return value === null || value === undefined;
    case "is":
      return fits(condition.shape, value, classes);
    case "some":
      return Array.isArray(value) && value.some((item) => inner(condition.element, item));
    case "every":
      return Array.isArray(value) && value.every((item) => inner(condition.element, item));
    case "member":
      return isObject(value) && holds(condition.value, own(value, condition.name), classes);
    case "all":
      return condition.of.every((other) => inner(other));
    case "any":
      return condition.of.some((other) => inner(other));
    case "none":
      return condition.of.every((other) => !inner(other));
    case "one":
      return condition.of.filter((other) => inner(other)).length === 1;
  }
}

function within(
  value: number,
  {
    minimum,
    maximum,
  }: { readonly minimum?: number | undefined; readonly maximum?: number | undefined },
): boolean {
  return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(value: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(value, name)?.value;
}

function areDistinct(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}

/** The order of members does not count, nor do those that are null. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isObject(item)
      ? {
          members: Object.entries(item)
            .filter(([, member]) => member !== null)
            .toSorted(([one], [other]) => (one < other ? -1 : 1)),
        }
      : item,
  );
}
