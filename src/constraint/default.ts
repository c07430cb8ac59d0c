// `ifabsent` and the annotation `sql.default` → the value that a slot has when none is given: one reading for every output.

import type { InducedSlot, ResolvedType } from "../linkml/metamodel.ts";
import type { Report } from "../text/diagnostic.ts";
import { suggest } from "../text/suggest.ts";
import {
  constant,
  formOf,
  functionNames,
  kindNamed,
  type ConstantDefault,
} from "./default-form.ts";
import type { JsonValue } from "./shape.ts";
import { elementType, type SlotRange } from "./slot-range.ts";

/** A constant, a list of them, or a function that the database calls for each row. */
export type DefaultValue =
  | ConstantDefault
  | { readonly kind: "list"; readonly items: readonly ConstantDefault[] }
  | { readonly kind: "call"; readonly sql: string };

/** What the server fills in, where that is known beforehand. */
export function defaultJson(value: DefaultValue): JsonValue | undefined {
  switch (value.kind) {
    case "constant":
      return value.json;
    case "list":
      return value.items.map(({ json }) => json);
    case "call":
      return undefined;
  }
}

/** Functions that a schema may call in a DEFAULT, by the column type they fit: nothing that waits, reads files or tables. */
const DEFAULT_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  "now()": ["timestamp with time zone", "date"],
  "gen_random_uuid()": ["uuid"],
};

/** A blank node of its own for each row. */
const BLANK_NODE: DefaultValue = { kind: "call", sql: "('_:' || gen_random_uuid())" };

/** Why a text is no default of a slot. */
type Refusal =
  | { readonly kind: "unknown-form"; readonly instead: string; readonly suggestion?: string }
  | { readonly kind: "mismatch"; readonly expected: string; readonly instead?: string }
  | { readonly kind: "not-applied"; readonly reason: string };

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
    const allowed = Object.keys(DEFAULT_FUNCTIONS);
    report("unsupported-sql-default", slot.origin, { text: sql, allowed });
    return undefined;
  }
  if (slot.ifabsent === undefined) {
    return slot.identifier && type === "uuid"
      ? { kind: "call", sql: "gen_random_uuid()" }
      : undefined;
  }
  const { text, origin } = slot.ifabsent;
  const value = readDefault(slot, range);
  switch (value.kind) {
    case "unknown-form":
      report("unsupported-default", origin, { from, text, ...value });
      return undefined;
    case "mismatch":
      report("default-mismatch", origin, { from, text, ...value });
      return undefined;
    case "not-applied":
      report("default-not-applied", origin, { from, text, reason: value.reason });
      return undefined;
    default:
      return value;
  }
}

function readDefault(slot: InducedSlot, range: SlotRange): DefaultValue | Refusal {
  const { text, constant } = slot.ifabsent ?? { text: "" };
  if (range.kind === "value" || range.kind === "index") {
    return { kind: "not-applied", reason: "it would have to be an object" };
  }
  if (slot.multivalued === true) {
    if (range.kind === "reference" || range.kind === "polymorphic") {
      return { kind: "not-applied", reason: "a list of references has rows of its own" };
    }
    return readList(constant === undefined ? listItems(text) : [constant], range);
  }
  if (constant !== undefined) return readConstant({ argument: constant }, range);
  if (text.trim() === "bnode") return blankNode(range);
  return readConstant(parseCall(text), range);
}

function blankNode(range: SlotRange): DefaultValue | Refusal {
  return elementType(range) === "text" && range.kind === "scalar"
    ? BLANK_NODE
    : { kind: "mismatch", expected: describe(range) };
}

function readList(texts: readonly string[], range: SlotRange): DefaultValue | Refusal {
  const items: ConstantDefault[] = [];
  for (const text of texts) {
    const item = readConstant(parseCall(text), range);
    if (item.kind !== "constant") return item;
    items.push(item);
  }
  return { kind: "list", items };
}

