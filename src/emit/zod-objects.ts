// Classes in their forms, and rules → Zod expressions.

import type { ObjectShape, PropertyShape, Rule, Shape } from "../constraint/shape.ts";
import { propertyMember, type Member, type Variant } from "../constraint/variant.ts";
import { ruleWords } from "./condition-words.ts";
import {
  call,
  check,
  checked,
  json,
  leadsToClass,
  named,
  zod,
  type Look,
  type MemberExpression,
  type ZodExpression,
} from "./zod-expression.ts";
import { memberRules, objectRules } from "./zod-rules.ts";
import {
  conditionExpression,
  outOfLine,
  shapeExpression,
  type MemberForms,
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

/** Its schema is a `z.strictObject`, and the types of Zod's own changes of one know no member of it from elsewhere. */
export function isPlainObject({ additional, properties }: ObjectShape): boolean {
  return additional === undefined && properties.every(({ name }) => !(name in Object.prototype));
}

/** Of each property of a class. */
export function propertyForms(
  { properties }: ObjectShape,
  context: ShapeContext,
): readonly MemberForms[] {
  return properties.map((property) => formsOf(property, context));
}

/** Each property in one form of its class; what looks the same in several is the same expression. */
export function propertyLooks(
  all: readonly MemberForms[],
  variant: Variant,
  context: ShapeContext,
): readonly Look[] {
  return all.map((forms) => forms[variant] ?? addForm(forms, variant, context));
}

/** Those that a form has. */
export function shownMembers(looks: readonly Look[]): readonly MemberExpression[] {
  return looks.filter((look) => look !== "none");
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

const NO_FORMS: Readonly<Record<Variant, undefined>> = {
  read: undefined,
  create: undefined,
  update: undefined,
  nested: undefined,
  input: undefined,
  document: undefined,
};

/** Most properties are inherited, and have their forms already. */
function formsOf(property: PropertyShape, { members }: ShapeContext): MemberForms {
  let forms = members.get(property);
  if (forms === undefined) members.set(property, (forms = { property, looks: [], ...NO_FORMS }));
  return forms;
}

function addForm(forms: MemberForms, variant: Variant, context: ShapeContext): Look {
  const member = propertyMember(forms.property, variant);
  if (member === "none") return (forms[variant] = member);
  const { shape, present } = member;
  let like: MemberExpression | undefined;
  for (const other of forms.looks) {
    if (other.shape !== shape) continue;
    if (other.present === present) return (forms[variant] = other);
    like = other;
  }
  const look = newMember(member, like, variant, context);
  forms.looks = forms.looks.concat(look);
  return (forms[variant] = look);
}

function newMember(
  member: Member,
  like: MemberExpression | undefined,
  variant: Variant,
  context: ShapeContext,
): MemberExpression {
  const { property, shape, present } = member;
  const { name } = property;
  const core = like?.core ?? coreExpression(member, variant, context);
  const value = optionality(core, member);
  // Every object answers to these names, also one that has no such member.
  const isInherited = name in Object.prototype && name !== "__proto__";
  return {
    name,
    value: isInherited ? zod("preprocess", named("ownMember"), value) : value,
    lazy: like?.lazy ?? leadsToClass(core),
    present,
    shape,
    core,
    property,
  };
}

/** The value of a member that is there. */
function coreExpression(
  { property, shape }: Member,
  variant: Variant,
  context: ShapeContext,
): ZodExpression {
  const rules = memberRules(property, variant).map((rule) => ruleExpression(rule, context));
  return checked(shapeExpression(shape, context), rules);
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
