// A condition on a value that may stand inline or as an id → the same for the row, where it is an id, or may be nested once.

import { rememberedOf } from "../text/remembered.ts";
import { all, any, is, isAlways, member, memberConditions, NEVER, none, one } from "./condition.ts";
import { hasObjects } from "./json-kind.ts";
import type { Condition, NestedForm, ObjectShape, PropertyShape, Rule, Shape } from "./shape.ts";

/** The rules for the value of one member, as a row has it; with `form` rows may be nested in it. */
export function rowMemberRules(property: PropertyShape, form?: NestedForm): readonly Rule[] {
  const change = memberChange(property, form);
  return change === undefined ? property.rules : rewritten(property.rules, change);
}

/** The rules between the members of an object, as its row has them; with `form` rows may be nested in it. */
export function rowObjectRules(
  { properties, rules }: ObjectShape,
  form?: NestedForm,
): readonly Rule[] {
  if (rules.length === 0) return rules;
  const changes = new Map<string, Change>();
  for (const mentioned of mentionedMembers(rules)) {
    const property = properties.find(({ name }) => name === mentioned);
    const change = property && memberChange(property, form);
    if (change !== undefined) changes.set(mentioned, change);
  }
  if (changes.size === 0) return rules;
  return rewritten(rules, (condition) => rewrite(condition, changes));
}

/** The rules of an object are asked for each of its forms. */
const mentionedMembers = rememberedOf(
  (rules: readonly Rule[]): ReadonlySet<string> =>
    new Set(rules.flatMap(({ condition }) => memberConditions(condition).map(({ name }) => name))),
);

type Change = (condition: Condition) => Condition;

/** What becomes of a condition on this member; undefined where nothing does. */
function memberChange(property: PropertyShape, form: NestedForm | undefined): Change | undefined {
  const isNested = (form === "input" ? property.body : property.answer) !== undefined;
  if (form !== undefined && isNested) return (condition) => ofForm(condition, form);
  return showsIds(property) ? forIds : undefined;
}

/** The row has ids where a document has objects. */
function showsIds({ document, shape }: PropertyShape): boolean {
  return document !== undefined && !hasObjects(shape);
}

function rewritten(rules: readonly Rule[], change: Change): readonly Rule[] {
  return rules
    .map((rule) => ({ ...rule, condition: change(rule.condition) }))
    .filter(({ condition }) => !isAlways(condition));
}

function rewrite(condition: Condition, changes: ReadonlyMap<string, Change>): Condition {
  if (condition.kind === "member") {
    const change = changes.get(condition.name);
    return change === undefined ? condition : member(condition.name, change(condition.value));
  }
  return combined(condition, (inner) => rewrite(inner, changes)) ?? condition;
}

/** Where it asks for an object, one of this form is meant. */
function ofForm(condition: Condition, form: NestedForm): Condition {
  switch (condition.kind) {
    case "is":
      return is(shapeOfForm(condition.shape, form));
    case "some":
    case "every":
      return { ...condition, element: ofForm(condition.element, form) };
    case "absent":
    case "member":
      return condition;
    default:
      return combined(condition, (inner) => ofForm(inner, form)) ?? condition;
  }
}

function shapeOfForm(shape: Shape, form: NestedForm): Shape {
  if (!hasObjects(shape)) return shape;
  switch (shape.kind) {
    case "object":
      return { ...shape, form };
    case "array":
      return { ...shape, items: shapeOfForm(shape.items, form) };
    case "dictionary":
      return { ...shape, values: shapeOfForm(shape.values, form) };
    case "union":
      return { ...shape, anyOf: shape.anyOf.map((option) => shapeOfForm(option, form)) };
    default:
      return shape;
  }
}

/** An id is no object: what asks for one is never true of it. */
function forIds(condition: Condition): Condition {
  switch (condition.kind) {
    case "absent":
      return condition;
    case "member":
      return NEVER;
    case "is": {
      const shape = withoutObjects(condition.shape);
      return shape === undefined ? NEVER : is(shape);
    }
    case "some":
    case "every":
      return { ...condition, element: forIds(condition.element) };
    default:
      return combined(condition, forIds) ?? condition;
  }
}

function combined(
  condition: Condition,
  change: (inner: Condition) => Condition,
): Condition | undefined {
  switch (condition.kind) {
    case "all":
      return all(condition.of.map(change));
    case "any":
      return any(condition.of.map(change));
    case "none":
      return none(condition.of.map(change));
    case "one":
      return one(condition.of.map(change));
    default:
      return undefined;
  }
}

function withoutObjects(shape: Shape): Shape | undefined {
  if (shape.kind !== "union") return hasObjects(shape) ? undefined : shape;
  const options = shape.anyOf.flatMap((option) => withoutObjects(option) ?? []);
  if (options.length === shape.anyOf.length) return shape;
  return options.length > 1 ? { kind: "union", anyOf: options } : options[0];
}
