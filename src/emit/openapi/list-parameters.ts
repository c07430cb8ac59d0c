// The query parameters of a list: paging, order, and a filter for each scalar member with the operators of its type.

import {
  filterOperators,
  maxListedValues,
  scalarFamily,
  type FilterOperator,
  type ScalarFamily,
} from "../filter.ts";
import type { Resource } from "../resource.ts";
import type { JsonObject, SchemaComponents } from "./schemas.ts";
import { parameterReference } from "./shared.ts";

/** Filters are objects in `deepObject` style: `size[gte]=5`. Their schemas are shared by all members of a kind. */
export function listParameters(
  resource: Resource,
  components: SchemaComponents,
): readonly JsonObject[] {
  const columns = resource.slots.flatMap(({ name, filterable, storage }) =>
    filterable && storage.kind === "column" ? [{ name, type: storage.type }] : [],
  );
  const filters = columns.map(({ name, type }) => ({
    name,
    in: "query",
    style: "deepObject",
    explode: true,
    description: `Rows by \`${name}\`.`,
    schema: filterReference(type, components),
    // Without it Swagger UI would fill in every operator.
    example: {},
  }));
  const paging = [parameterReference("Limit"), parameterReference("Cursor")];
  if (columns.length === 0) return paging;
  return [...paging, sortParameter(columns.map(({ name }) => name)), ...filters];
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
