// Shapes of plain values → what SQL asks of a column of a plain type. The type of the column is a part of the answer:
// what it cannot hold need not be asked, and a shape that it can never have is false.

import type {
  EnumShape,
  IntegerShape,
  LiteralShape,
  NumberShape,
  Shape,
  StringShape,
} from "../constraint/shape.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { formatPattern } from "./format-pattern.ts";
import { FALSE, type Test, test, TRUE } from "./formula.ts";
import { postgresPattern } from "./postgres-pattern.ts";
import { storableTexts } from "./storable-text.ts";
import type { Unsaid } from "./unsaid.ts";

/** What a test is about: part of the name of its CHECK. */
export type Aspect =
  | "range"
  | "enum"
  | "equals"
  | "pattern"
  | "length"
  | "shape"
  | "elements"
  | "size"
  | "unique";

export interface ColumnTest extends Test {
  readonly aspect: Aspect;
}

/** No value of the column has the shape. */
export const NEVER: ColumnTest = { aspect: "shape", good: FALSE, bad: TRUE };

const NUMBERS = new Set(["bigint", "numeric", "double precision"]);
/** Types whose values Postgres writes in a way of its own. */
const REWORDED = new Set(["date", "time without time zone", "timestamp with time zone", "uuid"]);

/**
 * The tests for a value of `type` that stands at `sql`; all must hold. Unions and what is no plain value are the caller's.
 * Where `unsaid` grows, they say less than the shape does.
 */
export function scalarColumnTests(
  shape: Shape,
  sql: string,
  type: string,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  switch (shape.kind) {
    case "any":
      return [];
    case "boolean":
      return type === "boolean" ? [] : [NEVER];
    case "integer": {
      if (!NUMBERS.has(type)) return [NEVER];
      const whole = test(`${sql} = trunc(${sql})`, `${sql} <> trunc(${sql})`);
      return [
        ...(type === "bigint" ? [] : [{ aspect: "range", ...whole } as const]),
        ...limits(shape, sql, String),
        ...digitPatterns(shape, sql, type, unsaid),
      ];
    }
    case "number":
      return NUMBERS.has(type)
        ? [...limits(shape, sql, String), ...decimalLimits(shape, sql, type)]
        : [NEVER];
    case "enum":
      return membership(shape, shape.name === undefined ? "equals" : "enum", sql, type, unsaid);
    case "literal":
      return literalTests(shape, sql, type, unsaid);
    case "string":
      return textTests(shape, sql, type, unsaid);
    case "array":
    case "dictionary":
    case "object":
    case "record":
    case "union":
      return [NEVER];
  }
}

/** Zeros at the end do not count. */
function decimalLimits(
  { decimals }: NumberShape,
  sql: string,
  type: string,
): readonly ColumnTest[] {
  if (decimals === undefined) return [];
  const digits = `scale(trim_scale(${type === "numeric" ? sql : `${sql}::numeric`}))`;
  return [{ aspect: "range", ...test(`${digits} <= ${decimals}`, `${digits} > ${decimals}`) }];
}

function literalTests(
  shape: LiteralShape,
  sql: string,
  type: string,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  const { value } = shape;
  if (typeof value === "string") return membership(shape, "equals", sql, type, unsaid);
  if (typeof value === "boolean") {
    if (type !== "boolean") return [NEVER];
    return [{ aspect: "equals", ...(value ? test(sql, `NOT ${sql}`) : test(`NOT ${sql}`, sql)) }];
  }
  return NUMBERS.has(type)
    ? [{ aspect: "equals", ...test(`${sql} = ${value}`, `${sql} <> ${value}`) }]
    : [NEVER];
}

