// Object shapes → schemas of OpenAPI 3.1 under components/schemas: only those that an operation reaches, and each member that many
// classes inherit only once.

import { holdsForAbsent, memberConditions } from "../../constraint/condition.ts";
import type {
  JsonValue,
  ObjectReference,
  ObjectShape,
  Rule,
  Shape,
} from "../../constraint/shape.ts";
import {
  isAnswer,
  makesRow,
  printedVariant,
  referredForm,
  variantMembers,
  memberLook,
  type Member,
  type MemberLook,
  type Variant,
} from "../../constraint/variant.ts";
import { sameItems } from "../same-items.ts";
import { FORM_SUFFIXES } from "../zod-names.ts";
import { memberRules, objectRules, type JudgedRule } from "../zod-rules.ts";
import { NameTable } from "./component-names.ts";
import { conditionSchema, withRules } from "./condition-schema.ts";
import { Examples } from "./example.ts";
import { holds } from "./fits.ts";
import { prose } from "./prose.ts";
import { memberLine, objectLines } from "./lines.ts";
import { literalsOf, rowChoice } from "./row-choice.ts";
import { SharedMembers, type Properties, type SharedMember } from "./shared-members.ts";
import {
  orNull,
  shapeSchema,
  shapeWords,
  type JsonObject,
  type SchemaReferences,
} from "./shape-schema.ts";

/** How deep each kind of component stands in the document. */
const level = 2;

/** The same as those of the Zod types. */
const suffixes: Readonly<Record<Variant, string>> = { ...FORM_SUFFIXES, document: "" };

/** The members of an object in one of its forms, and in those where they look the same. */
interface Form {
  readonly looks: readonly MemberLook[];
  readonly properties: Properties;
}

/** Collects component schemas: whatever is referred to is added. */
export class SchemaComponents implements SchemaReferences {
  readonly #shapes: ReadonlyMap<string, ObjectShape>;
  readonly #names: NameTable;
  readonly #schemas = new Map<string, JsonValue>();
  /** Key → the one object that refers to its schema: a large document has tens of thousands of references. */
  readonly #references = new Map<string, JsonObject>();
  readonly #memberSchemas = new Map<MemberLook, SharedMember>();
  /** What `reference` answers, by class. */
  readonly #forms = new Map<string, Partial<Record<Variant, JsonObject>>>();
  readonly #members = new SharedMembers();
  readonly #properties = new Map<ObjectShape, readonly Form[]>();
  /** Name → line. */
  readonly #exampleLines = new Map<string, string>();
  readonly #exampleNames = new NameTable();
  readonly #examples: Examples;

  constructor(shapes: ReadonlyMap<string, ObjectShape>, names: NameTable) {
    this.#shapes = shapes;
    this.#names = names;
    this.#examples = new Examples(shapes);
  }

