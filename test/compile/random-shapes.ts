// Random tables of classes, and values that have a shape, or nearly.

import * as fc from "fast-check";
import type {
  Condition,
  DictionaryShape,
  ObjectShape,
  PropertyShape,
  Rule,
  Shape,
} from "../../src/constraint/shape.ts";
import type { Classes } from "./shape-oracle.ts";

/** Names that a printer may trip over. */
const MEMBERS = [
  "id",
  "name",
  "type",
  "__proto__",
  "constructor",
  "toString",
  "class",
  "a b",
  `"'\`\${}`,
  "*/",
  "\u202e\n\\",
];
const CLASSES = [
  "Person",
  "Record",
  "Array",
  "Condition",
  "DictionaryEntry",
  "PersonSchema",
  "string",
  "*/",
  "__proto__",
];

const text = fc.constantFrom(
  "",
  "a",
  "ab",
  "b",
  "😀",
  "2020-01-01",
  "1999-12-31",
  "1",
  "__proto__",
  "type",
  ...CLASSES,
);
const number = fc.constantFrom(0, 1, 2, 3, -1, 1.5, 1e300, 2 ** 53);
const scalar = fc.oneof(text, number, fc.boolean());

const sizes = {
  minItems: rarely(fc.constantFrom(1, 2)),
  maxItems: rarely(fc.constantFrom(1, 2)),
};
const distinctMembers = rarely(
  fc.array(
    fc.record({
      members: fc.subarray(MEMBERS, { minLength: 1, maxLength: 2 }),
      nullsDistinct: fc.boolean(),
    }),
    { maxLength: 1 },
  ),
);

/** Up to four classes that refer to each other, each with rules. */
export function classTables(): fc.Arbitrary<Classes> {
  return fc
    .uniqueArray(fc.constantFrom(...CLASSES), { minLength: 1, maxLength: 4 })
    .chain((names) =>
      fc
        .tuple(...names.map((name) => objectShape(name, names)))
        .map((objects) => new Map(objects.map((object) => [object.name, object]))),
    );
}

function objectShape(name: string, classes: readonly string[]): fc.Arbitrary<ObjectShape> {
  const members = fc.uniqueArray(fc.constantFrom(...MEMBERS), { maxLength: 5 });
  return fc
    .record({
      properties: members.chain((names) =>
        fc.tuple(...names.map((member) => property(member, name, classes))),
      ),
      additional: rarely(fc.oneof(fc.constant<Shape>({ kind: "any" }), shape(classes))),
      rules: fc.array(rule(classes, true), { maxLength: 2 }),
      description: rarely(fc.constant("Ends */ here.\r\n\u202eTurned. @see")),
    })
    .map((parts) => ({ name, ...defined(parts) }) as ObjectShape);
}

function property(
  name: string,
  owner: string,
  classes: readonly string[],
): fc.Arbitrary<PropertyShape> {
  const own: fc.Arbitrary<Shape> =
    name === "type"
      ? fc.oneof(
          fc.constant<Shape>({ kind: "literal", value: owner }),
          fc.constant<Shape>({ kind: "enum", values: [{ text: owner }, { text: "Person" }] }),
        )
      : shape(classes);
  return fc
    .record({
      shape: own,
      document: rarely(shape(classes)),
      rules: fc.array(rule(classes, false), { maxLength: 1 }),
      required: fc.boolean(),
      hasDefault: fc.boolean(),
      readonly: fc.constantFrom(false, false, true),
      internal: fc.constantFrom(false, false, false, true),
      default: rarely(text),
      description: rarely(fc.constant("*/ \u2028")),
    })
    .map((parts) => ({ name, ...defined(parts) }) as PropertyShape);
}

function rule(classes: readonly string[], ofObject: boolean): fc.Arbitrary<Rule> {
  // An object that must be what it must be would be judged without end.
  return conditions(classes, ofObject ? 3 : 2, ofObject ? [] : classes).map((condition) => ({
    condition,
    metaslot: "rules",
    origin: { path: [] } as never,
  }));
}

