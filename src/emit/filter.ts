// Which comparisons a list can be filtered by: Postgres type of a column → operators of `field[operator]=value`.

/** Postgres types that are read, compared and printed alike. */
export type ScalarFamily =
  | "text"
  | "integer"
  | "numeric"
  | "float"
  | "boolean"
  | "date"
  | "time"
  | "timestamp"
  | "instant"
  | "uuid"
  | "json"
  | "other";

export type FilterOperator =
  | "eq"
  | "ne"
  | "gt"
  | "gte"
  | "lt"
  | "lte"
  | "in"
  | "nin"
  | "like"
  | "ilike"
  | "starts_with"
  | "contains"
  | "is_null";

/** The longest list that `in` and `nin` take. */
export const maxListedValues = 1000;

const families: Readonly<Record<string, ScalarFamily>> = {
  text: "text",
  "character varying": "text",
  character: "text",
  smallint: "integer",
  integer: "integer",
  bigint: "integer",
  numeric: "numeric",
  real: "float",
  "double precision": "float",
  boolean: "boolean",
  date: "date",
  "time without time zone": "time",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "instant",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
};

const identity: readonly FilterOperator[] = ["eq", "ne", "in", "nin", "is_null"];
const order: readonly FilterOperator[] = [
  "eq",
  "ne",
  "gt",
  "gte",
  "lt",
  "lte",
  "in",
  "nin",
  "is_null",
];
const text: readonly FilterOperator[] = [...order, "like", "ilike", "starts_with", "contains"];

const operators: Readonly<Record<ScalarFamily, readonly FilterOperator[]>> = {
  text,
  integer: order,
  numeric: order,
  float: order,
  boolean: identity,
  date: order,
  time: order,
  timestamp: order,
  instant: order,
  uuid: identity,
  json: ["is_null"],
  other: identity,
};

/** The family of a type as format_type prints it; modifiers do not matter. */
export function scalarFamily(type: string): ScalarFamily {
  return families[withoutModifiers(type)] ?? "other";
}

/** A type without the limits that stand behind its name, such as `(10,2)`. */
export function withoutModifiers(type: string): string {
  return type.replace(/\s*\([^)]*\)/, "");
}

/** The operators for a scalar column of this type, `eq` first. */
export function filterOperators(type: string): readonly FilterOperator[] {
  return operators[scalarFamily(type)];
}