  /** All collected, sorted by name, as JSON: `schemas` and `examples` of the document's components. To be called once, at the end. */
  list(): { readonly schemas: string; readonly examples: string } {
    const lines = new Map<string, string>();
    const printed = this.#members.share((wish, text) => {
      const name = this.#names.another(wish);
      lines.set(name, memberLine(name, text));
      return schemaReference(name);
    });
    for (const [name, schema] of this.#schemas) {
      lines.set(name, memberLine(name, withProperties(schema, printed)));
    }
    return {
      schemas: objectLines(sorted(lines), level),
      examples: objectLines(sorted(this.#exampleLines), level),
    };
  }

  /** A reference to one form of a class. */
  reference(className: string, form: Variant): JsonObject {
    let forms = this.#forms.get(className);
    if (forms === undefined) this.#forms.set(className, (forms = {}));
    return (forms[form] ??= this.#form(this.#shape(className), form));
  }

  #form(object: ObjectShape, form: Variant): JsonObject {
    const { name } = object;
    const variant = printedVariant(object, form);
    const kind = variant === "document" ? "value" : "resource";
    return this.add(`${kind} ${name} ${variant}`, name + suffixes[variant], () =>
      this.#object(object, variant),
    );
  }

  /** A reference to what the resource of a class shows: one of its rows, or one of any of the `variants`. */
  rows(className: string, variants: readonly string[] | undefined): JsonObject {
    if (variants === undefined) return this.reference(className, "read");
    const hasOwn = this.#shapes.has(className);
    const key = hasOwn ? `rows ${className}` : `resource ${className} read`;
    return this.add(key, hasOwn ? `Any${className}` : className, () => {
      const options = variants.map((name) => ({
        object: this.#shape(name),
        reference: this.reference(name, "read"),
      }));
      return rowChoice(options);
    });
  }

  object(shape: ObjectReference): JsonObject {
    return this.reference(shape.name, referredForm(shape));
  }

  entry(shape: ObjectReference, key: string): JsonObject {
    const { name } = shape;
    const object = this.#shape(name);
    const variant = printedVariant(object, referredForm(shape));
    const wish = `${name}${suffixes[variant]}Entry`;
    return this.add(`entry ${variant} ${name} ${key}`, wish, () =>
      this.#object(object, variant, key),
    );
  }

  enum(name: string, make: () => JsonObject): JsonObject {
    return this.add(`enum ${name}`, name, make);
  }

  discriminates(reference: ObjectReference, name: string): readonly string[] | undefined {
    return literalsOf(this.#shape(reference.name), referredForm(reference), name);
  }

  /** A reference to the component for `key`, which is made the first time; its name comes from `wish`. */
  add(key: string, wish: string, make: () => JsonValue): JsonObject {
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const name = this.#names.of(key, wish);
    // Before it is made: a class may contain itself.
    const reference = schemaReference(name);
    this.#references.set(key, reference);
    this.#schemas.set(name, make());
    return reference;
  }

  /** An example of one form of a class, if one is known; `without` names members to leave out. */
  example(
    className: string,
    variant: Variant,
    without?: ReadonlySet<string>,
  ): JsonObject | undefined {
    return this.#examples.object(this.#shape(className), variant, without);
  }

  /** The `examples` member of a media type; the one for `key` is kept once, `text` is its value as JSON. */
  shareExample(key: string, wish: string, text: string): JsonObject {
    const name = this.#exampleNames.of(key, wish);
    this.#exampleLines.set(name, memberLine(name, `{"value":${text}}`));
    return { example: { $ref: `#/components/examples/${name}` } };
  }

  #shape(className: string): ObjectShape {
    const object = this.#shapes.get(className);
    if (!object) throw new Error(`There is no shape of class ${className}.`);
    return object;
  }

  #schema(shape: Shape): JsonObject {
    return shapeSchema(shape, this);
  }

  /** `key` is a member that the object may lack, as a dictionary's key stands for it. */
  #object(object: ObjectShape, variant: Variant, key?: string): JsonObject {
    const members = variantMembers(object, variant);
    const required = members
      .filter(({ present, property }) => present && property.name !== key)
      .map(({ property }) => property.name);
    const properties = this.#propertiesOf(object, members, variant);
    const words = description(object.description, [], object.seeAlso);
    const schema = {
      type: "object",
      ...(object.title !== undefined && { title: prose(object.title) }),
      ...(words !== undefined && { description: words }),
      ...(object.deprecated === true && { deprecated: true }),
      properties,
      ...(required.length > 0 && { required }),
      // Later versions may answer with more members; what is sent must be known.
      ...(!isAnswer(variant) && { additionalProperties: this.#additional(object) }),
    };
    return withRules(schema, this.#objectRules(object, variant, key));
  }

  /** Most forms of an object have the same members, which look the same. */
  #propertiesOf(object: ObjectShape, members: readonly Member[], variant: Variant): JsonObject {
    const looks = members.map((member) => lookOf(member, variant));
    let properties = this.#formLike(object, looks);
    if (properties === undefined) {
      const schemas = members.map((member, index) => this.#member(looks[index]!, member, variant));
      properties = this.#members.properties(schemas);
      const forms = this.#properties.get(object) ?? [];
      this.#properties.set(object, [...forms, { looks, properties }]);
    }
    properties.count++;
    return properties.placeholder;
  }

  #formLike(object: ObjectShape, looks: readonly MemberLook[]): Properties | undefined {
    const forms = this.#properties.get(object) ?? [];
    return forms.find((other) => sameItems(other.looks, looks))?.properties;
  }

  #additional({ additional }: ObjectShape): JsonValue {
    if (additional === undefined) return false;
    return additional.kind === "any" ? true : orNull(this.#schema(additional));
  }

  /** Rows may be older than a rule, or written by SQL: an answer is described, not judged. */
  #objectRules(object: ObjectShape, variant: Variant, key?: string): readonly JsonObject[] {
    if (isAnswer(variant)) return [];
    return (
      objectRules(object, variant)
        // What the key stands for is not in the object, so nothing can be said about it.
        .filter(({ rule }) => memberConditions(rule.condition).every(({ name }) => name !== key))
        .map(({ rule, defaults }) => labelled(rule, this.#rule(rule, defaults)))
    );
  }

  #rule({ condition }: Rule, defaults: JudgedRule["defaults"]): JsonObject {
    return conditionSchema(condition, {
      schema: (shape) => this.#schema(shape),
      missing: (name, value) =>
        Object.hasOwn(defaults, name)
          ? holds(value, defaults[name], this.#shapes)
          : holdsForAbsent(value),
      isObject: true,
    });
  }

  #member(look: MemberLook, member: Member, variant: Variant): SharedMember {
    let shared = this.#memberSchemas.get(look);
    if (shared === undefined) {
      shared = this.#members.member(member.property.name, this.#memberSchema(member, variant));
      this.#memberSchemas.set(look, shared);
    }
    return shared;
  }

  #memberSchema(member: Member, variant: Variant): JsonObject {
    const { property, shape, nullable } = member;
    const rules = isAnswer(variant) ? [] : memberRules(property, variant);
    const schema = withRules(
      this.#schema(shape),
      rules.map((rule) =>
        labelled(
          rule,
          conditionSchema(rule.condition, {
            schema: (part) => this.#schema(part),
            missing: (_, condition) => holdsForAbsent(condition),
            isObject: false,
          }),
        ),
      ),
    );
    const { description: own, ...rest } = nullable ? orNull(schema) : schema;
    const words = description(
      property.description ?? (own as string | undefined),
      shapeWords(shape),
      property.seeAlso,
    );
    const examples = this.#examples.own(member, variant);
    return {
      ...rest,
      ...(property.title !== undefined && { title: prose(property.title) }),
      ...(words !== undefined && { description: words }),
      ...(property.default !== undefined && makesRow(variant) && { default: property.default }),
      ...(property.deprecated === true && { deprecated: true }),
      ...(property.readonly && { readOnly: true }),
      ...(examples.length > 0 && { examples }),
    };
  }
}