/** `list(["a", "b"])` and `["a", "b"]` are JSON; anything else is the only item of the list. */
function listItems(text: string): readonly string[] {
  const inner = /^\s*list\s*\(([\s\S]*)\)\s*$/.exec(text)?.[1]?.trim() ?? text.trim();
  if (inner === "") return [];
  if (!inner.startsWith("[")) return [inner];
  try {
    const items: unknown = JSON.parse(inner);
    if (Array.isArray(items)) return items.map((item) => scalarText(item));
  } catch {
    // Not JSON: names without quotes are in use, too.
  }
  const names = inner.replace(/^\[|\]$/g, "").trim();
  return names === "" ? [] : names.split(",").map((name) => unquote(name.trim()));
}

function scalarText(item: unknown): string {
  return typeof item === "string" ? item : JSON.stringify(item);
}

/** `int(3)` → name and argument; a bare value has no name. */
interface Call {
  readonly name?: string;
  readonly argument: string;
  /** As the author wrote it. */
  readonly whole?: string;
}

function parseCall(text: string): Call {
  const whole = text.trim();
  const match = /^([A-Za-z_]\w*)[ \t]*\(([\s\S]*)\)$/.exec(whole);
  if (match === null) return { argument: whole };
  return { name: match[1]!, argument: unquote(match[2]!.trim()), whole };
}

function unquote(text: string): string {
  const quote = text[0];
  const quoted = text.length >= 2 && (quote === '"' || quote === "'") && text.at(-1) === quote;
  return quoted ? text.slice(1, -1) : text;
}

function readConstant(call: Call, range: SlotRange): ConstantDefault | Refusal {
  switch (range.kind) {
    case "enum":
      return enumDefault(call, range.name, range.values);
    case "reference":
    case "polymorphic":
      // `Person(P1)` names the row of Person whose id is P1.
      return readConstant(
        call.name === range.class ? { argument: call.argument } : call,
        range.key,
      );
    case "union":
      return unionDefault(call, range);
    case "scalar":
      return scalarDefault(call, range.type, range.postgresType);
    case "value":
    case "index":
      return { kind: "not-applied", reason: "it would have to be an object" };
  }
}

/** The first of several ranges that takes it. */
function unionDefault(
  call: Call,
  range: Extract<SlotRange, { kind: "union" }>,
): ConstantDefault | Refusal {
  const results = range.options.map((option) => readConstant(call, option));
  const found = results.find((result) => result.kind === "constant");
  if (found === undefined) return results[0] ?? { kind: "not-applied", reason: "it has no range" };
  return elementType(range) === "jsonb" ? { ...found, text: JSON.stringify(found.json) } : found;
}

/** `Status(open)` and `string(open)` are in use, and the bare value. */
function enumDefault(
  call: Call,
  name: string,
  values: readonly string[] | undefined,
): ConstantDefault | Refusal {
  const text =
    call.whole !== undefined && values?.includes(call.whole) ? call.whole : call.argument;
  if (values === undefined || values.includes(text)) return constant(text);
  const near = suggest(text, values);
  const expected = `value of ${name}`;
  return { kind: "mismatch", expected, ...(near !== undefined && { instead: `${name}(${near})` }) };
}

function scalarDefault(
  call: Call,
  type: ResolvedType,
  postgresType: string,
): ConstantDefault | Refusal {
  const form = formOf(type, postgresType);
  const { name, argument } = call;
  const kind = name === undefined ? undefined : kindNamed(name);
  if (name !== undefined && kind === undefined && !type.chain.includes(name)) {
    const suggestion = suggest(name, functionNames);
    const instead = form.kind === "text" ? `string(${call.whole})` : form.example;
    return { kind: "unknown-form", instead, ...(suggestion !== undefined && { suggestion }) };
  }
  // Texts are the common way to write any value; a number for a text is more likely a forgotten range.
  const fits =
    kind === undefined || kind === "text" || kind === form.kind || form.kind === undefined;
  const value = fits ? form.read(argument, kind) : undefined;
  if (value !== undefined) return value;
  const instead = form.kind === "text" ? `string(${argument})` : form.example;
  return { kind: "mismatch", expected: type.name, instead };
}

function describe(range: SlotRange): string {
  if (range.kind === "enum") return `value of ${range.name}`;
  return range.kind === "scalar" ? range.type.name : "plain value";
}
