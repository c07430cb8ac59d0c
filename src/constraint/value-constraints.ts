// What a type, a slot and the expressions about it say of one plain value → its shape, with everything that a shape can say.

import type { AnonymousSlotExpression, ResolvedType } from "../linkml/metamodel.ts";
import { momentBounds, numericBounds } from "./bounds.ts";
import { ecmascriptPattern } from "./pattern.ts";
import type { Shape, StringFormat } from "./shape.ts";
import { syntaxPatterns } from "./syntax.ts";
import type { ScalarRange } from "./slot-range.ts";

/** The metaslots about one value. */
export type ValueConstraints = Pick<
  AnonymousSlotExpression,
  | "pattern"
  | "minimumValue"
  | "maximumValue"
  | "equalsString"
  | "equalsStringIn"
  | "equalsNumber"
  | "equalsNumberIn"
>;

/** Those of a type, flattened along its typeof chain. */
function typeConstraints(type: ResolvedType): readonly ValueConstraints[] {
  const { minimumValue, maximumValue, equalsString, equalsStringIn, equalsNumber, patterns } = type;
  const own: ValueConstraints = {
    ...(minimumValue !== undefined && { minimumValue }),
    ...(maximumValue !== undefined && { maximumValue }),
    ...(equalsString !== undefined && { equalsString }),
    ...(equalsStringIn !== undefined && { equalsStringIn }),
    ...(equalsNumber !== undefined && { equalsNumber }),
  };
  return [own, ...patterns.map((pattern) => ({ pattern }))];
}

export function hasValueConstraints(expression: ValueConstraints): boolean {
  return (
    expression.pattern !== undefined ||
    expression.minimumValue !== undefined ||
    expression.maximumValue !== undefined ||
    equalities(expression).length > 0
  );
}

/** The one list of values that each of these metaslots leaves. */
function equalities(constraints: ValueConstraints): readonly (readonly (string | number)[])[] {
  const { equalsString, equalsStringIn, equalsNumber, equalsNumberIn } = constraints;
  return [
    ...(equalsString === undefined ? [] : [[equalsString]]),
    ...(equalsStringIn === undefined ? [] : [equalsStringIn]),
    ...(equalsNumber === undefined ? [] : [[equalsNumber]]),
    ...(equalsNumberIn === undefined ? [] : [equalsNumberIn.map(Number)]),
  ];
}

/** The values that all of them leave; undefined where none of them lists any. */
export function equalValues(
  layers: readonly ValueConstraints[],
): readonly (string | number)[] | undefined {
  const [first, ...others] = layers.flatMap(equalities);
  if (first === undefined) return undefined;
  return [...new Set(first)].filter((value) => others.every((list) => list.includes(value)));
}

/** The patterns of all of them, each once, for JavaScript. What is no regular expression is reported where it is read. */
export function allPatterns(layers: readonly ValueConstraints[]): readonly string[] {
  const sources = new Set(layers.flatMap(({ pattern }) => pattern ?? []));
  return [...sources].flatMap((source) => ecmascriptPattern(source) ?? []);
}

/**
 * A value of the type that keeps all constraints. Undefined where none can: the text "A" is no integer.
 * Constraints that mean nothing for the type (the minimum of a boolean) are left out; `unusedConstraints` names them.
 */
export function scalarShape(
  range: ScalarRange,
  layers: readonly ValueConstraints[],
): Shape | undefined {
  const every = [...layers, ...typeConstraints(range.type)];
  const equal = equalValues(every);
  switch (range.type.base) {
    case "integer":
      return integerShape([...every, ...ownLimits(range)], equal);
    case "float":
    case "double":
    case "decimal":
      return numberShape(range, [...every, ...ownLimits(range)], equal);
    case "boolean":
      // equals_string is for text: `false` is no "false".
      return equal === undefined ? { kind: "boolean" } : undefined;
    case "Any":
      return anyShape(every, equal);
    default:
      return textShape(range, every, equal);
  }
}

type Equal = readonly (string | number)[] | undefined;

