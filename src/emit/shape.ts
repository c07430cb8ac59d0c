// What JSON may look like, free of any notation: made from the LinkML constraint model, printed as Zod and as OpenAPI.

/** The form of one value. Null is no shape: a property that is not `required` may be absent or null, the two meaning the same. */
export type Shape =
  | StringShape
  | IntegerShape
  | NumberShape
  | BooleanShape
  | EnumShape
  | LiteralShape
  | ArrayShape
  | ObjectReference
  | RecordShape
  | UnionShape
  | AnyShape;

export interface StringShape {
  readonly kind: "string";
  /** Regular expressions of JavaScript with the `u` flag; each must be found somewhere in the text. */
  readonly patterns: readonly string[];
  readonly format?: StringFormat;
  /** The first and the last day, of a date. */
  readonly earliest?: string;
  readonly latest?: string;
  /** In code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
}

export type StringFormat = "date" | "date-time" | "time" | "uri" | "uuid" | "email";

/** A whole number; without bounds it is still within ±(2^53 − 1). */
interface IntegerShape {
  readonly kind: "integer";
  readonly minimum?: number;
  readonly maximum?: number;
}

interface NumberShape {
  readonly kind: "number";
  /** Digits are kept exactly (numeric) instead of as a double. */
  readonly exact: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface BooleanShape {
  readonly kind: "boolean";
}

export interface EnumShape {
  readonly kind: "enum";
  /** LinkML enum; printers share one declaration by this name. Absent for values written in place. */
  readonly name?: string;
  readonly values: readonly EnumValue[];
}

interface EnumValue {
  readonly text: string;
  readonly description?: string;
}

interface LiteralShape {
  readonly kind: "literal";
  readonly value: string | number | boolean;
}

interface ArrayShape {
  readonly kind: "array";
  readonly items: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly unique: boolean;
}

/** An object by its name in the table of ObjectShapes (this is how cycles are written). */
interface ObjectReference {
  readonly kind: "object";
  readonly name: string;
}

/** An object with free keys. */
interface RecordShape {
  readonly kind: "record";
  readonly values: Shape;
}

/** At least one of these. */
interface UnionShape {
  readonly kind: "union";
  readonly anyOf: readonly Shape[];
}

interface AnyShape {
  readonly kind: "any";
}

/** The object of one LinkML class. */
export interface ObjectShape {
  /** LinkML class name. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** In JSON order. */
  readonly properties: readonly PropertyShape[];
  /** Takes members that it does not declare (`extra_slots`). */
  readonly open: boolean;
  readonly deprecated?: boolean;
}

export interface PropertyShape {
  readonly name: string;
  readonly shape: Shape;
  /** Never null in a stored object. */
  readonly required: boolean;
  /** The server fills it in when a new object comes without it (column default, identity). */
  readonly hasDefault: boolean;
  /** Set by the server: refused in a body. */
  readonly readonly: boolean;
  /** What the server fills in, where it is a constant. */
  readonly default?: JsonValue;
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly examples?: readonly JsonValue[];
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/**
 * The four forms of one class:
 * - `read`: what REST answers with; every member is there, null where there is no value.
 * - `create`: the body of POST.
 * - `update`: the body of PATCH; nothing has to be there, null removes.
 * - `value`: stored inside another object, just as it came.
 */
export type Variant = "read" | "create" | "update" | "value";

export interface Member {
  readonly property: PropertyShape;
  /** Must be there. */
  readonly present: boolean;
  readonly nullable: boolean;
}

/** The members of a class in one of its forms. */
export function variantMembers(object: ObjectShape, variant: Variant): readonly Member[] {
  const written = variant === "create" || variant === "update";
  return object.properties
    .filter((property) => !(written && property.readonly))
    .map((property) => ({
      property,
      present: isPresent(property, variant),
      nullable: !property.required,
    }));
}

function isPresent(property: PropertyShape, variant: Variant): boolean {
  switch (variant) {
    case "read":
      return true;
    case "create":
      return property.required && !property.hasDefault;
    case "update":
      return false;
    case "value":
      return property.required;
  }
}
