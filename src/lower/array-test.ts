// Lists of plain values → what SQL asks of an array column: of its size, and of its elements through ALL, `<@` or an SQL/JSON path.

import type { ArrayShape, Condition, Shape } from "../constraint/shape.ts";
import { textArrayOf } from "../sql/quote.ts";
import type { ColumnPlace } from "./column-place.ts";
import { and, assuming, atom, FALSE, type Formula, test, TRUE } from "./formula.ts";
import { pathExists } from "./json-path.ts";
import type { JsonPredicates } from "./json-predicate.ts";
import { typeTest } from "./json-scalar.ts";
import { type Aspect, type ColumnTest, momentLiteral, NEVER, storedAs } from "./scalar-test.ts";
import { storableTexts } from "./storable-text.ts";
import type { Unsaid } from "./unsaid.ts";

/** Types whose elements `to_jsonb` writes as JSON has them. */
const FAITHFUL = new Set(["text", "bigint", "numeric", "double precision", "boolean", "date"]);
/** Types whose values have one spelling each, in JSON and here. */
const SPELLED_ONCE = new Set(["text", "bigint", "boolean", "date"]);
const NUMBERS = new Set(["bigint", "numeric", "double precision"]);

/** The tests of a list; all must hold. Where `unsaid` grows, they say less than the shape does. */
export function arrayTests(
  shape: ArrayShape,
  place: ColumnPlace,
  predicates: JsonPredicates,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  const { sql, type } = place;
  const { minItems, maxItems, items } = shape;
  const tests: ColumnTest[] = [...itemTests(items, place, predicates, unsaid)];
  const size = (operator: string, converse: string, bound: number): ColumnTest => {
    const count = `cardinality(${sql})`;
    return {
      aspect: "size",
      ...test(`${count} ${operator} ${bound}`, `${count} ${converse} ${bound}`),
    };
  };
  if (minItems !== undefined && minItems === maxItems) tests.push(size("=", "<>", minItems));
  else {
    if (minItems !== undefined) tests.push(size(">=", "<", minItems));
    if (maxItems !== undefined) tests.push(size("<=", ">", maxItems));
  }
  if (shape.unique && SPELLED_ONCE.has(type)) {
    // An object has each key once.
    const texts = type === "text" ? sql : `${sql}::text[]`;
    const kept = `jsonb_array_length(jsonb_path_query_array(jsonb_object(${texts}, ${texts}), '$.keyvalue()'))`;
    const unique = test(`${kept} = cardinality(${sql})`, `${kept} < cardinality(${sql})`);
    tests.push({ aspect: "unique", ...unique });
  } else if (shape.unique) {
    const reason = `equal values of type ${type} can be written in several ways`;
    unsaid.push({ what: "list_elements_unique", reason });
  }
  return tests;
}

function itemTests(
  items: Shape,
  place: ColumnPlace,
  predicates: JsonPredicates,
  unsaid: Unsaid[],
): readonly ColumnTest[] {
  const direct = directTests(items, place);
  if (direct !== undefined) return direct;
  const found = elementsExist(place, (inner) => predicates.violation(items, inner), unsaid);
  if (found === FALSE) return [];
  if (found.kind !== "atom") return [NEVER];
  const aspect = items.kind === "string" ? "pattern" : "elements";
  return [{ aspect, good: atom(`NOT ${found.text}`), bad: found }];
}

