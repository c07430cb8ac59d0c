// The object of a class in one of its forms → the text of its schema. Most of its members look the same in all forms, and in all classes
// that inherit them: each is made once.

import { holdsForAbsent, memberConditions } from "../../constraint/condition.ts";
import type { JsonValue, ObjectShape, PropertyShape, Rule, Shape } from "../../constraint/shape.ts";
import {
  isAnswer,
  makesRow,
  memberLook,
  propertyMember,
  variantMembers,
  type Member,
  type MemberLook,
  type Variant,
} from "../../constraint/variant.ts";
import { remembered } from "../../text/remembered.ts";
import { memberRules, objectRules, type JudgedRule } from "../zod-rules.ts";
import { conditionSchema, ruleKeywords, withRules } from "./condition-schema.ts";
import type { Examples } from "./example.ts";
import { holds, type Shapes } from "./fits.ts";
import { prose } from "./prose.ts";
import { MemberRun, SharedMembers, type SharedMember } from "./shared-members.ts";
import {
  orNull,
  shapeSchema,
  shapeWords,
  type JsonObject,
  type SchemaReferences,
} from "./shape-schema.ts";

/** The schema of an object, around its properties. */
export interface ObjectText {
  readonly before: string;
  readonly properties: readonly MemberRun[];
  readonly after: string;
}

/** What the forms of an object have in common. */
interface ObjectParts {
  readonly keywords: JsonObject;
  /** Those as JSON, up to the properties. */
  readonly before: string;
  readonly ofRows: readonly Stretch[];
  readonly ofDocuments: readonly Stretch[];
}

/** Properties that stand one after the other; either they look different in some forms, or each in all of them the same. */
interface Stretch {
  readonly varies: boolean;
  readonly properties: PropertyShape[];
  /** The same in all forms, once it is needed. */
  run?: MemberRun;
}

export class ObjectSchemas {
  readonly members = new SharedMembers();
  readonly #shapes: Shapes;
  readonly #references: SchemaReferences;
  readonly #examples: Examples;
  readonly #parts = new Map<ObjectShape, ObjectParts>();
  /** What rules say of objects where no defaults count; many classes inherit their conditions. */
  readonly #plain = remembered((condition: Rule["condition"]) => this.#rule(condition, {}));
  readonly #memberSchemas = new Map<MemberLook, SharedMember>();

  constructor(shapes: Shapes, references: SchemaReferences, examples: Examples) {
    this.#shapes = shapes;
    this.#references = references;
    this.#examples = examples;
  }

  /** `key` is a member that the object may lack, as a dictionary's key stands for it. */
  object(object: ObjectShape, variant: Variant, key?: string): ObjectText {
    const { keywords, before, ofRows, ofDocuments } = this.#partsOf(object);
    const stretches = variant === "document" ? ofDocuments : ofRows;
    const properties = this.#runs(stretches, variant);
    this.members.print(properties);
    // Answers are long, and have all their members.
    if (isAnswer(variant) && key === undefined)
      return { before, properties, after: `${allRequired(properties)}}` };
    const behind = JSON.stringify(this.#keywordsBehind(keywords, object, variant, key));
    return { before, properties, after: behind === "{}" ? "}" : `,${behind.slice(1)}` };
  }

