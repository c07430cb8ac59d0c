// One value in a column's old type → SQL for it in the new one, for any two types. What Postgres has a cast for, it casts; the rest goes
// through text.

import { isTextual, parseType, type ParsedType } from "./format-type.ts";

/** An expression for `value`, of type `from`, in type `to`. It may hold a subquery. */
export function castExpression(value: string, from: string, to: string): string {
  const old = parseType(from);
  const wanted = parseType(to);
  if (old.isArray && !wanted.isArray) {
    return wanted.name === "jsonb"
      ? `pg_catalog.to_jsonb(${value})`
      : castScalar(`(${value})[1]`, old, wanted);
  }
  if (!old.isArray && wanted.isArray) {
    return old.name === "jsonb"
      ? `ARRAY(SELECT pg_catalog.jsonb_array_elements_text(${value}))::${to}`
      : `CASE WHEN ${value} IS NOT NULL THEN ARRAY[${castScalar(value, old, wanted)}] END`;
  }
  return castScalar(value, old, wanted);
}

/** Of elements where both are arrays. */
function castScalar(value: string, from: ParsedType, to: ParsedType): string {
  const brackets = from.isArray && to.isArray ? "[]" : "";
  const cast = (type: string, inner = value): string => `${inner}::${type}${brackets}`;
  const target = cast(to.element);
  if (from.name === to.name || hasCast(from.name, to.name)) return target;
  if (brackets === "") {
    // Its cast to text would add a mask that its own text has not.
    if (from.name === "inet" && isTextual(to.name))
      return `pg_catalog.textin(pg_catalog.inet_out(${value}))::${to.element}`;
    if (to.name === "jsonb" && !isTextual(from.name)) return `pg_catalog.to_jsonb(${value})`;
    if (from.name === "jsonb" && !isTextual(to.name)) return `(${value} #>> '{}')::${to.element}`;
  }
  if (isTextual(from.name) || isTextual(to.name)) return target;
  const between = THROUGH_INTEGER.has(`${from.name} > ${to.name}`) ? "integer" : "text";
  return cast(to.element, `(${cast(between)})`);
}

const NUMBERS = ["smallint", "integer", "bigint", "numeric", "real", "double precision"];

/** Postgres's own casts, as far as they lead from one of the known types to another and neither is text. */
const CASTS: ReadonlySet<string> = new Set([
  ...among(NUMBERS, NUMBERS),
  ...among(["integer"], ["boolean"]),
  ...among(["boolean"], ["integer"]),
  ...among(["json"], ["jsonb"]),
  ...among(["jsonb"], ["json", "boolean", ...NUMBERS]),
  ...among(["inet", "cidr"], ["inet", "cidr"]),
  ...among(["macaddr", "macaddr8"], ["macaddr", "macaddr8"]),
  ...among(["bit", "bit varying"], ["bit", "bit varying"]),
  ...among(["integer", "bigint"], ["bit"]),
  ...among(["bit"], ["integer", "bigint"]),
  ...among(["date"], ["timestamp without time zone", "timestamp with time zone"]),
  ...among(
    ["timestamp without time zone"],
    ["date", "time without time zone", "timestamp with time zone"],
  ),
  ...among(
    ["timestamp with time zone"],
    ["date", "time without time zone", "time with time zone", "timestamp without time zone"],
  ),
  ...among(["time without time zone"], ["interval", "time with time zone"]),
  ...among(["time with time zone", "interval"], ["time without time zone"]),
]);

/** Only integer and boolean turn into each other. */
const THROUGH_INTEGER: ReadonlySet<string> = new Set([
  ...among(NUMBERS, ["boolean"]),
  ...among(["boolean"], NUMBERS),
]);

function hasCast(from: string, to: string): boolean {
  // Fields of an interval are a modifier, though they stand in its name.
  if (from.startsWith("interval") && to.startsWith("interval")) return true;
  return CASTS.has(`${from} > ${to}`);
}

function among(from: readonly string[], to: readonly string[]): string[] {
  return from.flatMap((old) => to.map((wanted) => `${old} > ${wanted}`));
}
