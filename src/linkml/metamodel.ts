// LinkML's elements as the author wrote them, as TypeScript types: `is_a` is `isA`, what is unset is absent.
// The fields are those of the table in metaslots.ts; an interface here only gives them a name.

import type { Origin } from "../text/diagnostic.ts";
import type { ElementKind, metaslots } from "./metaslots.ts";

export type { Origin } from "../text/diagnostic.ts";

type Metaslots = typeof metaslots;

/** `slot_usage` → `slotUsage`. */
export type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

type ValueOf<Shape> = Shape extends "text" | "pattern"
  ? string
  : Shape extends "text[]"
    ? readonly string[]
    : Shape extends "boolean"
      ? boolean
      : Shape extends "integer"
        ? number
        : Shape extends "scalar"
          ? Scalar
          : Shape extends "annotations"
            ? ReadonlyMap<string, string>
            : Shape extends `&${string}[]`
              ? readonly string[]
              : Shape extends `&${string}`
                ? string
                : Shape extends `{${infer Kind extends ElementKind}}`
                  ? ReadonlyMap<string, Elements[Kind]>
                  : Shape extends `${infer Kind extends ElementKind}[]`
                    ? readonly Elements[Kind][]
                    : Shape extends ElementKind
                      ? Elements[Shape]
                      : unknown;

type Fields<Kind extends ElementKind> = {
  readonly [
    Name in Exclude<keyof Metaslots[Kind] & string, "annotations" | "name"> as CamelCase<Name>
  ]?: ValueOf<Metaslots[Kind][Name]>;
};

/** A bound: a number, or text such as a date. */
export type Scalar = string | number | boolean;

interface Element {
  readonly origin: Origin;
  /** Tag → value; values that are no text are written as JSON. Empty where there are none. */
  readonly annotations: ReadonlyMap<string, string>;
}

interface Named extends Element {
  readonly name: string;
}

export interface SchemaDefinition extends Named, Fields<"schema_definition"> {}
export interface ClassDefinition extends Named, Fields<"class_definition"> {}
export interface SlotDefinition extends Named, Fields<"slot_definition"> {}
export interface EnumDefinition extends Named, Fields<"enum_definition"> {}
export interface TypeDefinition extends Named, Fields<"type_definition"> {}
export interface SubsetDefinition extends Named, Fields<"subset_definition"> {}
/** `name` is its text. */
export interface PermissibleValue extends Named, Fields<"permissible_value"> {}
export interface UniqueKey extends Named, Fields<"unique_key"> {}
export interface Prefix extends Named, Fields<"prefix"> {}
export interface Setting extends Named, Fields<"setting"> {}
export interface AnonymousSlotExpression extends Element, Fields<"anonymous_slot_expression"> {}
export interface AnonymousClassExpression extends Element, Fields<"anonymous_class_expression"> {}
export interface AnonymousTypeExpression extends Element, Fields<"anonymous_type_expression"> {}
export interface AnonymousEnumExpression extends Element, Fields<"anonymous_enum_expression"> {}
export interface ClassRule extends Element, Fields<"class_rule"> {}
export interface PatternExpression extends Element, Fields<"pattern_expression"> {}
export interface ExtraSlotsExpression extends Element, Fields<"extra_slots_expression"> {}
export interface EnumBinding extends Element, Fields<"enum_binding"> {}
export interface MatchQuery extends Element, Fields<"match_query"> {}
export interface ReachabilityQuery extends Element, Fields<"reachability_query"> {}
export interface StructuredAlias extends Element, Fields<"structured_alias"> {}
export interface PathExpression extends Element, Fields<"path_expression"> {}
export interface ArrayExpression extends Element, Fields<"array_expression"> {}
export interface DimensionExpression extends Element, Fields<"dimension_expression"> {}
export interface TypeMapping extends Named, Fields<"type_mapping"> {}
export interface UnitOfMeasure extends Element, Fields<"unit_of_measure"> {}
export interface LocalName extends Named, Fields<"local_name"> {}
export interface Example extends Element, Fields<"example"> {}
export interface AltDescription extends Named, Fields<"alt_description"> {}
export interface Extension extends Named, Fields<"extension"> {}

/** The type of each kind in the table. */
export interface Elements {
  schema_definition: SchemaDefinition;
  class_definition: ClassDefinition;
  slot_definition: SlotDefinition;
  enum_definition: EnumDefinition;
  type_definition: TypeDefinition;
  subset_definition: SubsetDefinition;
  permissible_value: PermissibleValue;
  unique_key: UniqueKey;
  prefix: Prefix;
  setting: Setting;
  anonymous_slot_expression: AnonymousSlotExpression;
  anonymous_class_expression: AnonymousClassExpression;
  anonymous_type_expression: AnonymousTypeExpression;
  anonymous_enum_expression: AnonymousEnumExpression;
  class_rule: ClassRule;
  pattern_expression: PatternExpression;
  extra_slots_expression: ExtraSlotsExpression;
  enum_binding: EnumBinding;
  match_query: MatchQuery;
  reachability_query: ReachabilityQuery;
  structured_alias: StructuredAlias;
  path_expression: PathExpression;
  array_expression: ArrayExpression;
  dimension_expression: DimensionExpression;
  type_mapping: TypeMapping;
  unit_of_measure: UnitOfMeasure;
  local_name: LocalName;
  example: Example;
  alt_description: AltDescription;
  extension: Extension;
}

/**
 * A slot after is_a, mixins, slot_usage and attributes: one object for a class and those that inherit the slot and add nothing to it.
 * What no definition sets is undefined.
 */
export interface InducedSlot extends Omit<SlotDefinition, "range" | "ifabsent" | "owner"> {
  /** Canonical name of a class, enum or type; the default range where none is given. */
  readonly range: string;
  /** Whether some definition says the range, rather than a default. */
  readonly rangeGiven: boolean;
  readonly ifabsent?: Ifabsent;
  /** The nearest definition: slot_usage or attribute of the class, else of the nearest ancestor, else the slot itself. */
  readonly origin: Origin;
  /** All definitions that say something about the slot here, nearest first. */
  readonly definitions: readonly SlotDefinition[];
}

/** The default of a slot as written, and where. */
export interface Ifabsent {
  readonly text: string;
  readonly origin: Origin;
  /** What `class_uri`, `slot_curie` and the like stand for here. */
  readonly constant?: string;
}

/** A type with its typeof chain flattened. */
export interface ResolvedType {
  readonly name: string;
  /** The type, what it is a typeof, and so on to the built-in one. */
  readonly chain: readonly string[];
  readonly base: BaseType;
  /** Each must be found in the value. */
  readonly patterns: readonly string[];
  readonly minimumValue?: Scalar;
  readonly maximumValue?: Scalar;
  readonly equalsString?: string;
  readonly equalsStringIn?: readonly string[];
  readonly equalsNumber?: number;
  readonly unionOf: readonly string[];
  readonly uri?: string;
  readonly description?: string;
  readonly annotations: ReadonlyMap<string, string>;
  readonly origin: Origin;
}

/** LinkML's built-in types; `Any` is a class whose class_uri is linkml:Any. */
export type BaseType =
  | "string"
  | "integer"
  | "float"
  | "double"
  | "decimal"
  | "boolean"
  | "date"
  | "time"
  | "datetime"
  | "date_or_datetime"
  | "uri"
  | "uriorcurie"
  | "curie"
  | "ncname"
  | "nodeidentifier"
  | "objectidentifier"
  | "jsonpointer"
  | "jsonpath"
  | "sparqlpath"
  | "Any";
