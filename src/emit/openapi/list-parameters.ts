// The query parameters of a list: paging, order, and a filter for each scalar member with the operators of its type.

import {
  filterOperators,
  maxListedValues,
  scalarFamily,
  type FilterOperator,
  type ScalarFamily,
} from "../filter.ts";
import { remembered } from "../../text/remembered.ts";
import type { Resource, ResourceSlot } from "../resource.ts";
import { NameTable } from "./component-names.ts";
import { between, gap, textAround, unquoted, valueLine } from "./lines.ts";
import { partsLevel } from "./operation-parts.ts";
import type { SchemaComponents } from "./schemas.ts";
import { referenceText, type JsonObject } from "./shape-schema.ts";
import { parameterReference, parameters } from "./shared.ts";

/** Filters are objects in `deepObject` style: `size[gte]=5`. Those that many lists take alike are kept once. */
export class ListParameters {
  readonly #components: SchemaComponents;
  readonly #filters: ReadonlyMap<Resource, readonly Filter[]>;
  readonly #names = new NameTable(Object.keys(parameters));
  /** Lines of the document's components. */
  readonly #shared: string[] = [];

  constructor(resources: readonly Resource[], components: SchemaComponents) {
    this.#components = components;
    this.#filters = filtersOf(resources);
  }

  /** The `parameters` of a list, with what stands between their lines. */
  of(resource: Resource): string {
    const filters = this.#filters.get(resource) ?? [];
    if (filters.length === 0) return paging;
    let text = paging + next + sortParameter(filters.map(({ name }) => name));
    for (const filter of filters) text += filter.line ??= this.#line(filter);
    return text;
  }

  /** Those kept once, for the document's components, a line for each. */
  components(): readonly string[] {
    return this.#shared;
  }

  #line(filter: Filter): string {
    const parameter = filterParameter(filter, this.#components);
    if (filter.count < 2) return next + JSON.stringify(parameter);
    const name = this.#names.another(`${filter.name} filter`);
    this.#shared.push(valueLine(name, parameter));
    return next + referenceText({ $ref: `#/components/parameters/${name}` });
  }
}

const next = between(partsLevel);
const paging = [parameterReference("Limit"), parameterReference("Cursor")]
  .map((reference) => JSON.stringify(reference))
  .join(next);

/** By members of this name and family. */
interface Filter {
  readonly name: string;
  /** Postgres type. */
  readonly type: string;
  /** How many lists take it. */
  count: number;
  /** What stands among their parameters, behind others, once that is known. */
  line?: string;
}

/** A member with the name of one of these can only be filtered with `{name}[eq]`, which OpenAPI cannot say beside it. */
const ownParameters: ReadonlySet<string> = new Set(["limit", "cursor", "sort"]);

function filtersOf(resources: readonly Resource[]): ReadonlyMap<Resource, readonly Filter[]> {
  const byLook = new Map<string, Filter>();
  // Classes that inherit a slot share it.
  const ofSlot = remembered(({ name, filterable, storage }: ResourceSlot): readonly Filter[] => {
    if (!filterable || storage.kind !== "column" || ownParameters.has(name)) return [];
    const { type } = storage;
    const key = `${filterNames[scalarFamily(type)]} ${name}`;
    let filter = byLook.get(key);
    if (filter === undefined) byLook.set(key, (filter = { name, type, count: 0 }));
    return [filter];
  });
  const filters = new Map<Resource, readonly Filter[]>();
  for (const resource of resources) {
    const own = resource.slots.flatMap(ofSlot);
    for (const filter of own) filter.count++;
    filters.set(resource, own);
  }
  return filters;
}

function filterParameter({ name, type }: Filter, components: SchemaComponents): JsonObject {
  return {
    name,
    in: "query",
    style: "deepObject",
    explode: true,
    description: `Rows by \`${name}\`.`,
    schema: filterReference(type, components),
    // Without it Swagger UI would fill in every operator.
    example: {},
  };
}

function sortParameter(names: readonly string[]): string {
  return sortParameterAround({ names: unquoted(names.join(", ")) });
}

const sortParameterAround = textAround<"names">(
  JSON.stringify({
    name: "sort",
    in: "query",
    description: `Fields to order by, separated by commas; \`-\` before a field turns it round. Rows without a value come last. Fields: ${gap("names")}.`,
    schema: { type: "string" },
  }),
);

const filterNames: Readonly<Record<ScalarFamily, string>> = {
  text: "TextFilter",
  integer: "IntegerFilter",
  numeric: "NumberFilter",
  float: "NumberFilter",
  boolean: "BooleanFilter",
  date: "DateFilter",
  time: "TimeFilter",
  timestamp: "DateTimeFilter",
  instant: "DateTimeFilter",
  uuid: "UuidFilter",
  json: "PresenceFilter",
  other: "ValueFilter",
};

const operands: Readonly<Record<ScalarFamily, JsonObject>> = {
  text: { type: "string" },
  integer: { type: "integer", format: "int64" },
  numeric: { type: "number" },
  float: { type: "number" },
  boolean: { type: "boolean" },
  date: { type: "string", format: "date" },
  time: { type: "string" },
  timestamp: { type: "string" },
  instant: { type: "string", format: "date-time" },
  uuid: { type: "string", format: "uuid" },
  json: { type: "string" },
  other: { type: "string" },
};

const operatorDescriptions: Readonly<Record<FilterOperator, string>> = {
  eq: "Equal; `field=value` means the same.",
  ne: "Not equal, or without a value.",
  gt: "Greater.",
  gte: "Greater or equal.",
  lt: "Less.",
  lte: "Less or equal.",
  in: `One of up to ${maxListedValues} values, separated by commas.`,
  nin: "None of the values, or without a value.",
  like: "SQL LIKE: `%` is any text, `_` one character.",
  ilike: "LIKE without regard to case.",
  starts_with: "Begins with this text.",
  contains: "Has this text in it.",
  is_null: "Whether there is no value.",
};

function filterReference(type: string, components: SchemaComponents): JsonObject {
  const family = scalarFamily(type);
  const name = filterNames[family];
  return components.add(`shared ${name}`, name, () => ({
    type: "object",
    additionalProperties: false,
    properties: Object.fromEntries(
      filterOperators(type).map((operator) => [
        operator,
        {
          ...operandSchema(operator, operands[family]),
          description: operatorDescriptions[operator],
        },
      ]),
    ),
  }));
}

function operandSchema(operator: FilterOperator, operand: JsonObject): JsonObject {
  if (operator === "is_null") return { type: "boolean" };
  return operator === "in" || operator === "nin" ? { type: "string" } : operand;
}
