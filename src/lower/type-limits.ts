// Values that a Postgres type has and JSON has not (infinity, years beyond 9999, 24:00) → tests that keep them out.

import type { Shape } from "../constraint/shape.ts";
import { limitsOfType, type SqlType } from "../constraint/sql-type.ts";
import type { ColumnPlace } from "./column-place.ts";
import { test } from "./formula.ts";
import type { ColumnTest } from "./scalar-test.ts";

type Limit = readonly [operator: ">" | ">=" | "<" | "<=", literal: string];

/** `a > b` is `b < a`. */
const CONVERSE = { ">=": "<=", "<=": ">=", ">": "<", "<": ">" } as const;
const OPPOSITE = { ">=": "<", "<=": ">", ">": "<=", "<": ">=" } as const;

/** The bounds of a type, where a slot gives no closer ones. */
function limitsOf(
  type: string,
  isReadonly: boolean,
): { readonly low?: Limit; readonly high?: Limit } {
  switch (type) {
    case "bigint":
      // What JavaScript can hold exactly.
      return {
        low: [">=", String(Number.MIN_SAFE_INTEGER)],
        high: ["<=", String(Number.MAX_SAFE_INTEGER)],
      };
    case "double precision":
    case "numeric":
      // NaN sorts above infinity, so an upper bound keeps out both.
      return { low: [">", `'-Infinity'::${type}`], high: ["<", `'Infinity'::${type}`] };
    case "date":
      return { low: [">=", "'0001-01-01'::date"], high: ["<=", "'9999-12-31'::date"] };
    case "timestamp with time zone":
      // What only the server sets is within these bounds anyway.
      return isReadonly
        ? {}
        : {
            low: [">=", `'0001-01-01 00:00:00+00'::${type}`],
            high: ["<", `'10000-01-01 00:00:00+00'::${type}`],
          };
    case "time without time zone":
      // Postgres has 24:00, after all other times; nobody else has.
      return { high: ["<", "'24:00:00'::time without time zone"] };
    default:
      return {};
  }
}

export interface TypeLimits {
  readonly low: readonly ColumnTest[];
  readonly high: readonly ColumnTest[];
}

const NO_LIMITS: TypeLimits = { low: [], high: [] };

export function typeLimits(
  { sql, type, array }: ColumnPlace,
  shape: Shape,
  isReadonly: boolean,
): TypeLimits {
  const value = array && shape.kind === "array" ? shape.items : shape;
  if (value.kind === "literal" || value.kind === "enum") return NO_LIMITS;
  const { low, high } = limitsOf(type, isReadonly);
  if (low === undefined && high === undefined) return NO_LIMITS;
  const given = bounds(value);
  const say = ([operator, literal]: Limit): ColumnTest => ({
    aspect: "range",
    ...(array
      ? test(
          `${literal} ${CONVERSE[operator]} ALL (${sql})`,
          `${literal} ${CONVERSE[OPPOSITE[operator]]} ANY (${sql})`,
        )
      : test(`${sql} ${operator} ${literal}`, `${sql} ${OPPOSITE[operator]} ${literal}`)),
  });
  return {
    low: low === undefined || given.low ? [] : [say(low)],
    high: high === undefined || given.high ? [] : [say(high)],
  };
}

/** Which bounds the shape has itself. */
function bounds(shape: Shape): { readonly low: boolean; readonly high: boolean } {
  switch (shape.kind) {
    case "integer":
      return {
        low: (shape.minimum ?? -Infinity) >= Number.MIN_SAFE_INTEGER,
        high: (shape.maximum ?? Infinity) <= Number.MAX_SAFE_INTEGER,
      };
    case "number":
      return { low: shape.minimum !== undefined, high: shape.maximum !== undefined };
    case "string":
      return { low: shape.earliest !== undefined, high: shape.latest !== undefined };
    default:
      return { low: false, high: false };
  }
}

/** The shape without what the type of the column asks of its values already. */
export function withoutTypeLimits(shape: Shape, { stored }: ColumnPlace): Shape {
  const limits = stored === undefined ? undefined : limitsOfType(stored);
  return limits === undefined ? shape : without(shape, limits);
}

function without(shape: Shape, limits: SqlType): Shape {
  switch (shape.kind) {
    case "array":
      return { ...shape, items: without(shape.items, limits) };
    case "integer":
    case "number": {
      const { minimum, maximum, decimals, ...rest } = { decimals: undefined, ...shape };
      return {
        ...rest,
        ...(decimals !== undefined && decimals !== limits.decimals && { decimals }),
        ...(minimum !== undefined && minimum !== limits.minimum && { minimum }),
        ...(maximum !== undefined && maximum !== limits.maximum && { maximum }),
      };
    }
    case "string": {
      const { maxLength, ...rest } = shape;
      return maxLength === limits.maxLength ? rest : shape;
    }
    default:
      return shape;
  }
}