function integerShape(layers: readonly ValueConstraints[], equal: Equal): Shape | undefined {
  const bounds = numericBounds(layers);
  if (equal !== undefined) {
    return literals(
      equal.filter((value) => Number.isSafeInteger(value) && isWithin(value, bounds)),
    );
  }
  const patterns = allPatterns(layers);
  return { kind: "integer", ...(patterns.length > 0 && { patterns }), ...bounds };
}

/** Of the type that the author has chosen for the column. */
function ownLimits({ sqlType }: ScalarRange): readonly ValueConstraints[] {
  const { minimum, maximum } = sqlType ?? {};
  return minimum === undefined || maximum === undefined
    ? []
    : [{ minimumValue: minimum, maximumValue: maximum }];
}

function numberShape(
  { postgresType, sqlType }: ScalarRange,
  layers: readonly ValueConstraints[],
  equal: Equal,
): Shape | undefined {
  const bounds = numericBounds(layers);
  const exact = postgresType === "numeric";
  const decimals = sqlType?.decimals;
  if (equal === undefined)
    return { kind: "number", exact, ...bounds, ...(decimals !== undefined && { decimals }) };
  const numbers = equal.filter((value) => typeof value === "number" && isWithin(value, bounds));
  // As bounds, not as a literal: 10 and 10.0 are one number.
  return alternatives(
    numbers.map((value) => ({
      kind: "number",
      exact,
      minimum: Number(value),
      maximum: Number(value),
    })),
  );
}

/** Of linkml:Any; what constrains it also says which kind of value is meant. */
function anyShape(layers: readonly ValueConstraints[], equal: Equal): Shape | undefined {
  if (equal !== undefined) return literals(equal);
  const patterns = allPatterns(layers);
  if (patterns.length > 0) return { kind: "string", patterns };
  const bounds = numericBounds(layers);
  const isBounded = bounds.minimum !== undefined || bounds.maximum !== undefined;
  return isBounded ? { kind: "number", exact: false, ...bounds } : { kind: "any" };
}

const FORMATS: Readonly<Record<string, StringFormat>> = {
  date: "date",
  time: "time",
  datetime: "date-time",
  uri: "uri",
};

function textShape(
  range: ScalarRange,
  layers: readonly ValueConstraints[],
  equal: Equal,
): Shape | undefined {
  if (equal !== undefined) return literals(equal.filter((value) => typeof value === "string"));
  if (range.type.base === "date_or_datetime") {
    const shapes = (["date", "date-time"] as const).map((format) => moment(format, layers));
    return { kind: "union", anyOf: shapes };
  }
  const format = range.postgresType === "uuid" ? "uuid" : FORMATS[range.type.base];
  if (format === "date" || format === "time" || format === "date-time") {
    return moment(format, layers);
  }
  const patterns = [...syntaxPatterns(range.type.base), ...allPatterns(layers)];
  const maxLength = range.sqlType?.maxLength;
  return {
    kind: "string",
    patterns,
    ...(format === undefined ? {} : { format }),
    ...(maxLength !== undefined && { maxLength }),
  };
}

function moment(format: "date" | "time" | "date-time", layers: readonly ValueConstraints[]): Shape {
  return { kind: "string", patterns: allPatterns(layers), format, ...momentBounds(format, layers) };
}

function isWithin(
  value: string | number,
  { minimum, maximum }: { readonly minimum?: number; readonly maximum?: number },
): boolean {
  return Number(value) >= (minimum ?? -Infinity) && Number(value) <= (maximum ?? Infinity);
}

/** One of a few values; texts together are an enum without a name. */
export function literals(values: readonly (string | number)[]): Shape | undefined {
  const texts = values.filter((value) => typeof value === "string");
  const numbers = values.filter((value) => typeof value === "number");
  const textShapes: Shape[] =
    texts.length > 1
      ? [{ kind: "enum", values: texts.map((text) => ({ text })) }]
      : texts.map((value) => ({ kind: "literal", value }));
  return alternatives([
    ...textShapes,
    ...numbers.map((value): Shape => ({ kind: "literal", value })),
  ]);
}

/** Any one of them; undefined where there is none. */
export function alternatives(shapes: readonly Shape[]): Shape | undefined {
  const options = shapes.flatMap((shape) => (shape.kind === "union" ? shape.anyOf : [shape]));
  if (options.length <= 1) return options[0];
  return { kind: "union", anyOf: options };
}
