// Postgres's text output as JSON values, for clients that do not ask for raw text (Neon's own driver always does).
import { types } from "pg";

// The types that Neon turns into something else than a string: bool, int2, int4, float4, float8, json, jsonb. Arrays become lists.
const JSON_TYPES: ReadonlySet<number> = new Set([16, 21, 23, 700, 701, 114, 3802]);
const JSON_ARRAY_TYPES: ReadonlySet<number> = new Set([1000, 1005, 1007, 1021, 1022, 199, 3807]);
const TEXT_ARRAY = 1009;
const TEXT_ARRAY_TYPES: ReadonlySet<number> = new Set([
  1002, 1009, 1014, 1015, 1016, 1231, 1115, 1182, 1185, 2951,
]);

/** One value; what JSON cannot say (NaN, infinities) stays text. */
export function toJson(text: string | null, type: number): unknown {
  if (text === null) return null;
  if (TEXT_ARRAY_TYPES.has(type)) return parse(text, TEXT_ARRAY);
  if (!JSON_TYPES.has(type) && !JSON_ARRAY_TYPES.has(type)) return text;
  const value = parse(text, type);
  return typeof value === "number" && !Number.isFinite(value) ? text : value;
}

// @types/pg lists the type numbers that it knows as an enum; the parsers are there for more.
const parserOf: (type: number, format: "text") => (text: string) => unknown = types.getTypeParser;
const parse = (text: string, type: number): unknown => parserOf(type, "text")(text);
