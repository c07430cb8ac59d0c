// Whether a value has a shape and satisfies conditions: for the examples of the document, which must.

import type {
  Condition,
  DictionaryShape,
  DistinctMembers,
  JsonValue,
  ObjectShape,
  Rule,
  Shape,
  StringFormat,
  StringShape,
} from "../../constraint/shape.ts";
import { referredForm, variantMembers, type Variant } from "../../constraint/variant.ts";

type JsonObject = { readonly [name: string]: JsonValue };

export type Shapes = ReadonlyMap<string, ObjectShape>;

/** Whether `value` has the shape; null has none. */
export function fits(value: JsonValue | undefined, shape: Shape, shapes: Shapes): boolean {
  if (value === null || value === undefined) return false;
  switch (shape.kind) {
    case "string":
      return typeof value === "string" && fitsText(value, shape);
    case "integer":
      return (
        typeof value === "number" &&
        Number.isSafeInteger(value) &&
        isWithin(value, shape) &&
        matches(String(value), shape.patterns ?? [])
      );
    case "number":
      return (
        typeof value === "number" &&
        isWithin(value, shape) &&
        Number(value.toFixed(Math.min(shape.decimals ?? 100, 100))) === value
      );
    case "boolean":
      return typeof value === "boolean";
    case "enum":
      return shape.values.some(({ text }) => text === value);
    case "literal":
      return value === shape.value;
    case "array": {
      if (!Array.isArray(value) || !isSized(value.length, shape)) return false;
      const items = value as readonly JsonValue[];
      const isDistinct = !shape.unique || new Set(items.map(canonical)).size === items.length;
      const areDistinct = (shape.keys ?? []).every((key) => tellsApart(key, items));
      return isDistinct && areDistinct && items.every((item) => fits(item, shape.items, shapes));
    }
    case "dictionary":
      return isObject(value) && fitsDictionary(value, shape, shapes);
    case "object": {
      const object = shapes.get(shape.name);
      return (
        object !== undefined &&
        isObject(value) &&
        fitsObject(value, object, referredForm(shape), shapes)
      );
    }
    case "record":
      return (
        isObject(value) &&
        Object.values(value).every((item) => item === null || fits(item, shape.values, shapes))
      );
    case "union":
      return shape.anyOf.some((option) => fits(value, option, shapes));
    case "any":
      return true;
  }
}

/** Whether the condition holds for `value`; undefined and null are its absence. */
export function holds(condition: Condition, value: JsonValue | undefined, shapes: Shapes): boolean {
  const holdsHere = (part: Condition): boolean => holds(part, value, shapes);
  switch (condition.kind) {
    case "absent":
      return value === null || value === undefined;
    case "is":
      return fits(value, condition.shape, shapes);
    case "some":
      return Array.isArray(value) && value.some((item) => holds(condition.element, item, shapes));
    case "every":
      return Array.isArray(value) && value.every((item) => holds(condition.element, item, shapes));
    case "member":
      return isObject(value) && holds(condition.value, ownMember(value, condition.name), shapes);
    case "all":
      return condition.of.every(holdsHere);
    case "any":
      return condition.of.some(holdsHere);
    case "none":
      return !condition.of.some(holdsHere);
    case "one":
      return condition.of.filter(holdsHere).length === 1;
  }
}

/** Whether all these rules hold for `value`, if there is one. */
export function obeys(value: JsonValue, rules: readonly Rule[], shapes: Shapes): boolean {
  return rules.every(({ condition }) => holds(condition, value, shapes));
}

export function ownMember(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function fitsObject(
  value: JsonObject,
  object: ObjectShape,
  form: Variant,
  shapes: Shapes,
): boolean {
  const members = variantMembers(object, form);
  const declared = new Set(members.map(({ property }) => property.name));
  const others = Object.entries(value).filter(([name]) => !declared.has(name));
  return (
    members.every(({ property, shape, present, nullable }) => {
      const member = ownMember(value, property.name);
      if (member === undefined) return !present;
      if (member === null) return nullable;
      return fits(member, shape, shapes) && obeys(member, property.rules, shapes);
    }) &&
    others.every(
      ([, other]) =>
        object.additional !== undefined &&
        (other === null || fits(other, object.additional, shapes)),
    ) &&
    obeys(value, object.rules, shapes)
  );
}

function fitsDictionary(value: JsonObject, shape: DictionaryShape, shapes: Shapes): boolean {
  const objects = Object.entries(value).map(([key, entry]): JsonValue => {
    if (entry === null) return { [shape.key]: key };
    if (isObject(entry)) return { [shape.key]: key, ...entry };
    return shape.simple ? { [shape.key]: key, [shape.simple.member]: entry } : entry;
  });
  return (
    isSized(objects.length, shape) &&
    objects.every((object) => fits(object, shape.values, shapes)) &&
    (shape.keys ?? []).every((key) => tellsApart(key, objects))
  );
}

function tellsApart(
  { members, nullsDistinct }: DistinctMembers,
  objects: readonly JsonValue[],
): boolean {
  const keys = objects
    .filter(isObject)
    .map((object) => members.map((name) => ownMember(object, name) ?? null))
    .filter((values) => !(nullsDistinct && values.includes(null)));
  return new Set(keys.map(canonical)).size === keys.length;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWithin(
  value: number,
  bounds: { readonly minimum?: number; readonly maximum?: number },
): boolean {
  const { minimum = -Infinity, maximum = Infinity } = bounds;
  return minimum <= value && value <= maximum;
}

function isSized(
  size: number,
  bounds: { readonly minItems?: number; readonly maxItems?: number },
): boolean {
  const { minItems = 0, maxItems = Infinity } = bounds;
  return minItems <= size && size <= maxItems;
}

/** JSON with sorted members and without those that are null. */
function canonical(value: JsonValue): string {
  return JSON.stringify(value, (_, member: JsonValue) =>
    isObject(member)
      ? Object.fromEntries(
          Object.entries(member)
            .filter(([, item]) => item !== null)
            .toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : member,
  );
}

const formats: Readonly<Record<StringFormat, RegExp>> = {
  date: /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  "date-time": /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)?$/,
  time: /^\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?$/,
  uri: /^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]+$/i,
  uuid: /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
};

export function fitsText(text: string, shape: StringShape): boolean {
  const { patterns, format, earliest, latest, minLength = 0, maxLength = Infinity } = shape;
  const length = [...text].length;
  return (
    minLength <= length &&
    length <= maxLength &&
    (format === undefined || formats[format].test(text)) &&
    (earliest === undefined || moment(earliest) <= moment(text)) &&
    (latest === undefined || moment(text) <= moment(latest)) &&
    matches(text, patterns)
  );
}

function matches(text: string, patterns: readonly string[]): boolean {
  return patterns.every((pattern) => new RegExp(pattern, "u").test(text));
}

/** A place on the line of time; what has no zone is in UTC. */
function moment(text: string): number | string {
  const zone = /T.*(?:Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes("T") ? "" : "Z";
  return /^\d{4}-/.test(text) ? Date.parse(text + zone) : text;
}
