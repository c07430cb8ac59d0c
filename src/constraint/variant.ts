// The object of a class → its members in each of its forms: what REST answers with and takes, and what documents hold.

import type { NestedForm, ObjectReference, ObjectShape, PropertyShape, Shape } from "./shape.ts";

/**
 * The forms of one class:
 * - `read`: what REST answers with; every member is there, null where there is no value.
 * - `create`: the body of POST.
 * - `update`: the body of PATCH; nothing has to be there, null removes.
 * - `nested`: a row inside the answer with another one: as `read`, with ids wherever it names rows.
 * - `input`: a row inside the body with another one: as `create`, with ids wherever it names rows.
 * - `document`: LinkML's own JSON: what files hold, and what is stored inside another object, just as it came.
 */
export type Variant = "read" | "create" | "update" | NestedForm | "document";

export interface Member {
  readonly property: PropertyShape;
  readonly shape: Shape;
  /** Must be there. */
  readonly present: boolean;
  readonly nullable: boolean;
}

/** What is the same for members that look alike: mostly the property, as most look the same in all forms of their object. */
export type MemberLook = Member | PropertyShape;

export function memberLook(member: Member): MemberLook {
  const { property, shape } = member;
  return property.rules.length === 0 && shape === property.shape ? property : member;
}

/** The forms of what many classes inherit, and many printers ask for: each is one object. */
interface ObjectForms extends Partial<Record<Variant, readonly Member[]>> {
  readonly properties: readonly PropertyForms[];
}
interface PropertyForms extends Partial<Record<Variant, Member | "none">> {
  readonly property: PropertyShape;
}
const formsOfObject = new WeakMap<ObjectShape, ObjectForms>();
const formsOfProperty = new WeakMap<PropertyShape, PropertyForms>();

/** The members of a class in one of its forms; the same objects each time, and in all classes that share the property. */
export function variantMembers(object: ObjectShape, variant: Variant): readonly Member[] {
  let forms = formsOfObject.get(object);
  if (forms === undefined) {
    forms = { properties: object.properties.map(propertyForms) };
    formsOfObject.set(object, forms);
  }
  return (forms[variant] ??= newMembers(forms.properties, variant));
}

function newMembers(properties: readonly PropertyForms[], variant: Variant): readonly Member[] {
  const members = properties.map(
    (property) => (property[variant] ??= newMember(property.property, variant)),
  );
  return members.every(isThere) ? members : members.filter(isThere);
}

function isThere(member: Member | "none"): member is Member {
  return member !== "none";
}

/** The same of one property; "none" where the form does not have it. */
export function propertyMember(property: PropertyShape, variant: Variant): Member | "none" {
  return (propertyForms(property)[variant] ??= newMember(property, variant));
}

function propertyForms(property: PropertyShape): PropertyForms {
  let forms = formsOfProperty.get(property);
  if (forms === undefined) formsOfProperty.set(property, (forms = { property }));
  return forms;
}

/** An answer shows what is stored; it may be older than a rule. */
export function isAnswer(variant: Variant): boolean {
  return variant === "read" || variant === "nested";
}

/** A row may be made of it: the server fills in what it lacks. */
export function makesRow(variant: Variant): boolean {
  return variant === "create" || variant === "input";
}

/** The form of the objects that a reference means. */
export function referredForm({ form }: ObjectReference): Variant {
  return form ?? "document";
}

/** The form that prints a row nested in another: one of its own only where it looks other than the row by itself. */
export function printedVariant(object: ObjectShape, variant: Variant): Variant {
  const { properties } = object;
  if (variant === "nested" && properties.every(({ answer }) => answer === undefined)) return "read";
  const isInput = ({ body, tellsClass }: PropertyShape): boolean =>
    body !== undefined || tellsClass === true;
  return variant === "input" && !properties.some(isInput) ? "create" : variant;
}

function isShown({ readonly, internal, tellsClass }: PropertyShape, variant: Variant): boolean {
  switch (variant) {
    case "read":
    case "nested":
      return true;
    case "create":
    case "update":
      return !readonly;
    case "input":
      return !readonly || tellsClass === true;
    case "document":
      return internal !== true;
  }
}

/** How the value of a member looks in one of the forms. */
function memberShape(
  { shape, document = shape, answer = shape, body = shape }: PropertyShape,
  variant: Variant,
): Shape {
  switch (variant) {
    case "read":
      return answer;
    case "create":
    case "update":
      return body;
    case "nested":
    case "input":
      return shape;
    case "document":
      return document;
  }
}

function newMember(property: PropertyShape, variant: Variant): Member | "none" {
  if (!isShown(property, variant)) return "none";
  return {
    property,
    shape: memberShape(property, variant),
    present: isPresent(property, variant),
    nullable: !property.required,
  };
}

function isPresent(property: PropertyShape, variant: Variant): boolean {
  switch (variant) {
    case "read":
    case "nested":
      return true;
    case "create":
    case "input":
    case "document":
      return property.required && !property.hasDefault;
    case "update":
      return false;
  }
}
