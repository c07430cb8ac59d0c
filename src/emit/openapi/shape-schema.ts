// Shapes → JSON Schema (2020-12). What JSON Schema has no word for is said in words (`shapeWords`), so that nothing is lost in silence.

import { anyOf, never } from "./choice.ts";
import type {
  ArrayShape,
  DictionaryShape,
  DistinctMembers,
  JsonValue,
  ObjectReference,
  Shape,
  StringFormat,
  StringShape,
  UnionShape,
} from "../../constraint/shape.ts";

import { prose } from "./prose.ts";

export type JsonObject = { readonly [name: string]: JsonValue };

/** To a component; its name is made of letters, digits and `_`. */
export type Reference = { readonly $ref: string };

/** As JSON. */
export function referenceText({ $ref: target }: Reference): string {
  return `{"$ref":"${target}"}`;
}

/** Where the parts go that have a name of their own. */
export interface SchemaReferences {
  /** An object in the form that the shape says. */
  object(shape: ObjectReference): JsonObject;
  /** The same as an entry of a dictionary: without the member that the key stands for. */
  entry(shape: ObjectReference, key: string): JsonObject;
  /** The schema of an enum; `make` is called when it is first needed. */
  enum(name: string, make: () => JsonObject): JsonObject;
  /** The literals of a member that tells objects apart, of one of them; undefined where it may be missing. */
  discriminates(shape: ObjectReference, member: string): readonly string[] | undefined;
}

/** The range in which JavaScript's numbers are exact. */
const maxInteger = Number.MAX_SAFE_INTEGER;

/** Everything but null, which is no value. */
const anything = ["array", "boolean", "number", "object", "string"];

/** A schema for the values of a shape; null is none of them. */
export function shapeSchema(shape: Shape, references: SchemaReferences): JsonObject {
  switch (shape.kind) {
    case "string":
      return textSchema(shape);
    case "integer": {
      const { minimum = -maxInteger, maximum = maxInteger } = shape;
      return { type: "integer", format: "int64", minimum, maximum };
    }
    case "number":
      return {
        type: "number",
        ...defined({
          minimum: shape.minimum,
          maximum: shape.maximum,
          multipleOf: shape.decimals === undefined ? undefined : Number(`1e-${shape.decimals}`),
        }),
      };
    case "boolean":
      return { type: "boolean" };
    case "enum": {
      const make = (): JsonObject => enumSchema(shape.values);
      return shape.name === undefined ? make() : references.enum(shape.name, make);
    }
    case "literal":
      return { type: typeof shape.value, const: shape.value };
    case "array":
      return arraySchema(shape, references);
    case "object":
      return references.object(shape);
    case "dictionary":
      return dictionarySchema(shape, references);
    case "record":
      return {
        type: "object",
        additionalProperties: orNull(shapeSchema(shape.values, references)),
      };
    case "union":
      return unionSchema(shape, references);
    case "any":
      return { type: anything, items: {} };
  }
}

/** The formats that every stored value has. `time` wants a zone, which ours has not; the syntax of a `uri` is checked by patterns only. */
const promisedFormats: ReadonlySet<StringFormat> = new Set(["date", "date-time", "uuid"]);

function textSchema({ patterns, format, minLength, maxLength }: StringShape): JsonObject {
  const [pattern, ...more] = patterns;
  return {
    type: "string",
    ...(format !== undefined && promisedFormats.has(format) && { format }),
    ...(pattern !== undefined && { pattern }),
    ...(more.length > 0 && { allOf: more.map((other) => ({ pattern: other })) }),
    ...defined({ minLength, maxLength }),
  };
}

function enumSchema(values: Extract<Shape, { kind: "enum" }>["values"]): JsonObject {
  // Most values say nothing but their text.
  const described = values.filter(
    ({ title, description, deprecated }) =>
      title !== undefined || description !== undefined || deprecated === true,
  );
  const meanings = described.flatMap(({ text, title, description, deprecated }) => {
    const words = [title, description, deprecated === true ? "Deprecated." : undefined];
    const said = words.filter(
      (part = "", index) => part.trim() !== "" && part !== text && words.indexOf(part) === index,
    );
    return said.length === 0 ? [] : [`- \`${text}\`: ${said.join(" — ").trim()}`];
  });
  return {
    type: "string",
    // No value at all is allowed where the enum has none.
    ...(values.length === 0 ? never : { enum: values.map(({ text }) => text) }),
    ...(meanings.length > 0 && { description: prose(meanings.join("\n")) }),
  };
}

function arraySchema(shape: ArrayShape, references: SchemaReferences): JsonObject {
  const { minItems, maxItems, unique } = shape;
  return {
    type: "array",
    items: shapeSchema(shape.items, references),
    ...defined({ minItems, maxItems }),
    ...(unique && { uniqueItems: true }),
  };
}