function membership(
  shape: EnumShape | LiteralShape,
  aspect: Aspect,
  sql: string,
  type: string,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  if (REWORDED.has(type)) {
    unsaid.push({ what: aspect === "enum" ? "range" : "equals_string", reason: storedAs(type) });
    return [];
  }
  if (type !== "text") return [NEVER];
  const { count, list } = storableTexts(shape);
  if (count === 0) return [{ ...NEVER, aspect }];
  const found =
    count === 1
      ? test(`${sql} = ${list}`, `${sql} <> ${list}`)
      : test(`${sql} IN (${list})`, `${sql} NOT IN (${list})`);
  return [{ aspect, ...found }];
}

function textTests(
  shape: StringShape,
  sql: string,
  type: string,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  if (type !== "text" && !REWORDED.has(type)) return [NEVER];
  const isText = type === "text";
  const tests: ColumnTest[] = [];
  const format = isText ? formatPattern(shape.format) : undefined;
  for (const source of format === undefined ? shape.patterns : [format, ...shape.patterns]) {
    const { postgres, reason } = postgresPattern(source);
    if (!isText || postgres === undefined) {
      unsaid.push({ what: "pattern", reason: isText ? reason : storedAs(type) });
    } else {
      const pattern = quoteLiteral(postgres);
      tests.push({ aspect: "pattern", ...test(`${sql} ~ ${pattern}`, `${sql} !~ ${pattern}`) });
    }
  }
  tests.push(...lengthTests(shape, sql, isText));
  tests.push(...momentLimits(shape, sql, type, unsaid));
  return tests;
}

/** The number as JSON has it. */
function digitPatterns(
  { patterns = [] }: IntegerShape,
  sql: string,
  type: string,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  if (patterns.length === 0) return [];
  if (type === "bigint") {
    return textTests({ kind: "string", patterns }, `${sql}::text`, "text", unsaid);
  }
  unsaid.push({ what: "pattern", reason: storedAs(type) });
  return [];
}

function lengthTests(
  { minLength, maxLength }: StringShape,
  sql: string,
  isText: boolean,
): readonly ColumnTest[] {
  if (!isText || (minLength === undefined && maxLength === undefined)) return [];
  return limits(
    {
      ...(minLength === undefined ? {} : { minimum: minLength }),
      ...(maxLength === undefined ? {} : { maximum: maxLength }),
    },
    `char_length(${sql})`,
    String,
  ).map((found) => ({ ...found, aspect: "length" }));
}

function momentLimits(
  { earliest, latest, format }: StringShape,
  sql: string,
  type: string,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  if (earliest === undefined && latest === undefined) return [];
  const bounds = {
    ...(earliest === undefined ? {} : { minimum: earliest }),
    ...(latest === undefined ? {} : { maximum: latest }),
  };
  if (type === "text" && format === "date")
    return limits(bounds, `${sql} COLLATE "C"`, quoteLiteral);
  if (type === "text" || type === "uuid") {
    unsaid.push({ what: "bounds", reason: "it is about moments that are stored as text" });
    return [];
  }
  return limits(bounds, sql, (bound) => momentLiteral(bound, type));
}

/** What has no zone is UTC, as everywhere in this product. */
export function momentLiteral(bound: string, type: string): string {
  const isInstant = type === "timestamp with time zone";
  const isZoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(bound);
  const short = type === "time without time zone" ? "time" : type;
  return `${quoteLiteral(isInstant && !isZoned ? `${bound}Z` : bound)}::${short}`;
}

function limits<T>(
  { minimum, maximum }: { readonly minimum?: T; readonly maximum?: T },
  sql: string,
  print: (bound: T) => string,
): readonly ColumnTest[] {
  const compare = (operator: string, converse: string, bound: T): ColumnTest => {
    const text = print(bound);
    return { aspect: "range", ...test(`${sql} ${operator} ${text}`, `${sql} ${converse} ${text}`) };
  };
  return [
    ...(minimum === undefined ? [] : [compare(">=", "<", minimum)]),
    ...(maximum === undefined ? [] : [compare("<=", ">", maximum)]),
  ];
}

export function storedAs(type: string): string {
  return `its values are stored as ${type}`;
}
