// Classes in their forms, and rules → Zod expressions.

import type { ObjectShape, PropertyShape, Rule, Shape } from "../constraint/shape.ts";
import { memberShape, type Member, type Variant } from "../constraint/variant.ts";
import { ruleWords } from "./condition-words.ts";
import {
  call,
  check,
  checked,
  json,
  leadsToClass,
  named,
  zod,
  type MemberExpression,
  type ZodExpression,
} from "./zod-expression.ts";
import { memberRules, objectRules } from "./zod-rules.ts";
import {
  conditionExpression,
  outOfLine,
  shapeExpression,
  type ShapeContext,
} from "./zod-shapes.ts";

/** The schema of a class with these members, without the rules between them. */
export function objectExpression(
  object: ObjectShape,
  members: readonly MemberExpression[],
  context: ShapeContext,
): ZodExpression {
  const proto = members.find(({ name }) => name === "__proto__");
  const others = proto === undefined ? members : members.filter((member) => member !== proto);
  const value = closed(object.additional, others, context, proto !== undefined);
  return proto === undefined ? value : check("withProto", value, outOfLine(proto.value));
}

/** The members of a class in one of its forms; those that are the same in several are the same expressions. */
export function memberExpressions(
  members: readonly Member[],
  variant: Variant,
  context: ShapeContext,
): readonly MemberExpression[] {
  return members.map((member) => memberExpression(member, variant, context));
}

/** The rules between the members of an object in one of its forms, as checks. */
export function objectChecks(
  object: ObjectShape,
  variant: Variant,
  context: ShapeContext,
): readonly ZodExpression[] {
  return objectRules(object, variant).map(({ rule, defaults }) =>
    Object.keys(defaults).length === 0
      ? ruleExpression(rule, context)
      : ruleCheck(
          rule,
          check("withDefaults", json(defaults), conditionExpression(rule.condition, context)),
        ),
  );
}

function closed(
  additional: Shape | undefined,
  members: readonly MemberExpression[],
  context: ShapeContext,
  hasProto: boolean,
): ZodExpression {
  const shape: ZodExpression = { kind: "members", members };
  if (additional === undefined) return zod("strictObject", shape);
  const rest = call(outOfLine(shapeExpression(additional, context)), "nullish");
  const open =
    additional.kind === "any"
      ? zod("looseObject", shape)
      : call(zod("object", shape), "catchall", rest);
  return hasProto ? open : check("withProto", open, rest);
}

function memberExpression(
  member: Member,
  variant: Variant,
  context: ShapeContext,
): MemberExpression {
  const { property, present, nullable } = member;
  let known = context.members.get(property);
  if (known === undefined) context.members.set(property, (known = []));
  const look = FORMS_OF_MEMBERS.indexOf(shapeKind(property, variant));
  const form = look * 4 + Number(present) * 2 + Number(nullable);
  return (known[form] ??= newMember(member, variant, context));
}

/** The shapes that a member may have, and the rules that go with each. */
const FORMS_OF_MEMBERS = ["shape", "document", "answer", "body"] as const;

function shapeKind(property: PropertyShape, variant: Variant): (typeof FORMS_OF_MEMBERS)[number] {
  const shape = memberShape(property, variant);
  return FORMS_OF_MEMBERS.find((name) => property[name] === shape) ?? "shape";
}

function newMember(member: Member, variant: Variant, context: ShapeContext): MemberExpression {
  const { shape, property } = member;
  const { name } = property;
  const rules = memberRules(property, variant).map((rule) => ruleExpression(rule, context));
  const own = optionality(checked(shapeExpression(shape, context), rules), member);
  // Every object answers to these names, also one that has no such member.
  const isInherited = name in Object.prototype && name !== "__proto__";
  const value = isInherited ? zod("preprocess", named("ownMember"), own) : own;
  return { name, value, lazy: leadsToClass(value) };
}

function optionality(value: ZodExpression, { present, nullable }: Member): ZodExpression {
  if (present) return nullable ? call(value, "nullable") : value;
  return call(value, nullable ? "nullish" : "optional");
}

function ruleExpression(rule: Rule, context: ShapeContext): ZodExpression {
  const known = context.made.get(rule);
  if (known !== undefined) return known;
  const made = ruleCheck(rule, conditionExpression(rule.condition, context));
  context.made.set(rule, made);
  return made;
}

function ruleCheck({ metaslot, label, condition }: Rule, holds: ZodExpression): ZodExpression {
  const message = label === undefined ? ruleWords(condition) : `Must satisfy: ${label}`;
  return check("rule", json(metaslot), json(message), holds);
}