function shape(classes: readonly string[], depth = 2): fc.Arbitrary<Shape> {
  const leaf: fc.Arbitrary<Shape> = fc.oneof(
    fc
      .record({
        patterns: fc.subarray(["a", "^.$", "/", "\\p{L}", "(?<x>b)?"], { maxLength: 1 }),
        minLength: rarely(fc.constantFrom(0, 1)),
        maxLength: rarely(fc.constantFrom(1, 2)),
      })
      .map((parts) => ({ kind: "string", ...defined(parts) }) as Shape),
    fc
      .record({
        earliest: rarely(fc.constant("2000-01-01")),
        latest: rarely(fc.constant("2010-01-01")),
      })
      .map((parts): Shape => ({ kind: "string", format: "date", patterns: [], ...defined(parts) })),
    fc
      .record({
        kind: fc.constantFrom("integer", "number"),
        exact: fc.constant(false),
        patterns: rarely(fc.constant(["^[1-9]"])),
        minimum: rarely(fc.constantFrom(0, 1.5)),
        maximum: rarely(fc.constantFrom(1, 2)),
      })
      .map(
        ({ patterns, ...parts }) =>
          ({
            ...defined(parts),
            ...(parts.kind === "integer" && patterns && { patterns }),
          }) as unknown as Shape,
      ),
    fc.constant<Shape>({ kind: "boolean" }),
    fc.constant<Shape>({ kind: "any" }),
    scalar.map((value): Shape => ({ kind: "literal", value })),
    fc.constant<Shape>({
      kind: "enum",
      name: "Letters",
      values: [{ text: "a" }, { text: "__proto__" }],
    }),
    fc
      .uniqueArray(text, { maxLength: 3 })
      .map((texts): Shape => ({ kind: "enum", values: texts.map((value) => ({ text: value })) })),
    ...(classes.length === 0 ? [] : [objectOfClass(classes)]),
  );
  if (depth === 0) return leaf;
  const inner = shape(classes, depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    fc
      .record({ items: inner, ...sizes, unique: fc.boolean(), keys: distinctMembers })
      .map((parts) => ({ kind: "array", ...defined(parts) }) as Shape),
    inner.map((values): Shape => ({ kind: "record", values })),
    fc
      .array(inner, { minLength: 1, maxLength: 3 })
      .map((anyOf): Shape => ({ kind: "union", anyOf })),
    ...(classes.length === 0 ? [] : [tagged(classes), dictionary(classes)]),
  );
}

function objectOfClass(classes: readonly string[]): fc.Arbitrary<Shape> {
  return fc.constantFrom(...classes).map((name) => ({ kind: "object", name }));
}

function tagged(classes: readonly string[]): fc.Arbitrary<Shape> {
  return fc.subarray([...classes], { minLength: 1 }).map((names) => ({
    kind: "union",
    discriminator: "type",
    anyOf: names.map((name) => ({ kind: "object", name })),
  }));
}

function dictionary(classes: readonly string[]): fc.Arbitrary<Shape> {
  return fc
    .record({
      key: fc.constantFrom("id", "name", "__proto__"),
      values: objectOfClass(classes),
      simple: rarely(
        fc.record({
          member: fc.constantFrom("a b", "class"),
          shape: fc.constant({ kind: "any" }),
        }),
      ),
      ...sizes,
      keys: distinctMembers,
    })
    .map((parts) => ({ kind: "dictionary", ...defined(parts) }) as Shape);
}

