// A condition on a value that may stand inline or as an id → the same for the row, where it is an id.

import { all, any, is, isAlways, member, NEVER, none, one } from "./condition.ts";
import { hasObjects } from "./json-kind.ts";
import type { Condition, ObjectShape, PropertyShape, Rule, Shape } from "./shape.ts";

/** The rules for the value of one member, as a row has it. */
export function rowMemberRules(property: PropertyShape): readonly Rule[] {
  return showsIds(property) ? rewritten(property.rules, forIds) : property.rules;
}

/** The rules between the members of an object, as its row has them. */
export function rowObjectRules({ properties, rules }: ObjectShape): readonly Rule[] {
  const ids = new Set(properties.filter(showsIds).map(({ name }) => name));
  if (ids.size === 0 || rules.length === 0) return rules;
  return rewritten(rules, (condition) => rewrite(condition, ids));
}

/** The row has ids where a document has objects. */
function showsIds({ document, shape }: PropertyShape): boolean {
  return document !== undefined && !hasObjects(shape);
}

function rewritten(
  rules: readonly Rule[],
  change: (condition: Condition) => Condition,
): readonly Rule[] {
  return rules
    .map((rule) => ({ ...rule, condition: change(rule.condition) }))
    .filter(({ condition }) => !isAlways(condition));
}

function rewrite(condition: Condition, ids: ReadonlySet<string>): Condition {
  if (condition.kind === "member") {
    return ids.has(condition.name) ? member(condition.name, forIds(condition.value)) : condition;
  }
  return combined(condition, (inner) => rewrite(inner, ids)) ?? condition;
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
