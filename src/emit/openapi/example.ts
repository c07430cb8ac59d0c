// Shapes and rules → example values that fit them: the author's own example where there is one, else something plausible. Where nothing
// is found that satisfies all rules there is no example, rather than a wrong one.

import type {
  Condition,
  JsonValue,
  ObjectReference,
  ObjectShape,
  Shape,
} from "../../constraint/shape.ts";
import {
  makesRow,
  memberLook,
  type MemberLook,
  referredForm,
  variantMembers,
  type Member,
  type Variant,
} from "../../constraint/variant.ts";
import { memberRules, objectRules, type JudgedRule } from "../zod-rules.ts";
import { memberConditions } from "../../constraint/condition.ts";
import { fits, holds, obeys, ownMember, type Shapes } from "./fits.ts";
import { integerExample, numberExample, TextExamples, typed } from "./plain-example.ts";

type JsonObject = { readonly [name: string]: JsonValue };

/** Deeper objects are left out of examples where they are optional. */
const maxDepth = 3;

/** From this many members on, those that nobody gave an example for and that may be missing are left out. */
const manyMembers = 16;

/** Changes tried until an object satisfies its rules. */
const maxRepairs = 12;

export class Examples {
  readonly #shapes: Shapes;
  readonly #documents = new Map<string, JsonObject | undefined>();
  /** Of members of whole objects: those that many may have, and those that only some do. */
  readonly #common = new Map<MemberLook, { readonly value: JsonValue | undefined }>();
  readonly #sparse = new Map<MemberLook, { readonly value: JsonValue | undefined }>();
  readonly #own = new Map<MemberLook, readonly JsonValue[]>();
  readonly #texts = new TextExamples();

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
  }

  /**
   * An object of this class, or undefined where no value is known for a member that has to be there, or none that satisfies the rules.
   * `without` names members to leave out where they need not be there.
   */
  object(
    object: ObjectShape,
    variant: Variant,
    without: ReadonlySet<string> = new Set(),
  ): JsonObject | undefined {
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
  ): JsonObject | undefined {
    const members = variantMembers(object, variant);
    const isSparse = depth > 0 || members.length > manyMembers;
    const values: [string, JsonValue][] = [];
    for (const member of members) {
      const { property, present, nullable } = member;
      // What the server makes is best left to it: the example can then be sent more than once.
      const isMade = makesRow(variant) && property.hasDefault && property.default === undefined;
      if (!present && (isMade || without.has(property.name))) continue;
      const value =
        depth === 0
          ? this.#known(member, variant, isSparse)
          : this.#member(member, variant, depth, isSparse);
      if (value !== undefined) values.push([property.name, value]);
      else if (present && !nullable) return undefined;
      else if (present) values.push([property.name, null]);
    }
    const rules = objectRules(object, variant);
    return this.#repaired(Object.fromEntries(values), rules, members, variant);
  }

  /** At the top, where classes inherit from each other. */
  #known(member: Member, variant: Variant, isSparse: boolean): JsonValue | undefined {
    const { examples: own, default: value } = member.property;
    // In a large schema that is most of them.
    if (isSparse && member.nullable && own === undefined && value === undefined) return undefined;
    const examples = isSparse ? this.#sparse : this.#common;
    const key = memberLook(member);
    let known = examples.get(key);
    if (known === undefined) {
      examples.set(key, (known = { value: this.#member(member, variant, 0, isSparse) }));
    }
    return known.value;
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
    return rules.flatMap(({ condition }) => this.#wishes(condition)).find(suits);
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
      this.#documents.set(key, this.#object(object, form, new Set(), depth));
    }
    return this.#documents.get(key);
  }

  /** The object with as few changes as make it satisfy the rules; undefined where none are found. */
  #repaired(
    object: JsonObject,
    rules: readonly JudgedRule[],
    members: readonly Member[],
    variant: Variant,
  ): JsonObject | undefined {
    const broken = (candidate: JsonObject): readonly JudgedRule[] =>
      rules.filter(
        ({ rule, defaults }) =>
          !holds(rule.condition, withDefaults(candidate, defaults), this.#shapes),
      );
    let current = object;
    let left = broken(current);
    for (let round = 0; left.length > 0; round++) {
      if (round === maxRepairs) return undefined;
      const count = left.length;
      for (const candidate of this.#changes(left[0]!.rule.condition, current, members, variant)) {
        const still = broken(candidate);
        if (still.length >= left.length) continue;
        current = candidate;
        left = still;
        break;
      }
      if (left.length === count) return undefined;
    }
    return current;
  }

  /** Objects that differ in one member that the condition speaks of: without it, or with a value that is named there. */
  *#changes(
    condition: Condition,
    object: JsonObject,
    members: readonly Member[],
    variant: Variant,
  ): Iterable<JsonObject> {
    for (const { name, value } of memberConditions(condition)) {
      const member = members.find(({ property }) => property.name === name);
      if (member === undefined) continue;
      const rules = memberRules(member.property, variant);
      for (const wish of [...this.#wishes(value), this.#shape(member.shape, 1)]) {
        const suits =
          wish !== undefined &&
          wish !== ownMember(object, name) &&
          fits(wish, member.shape, this.#shapes) &&
          obeys(wish, rules, this.#shapes);
        if (suits) yield { ...object, [name]: wish };
      }
      if (ownMember(object, name) === undefined || !member.nullable) continue;
      const { [name]: _, ...others } = object;
      yield member.present ? { ...object, [name]: null } : others;
    }
  }

  /** Values that the condition speaks of, alone and as a list. */
  #wishes(condition: Condition): readonly JsonValue[] {
    switch (condition.kind) {
      case "absent":
      case "member":
        return [];
      case "is":
        return [this.#shape(condition.shape, 1)].filter((value) => value !== undefined);
      case "some":
      case "every":
        return this.#wishes(condition.element).map((item) => [item]);
      case "all":
      case "any":
      case "none":
      case "one":
        return condition.of.flatMap((part) => this.#wishes(part));
    }
  }
}

function withDefaults(object: JsonObject, defaults: JudgedRule["defaults"]): JsonObject {
  for (const _ in defaults) return { ...defaults, ...object };
  return object;
}

/** Linters would judge such an example, whose JSON is `text`, as if it were a schema itself. */
export function looksLikeSchema(value: JsonValue, text: string): boolean {
  return /"(?:default|example)":|"type":"array"/.test(text) && hasMarks(value);
}

function hasMarks(value: JsonValue): boolean {
  if (typeof value !== "object" || value === null) return false;
  const hasValue = "default" in value || "example" in value;
  const marks = ["enum", "type", "format", "$ref", "properties", "items"];
  return (
    (hasValue && marks.some((name) => name in value)) ||
    ("type" in value && value["type"] === "array") ||
    Object.values(value).some(hasMarks)
  );
}
