// Shapes and rules → example values that fit them: the author's own example where there is one, else something plausible. Where nothing
// is found that satisfies all rules there is no example, rather than a wrong one.

import type { JsonValue, ObjectReference, ObjectShape, Shape } from "../../constraint/shape.ts";
import {
  makesRow,
  memberLook,
  type MemberLook,
  referredForm,
  variantMembers,
  type Member,
  type Variant,
} from "../../constraint/variant.ts";
import { remembered } from "../../text/remembered.ts";
import { memberRules, objectRules } from "../zod-rules.ts";
import { fits, obeys, type Shapes } from "./fits.ts";
import { integerExample, numberExample, TextExamples, typed } from "./plain-example.ts";
import { ExampleRepair, wishes } from "./repair.ts";

type JsonObject = { readonly [name: string]: JsonValue };

/** A member of an example. */
export interface ExampleMember {
  readonly name: string;
  readonly value: JsonValue;
  /** `"name":value`, once it is needed: most members are those of many examples. */
  text?: string;
}

/** An object that is shown; without its JSON where linters would judge it as if it were a schema itself. */
export interface Example {
  readonly members: readonly ExampleMember[];
  readonly text?: string;
}

/** Deeper objects are left out of examples where they are optional. */
const maxDepth = 3;

/** From this many members on, those that nobody gave an example for and that may be missing are left out. */
const manyMembers = 16;