/** Only new rows have their defaults said. */
function lookOf(member: Member, variant: Variant): MemberLook {
  const isFilled = member.property.default !== undefined && makesRow(variant);
  return isFilled ? member : memberLook(member);
}

function labelled({ label }: Rule, schema: JsonObject): JsonObject {
  return label === undefined ? schema : { description: prose(label), ...schema };
}

/** One text of what the author said, what the schema cannot say, and where to read more. */
function description(
  text: string | undefined,
  words: readonly string[],
  seeAlso: readonly string[] | undefined,
): string | undefined {
  // Mostly there is nothing but what the author said.
  if (words.length === 0 && seeAlso === undefined) {
    return text === undefined ? undefined : prose(text) || undefined;
  }
  const links = (seeAlso ?? []).map((link) => (/^https?:\/\//.test(link) ? `<${link}>` : link));
  const parts = [
    ...(text === undefined ? [] : [prose(text)]),
    ...(words.length === 0 ? [] : [[...new Set(words)].join(" ")]),
    ...(links.length === 0 ? [] : [`See ${links.join(", ")}.`]),
  ].filter((part) => part !== "");
  return parts.length === 0 ? undefined : parts.join("\n\n");
}

function schemaReference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

/** The schema as JSON, with its properties in place of their placeholder: the first, as quotes in the words before it are escaped. */
function withProperties(schema: JsonValue, properties: ReadonlyMap<JsonObject, string>): string {
  const text = JSON.stringify(schema);
  const shown = properties.get((schema as JsonObject)["properties"] as JsonObject);
  return shown === undefined
    ? text
    : text.replace(`"properties":{}`, () => `"properties": ${shown}`);
}

/** Their lines, by name. */
function sorted(components: ReadonlyMap<string, string>): readonly string[] {
  return [...components.keys()].toSorted().map((name) => components.get(name)!);
}