/** The usual shapes, without the detour through JSON. */
function directTests(items: Shape, { sql, type }: ColumnPlace): readonly ColumnTest[] | undefined {
  switch (items.kind) {
    case "any":
      return [];
    case "boolean":
      return type === "boolean" ? [] : undefined;
    case "integer":
      return type === "bigint" && items.patterns === undefined
        ? everyLimit(items, sql, String)
        : undefined;
    case "number":
      return NUMBERS.has(type) ? everyLimit(items, sql, String) : undefined;
    case "enum":
    case "literal": {
      const values = type === "text" ? textsOf(items) : undefined;
      if (values === undefined) return undefined;
      const list = `${sql} <@ ${values}`;
      const aspect: Aspect = items.kind === "enum" && items.name !== undefined ? "enum" : "equals";
      return [{ aspect, ...test(list, `NOT (${list})`) }];
    }
    case "string": {
      const { earliest, latest, format, patterns, minLength, maxLength } = items;
      if (patterns.length > 0 || minLength !== undefined || maxLength !== undefined)
        return undefined;
      if (type === "text") return format === undefined || format === "uri" ? [] : undefined;
      if (NUMBERS.has(type) || type === "boolean") return undefined;
      const bounds = {
        ...(earliest === undefined ? {} : { minimum: earliest }),
        ...(latest === undefined ? {} : { maximum: latest }),
      };
      return everyLimit(bounds, sql, (bound) => momentLiteral(bound, type));
    }
    default:
      return undefined;
  }
}

/** An array of the texts that are allowed; undefined where they are not listed. */
function textsOf(shape: Shape): string | undefined {
  const isList =
    shape.kind === "enum" || (shape.kind === "literal" && typeof shape.value === "string");
  return isList ? textArrayOf(storableTexts(shape).list) : undefined;
}

/** `bound <= ALL (list)`; no element is NULL. */
function everyLimit<T>(
  { minimum, maximum }: { readonly minimum?: T; readonly maximum?: T },
  sql: string,
  print: (bound: T) => string,
): readonly ColumnTest[] {
  const compare = (operator: string, converse: string, bound: T): ColumnTest => ({
    aspect: "range",
    ...test(`${print(bound)} ${operator} ALL (${sql})`, `${print(bound)} ${converse} ANY (${sql})`),
  });
  return [
    ...(minimum === undefined ? [] : [compare("<=", ">", minimum)]),
    ...(maximum === undefined ? [] : [compare(">=", "<", maximum)]),
  ];
}

/** There is an element for which the predicate is true: an atom, FALSE where that cannot be said or never is. */
function elementsExist(
  { sql, type }: ColumnPlace,
  predicate: (unsaid: Unsaid[]) => Formula,
  unsaid: Unsaid[],
): Formula {
  if (!FAITHFUL.has(type)) {
    unsaid.push({ what: "elements", reason: storedAs(type) });
    return FALSE;
  }
  const formula = assuming(typeTest(jsonType(type)), predicate(unsaid));
  if (formula === FALSE) return FALSE;
  return atom(pathExists(`to_jsonb(${sql})`, "$[*]", formula));
}

function jsonType(type: string): "number" | "boolean" | "string" {
  return NUMBERS.has(type) ? "number" : type === "boolean" ? "boolean" : "string";
}

/** `some` or `every` element of the list satisfies the condition. */
export function elementsFormula(
  kind: "some" | "every",
  element: Condition,
  wanted: boolean,
  place: ColumnPlace,
  predicates: JsonPredicates,
  unsaid: Unsaid[],
): Formula {
  // `some`: an element for which it holds; `every`: none for which it does not.
  const isSome = kind === "some";
  const inner: Unsaid[] = [];
  const found =
    simpleOverlap(isSome, element, place) ??
    elementsExist(place, (at) => predicates.truth(element, isSome, at), inner);
  unsaid.push(...inner);
  if (wanted !== isSome) return found.kind === "atom" ? atom(`NOT ${found.text}`) : TRUE;
  return inner.length === 0 ? found : TRUE;
}

function simpleOverlap(
  isSome: boolean,
  element: Condition,
  { sql, type }: ColumnPlace,
): Formula | undefined {
  if (!isSome || element.kind !== "is" || type !== "text") return undefined;
  const values = textsOf(element.shape);
  return values === undefined ? undefined : atom(`${sql} && ${values}`);
}

/** Every array: one dimension, and NULL is no element. */
export function plainList({ sql }: ColumnPlace): Formula {
  return and([atom(`array_position(${sql}, NULL) IS NULL`), atom(`array_ndims(${sql}) = 1`)]);
}
