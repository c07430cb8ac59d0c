// Texts, numbers and enums → Zod expressions.

import type { EnumShape, IntegerShape, NumberShape, StringShape } from "../constraint/shape.ts";
import { call, check, checked, json, named, zod, type ZodExpression } from "./zod-expression.ts";

/** `z.enum([…])` with the values themselves. */
export function enumExpression({ values }: EnumShape): ZodExpression {
  return zod("enum", json(values.map(({ text }) => text)));
}

export function integerExpression(shape: IntegerShape): ZodExpression {
  const { patterns = [] } = shape;
  const value = bounded(zod("int"), shape);
  const sources = patterns.map((source): ZodExpression => ({ kind: "pattern", source }));
  return checked(value, patterns.length === 0 ? [] : [check("digits", ...sources)]);
}

export function numberExpression(shape: NumberShape): ZodExpression {
  const { decimals } = shape;
  const value = bounded(zod("number"), shape);
  return decimals === undefined ? value : checked(value, [check("decimals", json(decimals))]);
}

/** Adds bounds to a schema of numbers. */
function bounded(
  value: ZodExpression,
  { minimum, maximum }: { readonly minimum?: number; readonly maximum?: number },
): ZodExpression {
  const least = minimum === undefined ? value : call(value, "min", json(minimum));
  return maximum === undefined ? least : call(least, "max", json(maximum));
}

export function stringExpression(shape: StringShape): ZodExpression {
  const { minLength, maxLength, earliest, latest } = shape;
  const checks: ZodExpression[] = [];
  if (minLength !== undefined || maxLength !== undefined) {
    const most = maxLength === undefined ? [] : [json(maxLength)];
    checks.push(check("characters", json(minLength ?? 0), ...most));
  }
  if (earliest !== undefined) checks.push(check("notBefore", json(earliest)));
  if (latest !== undefined) checks.push(check("notAfter", json(latest)));
  return shape.patterns.reduce(
    (value, source) => call(value, "regex", { kind: "pattern", source }),
    checked(stringBase(shape), checks),
  );
}

function stringBase({ format }: StringShape): ZodExpression {
  switch (format) {
    case "date":
      return named("date");
    case "time":
      return named("time");
    case "date-time":
      return named("dateTime");
    case "uuid":
      return zod("guid");
    // The patterns of the type say what Postgres checks too; a stricter reading here would refuse rows it takes.
    default:
      return zod("string");
  }
}