/** `here` are the classes that the value itself may have to be one of. */
export function conditions(
  classes: readonly string[],
  depth = 3,
  here = classes,
): fc.Arbitrary<Condition> {
  const leaf: fc.Arbitrary<Condition> = fc.oneof(
    fc.constant<Condition>({ kind: "absent" }),
    fc.constant<Condition>({ kind: "is", shape: { kind: "any" } }),
    shape(here, 1).map((of): Condition => ({ kind: "is", shape: of })),
  );
  if (depth === 0) return leaf;
  const inner = conditions(classes, depth - 1, here);
  const ofMember = conditions(classes, depth - 1);
  return fc.oneof(
    leaf,
    fc
      .record({ kind: fc.constantFrom("some" as const, "every" as const), element: ofMember })
      .map((parts): Condition => parts),
    fc
      .record({ name: fc.constantFrom(...MEMBERS), value: ofMember })
      .map((parts): Condition => ({ kind: "member", ...parts })),
    fc
      .record({
        kind: fc.constantFrom("all" as const, "any" as const, "none" as const, "one" as const),
        of: fc.array(inner, { maxLength: 3 }),
      })
      .map((parts): Condition => parts),
  );
}

/** A value that has the shape but for an accident now and then; null where it can have none. */
export function valueOf(of: Shape, classes: Classes, depth = 4): fc.Arbitrary<unknown> {
  const good = depth === 0 ? fc.constant(null) : likely(of, classes, depth - 1);
  return fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: anything() });
}

function anything(): fc.Arbitrary<unknown> {
  return fc.oneof(
    scalar,
    fc.constant(null),
    fc.array(scalar, { maxLength: 2 }),
    fc.array(fc.tuple(fc.constantFrom(...MEMBERS), scalar), { maxLength: 2 }).map(objectOf),
  );
}

function likely(of: Shape, classes: Classes, depth: number): fc.Arbitrary<unknown> {
  const inner = (other: Shape): fc.Arbitrary<unknown> => valueOf(other, classes, depth);
  switch (of.kind) {
    case "string":
      return of.format === "date"
        ? fc.constantFrom("1999-12-31", "2000-01-01", "2010-01-02")
        : text;
    case "integer":
    case "number":
      return number;
    case "boolean":
      return fc.boolean();
    case "any":
      return anything();
    case "literal":
      return fc.constant(of.value);
    case "enum":
      return of.values.length === 0
        ? text
        : fc.constantFrom(...of.values.map((value) => value.text));
    case "array":
      return fc.array(inner(of.items), { maxLength: 3 });
    case "record":
      return fc.array(fc.tuple(text, inner(of.values)), { maxLength: 2 }).map(objectOf);
    case "union":
      return fc.oneof(...of.anyOf.map(inner));
    case "object":
      return objectValue(classes.get(of.name)!, classes, depth);
    case "dictionary":
      return fc.array(fc.tuple(text, entryOf(of, classes, depth)), { maxLength: 2 }).map(objectOf);
  }
}

function entryOf(
  { values, simple }: DictionaryShape,
  classes: Classes,
  depth: number,
): fc.Arbitrary<unknown> {
  const object = valueOf(values, classes, depth);
  return simple === undefined
    ? fc.oneof({ weight: 5, arbitrary: object }, fc.constant(null))
    : fc.oneof(object, valueOf(simple.shape, classes, depth));
}

export function objectValue(
  { properties, additional }: ObjectShape,
  classes: Classes,
  depth: number,
): fc.Arbitrary<unknown> {
  const members = properties
    .filter(({ internal }) => !internal)
    .map(({ name, shape: stored, document, required }) => {
      const value = fc.option(valueOf(document ?? stored, classes, depth), {
        freq: required ? 20 : 2,
        nil: null,
      });
      const entry = value.map((item) => [[name, item]] as const);
      return fc.oneof({ weight: required ? 12 : 2, arbitrary: entry }, fc.constant([]));
    });
  const more = additional === undefined ? 1 : 8;
  const other = fc
    .tuple(fc.constantFrom(...MEMBERS, "more"), scalar)
    .map((entry) => [entry] as const);
  return fc
    .tuple(
      fc.oneof({ weight: 12, arbitrary: fc.constant([]) }, { weight: more, arbitrary: other }),
      ...members,
    )
    .map((entries) => objectOf(entries.flat()));
}

/** As JSON.parse would make it: `__proto__` is a member like any other. */
function objectOf(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries);
}

function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(arbitrary, { freq: 2, nil: undefined });
}

function defined(parts: object): object {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}
