// The list part of stage 2: query parameters → filters, sort keys, page size and the place to go on from.

import {
  filterOperators,
  maxListedValues,
  scalarFamily,
  type FilterOperator,
} from "../emit/filter.ts";
import type { ColumnStorage, Resource } from "../emit/resource.ts";
import { suggest } from "../text/suggest.ts";
import { decodeCursor, queryFingerprint } from "./cursor.ts";
import { Problem, type ProblemError } from "./problem.ts";
import type { ListRequest, Parameter } from "./request.ts";
import { describeScalar, readScalar } from "./scalar.ts";
import { variantColumn } from "./variants.ts";

export interface ListPlan {
  readonly kind: "list";
  readonly resource: Resource;
  /** All of them hold. */
  readonly filters: readonly Filter[];
  /** The last one is the key, so that the order is total. */
  readonly sort: readonly SortKey[];
  /** Rows per page, 1 to 1000. */
  readonly limit: number;
  /** The sort values of the last row seen, in the order of `sort`. */
  readonly after: readonly (string | null)[] | undefined;
  /** What a cursor of this query is marked with. */
  readonly fingerprint: string;
}

export interface Filter {
  readonly column: ColumnStorage;
  readonly operator: FilterOperator;
  /** One, but for `in` and `nin`. */
  readonly values: readonly string[];
}

export interface SortKey {
  readonly column: ColumnStorage;
  /** There may be rows without a value. */
  readonly nullable: boolean;
  readonly descending: boolean;
}

const defaultLimit = 50;
const maxLimit = 1000;
const controls = ["sort", "limit", "cursor"] as const;
/** What the contract has and this version has not. */
export const parametersToCome: readonly string[] = ["fields", "embed", "offset", "count"];
type Control = (typeof controls)[number];

/** Throws a Problem with 400 that lists every parameter in error, or `cursor_mismatch`. */
export async function planList(
  request: ListRequest,
  resource: Resource,
  schemaHash: string,
): Promise<ListPlan> {
  const errors: ProblemError[] = [];
  const control: Partial<Record<Control, string>> = {};
  const filters: Filter[] = [];
  for (const parameter of request.parameters) {
    if (isControl(parameter)) {
      if (parameter.values.length > 1) errors.push(invalid(parameter.name, "It is given twice."));
      control[parameter.field] = parameter.values[0] ?? "";
    } else {
      const filter = planFilter(parameter, resource);
      if ("code" in filter) errors.push(filter);
      else filters.push(filter);
    }
  }
  const sort = planSort(control.sort, resource, errors);
  const limit = planLimit(control.limit, errors);
  if (errors.length > 0) throw refusal(errors);
  const fingerprint = await queryFingerprint([schemaHash, resource.path, sort, filters]);
  const after =
    control.cursor === undefined
      ? undefined
      : decodeCursor(control.cursor, fingerprint, sort.length);
  return { kind: "list", resource, filters, sort, limit, after, fingerprint };
}

function isControl(parameter: Parameter): parameter is Parameter & { readonly field: Control } {
  return parameter.operator === undefined && controls.some((name) => name === parameter.field);
}

function refusal(errors: readonly ProblemError[]): Problem {
  const names = [...new Set(errors.map(({ parameter }) => `"${parameter}"`))];
  const named = names.slice(0, 10).join(", ") + (names.length > 10 ? ", …" : "");
  if (errors.every(({ code }) => code === "not_supported_yet"))
    return new Problem(400, "unknown_parameter", `Not supported here yet: ${named}.`, { errors });
  const unknown = errors.every(({ code }) => code !== "invalid_parameter");
  if (unknown)
    return new Problem(400, "unknown_parameter", `Not known here: ${named}.`, { errors });
  return new Problem(400, "invalid_parameter", `Not usable as given: ${named}.`, { errors });
}

function planFilter(
  { name, field, operator = "eq", values }: Parameter,
  resource: Resource,
): Filter | ProblemError {
  const column = filterable(resource, field);
  if (!column)
    return unknownField(name, field, resource, [...filterableNames(resource), ...controls]);
  const operators = filterOperators(column.type);
  const known = operators.find((candidate) => candidate === operator);
  if (!known) {
    if (operator === "search" && scalarFamily(column.type) === "text")
      return notSupportedYet(name, `${field}[search]`);
    const near = suggest(operator, operators);
    const detail = `"${field}" has no operator "${operator}"; ${near === undefined ? `it has ${operators.join(", ")}.` : `did you mean "${near}"?`}`;
    return { parameter: name, code: "unknown_operator", detail };
  }
  return planValues({ column, operator: known, values }, name);
}

