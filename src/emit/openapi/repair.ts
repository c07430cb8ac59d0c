// An example of an object that breaks rules → one with as few changes as make it satisfy them.

import { memberConditions } from "../../constraint/condition.ts";
import type { Condition, JsonValue, Shape } from "../../constraint/shape.ts";
import type { Member, Variant } from "../../constraint/variant.ts";
import { remembered } from "../../text/remembered.ts";
import { memberRules, type JudgedRule } from "../zod-rules.ts";
import type { ExampleMember } from "./example.ts";
import { fits, holds, obeys, ownMember, type Shapes } from "./fits.ts";

type JsonObject = { readonly [name: string]: JsonValue };

/** Changes tried until an object satisfies its rules. */
const maxRepairs = 12;

/** A member with another value; without one it is taken away. */
interface Change {
  readonly name: string;
  readonly value?: JsonValue;
}

export class ExampleRepair {
  readonly #shapes: Shapes;
  readonly #example: (shape: Shape) => JsonValue | undefined;
  /** Many classes inherit a condition. */
  readonly #ofMembers = remembered(memberConditions);

  /** `example` answers with a value of a shape, if it knows one. */
  constructor(shapes: Shapes, example: (shape: Shape) => JsonValue | undefined) {
    this.#shapes = shapes;
    this.#example = example;
  }

  /** `members` are all that the object may have; undefined where no changes are found. */
  repaired(
    example: readonly ExampleMember[],
    rules: readonly JudgedRule[],
    members: readonly Member[],
    variant: Variant,
  ): readonly ExampleMember[] | undefined {
    if (rules.length === 0) return example;
    const conditions = rules.map(({ rule }) => rule.condition);
    const mentioned = new Set(conditions.flatMap(this.#ofMembers).map(({ name }) => name));
    // Mostly rules speak of a few members, and an object of those is tried quickly.
    const isSmall = conditions.every(isOfMembers);
    const spokenOf = isSmall ? example.filter(({ name }) => mentioned.has(name)) : example;
    let current: JsonObject = Object.fromEntries(spokenOf.map(({ name, value }) => [name, value]));
    let repaired = example;
    let left = this.#broken(rules, current);
    for (let round = 0; left.length > 0; round++) {
      if (round === maxRepairs) return undefined;
      const count = left.length;
      for (const change of this.#changes(left[0]!.rule.condition, current, members, variant)) {
        const candidate = changed(current, change);
        const still = this.#broken(rules, candidate);
        if (still.length >= left.length) continue;
        current = candidate;
        repaired = withChange(repaired, change);
        left = still;
        break;
      }
      if (left.length === count) return undefined;
    }
    return repaired;
  }

  #broken(rules: readonly JudgedRule[], candidate: JsonObject): readonly JudgedRule[] {
    return rules.filter(
      ({ rule, defaults }) => !holds(rule.condition, { ...defaults, ...candidate }, this.#shapes),
    );
  }

  /** Changes of one member that the condition speaks of: it is taken away, or gets a value that is named there. */
  *#changes(
    condition: Condition,
    object: JsonObject,
    members: readonly Member[],
    variant: Variant,
  ): Iterable<Change> {
    for (const { name, value } of this.#ofMembers(condition)) {
      const member = members.find(({ property }) => property.name === name);
      if (member === undefined) continue;
      const rules = memberRules(member.property, variant);
      for (const wish of [...wishes(value, this.#example), this.#example(member.shape)]) {
        const suits =
          wish !== undefined &&
          wish !== ownMember(object, name) &&
          fits(wish, member.shape, this.#shapes) &&
          obeys(wish, rules, this.#shapes);
        if (suits) yield { name, value: wish };
      }
      if (ownMember(object, name) === undefined || !member.nullable) continue;
      yield member.present ? { name, value: null } : { name };
    }
  }
}

/** Whether it says something about single members only. */
function isOfMembers(condition: Condition): boolean {
  switch (condition.kind) {
    case "member":
      return true;
    case "all":
    case "any":
    case "none":
    case "one":
      return condition.of.every(isOfMembers);
    case "absent":
    case "is":
    case "some":
    case "every":
      return false;
  }
}

function changed(object: JsonObject, { name, value }: Change): JsonObject {
  if (value !== undefined) return { ...object, [name]: value };
  const { [name]: _, ...others } = object;
  return others;
}

function withChange(
  members: readonly ExampleMember[],
  { name, value }: Change,
): readonly ExampleMember[] {
  const at = members.findIndex((member) => member.name === name);
  if (value === undefined) return at === -1 ? members : members.toSpliced(at, 1);
  const member = { name, value };
  return at === -1 ? [...members, member] : members.with(at, member);
}

/** Values that the condition speaks of, alone and as a list; `example` answers with one of a shape. */
export function wishes(
  condition: Condition,
  example: (shape: Shape) => JsonValue | undefined,
): readonly JsonValue[] {
  switch (condition.kind) {
    case "absent":
    case "member":
      return [];
    case "is":
      return [example(condition.shape)].filter((value) => value !== undefined);
    case "some":
    case "every":
      return wishes(condition.element, example).map((item) => [item]);
    case "all":
    case "any":
    case "none":
    case "one":
      return condition.of.flatMap((part) => wishes(part, example));
  }
}
