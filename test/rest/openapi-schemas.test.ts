// Shapes, rules and conditions as the schemas of the OpenAPI document, and the examples that go with them.

import { expect, test } from "vitest";
import type {
  Condition,
  JsonValue,
  ObjectShape,
  PropertyShape,
  Rule,
  Shape,
} from "../../src/constraint/shape.ts";
import type { Variant } from "../../src/constraint/variant.ts";
import { NameTable } from "../../src/emit/openapi/component-names.ts";
import { holdsForAbsent } from "../../src/constraint/condition.ts";
import { conditionSchema } from "../../src/emit/openapi/condition-schema.ts";
import { patternExample } from "../../src/emit/openapi/pattern-example.ts";
import { SchemaComponents } from "../../src/emit/openapi/schemas.ts";
import { orNull, shapeSchema, type SchemaReferences } from "../../src/emit/openapi/shape-schema.ts";
import { joined } from "../../src/text/pieces.ts";

const text: Shape = { kind: "string", patterns: [] };
const literal = (value: string): Shape => ({ kind: "literal", value });
const is = (shape: Shape): Condition => ({ kind: "is", shape });
const member = (name: string, value: Condition): Condition => ({ kind: "member", name, value });
const present: Condition = { kind: "none", of: [{ kind: "absent" }] };
const rule = (condition: Condition, label?: string): Rule => ({
  condition,
  metaslot: "rules",
  ...(label !== undefined && { label }),
  origin: { path: [] } as never,
});

function property(name: string, shape: Shape, options: Partial<PropertyShape> = {}): PropertyShape {
  return {
    name,
    shape,
    rules: [],
    required: false,
    hasDefault: false,
    readonly: false,
    ...options,
  };
}

function componentsOf(...objects: readonly ObjectShape[]): SchemaComponents {
  return new SchemaComponents(
    new Map(objects.map((object) => [object.name, object])),
    new NameTable(),
  );
}

function schemas(
  objects: readonly ObjectShape[],
  variant: Variant,
): Readonly<Record<string, JsonValue>> {
  const components = componentsOf(...objects);
  components.reference(objects[0]!.name, variant);
  return JSON.parse(joined(components.list().schemas)) as Readonly<Record<string, JsonValue>>;
}

const references: SchemaReferences = {
  object: ({ name }) => ({ $ref: `#/${name}` }),
  entry: ({ name }) => ({ $ref: `#/${name}Entry` }),
  enum: (name) => ({ $ref: `#/${name}` }),
  discriminates: ({ name }) => (name === "Vague" ? undefined : [name.toLowerCase()]),
};