export class Examples {
  readonly #shapes: Shapes;
  readonly #documents = new Map<string, JsonObject | undefined>();
  /** Of members of whole objects: those that many may have, and those that only some do. */
  readonly #common = new Map<MemberLook, ExampleMember | "none">();
  readonly #sparse = new Map<MemberLook, ExampleMember | "none">();
  readonly #nulls = remembered((name: string): ExampleMember => ({ name, value: null }));
  readonly #own = new Map<MemberLook, readonly JsonValue[]>();
  readonly #texts = new TextExamples();
  readonly #repair: ExampleRepair;

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
    this.#repair = new ExampleRepair(shapes, (shape) => this.#shape(shape, 1));
  }

  /**
   * The members of an object of this class, or undefined where no value is known for one that has to be there, or none that satisfies
   * the rules. `without` names members to leave out where they need not be there.
   */
  object(
    object: ObjectShape,
    variant: Variant,
    without: ReadonlySet<string> = new Set(),
  ): readonly ExampleMember[] | undefined {
    return this.#object(object, variant, without, 0);
  }

  /** The author's examples of a member that fit it. */
  own(member: Member, variant: Variant): readonly JsonValue[] {
    const { examples } = member.property;
    if (examples === undefined) return [];
    const key = memberLook(member);
    let fitting = this.#own.get(key);
    if (fitting === undefined) {
      const rules = memberRules(member.property, variant);
      fitting = examples
        .map((example) => typed(example, member.shape))
        .filter(
          (example) =>
            fits(example, member.shape, this.#shapes) && obeys(example, rules, this.#shapes),
        );
      this.#own.set(key, fitting);
    }
    return fitting;
  }

  #object(
    object: ObjectShape,
    variant: Variant,
    without: ReadonlySet<string>,
    depth: number,
  ): readonly ExampleMember[] | undefined {
    const members = variantMembers(object, variant);
    const isSparse = depth > 0 || members.length > manyMembers;
    const example: ExampleMember[] = [];
    for (const member of members) {
      const { property, present, nullable } = member;
      // What the server makes is best left to it: the example can then be sent more than once.
      const isMade = makesRow(variant) && property.hasDefault && property.default === undefined;
      if (!present && (isMade || without.has(property.name))) continue;
      const known =
        depth === 0
          ? this.#known(member, variant, isSparse)
          : exampleMember(member, this.#member(member, variant, depth, isSparse));
      if (known !== "none") example.push(known);
      else if (present && !nullable) return undefined;
      else if (present) example.push(this.#nulls(property.name));
    }
    return this.#repair.repaired(example, objectRules(object, variant), members, variant);
  }

  /** At the top, where classes inherit from each other. */
  #known(member: Member, variant: Variant, isSparse: boolean): ExampleMember | "none" {
    const { examples: own, default: value } = member.property;
    // In a large schema that is most of them.
    if (isSparse && member.nullable && own === undefined && value === undefined) return "none";
    const examples = isSparse ? this.#sparse : this.#common;
    const key = memberLook(member);
    let known = examples.get(key);
    if (known === undefined) {
      known = exampleMember(member, this.#member(member, variant, 0, isSparse));
      examples.set(key, known);
    }
    return known;
  }

  #member(
    member: Member,
    variant: Variant,
    depth: number,
    isSparse: boolean,
  ): JsonValue | undefined {
    const [own] = this.own(member, variant);
    if (own !== undefined) return own;
    const { property, shape, nullable } = member;
    const { default: value } = property;
    if (fits(value, shape, this.#shapes)) return value;
    if (isSparse && nullable) return undefined;
    const rules = memberRules(property, variant);
    const suits = (candidate: JsonValue | undefined): candidate is JsonValue =>
      fits(candidate, shape, this.#shapes) && obeys(candidate as JsonValue, rules, this.#shapes);
    const plain = this.#shape(shape, depth);
    if (rules.length === 0 || suits(plain)) return plain;
    const others = rules.flatMap(({ condition }) =>
      wishes(condition, (part) => this.#shape(part, 1)),
    );
    return others.find(suits);
  }

  #shape(shape: Shape, depth: number): JsonValue | undefined {
    switch (shape.kind) {
      case "string":
        return this.#texts.of(shape);
      case "integer":
        return integerExample(shape);
      case "number":
        return numberExample(shape.decimals === 0 ? 1 : 1.5, shape);
      case "boolean":
        return true;
      case "enum":
        return shape.values[0]?.text;
      case "literal":
        return shape.value;
      case "array":
        return this.#array(shape, depth);
      case "object":
        return this.#inner(shape, depth + 1);
      case "dictionary":
        return (shape.minItems ?? 0) === 0 ? {} : undefined;
      case "record":
        return {};
      case "union":
        // The first that works: computing all of them multiplies at every level of nesting.
        for (const option of shape.anyOf) {
          const value = this.#shape(option, depth);
          if (value !== undefined) return value;
        }
        return undefined;
      case "any":
        return { any: "value" };
    }
  }

  #array(shape: Extract<Shape, { kind: "array" }>, depth: number): JsonValue | undefined {
    const { minItems = 0, maxItems = 1, items } = shape;
    if (maxItems < 1) return [];
    const item = this.#shape(items, depth);
    if (item === undefined) return minItems === 0 ? [] : undefined;
    if (minItems <= 1) return [item];
    const isMany = shape.unique || (shape.keys ?? []).length > 0;
    if (!isMany) return Array.from({ length: minItems }, () => item);
    const others = items.kind === "enum" ? items.values.map(({ text }) => text) : [];
    return others.length >= minItems ? others.slice(0, minItems) : undefined;
  }

  #inner(shape: ObjectReference, depth: number): JsonObject | undefined {
    const { name } = shape;
    const form = referredForm(shape);
    const object = this.#shapes.get(name);
    if (object === undefined || depth > maxDepth) return undefined;
    const key = `${depth} ${form} ${name}`;
    if (!this.#documents.has(key)) {
      this.#documents.set(key, undefined); // it may contain itself
      const members = this.#object(object, form, new Set(), depth);
      this.#documents.set(key, members && objectOf(members));
    }
    return this.#documents.get(key);
  }
}

function exampleMember({ property }: Member, value: JsonValue | undefined): ExampleMember | "none" {
  return value === undefined ? "none" : { name: property.name, value };
}

function objectOf(members: readonly ExampleMember[]): JsonObject {
  return Object.fromEntries(members.map(({ name, value }) => [name, value]));
}

export function exampleOf(members: readonly ExampleMember[]): Example {
  const texts = members.map(
    (member) => (member.text ??= `${JSON.stringify(member.name)}:${JSON.stringify(member.value)}`),
  );
  const inside = texts.join(",");
  const text = `{${inside}}`;
  const maybeSchema = /"(?:default|example)":|"type":"array"/.test(inside);
  return maybeSchema && looksLikeSchema(objectOf(members)) ? { members } : { members, text };
}

function looksLikeSchema(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return false;
  const hasValue = "default" in value || "example" in value;
  const marks = ["enum", "type", "format", "$ref", "properties", "items"];
  return (
    (hasValue && marks.some((name) => name in value)) ||
    ("type" in value && value["type"] === "array") ||
    Object.values(value).some(looksLikeSchema)
  );
}
