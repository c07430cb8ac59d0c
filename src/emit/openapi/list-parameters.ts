// The query parameters of a list: paging, order, and a filter for each scalar member with the operators of its type.

import {
  filterOperators,
  maxListedValues,
  scalarFamily,
  type FilterOperator,
  type ScalarFamily,
} from "../filter.ts";
import type { Resource } from "../resource.ts";
import { NameTable } from "./component-names.ts";
import type { SchemaComponents } from "./schemas.ts";
import type { JsonObject } from "./shape-schema.ts";
import { parameterReference, parameters } from "./shared.ts";

/** Filters are objects in `deepObject` style: `size[gte]=5`. Those that many lists take alike are kept once. */
export class ListParameters {
  readonly #components: SchemaComponents;
  readonly #columns: ReadonlyMap<Resource, readonly FilterColumn[]>;
  readonly #counts = new Map<string, number>();
  readonly #names = new NameTable(Object.keys(parameters));
  readonly #shared = new Map<string, JsonObject>();
  readonly #references = new Map<string, JsonObject>();

  constructor(resources: readonly Resource[], components: SchemaComponents) {
    this.#components = components;
    this.#columns = new Map(resources.map((resource) => [resource, filterColumns(resource)]));
    for (const { key } of [...this.#columns.values()].flat()) {
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
    }
  }

  /** The `parameters` of a list. */
  of(resource: Resource): readonly JsonObject[] {
    const columns = this.#columns.get(resource) ?? filterColumns(resource);
    const paging = [parameterReference("Limit"), parameterReference("Cursor")];
    if (columns.length === 0) return paging;
    const names = columns.map(({ name }) => name);
    return [...paging, sortParameter(names), ...columns.map((column) => this.#filter(column))];
  }

  /** Those kept once, for the document's components. */
  components(): JsonObject {
    return Object.fromEntries(this.#shared);
  }

  #filter(column: FilterColumn): JsonObject {
    const { key } = column;
    if ((this.#counts.get(key) ?? 0) < 2) return filterParameter(column, this.#components);
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const name = this.#names.of(key, `${column.name} filter`);
    this.#shared.set(name, filterParameter(column, this.#components));
    const reference = { $ref: `#/components/parameters/${name}` };
    this.#references.set(key, reference);
    return reference;
  }
}

interface FilterColumn {
  readonly name: string;
  /** Postgres type. */
  readonly type: string;
  /** Equal for two filters that look the same. */
  readonly key: string;
}

/** A member with the name of one of these can only be filtered with `{name}[eq]`, which OpenAPI cannot say beside it. */
const ownParameters: ReadonlySet<string> = new Set(["limit", "cursor", "sort"]);

function filterColumns({ slots }: Resource): readonly FilterColumn[] {
  return slots.flatMap(({ name, filterable, storage }) =>
    filterable && storage.kind === "column" && !ownParameters.has(name)
      ? [{ name, type: storage.type, key: `${filterNames[scalarFamily(storage.type)]} ${name}` }]
      : [],
  );
}

function filterParameter({ name, type }: FilterColumn, components: SchemaComponents): JsonObject {
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

function sortParameter(names: readonly string[]): JsonObject {
  return {
    name: "sort",
    in: "query",
    description: `Fields to order by, separated by commas; \`-\` before a field turns it round. Rows without a value come last. Fields: ${names.join(", ")}.`,
    schema: { type: "string" },
  };
}

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