test.for<readonly [string, Condition, object]>([
  ["absence", { kind: "absent" }, { type: "null" }],
  ["presence", present, { not: { type: "null" } }],
  [
    "a member that must not be there",
    member("a", { kind: "absent" }),
    { properties: { a: { type: "null" } } },
  ],
  [
    "a member that must be there",
    member("a", present),
    { properties: { a: { not: { type: "null" } } }, required: ["a"] },
  ],
  [
    "members together, as one schema",
    { kind: "all", of: [member("a", is(text)), member("b", is(literal("x")))] },
    {
      properties: { a: { type: "string" }, b: { type: "string", const: "x" } },
      required: ["a", "b"],
    },
  ],
  [
    "two things about one member",
    { kind: "all", of: [member("a", is(text)), member("a", present)] },
    {
      properties: { a: { type: "string" } },
      required: ["a"],
      allOf: [{ properties: { a: { not: { type: "null" } } }, required: ["a"] }],
    },
  ],
  [
    "a rule: if, then",
    {
      kind: "any",
      of: [{ kind: "none", of: [member("a", is(literal("x")))] }, member("b", present)],
    },
    {
      if: { properties: { a: { type: "string", const: "x" } }, required: ["a"] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: {
        properties: { b: { not: { type: "null" } } },
        required: ["b"],
        additionalProperties: true,
      },
    },
  ],
  [
    "an element",
    { kind: "some", element: is(text) },
    { type: "array", contains: { type: "string" } },
  ],
  [
    "every element",
    { kind: "every", element: is(text) },
    { type: "array", items: { type: "string" } },
  ],
  ["nothing of nothing", { kind: "any", of: [] }, { not: {} }],
  ["all of nothing", { kind: "all", of: [] }, {}],
  ["exactly one of nothing", { kind: "one", of: [] }, { not: {} }],
  [
    "exactly one, of which some are the same",
    { kind: "one", of: [is(text), is(text), is({ kind: "boolean" })] },
    { allOf: [{ type: "boolean" }, { not: { type: "string" } }] },
  ],
  [
    "neither",
    { kind: "none", of: [is(text), is({ kind: "boolean" })] },
    { not: { anyOf: [{ type: "string" }, { type: "boolean" }] } },
  ],
])("the condition of %s", ([, condition, expected]) => {
  const context = {
    schema: (shape: Shape) => shapeSchema(shape, references),
    missing: (_: string, value: Condition) => holdsForAbsent(value),
    isObject: true,
  };
  expect(conditionSchema(condition, context)).toEqual(expected);
});

test.for<readonly [string, Shape, object]>([
  [
    "a dictionary in its simple form",
    {
      kind: "dictionary",
      key: "id",
      values: { kind: "object", name: "Part" },
      simple: { member: "value", shape: { kind: "integer", minimum: 0, maximum: 9 } },
      minItems: 1,
      maxItems: 5,
    },
    {
      type: "object",
      additionalProperties: {
        anyOf: [
          { $ref: "#/PartEntry" },
          { type: "integer", format: "int64", minimum: 0, maximum: 9 },
          { type: "null" },
        ],
      },
      minProperties: 1,
      maxProperties: 5,
    },
  ],
  [
    "objects told apart",
    {
      kind: "union",
      discriminator: "type",
      anyOf: [
        { kind: "object", name: "Cat" },
        { kind: "object", name: "Dog" },
      ],
    },
    {
      anyOf: [{ $ref: "#/Cat" }, { $ref: "#/Dog" }],
      discriminator: { propertyName: "type", mapping: { cat: "#/Cat", dog: "#/Dog" } },
    },
  ],
  [
    "objects told apart by what may be missing",
    {
      kind: "union",
      discriminator: "type",
      anyOf: [
        { kind: "object", name: "Cat" },
        { kind: "object", name: "Vague" },
      ],
    },
    { anyOf: [{ $ref: "#/Cat" }, { $ref: "#/Vague" }] },
  ],
  [
    "free keys",
    { kind: "record", values: text },
    { type: "object", additionalProperties: { type: ["string", "null"] } },
  ],
  [
    "lists in lists",
    {
      kind: "array",
      unique: true,
      minItems: 2,
      items: { kind: "array", items: { kind: "boolean" }, unique: false },
    },
    {
      type: "array",
      items: { type: "array", items: { type: "boolean" } },
      minItems: 2,
      uniqueItems: true,
    },
  ],
])("the schema of %s", ([, shape, expected]) => {
  expect(shapeSchema(shape, references)).toEqual(expected);
});

test.for<readonly [object, object]>([
  [
    { type: "string", pattern: "a" },
    { type: ["string", "null"], pattern: "a" },
  ],
  [
    { type: "string", enum: ["a"] },
    { type: ["string", "null"], enum: ["a", null] },
  ],
  [{ type: "string", const: "a" }, { anyOf: [{ type: "string", const: "a" }, { type: "null" }] }],
  [{ anyOf: [{ type: "string" }] }, { anyOf: [{ type: "string" }, { type: "null" }] }],
  [
    { anyOf: [{ $ref: "#/A" }], discriminator: { propertyName: "type" } },
    {
      anyOf: [
        { anyOf: [{ $ref: "#/A" }], discriminator: { propertyName: "type" } },
        { type: "null" },
      ],
    },
  ],
  [
    { type: "string", not: { const: "a" } },
    { anyOf: [{ type: "string", not: { const: "a" } }, { type: "null" }] },
  ],
])("%j, or null", ([schema, expected]) => {
  expect(orNull(schema as never)).toEqual(expected);
});

const person: ObjectShape = {
  name: "Person",
  seeAlso: ["https://example.org/person", "ex:person"],
  description: "Someone.",
  properties: [
    property("id", text, { required: true, examples: ["p1"] }),
    property(
      "state",
      {
        kind: "enum",
        name: "State",
        values: [
          { text: "open", title: "Open", deprecated: true },
          { text: "closed", description: " " },
        ],
      },
      { required: true },
    ),
    property("reason", text),
    property("born", { kind: "string", patterns: [], format: "date", earliest: "1900-01-01" }),
    property(
      "size",
      { kind: "integer", maximum: 9 },
      {
        rules: [rule({ kind: "none", of: [is({ kind: "literal", value: 1 })] })],
        examples: ["1", "2", "ten"],
      },
    ),
    property("level", text, { default: "low", hasDefault: true }),
  ],
  rules: [
    rule(
      {
        kind: "any",
        of: [
          { kind: "none", of: [member("state", is(literal("open")))] },
          member("reason", is(literal("new"))),
        ],
      },
      "Open ones have a reason.",
    ),
    rule(member("level", is(literal("low")))),
  ],
};

test("rules stand in the schema of a new row, with their words, not in those of an answer or a change", () => {
  const create = schemas([person], "create")["PersonCreate"];
  expect(create).toMatchObject({
    description: "Someone.\n\nSee <https://example.org/person>, ex:person.",
    required: ["id", "state"],
    allOf: [
      // Its default satisfies the second rule, so `level` need not be there.
      { properties: { level: { type: "string", const: "low" } } },
      expect.objectContaining({ description: "Open ones have a reason." }),
    ],
  });
  for (const variant of ["read", "update"] as const) {
    const schema = Object.entries(schemas([person], variant)).find(([name]) =>
      name.startsWith("Person"),
    );
    expect(schema?.[1]).not.toHaveProperty("allOf");
  }
});

test("members say what they can, and the rest in words", () => {
  const { Person, State } = schemas([person], "document") as unknown as Record<
    string,
    { readonly properties: Readonly<Record<string, object>> }
  >;
  expect(State).toMatchObject({ description: "- `open`: Open — Deprecated." });
  expect(Person?.properties["born"]).toEqual({
    type: ["string", "null"],
    format: "date",
    description: "Not before 1900-01-01.",
  });
  expect(Person?.properties["size"]).toMatchObject({ examples: [2] });
});

test("an author's words are not taken for the place of the members", () => {
  const description = 'Not `"properties":{}`.';
  const noted: ObjectShape = {
    name: "A",
    description,
    properties: [property("x", text)],
    rules: [],
  };
  expect(schemas([noted], "read")["A"]).toMatchObject({ description, properties: { x: {} } });
});

test("examples satisfy the rules", () => {
  const { text: example = "" } = componentsOf(person).example("Person", "create")!;
  expect(JSON.parse(example)).toMatchObject({
    state: "open",
    reason: "new",
    size: 2,
  });
  const impossible = { ...person, rules: [rule({ kind: "any", of: [] })] };
  expect(componentsOf(impossible).example("Person", "create")).toBeUndefined();
});

test("an example is judged as a whole where a rule is about the whole object", () => {
  const named: ObjectShape = {
    name: "Named",
    properties: [property("id", text, { required: true })],
    additional: { kind: "any" },
    rules: [],
  };
  const rules = [...person.rules, rule(is({ kind: "object", name: "Named" }))];
  const { members } = componentsOf({ ...person, rules }, named).example("Person", "create")!;
  expect(members.map(({ name }) => name)).toEqual(expect.arrayContaining(["id", "reason"]));
});

test("what many classes inherit stands in the document once", () => {
  const id = property("id", text, {
    required: true,
    description: "A long story about what identifies a thing. ".repeat(4),
  });
  const names = ["A", "B", "C", "D", "E"];
  const parts = names.map((name): ObjectShape => ({ name, properties: [id], rules: [] }));
  const whole: ObjectShape = {
    name: "Whole",
    properties: names.map((name) => property(name, { kind: "object", name })),
    rules: [],
  };
  const found = schemas([whole, ...parts], "read");
  expect(found["A"]).toMatchObject({ properties: { id: { $ref: "#/components/schemas/Id" } } });
  expect(found["Id"]).toMatchObject({ type: "string" });
});

test.for([
  String.raw`^[A-Z]{2}-\d{3,}$`,
  String.raw`^(nmdc):bsm-([0-9][a-z]{0,6}[0-9])-([A-Za-z0-9]{1,})(\.[0-9]{1,})*$`,
  String.raw`^(?:https?):\/\/[^\s]+$`,
  String.raw`^(a|b)\1$`,
  String.raw`^\p{Lu}\w* \S$`,
  String.raw`^[^@]+@[^@]+\.[a-z]{2,}$`,
])("an example is found for %s", (source) => {
  expect(patternExample(source)).toMatch(new RegExp(source, "u"));
});

test("no example is better than an endless one", () => {
  expect(patternExample("a{1000}")).toBeUndefined();
  expect(patternExample("(")).toBeUndefined();
});
