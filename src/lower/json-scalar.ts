// Shapes of plain values → what a filter of an SQL/JSON path asks of `@`: first its type, then the rest, which is only right for that type.

import type { IntegerShape, NumberShape, Shape, StringShape } from "../constraint/shape.ts";
import { formatPattern } from "./format-pattern.ts";
import { and, atom, or, type Test, test } from "./formula.ts";
import { CURRENT, likeRegex, not, opposite, pathLiteral } from "./json-path.ts";
import { postgresPattern } from "./postgres-pattern.ts";
import { isStorable } from "./storable-text.ts";
import type { Unsaid } from "./unsaid.ts";

export interface Tests {
  /** All must hold. */
  readonly list: readonly Test[];
  /** They say all there is to say. */
  readonly exact: boolean;
}

/** From here on a double is infinite. */
const INFINITE = "1.79769313486231580793728971405301e308";
/** RE_DUP_MAX of Postgres. */
const MAX_REPEAT = 255;

export function typeTest(type: "object" | "array" | "string" | "number" | "boolean"): Test {
  return test(`${CURRENT}.type() == "${type}"`, `${CURRENT}.type() != "${type}"`);
}

const IS_TEXT = typeTest("string");
const IS_NUMBER = typeTest("number");
const DAY = "^(?!0000)[0-9]{4}-(?!00)[0-9]{2}-(?!00)[0-9]{2}$";
const IS_DAY: Test = {
  good: atom(`${CURRENT}.datetime().type() == "date"`),
  bad: not(atom(`${CURRENT}.datetime().type() == "date"`)),
};

/** Undefined for lists, objects and unions. */
export function scalarTests(shape: Shape, unsaid: Unsaid[]): Tests | undefined {
  const exactly = (...list: readonly Test[]): Tests => ({ list, exact: true });
  switch (shape.kind) {
    case "string":
      return textTests(shape, unsaid);
    case "integer":
      return integerTests(shape, unsaid);
    case "number":
      return numberTests(shape, unsaid);
    case "boolean":
      return exactly(typeTest("boolean"));
    case "enum":
      return enumTests(
        shape.values.map(({ text }) => text),
        unsaid,
      );
    case "literal":
      return exactly(typeTest(typeof shape.value as "string"), oneOf([shape.value]));
    case "any":
      return exactly();
    case "array":
    case "dictionary":
    case "object":
    case "record":
    case "union":
      return undefined;
  }
}

/** Characters of the values of an enum; with more of them there would be no room for anything else. */
const MAX_VALUES_LENGTH = 6_000;

function enumTests(values: readonly string[], unsaid: Unsaid[]): Tests {
  const isShort = values.reduce((sum, value) => sum + value.length, 0) <= MAX_VALUES_LENGTH;
  if (isShort) return { list: [IS_TEXT, oneOf(values)], exact: true };
  unsaid.push({ what: "range", reason: "an enum inside JSON has too many values for a check" });
  return { list: [IS_TEXT], exact: false };
}

function integerTests(shape: IntegerShape, unsaid: Unsaid[]): Tests {
  const { minimum = -Infinity, maximum = Infinity, patterns = [] } = shape;
  if (patterns.length > 0) {
    unsaid.push({ what: "pattern", reason: "it is about the digits of a number inside JSON" });
  }
  const list = [
    IS_NUMBER,
    test(`${CURRENT} == ${CURRENT}.floor()`, `${CURRENT} != ${CURRENT}.floor()`),
    ...limits({
      minimum: Math.max(minimum, Number.MIN_SAFE_INTEGER),
      maximum: Math.min(maximum, Number.MAX_SAFE_INTEGER),
    }),
  ];
  return { list, exact: patterns.length === 0 };
}

function numberTests(shape: NumberShape, unsaid: Unsaid[]): Tests {
  const list = [IS_NUMBER, ...limits(shape), ...(shape.exact ? [] : finite(shape))];
  if (shape.decimals === undefined) return { list, exact: true };
  unsaid.push({ what: "sql.type", reason: "it is about the digits of a number inside JSON" });
  return { list, exact: false };
}

function oneOf(values: readonly (string | number | boolean)[]): Test {
  const literals = [...new Set(values.filter(isStorable).map(pathLiteral))].toSorted();
  return {
    good: or(literals.map((literal) => atom(`${CURRENT} == ${literal}`))),
    bad: and(literals.map((literal) => atom(`${CURRENT} != ${literal}`))),
  };
}

function limits({ minimum, maximum }: Pick<IntegerShape, "minimum" | "maximum">): readonly Test[] {
  return [
    ...(minimum === undefined ? [] : [compare(">=", "<", String(minimum))]),
    ...(maximum === undefined ? [] : [compare("<=", ">", String(maximum))]),
  ];
}

/** What a double holds: larger numbers become infinite where JSON is read. */
function finite({ minimum, maximum }: NumberShape): readonly Test[] {
  return [
    ...(minimum === undefined ? [compare(">", "<=", `-${INFINITE}`)] : []),
    ...(maximum === undefined ? [compare("<", ">=", INFINITE)] : []),
  ];
}

function compare(operator: string, converse: string, literal: string): Test {
  return test(`${CURRENT} ${operator} ${literal}`, `${CURRENT} ${converse} ${literal}`);
}

function textTests(shape: StringShape, unsaid: Unsaid[]): Tests {
  const { earliest, latest, minLength = 0, maxLength } = shape;
  const tests: Test[] = [IS_TEXT];
  const before = unsaid.length;
  // The calendar is Postgres's own.
  if (shape.format === "date") tests.push(matching(DAY), IS_DAY);
  const format = shape.format === "date" ? undefined : formatPattern(shape.format);
  for (const source of [...(format === undefined ? [] : [format]), ...shape.patterns]) {
    const { postgres, reason } = postgresPattern(source);
    if (postgres === undefined) unsaid.push({ what: "pattern", reason });
    else tests.push(matching(postgres));
  }
  if (minLength > MAX_REPEAT || (maxLength ?? 0) > MAX_REPEAT) {
    unsaid.push({ what: "length", reason: `it is about more than ${MAX_REPEAT} characters` });
  } else if (minLength > 0 || maxLength !== undefined) {
    tests.push(matching(`^.{${minLength},${maxLength ?? ""}}$`));
  }
  if (earliest !== undefined || latest !== undefined) {
    // Days have one form only; that of moments leaves out seconds and names zones.
    if (shape.format === "date") tests.push(...days(earliest, latest));
    else unsaid.push({ what: "bounds", reason: "moments inside JSON cannot be compared there" });
  }
  return { list: tests, exact: unsaid.length === before };
}

function matching(pattern: string): Test {
  const text = likeRegex(pattern);
  return { good: atom(text), bad: opposite(text) };
}

function days(earliest: string | undefined, latest: string | undefined): readonly Test[] {
  return [
    ...(earliest === undefined ? [] : [compare(">=", "<", pathLiteral(earliest))]),
    ...(latest === undefined ? [] : [compare("<=", ">", pathLiteral(latest))]),
  ];
}