/** The compact form gives an object for each key, or null for one with nothing but its key; the simple form gives one member's value. */
function dictionarySchema(shape: DictionaryShape, references: SchemaReferences): JsonObject {
  const { key, values, simple, minItems, maxItems } = shape;
  const objects = (values.kind === "union" ? values.anyOf : [values]).map((option) =>
    option.kind === "object" ? references.entry(option, key) : shapeSchema(option, references),
  );
  const forms = [
    ...objects,
    ...(simple === undefined ? [] : [shapeSchema(simple.shape, references)]),
    { type: "null" },
  ];
  return {
    type: "object",
    additionalProperties: anyOf(forms),
    ...defined({ minProperties: minItems, maxProperties: maxItems }),
  };
}

function unionSchema(shape: UnionShape, references: SchemaReferences): JsonObject {
  const { anyOf: options, discriminator } = shape;
  const choice = anyOf(options.map((option) => shapeSchema(option, references)));
  if (discriminator === undefined || options.length < 2) return choice;
  return { ...choice, ...discriminatorOf(options, discriminator, references) };
}

/** OpenAPI's `discriminator` is legal only where every option is a reference and has the member for sure. */
function discriminatorOf(
  options: readonly Shape[],
  member: string,
  references: SchemaReferences,
): JsonObject {
  const mapping: [string, JsonValue][] = [];
  for (const option of options) {
    const literals =
      option.kind === "object" ? references.discriminates(option, member) : undefined;
    if (option.kind !== "object" || literals === undefined) return {};
    const target = references.object(option)["$ref"]!;
    mapping.push(...literals.map((literal): [string, JsonValue] => [literal, target]));
  }
  return { discriminator: { propertyName: member, mapping: Object.fromEntries(mapping) } };
}

/** The keywords that say nothing about null. */
const aboutOneType = new Set(
  "type enum format pattern minLength maxLength minimum maximum items minItems maxItems uniqueItems contains properties required additionalProperties minProperties maxProperties description".split(
    " ",
  ),
);

/** What says nothing more about values than the choice beside it; a `discriminator` is only for options that are references. */
const besideChoice = new Set(["description"]);

/** The same schema, null too. */
export function orNull(schema: JsonObject): JsonObject {
  const { type } = schema;
  const names = Object.keys(schema);
  if (type === anything && names.length === 2) return {};
  if (typeof type === "string" && names.every((name) => aboutOneType.has(name))) {
    const nullable = { ...schema, type: [type, "null"] };
    const { enum: values } = schema;
    return Array.isArray(values) ? { ...nullable, enum: [...values, null] } : nullable;
  }
  const { type: _type, enum: _values, anyOf: options, ...rest } = schema;
  const isChoice =
    Array.isArray(options) && Object.keys(rest).every((name) => besideChoice.has(name));
  if (isChoice) return { anyOf: [...options, { type: "null" }], ...rest };
  return { anyOf: [schema, { type: "null" }] };
}

/** What the schema of this shape cannot say, as sentences. */
export function shapeWords(shape: Shape): readonly string[] {
  switch (shape.kind) {
    case "string":
      return [
        ...(shape.earliest === undefined ? [] : [`Not before ${shape.earliest}.`]),
        ...(shape.latest === undefined ? [] : [`Not after ${shape.latest}.`]),
      ];
    case "array":
      return [...distinctWords(shape.keys, "elements"), ...shapeWords(shape.items)];
    case "dictionary":
      return [
        `Each key stands for the member \`${shape.key}\` of its object.`,
        ...(shape.simple === undefined
          ? []
          : [`A value that is no object stands for its member \`${shape.simple.member}\`.`]),
        ...distinctWords(shape.keys, "objects"),
      ];
    case "record":
      return shapeWords(shape.values);
    case "union":
      return shape.anyOf.flatMap(shapeWords);
    case "integer":
      return (shape.patterns ?? []).map((pattern) => `Its digits match \`${pattern}\`.`);
    case "number":
    case "boolean":
    case "enum":
    case "literal":
    case "object":
    case "any":
      return [];
  }
}

function distinctWords(
  keys: readonly DistinctMembers[] | undefined,
  things: string,
): readonly string[] {
  return (keys ?? []).map(({ members }) => {
    const names = members.map((name) => `\`${name}\``).join(", ");
    return `No two ${things} have the same ${names}.`;
  });
}

/** Without the members that are undefined. */
function defined(members: { readonly [name: string]: JsonValue | undefined }): JsonObject {
  const known: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(members)) {
    if (value !== undefined) known[name] = value;
  }
  return known;
}