  /** What stands behind the properties, and the keywords before those. */
  #keywordsBehind(
    before: JsonObject,
    object: ObjectShape,
    variant: Variant,
    key: string | undefined,
  ): JsonObject {
    const required = variantMembers(object, variant)
      .filter(({ present, property }) => present && property.name !== key)
      .map(({ property }) => property.name);
    const keywords = {
      ...(required.length > 0 && { required }),
      // Later versions may answer with more members; what is sent must be known.
      ...(!isAnswer(variant) && { additionalProperties: this.#additional(object) }),
    };
    const rules = this.#objectRules(object, variant, key);
    if (rules.length === 0) return keywords;
    return { ...keywords, ...ruleKeywords({ ...before, properties: {}, ...keywords }, rules) };
  }

  #partsOf(object: ObjectShape): ObjectParts {
    let parts = this.#parts.get(object);
    if (parts === undefined) this.#parts.set(object, (parts = partsOf(object)));
    return parts;
  }

  #runs(stretches: readonly Stretch[], variant: Variant): readonly MemberRun[] {
    return stretches
      .map((stretch) =>
        stretch.varies
          ? this.#run(stretch, variant)
          : (stretch.run ??= this.#run(stretch, variant)),
      )
      .filter(({ members }) => members.length > 0);
  }

  #run({ properties }: Stretch, variant: Variant): MemberRun {
    const members: SharedMember[] = [];
    for (const property of properties) {
      const member = propertyMember(property, variant);
      if (member !== "none") members.push(this.#member(member, variant));
    }
    return new MemberRun(members);
  }

  #additional({ additional }: ObjectShape): JsonValue {
    if (additional === undefined) return false;
    return additional.kind === "any" ? true : orNull(this.#schema(additional));
  }

  /** Rows may be older than a rule, or written by SQL: an answer is described, not judged. */
  #objectRules(object: ObjectShape, variant: Variant, key?: string): readonly JsonObject[] {
    if (isAnswer(variant)) return [];
    const rules = objectRules(object, variant);
    // What the key stands for is not in the object, so nothing can be said about it.
    const judged = key === undefined ? rules : rules.filter(({ rule }) => !speaksOf(rule, key));
    return judged.map(({ rule, defaults }) => {
      const { condition } = rule;
      const isPlain = Object.keys(defaults).length === 0;
      return labelled(rule, isPlain ? this.#plain(condition) : this.#rule(condition, defaults));
    });
  }

  #rule(condition: Rule["condition"], defaults: JudgedRule["defaults"]): JsonObject {
    return conditionSchema(condition, {
      schema: (shape) => this.#schema(shape),
      missing: (name, value) =>
        Object.hasOwn(defaults, name)
          ? holds(value, defaults[name], this.#shapes)
          : holdsForAbsent(value),
      isObject: true,
    });
  }

  #member(member: Member, variant: Variant): SharedMember {
    const look = lookOf(member, variant);
    let shared = this.#memberSchemas.get(look);
    if (shared === undefined) {
      shared = this.members.member(member.property.name, this.#memberSchema(member, variant));
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
    const shown = nullable ? orNull(schema) : schema;
    const { description: own } = shown;
    const words = description(
      property.description ?? (own as string | undefined),
      shapeWords(shape),
      property.seeAlso,
    );
    const examples = this.#examples.own(member, variant);
    return {
      ...(own === undefined ? shown : withoutDescription(shown)),
      ...(property.title !== undefined && { title: prose(property.title) }),
      ...(words !== undefined && { description: words }),
      ...(property.default !== undefined && makesRow(variant) && { default: property.default }),
      ...(property.deprecated === true && { deprecated: true }),
      ...(property.readonly && { readOnly: true }),
      ...(examples.length > 0 && { examples }),
    };
  }

  #schema(shape: Shape): JsonObject {
    return shapeSchema(shape, this.#references);
  }
}

function partsOf(object: ObjectShape): ObjectParts {
  const words = description(object.description, [], object.seeAlso);
  const keywords = {
    type: "object",
    ...(object.title !== undefined && { title: prose(object.title) }),
    ...(words !== undefined && { description: words }),
    ...(object.deprecated === true && { deprecated: true }),
  };
  return {
    keywords,
    before: `${JSON.stringify(keywords).slice(0, -1)},"properties": `,
    ofRows: stretches(object.properties),
    ofDocuments: [{ varies: false, properties: [...object.properties] }],
  };
}

function stretches(properties: readonly PropertyShape[]): readonly Stretch[] {
  const list: Stretch[] = [];
  for (const property of properties) {
    const varies = looksDifferent(property);
    const last = list.at(-1);
    if (last?.varies === varies) last.properties.push(property);
    else list.push({ varies, properties: [property] });
  }
  return list;
}

/** In some form of a row, or it is not in all of them. */
function looksDifferent(property: PropertyShape): boolean {
  return (
    property.readonly ||
    property.rules.length > 0 ||
    property.default !== undefined ||
    property.answer !== undefined ||
    property.body !== undefined
  );
}

function speaksOf({ condition }: Rule, member: string): boolean {
  return memberConditions(condition).some(({ name }) => name === member);
}

/** Only new rows have their defaults said. */
function lookOf(member: Member, variant: Variant): MemberLook {
  const isFilled = member.property.default !== undefined && makesRow(variant);
  return isFilled ? member : memberLook(member);
}

/** That all of these have to be there: one more keyword, as JSON, if there are any. */
function allRequired(properties: readonly MemberRun[]): string {
  if (properties.length === 0) return "";
  const names = properties.map((run) => run.names).reduce((before, more) => `${before},${more}`);
  return `,"required":[${names}]`;
}

function withoutDescription(schema: JsonObject): JsonObject {
  const { description: _, ...others } = schema;
  return others;
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
