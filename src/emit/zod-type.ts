// Shapes → TypeScript types, for classes that contain themselves: inferring those from their schemas is beyond the compiler where many
// classes refer to each other, so their schemas are declared with a type that is written out.

import type { Member, Shape } from "../constraint/shape.ts";

/** Gives the name of a declared type after seeing to its import. */
export interface TypeNames {
  readonly object: (className: string) => string | undefined;
  readonly enum: (enumName: string) => string;
}

/** One line of an object type: `age?: number | null | undefined;`, for a key as it stands in an object literal. */
export function memberType(
  key: string,
  { property, present, nullable }: Member,
  names: TypeNames,
): string {
  const type = typeExpression(property.shape, names) + (nullable ? " | null" : "");
  return present ? `${key}: ${type};` : `${key}?: ${type} | undefined;`;
}

function typeExpression(shape: Shape, names: TypeNames): string {
  switch (shape.kind) {
    case "string":
      return "string";
    case "integer":
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "enum":
      if (shape.name !== undefined) return names.enum(shape.name);
      return shape.values.map(({ text }) => JSON.stringify(text)).join(" | ") || "never";
    case "literal":
      return JSON.stringify(shape.value);
    case "array":
      return `Array<${typeExpression(shape.items, names)}>`;
    case "object":
      return names.object(shape.name) ?? JSON_TYPE;
    case "dictionary":
      return `Record<string, ${JSON_TYPE}>`;
    case "record":
      return `Record<string, ${typeExpression(shape.values, names)}>`;
    case "union":
      return [...new Set(shape.anyOf.map((option) => typeExpression(option, names)))].join(" | ");
    case "any":
      return JSON_TYPE;
  }
}

/** What `z.json()` gives. */
const JSON_TYPE = "z.core.util.JSONType";
