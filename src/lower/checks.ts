// What a slot says about its values → CHECK constraints. Each rule is a constraint of its own, so that Postgres's error names it.
// A CHECK that is NULL passes, so none of them has to mention absent values.

import type { InducedSlot, Scalar } from "../linkml/metamodel.ts";
import type { Check, Column } from "../relational/database.ts";
import { shortenName } from "../relational/name.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { Report } from "../text/diagnostic.ts";
import { dayBound, valuePatterns } from "../constraint/bounds.ts";
import { translatePattern } from "../constraint/pattern.ts";
import type { ScalarRange, SlotRange } from "../constraint/slot-range.ts";

/** The bounds that JSON numbers and JavaScript can hold exactly. */
const MAX_INTEGER = "9007199254740991";

/** `a > b` is `b < a`. */
const CONVERSE = { ">=": "<=", "<=": ">=", ">": "<", "<": ">" } as const;

interface Context {
  readonly table: string;
  readonly column: Column;
  readonly slot: InducedSlot;
  readonly range: SlotRange;
  /** How messages name the slot. */
  readonly from: string;
  readonly report: Report;
}

/** All CHECKs of one column. */
export function columnChecks(context: Context): readonly Check[] {
  const { column, slot, range } = context;
  const name = quoteIdentifier(column.name);
  const rules: (readonly [suffix: string, sql: string])[] = [];
  if (column.type === "jsonb") {
    const sql = jsonShape(slot, range, name);
    if (sql !== undefined) rules.push(["shape", sql]);
    const elements = jsonElements(slot, range, name);
    if (elements !== undefined) rules.push(["elements", elements]);
  } else if (column.type.endsWith("[]")) {
    rules.push(["elements", `array_position(${name}, NULL) IS NULL AND array_ndims(${name}) = 1`]);
  }
  rules.push(...cardinality(slot, column));
  if (range.kind === "enum" && range.values !== undefined) {
    rules.push(["enum", membership(name, slot.multivalued === true, range.values)]);
  }
  if (range.kind === "scalar") rules.push(...scalarRules(context, range, name));
  return rules.map(([suffix, sql]) => ({
    kind: "check",
    name: shortenName(`${context.table}_${column.name}_${suffix}`),
    expression: { sql },
    columns: [column.name],
    ...(column.location && { location: column.location }),
  }));
}

function jsonShape(slot: InducedSlot, range: SlotRange, name: string): string | undefined {
  const keyed = slot.multivalued && slot.inlined === true && slot.inlinedAsList !== true;
  if (slot.multivalued) {
    // A keyed dictionary is an object; lists are accepted for it too.
    return keyed
      ? `jsonb_typeof(${name}) IN ('array', 'object')`
      : `jsonb_typeof(${name}) = 'array'`;
  }
  return range.kind === "value" ? `jsonb_typeof(${name}) = 'object'` : undefined;
}

/** `$[*]` takes what is no array for its own only element. */
function jsonElements(slot: InducedSlot, range: SlotRange, name: string): string | undefined {
  if (!slot.multivalued || range.kind === "scalar") return undefined;
  const wrong = range.kind === "value" ? '@.type() != "object"' : "@ == null";
  return `NOT jsonb_path_exists(${name}, '$[*] ? (${wrong})')`;
}

function cardinality(slot: InducedSlot, column: Column): (readonly [string, string])[] {
  if (!slot.multivalued) return [];
  const name = quoteIdentifier(column.name);
  const size =
    column.type === "jsonb"
      ? // The size of a dictionary is not limited.
        `(CASE jsonb_typeof(${name}) WHEN 'array' THEN jsonb_array_length(${name}) END)`
      : `cardinality(${name})`;
  const parts = [];
  const exact = slot.exactCardinality;
  if (exact !== undefined) parts.push(`${size} = ${exact}`);
  if (slot.minimumCardinality !== undefined) parts.push(`${size} >= ${slot.minimumCardinality}`);
  if (slot.maximumCardinality !== undefined) parts.push(`${size} <= ${slot.maximumCardinality}`);
  return parts.length === 0 ? [] : [["size", parts.join(" AND ")]];
}

function membership(name: string, multivalued: boolean, values: readonly string[]): string {
  // Sorted, so that their order in the schema is no difference to the database.
  const list = values.toSorted().map(quoteLiteral).join(", ");
  if (multivalued) return `${name} <@ ARRAY[${list}]::text[]`;
  return values.length === 0 ? "false" : `${name} IN (${list})`;
}

function scalarRules(
  context: Context,
  range: ScalarRange,
  name: string,
): (readonly [string, string])[] {
  const { slot, column } = context;
  const rules: (readonly [string, string])[] = [];
  const bounds = boundsRule(slot, range, name);
  if (bounds !== undefined) rules.push(["range", bounds]);
  if (slot.equalsString !== undefined && column.type === "text") {
    rules.push(["equals", `${name} = ${quoteLiteral(slot.equalsString)}`]);
  }
  if (slot.equalsStringIn !== undefined && column.type === "text") {
    rules.push(["equals", membership(name, false, slot.equalsStringIn)]);
  }
  if (slot.equalsNumber !== undefined && !slot.multivalued) {
    rules.push(["equals", `${name} = ${slot.equalsNumber}`]);
  }
  const patterns = valuePatterns(slot, range.type);
  patterns.forEach((pattern, index) => {
    const sql = patternRule(context, name, pattern);
    if (sql !== undefined) rules.push([index === 0 ? "pattern" : `pattern_${index + 1}`, sql]);
  });
  return rules;
}

function patternRule(context: Context, name: string, source: string): string | undefined {
  const { from, slot, column, report } = context;
  const pattern = translatePattern(source);
  // What is no regular expression at all was reported when the schema was read.
  if (pattern === undefined) return undefined;
  const reason =
    column.type === "text"
      ? pattern.reason
      : column.type === "text[]"
        ? "it is about each element of a list"
        : `its values are stored as ${column.type}`;
  if (reason === undefined) return `${name} ~ ${quoteLiteral(pattern.postgres ?? "")}`;
  report("not-enforced-in-database", slot.origin, { from, what: "pattern", reason });
  return undefined;
}

function boundsRule(slot: InducedSlot, range: ScalarRange, name: string): string | undefined {
  const type = range.postgresType;
  const minimum = tighter(">=", [slot.minimumValue, range.type.minimumValue]);
  const maximum = tighter("<=", [slot.maximumValue, range.type.maximumValue]);
  // `value <= ALL (array)` says it of every element; elements cannot be NULL.
  const all = (operator: keyof typeof CONVERSE, value: string): string =>
    slot.multivalued
      ? `${value} ${CONVERSE[operator]} ALL (${name})`
      : `${name} ${operator} ${value}`;
  switch (type) {
    case "bigint":
      return `${all(">=", tighter(">=", [minimum, `-${MAX_INTEGER}`]) ?? "")} AND ${all("<=", tighter("<=", [maximum, MAX_INTEGER]) ?? "")}`;
    case "double precision":
    case "numeric": {
      // NaN sorts above infinity, so an upper bound keeps out both.
      const low = minimum === undefined ? all(">", `'-Infinity'::${type}`) : all(">=", minimum);
      const high = maximum === undefined ? all("<", `'Infinity'::${type}`) : all("<=", maximum);
      return `${low} AND ${high}`;
    }
    case "date": {
      const low = dayBound(">=", [slot.minimumValue, range.type.minimumValue]) ?? "0001-01-01";
      const high = dayBound("<=", [slot.maximumValue, range.type.maximumValue]) ?? "9999-12-31";
      return `${all(">=", `'${low}'::date`)} AND ${all("<=", `'${high}'::date`)}`;
    }
    case "timestamp with time zone":
      // What only the server sets is within these bounds anyway.
      return slot.readonly === undefined
        ? `${all(">=", `'0001-01-01 00:00:00+00'::${type}`)} AND ${all("<", `'10000-01-01 00:00:00+00'::${type}`)}`
        : undefined;
    case "time without time zone":
      // Postgres has 24:00, after all other times; nobody else has.
      return all("<", `'24:00:00'::${type}`);
    default:
      return undefined;
  }
}

/** The stricter bound of slot and type, as SQL; undefined where there is none that is a number. */
function tighter(
  operator: ">=" | "<=",
  values: readonly (Scalar | undefined)[],
): string | undefined {
  const numbers = values
    .filter((value) => value !== undefined)
    .map(String)
    .filter((text) => /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text))
    .filter((text) => Number.isFinite(Number(text)))
    .toSorted((one, other) => Number(one) - Number(other));
  return operator === ">=" ? numbers.at(-1) : numbers[0];
}