function planValues(filter: Filter, name: string): Filter | ProblemError {
  const { column, operator, values } = filter;
  const [first = ""] = values;
  if (operator === "in" || operator === "nin") {
    const listed = values.length > 1 ? values : first.split(",");
    if (listed.length > maxListedValues) return invalid(name, `At most ${maxListedValues} values.`);
    return readValues({ ...filter, values: listed }, name);
  }
  if (values.length > 1)
    return invalid(
      name,
      `It is given twice; for one of several values write ${name.split("[")[0]}[in]=a,b.`,
    );
  if (operator === "is_null") {
    return first === "true" || first === "false"
      ? filter
      : invalid(name, "It must be true or false.");
  }
  if ((operator === "like" || operator === "ilike") && /(?:^|[^\\])(?:\\\\)*\\$/.test(first)) {
    return invalid(name, "A pattern does not end in a single backslash.");
  }
  return readValues({ column, operator, values: [first] }, name);
}

function readValues(filter: Filter, name: string): Filter | ProblemError {
  const read = filter.values.map((value) => readScalar(filter.column.type, value));
  if (read.some((value) => value === undefined))
    return invalid(name, `It must be ${describeScalar(filter.column.type)}.${plusHint(filter)}`);
  return { ...filter, values: read.filter((value) => value !== undefined) };
}

/** A bare + in a URL is a blank: the offset of a zone gets lost that way. */
function plusHint({ column, values }: Filter): string {
  const lost =
    scalarFamily(column.type) === "instant" && values.some((value) => / \d\d/.test(value));
  return lost ? " In a URL, write the + of an offset as %2B." : "";
}

function planSort(
  text: string | undefined,
  resource: Resource,
  errors: ProblemError[],
): readonly SortKey[] {
  const keys: SortKey[] = [];
  for (const term of text === undefined ? [] : text.split(",")) {
    const descending = term.startsWith("-");
    const field = descending ? term.slice(1) : term;
    const column = filterable(resource, field);
    const isRequired =
      field === resource.key.name ||
      resource.slots.some((slot) => slot.name === field && slot.required);
    if (field === "") errors.push(invalid("sort", "A field's name is missing."));
    else if (!column) errors.push(unknownField("sort", field, resource, filterableNames(resource)));
    else if (keys.some((key) => key.column.column === column.column))
      errors.push(invalid("sort", `It names "${field}" twice.`));
    else keys.push({ column, nullable: !isRequired, descending });
  }
  const { storage } = resource.key;
  if (storage.kind !== "column") throw new Error(`The key of ${resource.class} is no column.`);
  // Behind a unique key nothing else decides the order.
  const end = keys.findIndex((key) => key.column.column === storage.column);
  const last = (column: ColumnStorage): SortKey => ({ column, nullable: false, descending: false });
  const unique = end >= 0 ? keys.slice(0, end + 1) : [...keys, last(storage)];
  // Rows of several tables may have one key.
  return resource.variants === undefined ? unique : [...unique, last(variantColumn)];
}

function planLimit(text: string | undefined, errors: ProblemError[]): number {
  if (text === undefined) return defaultLimit;
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > maxLimit)
    errors.push(invalid("limit", `It must be a whole number from 1 to ${maxLimit}.`));
  return limit;
}

/** The column behind a field that can be compared and ordered. */
function filterable(resource: Resource, field: string): ColumnStorage | undefined {
  const slot = resource.slots.find((candidate) => candidate.name === field);
  if (!slot?.filterable && field !== resource.key.name) return undefined;
  return slot?.storage.kind === "column" ? slot.storage : undefined;
}

function filterableNames(resource: Resource): readonly string[] {
  return resource.slots.filter((slot) => filterable(resource, slot.name)).map((slot) => slot.name);
}

function unknownField(
  parameter: string,
  field: string,
  resource: Resource,
  candidates: readonly string[],
): ProblemError {
  if (resource.slots.some((slot) => slot.name === field)) {
    return {
      parameter,
      code: "unknown_field",
      detail: `"${field}" cannot be filtered or sorted by yet; it is a list or an object.`,
    };
  }
  if (parametersToCome.includes(parameter)) return notSupportedYet(parameter);
  const near = suggest(field, candidates);
  const detail = `There is no field or parameter "${field}"${near === undefined ? `; there are ${candidates.join(", ")}.` : `; did you mean "${near}"?`}`;
  return { parameter, code: "unknown_field", detail };
}

/** `what` of a parameter exists in the contract, but not in this version. */
export function notSupportedYet(parameter: string, what = parameter): ProblemError {
  return { parameter, code: "not_supported_yet", detail: `"${what}" is not supported yet.` };
}

function invalid(parameter: string, detail: string): ProblemError {
  return { parameter, code: "invalid_parameter", detail };
}
