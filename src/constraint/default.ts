// `ifabsent` and the annotation `sql.default` → the value that a slot has when none is given.

import type { InducedSlot } from "../linkml/metamodel.ts";
import type { Report } from "../text/diagnostic.ts";
import { elementType, type SlotRange } from "./slot-range.ts";

/** A constant, or a function that the database calls for each row. */
export type DefaultValue =
  | {
      readonly kind: "constant";
      readonly json: string | number | boolean;
      /** With the digits that the author wrote. */
      readonly text: string;
    }
  | { readonly kind: "call"; readonly sql: string };

/** Functions that a schema may call in a DEFAULT, by the column type they fit: nothing that waits, reads files or tables. */
const DEFAULT_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  "now()": ["timestamp with time zone", "date"],
  "gen_random_uuid()": ["uuid"],
};

/** LinkML's own names for values that are known only while compiling; accepted, not applied yet. */
const COMPILE_TIME_DEFAULTS = new Set([
  "default_ns",
  "default_range",
  "bnode",
  "class_curie",
  "class_uri",
  "slot_curie",
  "slot_uri",
]);

/** `int(3)` → name and argument; a bare value has no name. */
interface Call {
  readonly name?: string;
  readonly argument: string;
}

/** The default of one slot, undefined where it has none or an unusable one (which is reported). */
export function slotDefault(
  slot: InducedSlot,
  range: SlotRange,
  from: string,
  report: Report,
): DefaultValue | undefined {
  const type = elementType(range);
  const sql = slot.annotations.get("sql.default");
  if (sql !== undefined) {
    if (DEFAULT_FUNCTIONS[sql]?.includes(type)) return { kind: "call", sql };
    report("unsupported-sql-default", slot.origin, {
      text: sql,
      allowed: Object.keys(DEFAULT_FUNCTIONS),
    });
    return undefined;
  }
  if (slot.ifabsent === undefined) {
    return slot.identifier && type === "uuid"
      ? { kind: "call", sql: "gen_random_uuid()" }
      : undefined;
  }
  const { text, origin } = slot.ifabsent;
  const call = parseCall(text);
  if (COMPILE_TIME_DEFAULTS.has(call.name ?? call.argument) || slot.multivalued === true) {
    report("default-not-applied", origin, { from, text });
    return undefined;
  }
  const value = constantDefault(call, range, type);
  if (value === "unknown-form") {
    report("unsupported-default", origin, { from, text });
    return undefined;
  }
  if (value === undefined) {
    report("default-mismatch", origin, { from, text, expected: describe(range) });
    return undefined;
  }
  return value;
}

function parseCall(text: string): Call {
  const match = /^\s*([A-Za-z_][\w ]*?)\s*\(([\s\S]*)\)\s*$/.exec(text);
  if (match === null) return { argument: text.trim() };
  return { name: match[1]!, argument: unquote(match[2]!.trim()) };
}

function unquote(text: string): string {
  const quote = text[0];
  const quoted = text.length >= 2 && (quote === '"' || quote === "'") && text.at(-1) === quote;
  return quoted ? text.slice(1, -1) : text;
}

/** Names of ifabsent's functions, by what they make. */
const KINDS: Readonly<Record<string, "text" | "number" | "boolean" | "moment">> = {
  string: "text",
  uri: "text",
  uriorcurie: "text",
  curie: "text",
  ncname: "text",
  EnumName: "text",
  int: "number",
  integer: "number",
  float: "number",
  double: "number",
  decimal: "number",
  bool: "boolean",
  boolean: "boolean",
  date: "moment",
  datetime: "moment",
  time: "moment",
};

function constantDefault(
  call: Call,
  range: SlotRange,
  type: string,
): DefaultValue | "unknown-form" | undefined {
  if (range.kind === "enum") return enumDefault(call, range.values);
  const kind = call.name === undefined ? undefined : KINDS[call.name];
  if (call.name !== undefined && kind === undefined) return "unknown-form";
  const { argument } = call;
  switch (type) {
    case "text":
      return kind === undefined || kind === "text" ? constant(argument) : undefined;
    case "bigint":
      return /^[+-]?\d+$/.test(argument) && Number.isSafeInteger(Number(argument))
        ? number(argument)
        : undefined;
    case "numeric":
    case "double precision":
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(argument)
        ? number(argument)
        : undefined;
    case "boolean": {
      const truth = /^(true|false)$/i.exec(argument)?.[1]?.toLowerCase();
      return truth === undefined ? undefined : constant(truth === "true", truth);
    }
    case "date":
      return isDate(argument) ? constant(argument) : undefined;
    case "time without time zone":
      return /^\d\d:\d\d(:\d\d(\.\d{1,6})?)?$/.test(argument) ? constant(argument) : undefined;
    case "timestamp with time zone":
      return utcMoment(argument);
    case "uuid":
      return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(argument)
        ? constant(argument)
        : undefined;
    default:
      return "unknown-form";
  }
}

function enumDefault(call: Call, values: readonly string[] | undefined): DefaultValue | undefined {
  // Both `Status(open)` and `string(open)` are in use; a bare name stands for itself.
  if (values !== undefined && !values.includes(call.argument)) return undefined;
  return constant(call.argument);
}

function utcMoment(argument: string): DefaultValue | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+-]\d\d:\d\d)?$/.exec(
    argument,
  );
  if (match === null || !isDate(match[1] ?? "")) return undefined;
  // Without a zone it is UTC, as everywhere in this product.
  const zone = match[3] ?? "Z";
  const value = `${match[1]}T${match[2]}${zone}`;
  return constant(value);
}

/** A day that the calendar has. */
function isDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && day > 0 && day <= (days[month - 1] ?? 0);
}

function constant(json: string | number | boolean, text = String(json)): DefaultValue {
  return { kind: "constant", json, text };
}

function number(argument: string): DefaultValue {
  return constant(Number(argument), argument.replace(/^\+/, ""));
}

function describe(range: SlotRange): string {
  if (range.kind === "enum") return `value of ${range.name}`;
  return range.kind === "scalar" ? range.type.name : "plain value";
}
