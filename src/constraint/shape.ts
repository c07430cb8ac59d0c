// The constraint model: what JSON may look like, free of any notation. Made once from LinkML (constraint/model.ts) and printed as Zod
// source, as a live validator, as OpenAPI and as CHECK constraints; whatever one of them enforces stands here.

import type { Origin } from "../text/diagnostic.ts";
import type { Computed } from "./computation.ts";

/**
 * The form of one value. Null is no shape: a property that is not `required` may be absent or null, the two meaning the same.
 * A value of another kind never has the shape: 5 is no StringShape, whatever its patterns.
 */
export type Shape =
  | StringShape
  | IntegerShape
  | NumberShape
  | BooleanShape
  | EnumShape
  | LiteralShape
  | ArrayShape
  | DictionaryShape
  | ObjectReference
  | RecordShape
  | UnionShape
  | AnyShape;

export interface StringShape {
  readonly kind: "string";
  /** Regular expressions of JavaScript with the `u` flag; each must be found somewhere in the text. */
  readonly patterns: readonly string[];
  readonly format?: StringFormat;
  /** The first and the last one, of a date, time or date-time. */
  readonly earliest?: string;
  readonly latest?: string;
  /** In code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
}

export type StringFormat = "date" | "date-time" | "time" | "uri" | "uuid" | "email";

/** A whole number; without bounds it is still within ±(2^53 − 1). */
export interface IntegerShape {
  readonly kind: "integer";
  /** As of a string, for the number in decimal digits: `-12`. */
  readonly patterns?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface NumberShape {
  readonly kind: "number";
  /** Digits are kept exactly (numeric) instead of as a double. */
  readonly exact: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** Digits after the point, at most. */
  readonly decimals?: number;
}

export interface BooleanShape {
  readonly kind: "boolean";
}

export interface EnumShape {
  readonly kind: "enum";
  /** LinkML enum; printers share one declaration by this name. Absent for values written in place. */
  readonly name?: string;
  readonly values: readonly EnumValue[];
}

export interface EnumValue {
  readonly text: string;
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
}

export interface LiteralShape {
  readonly kind: "literal";
  readonly value: string | number | boolean;
}

/** A list; null is no element. */
export interface ArrayShape {
  readonly kind: "array";
  readonly items: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  /** No two elements are equal. */
  readonly unique: boolean;
  /** Of objects: each of these lists of members must tell any two elements apart. */
  readonly keys?: readonly DistinctMembers[];
}

/** Two objects agree in these members when all of them are equal; absent equals absent unless `nullsDistinct`. */
export interface DistinctMembers {
  readonly members: readonly string[];
  readonly nullsDistinct: boolean;
}

/** Objects by their key: `{"k1": {…}}`, in LinkML's compact, expanded and, where `value` names a member, simple form (`{"k1": "v"}`). */
export interface DictionaryShape {
  readonly kind: "dictionary";
  /** The member that the key stands for; it may be repeated inside the object, then it must be equal. */
  readonly key: string;
  /** What every object must be, once its key is put into it: an ObjectReference, or a union of them. */
  readonly values: Shape;
  /** The one member that the simple form gives, and its shape; a bare null stands for an object with nothing but its key. */
  readonly simple?: { readonly member: string; readonly shape: Shape };
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly keys?: readonly DistinctMembers[];
}

/** An object by its name in the table of ObjectShapes (this is how cycles are written), in its `document` form unless it says another. */
export interface ObjectReference {
  readonly kind: "object";
  readonly name: string;
  readonly form?: NestedForm;
}

/** The forms of a row that stands inside another one, in an answer or in a body. */
export type NestedForm = "nested" | "input";

/** An object with free keys. */
export interface RecordShape {
  readonly kind: "record";
  readonly values: Shape;
}

/** At least one of these. */
export interface UnionShape {
  readonly kind: "union";
  readonly anyOf: readonly Shape[];
  /** Of objects: the member that tells by its literal which one is meant. */
  readonly discriminator?: string;
}

export interface AnyShape {
  readonly kind: "any";
}

/**
 * A statement about one value that is true or false, never unknown. Null and absent are the same: no shape has them.
 * `none` of an empty list and `all` of an empty list are true, `any` and `one` of it false.
 */
export type Condition =
  /** There is no value. */
  | { readonly kind: "absent" }
  /** There is a value, and it has the shape. */
  | { readonly kind: "is"; readonly shape: Shape }
  /** It is a list with at least one element for which the condition holds. */
  | { readonly kind: "some"; readonly element: Condition }
  /** It is a list, and the condition holds for each of its elements. */
  | { readonly kind: "every"; readonly element: Condition }
  /** It is an object, and the condition holds for this member of it, which may be absent. */
  | { readonly kind: "member"; readonly name: string; readonly value: Condition }
  | { readonly kind: "all" | "any" | "none" | "one"; readonly of: readonly Condition[] };

/** A condition that an author wrote. */
export interface Rule {
  readonly condition: Condition;
  /** The metaslot it comes from: `rules`, `any_of`, `all_members`, … */
  readonly metaslot: string;
  /** For messages, to be read after "must satisfy": the author's title or description where there is one. */
  readonly label?: string;
  readonly origin: Origin;
}

/** The object of one LinkML class. */
export interface ObjectShape {
  /** LinkML class name. */
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** In JSON order. */
  readonly properties: readonly PropertyShape[];
  /** Takes members that it does not declare (`extra_slots`), of this shape. */
  readonly additional?: Shape;
  /** What must hold between its members. */
  readonly rules: readonly Rule[];
  readonly deprecated?: boolean;
  readonly examples?: readonly JsonValue[];
  readonly seeAlso?: readonly string[];
}

export interface PropertyShape {
  readonly name: string;
  /** As stored and served: rows of other tables are shown by their ids. */
  readonly shape: Shape;
  /** In a LinkML document, where that differs: objects of other tables stand in it inline. */
  readonly document?: Shape;
  /** In an answer of REST, where that differs: rows of other tables are nested once. */
  readonly answer?: Shape;
  /** In a body, where that differs: rows of other tables are named by their ids or nested once. */
  readonly body?: Shape;
  /**
   * What must hold for its value, where there is one, beyond its shape: said of an object of another table inline and by its id
   * alike (row-condition.ts leaves the part about ids).
   */
  readonly rules: readonly Rule[];
  /** Never null in a stored object. */
  readonly required: boolean;
  /** The server fills it in when a new object comes without it (column default, identity). */
  readonly hasDefault: boolean;
  /** Set by the server: refused in a body. */
  readonly readonly: boolean;
  /** What a row's value is computed from, or why its equals_expression cannot be; the slot is then stored like any other. */
  readonly computed?: Computed;
  /** A row shows here what rows of other classes say of it, in the inverse slot; it has no value of its own. */
  readonly derived?: true;
  /** Not of LinkML's making (a surrogate key, the name of the class): never in a document. */
  readonly internal?: boolean;
  /** Says which class a row is of, where several may stand in one place; a body says it of the rows nested in it. */
  readonly tellsClass?: true;
  /** What the server fills in, where it is a constant. */
  readonly default?: JsonValue;
  readonly title?: string;
  readonly description?: string;
  readonly deprecated?: boolean;
  readonly examples?: readonly JsonValue[];
  readonly seeAlso?: readonly string[];
}

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };
