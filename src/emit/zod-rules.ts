// Which rules of a class can be judged in which of its forms.

import { memberConditions } from "../constraint/condition.ts";
import type {
  JsonValue,
  NestedForm,
  ObjectShape,
  PropertyShape,
  Rule,
} from "../constraint/shape.ts";
import { makesRow, type Variant } from "../constraint/variant.ts";
import { rowMemberRules, rowObjectRules } from "../constraint/row-condition.ts";

export interface JudgedRule {
  readonly rule: Rule;
  /** What absent members will be: the server fills them in. */
  readonly defaults: Readonly<Record<string, JsonValue>>;
}

/**
 * The rules between the members of an object in one of its forms. None in `update`: a part of an object cannot be judged, the
 * database does it. Rows show rows of other tables by their ids, of which less can be said; and in `create` what a rule says
 * about members that only the server knows is left out.
 */
export function objectRules(object: ObjectShape, variant: Variant): readonly JudgedRule[] {
  if (variant === "update" || object.rules.length === 0) return [];
  let known = judged.get(object);
  if (known === undefined) judged.set(object, (known = {}));
  return (known[variant] ??= judgedRules(object, variant));
}

/** Several printers ask for the same. */
const judged = new WeakMap<ObjectShape, Partial<Record<Variant, readonly JudgedRule[]>>>();

function judgedRules(object: ObjectShape, variant: Variant): readonly JudgedRule[] {
  const rules = variant === "document" ? object.rules : rowObjectRules(object, nestedForm(variant));
  const filled = makesRow(variant)
    ? object.properties.filter((property) => property.hasDefault || property.readonly)
    : [];
  if (filled.length === 0) return rules.map((rule) => ({ rule, defaults: {} }));
  return rules.flatMap((rule) => {
    const mentioned = [
      ...new Set(memberConditions(rule.condition).map(({ name }) => name)),
    ].flatMap((name) => filled.find((property) => property.name === name) ?? []);
    if (mentioned.some((property) => property.default === undefined)) return [];
    const defaults = Object.fromEntries(
      mentioned.map((property) => [property.name, property.default!]),
    );
    return [{ rule, defaults }];
  });
}

/** The rules for the value of one member. */
export function memberRules(property: PropertyShape, variant: Variant): readonly Rule[] {
  const { rules } = property;
  if (rules.length === 0 || variant === "document") return rules;
  return rowMemberRules(property, nestedForm(variant));
}

/** The form of rows that are nested in one of this form. */
function nestedForm(variant: Variant): NestedForm | undefined {
  switch (variant) {
    case "read":
      return "nested";
    case "create":
    case "update":
      return "input";
    case "nested":
    case "input":
    case "document":
      return undefined;
  }
}
