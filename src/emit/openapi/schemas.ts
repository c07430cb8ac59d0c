// Shapes → schemas of OpenAPI 3.1 (JSON Schema 2020-12) under components/schemas: only those that an operation reaches.

import {
  variantMembers,
  type EnumShape,
  type JsonValue,
  type Member,
  type ObjectShape,
  type Shape,
  type StringFormat,
  type StringShape,
  type Variant,
} from "../../constraint/shape.ts";
import { NameTable } from "./component-names.ts";
import { objectExample } from "./example.ts";

export type JsonObject = { readonly [name: string]: JsonValue };

const suffixes: Readonly<Record<Variant, string>> = {
  read: "",
  create: "Create",
  update: "Update",
  document: "",
};

/** The range in which JavaScript's numbers are exact. */
const maxInteger = Number.MAX_SAFE_INTEGER;

/** Collects component schemas: whatever is referred to is added. */
export class SchemaComponents {
  readonly #shapes: ReadonlyMap<string, ObjectShape>;
  readonly #names: NameTable;
  readonly #schemas = new Map<string, JsonValue>();
  readonly #examples = new Map<string, JsonValue>();
  readonly #exampleNames = new NameTable();

  constructor(shapes: ReadonlyMap<string, ObjectShape>, names: NameTable) {
    this.#shapes = shapes;
    this.#names = names;
  }

  /** All collected so far, sorted by name: `schemas` and `examples` of the document's components. */
  list(): { readonly schemas: JsonObject; readonly examples: JsonObject } {
    return { schemas: sorted(this.#schemas), examples: sorted(this.#examples) };
  }

  /** A reference to one form of a class. */
  reference(className: string, variant: Variant): JsonObject {
    const object = this.#shapes.get(className);
    if (!object) throw new Error(`There is no shape of class ${className}.`);
    const kind = variant === "document" ? "value" : "resource";
    return this.add(`${kind} ${className} ${variant}`, className + suffixes[variant], () =>
      this.#object(object, variant),
    );
  }

  /** A reference to the component for `key`, which is made the first time; its name comes from `wish`. */
  add(key: string, wish: string, make: () => JsonValue): JsonObject {
    const name = this.#names.of(key, wish);
    if (!this.#schemas.has(name)) {
      this.#schemas.set(name, null); // a class may contain itself
      this.#schemas.set(name, make());
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** An example of one form of a class, if one is known; `without` names members to leave out. */
  example(
    className: string,
    variant: Variant,
    without: ReadonlySet<string> = new Set(),
  ): JsonObject | undefined {
    const object = this.#shapes.get(className);
    return object && objectExample(object, variant, this.#shapes, { without });
  }

  /** The `examples` member of a media type; the value for `key` is kept once. */
  shareExample(key: string, wish: string, value: JsonValue): JsonObject {
    const name = this.#exampleNames.of(key, wish);
    this.#examples.set(name, { value });
    return { example: { $ref: `#/components/examples/${name}` } };
  }

  /** A schema for a member's values, null aside. */
  schema(shape: Shape): JsonObject {
    switch (shape.kind) {
      case "string":
        return textSchema(shape);
      case "integer": {
        const { minimum = -maxInteger, maximum = maxInteger } = shape;
        return { type: "integer", format: "int64", minimum, maximum };
      }
      case "number":
        return { type: "number", ...bounds(shape) };
      case "boolean":
        return { type: "boolean" };
      case "enum":
        return this.#enum(shape);
      case "literal":
        return { const: shape.value };
      case "array":
        return {
          type: "array",
          items: this.schema(shape.items),
          ...(shape.minItems !== undefined && { minItems: shape.minItems }),
          ...(shape.maxItems !== undefined && { maxItems: shape.maxItems }),
          ...(shape.unique && { uniqueItems: true }),
        };
      case "object":
        return this.reference(shape.name, "document");
      case "dictionary":
        return { type: "object" };
      case "record":
        return { type: "object", additionalProperties: this.schema(shape.values) };
      case "union":
        return { anyOf: shape.anyOf.map((option) => this.schema(option)) };
      case "any":
        return {};
    }
  }

  #enum({ name, values }: EnumShape): JsonObject {
    const described = values
      .filter(({ description }) => description !== undefined)
      .map(({ text, description }) => `- \`${text}\`: ${description}`);
    const schema = {
      type: "string",
      enum: values.map(({ text }) => text),
      ...(described.length > 0 && { description: described.join("\n") }),
    };
    return name === undefined ? schema : this.add(`enum ${name}`, name, () => schema);
  }

  #object(object: ObjectShape, variant: Variant): JsonObject {
    const members = variantMembers(object, variant);
    const required = members.filter(({ present }) => present).map(({ property }) => property.name);
    return {
      type: "object",
      ...(object.title !== undefined && { title: object.title }),
      ...(object.description !== undefined && { description: object.description }),
      ...(object.deprecated === true && { deprecated: true }),
      properties: Object.fromEntries(
        members.map((member) => [member.property.name, this.#member(member, variant)]),
      ),
      ...(required.length > 0 && { required }),
      // Later versions may answer with more members; what is sent must be known.
      ...(variant !== "read" && { additionalProperties: object.additional !== undefined }),
    };
  }

  #member({ property, nullable }: Member, variant: Variant): JsonObject {
    const schema = this.schema(property.shape);
    return {
      ...(nullable ? orNull(schema) : schema),
      ...(property.title !== undefined && { title: property.title }),
      ...(property.description !== undefined && { description: property.description }),
      ...(property.default !== undefined && variant === "create" && { default: property.default }),
      ...(property.deprecated === true && { deprecated: true }),
      ...(property.readonly && { readOnly: true }),
    };
  }
}

function sorted(components: ReadonlyMap<string, JsonValue>): JsonObject {
  return Object.fromEntries([...components].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** The same schema, null too. */
function orNull(schema: JsonObject): JsonObject {
  if (Object.keys(schema).length === 0) return schema;
  if (typeof schema["type"] !== "string") return { anyOf: [schema, { type: "null" }] };
  return {
    ...schema,
    type: [schema["type"], "null"],
    ...(Array.isArray(schema["enum"]) && { enum: [...schema["enum"], null] }),
  };
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
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
  };
}

function bounds({
  minimum,
  maximum,
}: {
  readonly minimum?: number;
  readonly maximum?: number;
}): JsonObject {
  return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) };
}
