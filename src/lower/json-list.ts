// What a filter cannot ask of a list in jsonb, because it would compare the elements with each other or count the members of an object → SQL
// around the filter. Only for the list or dictionary that is the whole value of a column.

import type { ArrayShape, DictionaryShape, ObjectShape, Shape } from "../constraint/shape.ts";
import { atom, test } from "./formula.ts";
import { pathText } from "./json-path.ts";
import type { ColumnTest } from "./scalar-test.ts";

export interface ListTests {
  readonly tests: readonly ColumnTest[];
  /** The shape without what they say. */
  readonly rest: Shape;
}

/** Values that are equal exactly when their texts are. (Numbers are not: 1 and 1.0.) */
const TEXTUAL = new Set<Shape["kind"]>(["string", "enum", "boolean"]);

/** The tests for one jsonb column, and what is left for the filter. */
export function listTests(
  shape: Shape,
  sql: string,
  classes: ReadonlyMap<string, ObjectShape>,
): ListTests {
  if (shape.kind === "union") {
    const made = shape.anyOf.map((option) => listTests(option, sql, classes));
    if (made.every(({ tests }) => tests.length === 0)) return { tests: [], rest: shape };
    const rest = { ...shape, anyOf: made.map((option) => option.rest) };
    // Each is about a type of its own; two of one type could excuse each other.
    const types = shape.anyOf.map(jsonType);
    const isSplit = new Set(types).size === types.length;
    return isSplit
      ? { tests: made.flatMap(({ tests }) => tests), rest }
      : { tests: [], rest: shape };
  }
  if (shape.kind === "array") return arrayTests(shape, sql, classes);
  return shape.kind === "dictionary" ? dictionaryTests(shape, sql) : { tests: [], rest: shape };
}

function jsonType({ kind }: Shape): string {
  if (kind === "array") return kind;
  return kind === "dictionary" || kind === "record" || kind === "object" ? "object" : "any";
}

function arrayTests(
  shape: ArrayShape,
  sql: string,
  classes: ReadonlyMap<string, ObjectShape>,
): ListTests {
  const { items, unique, keys = [], ...rest } = shape;
  const tests: ColumnTest[] = [];
  const isTextual = TEXTUAL.has(items.kind);
  if (unique && isTextual) tests.push(distinct(sql, sql, `jsonb_array_length(${sql})`));
  const open = keys.filter(({ members, nullsDistinct }) => {
    const [member = "", ...others] = members;
    const kind = others.length > 0 ? "several" : memberKind(items, member, classes);
    if (kind === "several") return true;
    const path = `lax $[*].${pathText(member)} ? (@ != null)`;
    const values = `jsonb_path_query_array(${sql}, '${path.replaceAll("'", "''")}')`;
    tests.push(distinct(sql, values, `jsonb_array_length(${values})`));
    // Absent equals absent.
    const missing = `jsonb_array_length(${sql}) - jsonb_array_length(${values})`;
    if (kind === "optional" && !nullsDistinct) tests.push(ofList(sql, `${missing} <= 1`));
    return false;
  });
  return {
    tests,
    rest: { ...rest, items, unique: unique && !isTextual, ...(open.length > 0 && { keys: open }) },
  };
}

/** Whether all objects of the list have the member, and one text for each of its values; `several` where they may have more. */
function memberKind(
  items: Shape,
  member: string,
  classes: ReadonlyMap<string, ObjectShape>,
): "required" | "optional" | "several" {
  const options = items.kind === "union" ? items.anyOf : [items];
  const properties = options.map((option) => {
    const object = option.kind === "object" ? classes.get(option.name) : undefined;
    return object?.properties.find(({ name }) => name === member);
  });
  const isTextual = properties.every(
    (property) => property && TEXTUAL.has((property.document ?? property.shape).kind),
  );
  if (!isTextual) return "several";
  return properties.every((property) => property?.required) ? "required" : "optional";
}

/** All values are different: as keys of an object none of them is lost. */
function distinct(sql: string, values: string, count: string): ColumnTest {
  // The one way from a list in jsonb to text[] without a subquery, which a CHECK must not have: a row type of every Postgres with such a column.
  const row = `jsonb_build_object('setconfig', ${values})`;
  const texts = `(jsonb_populate_record(NULL::pg_catalog.pg_db_role_setting, ${row})).setconfig`;
  const kept = `jsonb_path_query_array(jsonb_object(${texts}, ${texts}), '$.keyvalue()')`;
  return ofList(sql, `jsonb_array_length(${kept}) = ${count}`);
}

/** What is no list is none of this test's business. */
function ofList(sql: string, condition: string): ColumnTest {
  const good = `CASE jsonb_typeof(${sql}) WHEN 'array' THEN ${condition} ELSE true END`;
  return { aspect: "unique", ...test(good, `NOT (${good})`) };
}

function dictionaryTests(shape: DictionaryShape, sql: string): ListTests {
  const { minItems, maxItems, ...rest } = shape;
  const count = `jsonb_array_length(jsonb_path_query_array(${sql}, 'lax $.keyvalue()'))`;
  const size = (operator: string, bound: number): ColumnTest => {
    const good = `CASE jsonb_typeof(${sql}) WHEN 'object' THEN ${count} ${operator} ${bound} ELSE true END`;
    return { aspect: "size", good: atom(good), bad: atom(`NOT (${good})`) };
  };
  const tests = [
    ...(minItems === undefined ? [] : [size(">=", minItems)]),
    ...(maxItems === undefined ? [] : [size("<=", maxItems)]),
  ];
  return { tests, rest: tests.length === 0 ? shape : rest };
}
