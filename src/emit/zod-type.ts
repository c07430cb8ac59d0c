// Shapes → TypeScript types, for classes that lead to themselves: inferring those from their schemas is beyond the compiler where many
// classes refer to each other, so their schemas are declared with a type that is written out.

import type { Shape } from "../constraint/shape.ts";
import type { Member } from "../constraint/variant.ts";
import { quoted } from "./typescript-text.ts";

/** Gives the name of a declared type after seeing to its import. */
export interface TypeNames {
  readonly object: (className: string) => string | undefined;
  readonly enum: (enumName: string) => string;
  /** A value of zod-runtime/. */
  readonly check: (name: string) => string;
  /** The type DictionaryEntry of zod-runtime/. */
  readonly entry: () => string;
}

/** One line of an object type: `age?: number | null | undefined;`, for a key as it stands in an object literal. */
export function memberType(
  key: string,
  { shape, present, nullable }: Member,
  names: TypeNames,
): string {
  const type = typeExpression(shape, names) + (nullable ? " | null" : "");
  return present ? `${key}: ${type};` : `${key}?: ${type} | undefined;`;
}

// No global type is named in it: a class may have its name.
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
      return shape.values.map(({ text }) => quoted(text)).join(" | ") || "never";
    case "literal":
      return typeof shape.value === "string" ? quoted(shape.value) : String(shape.value);
    case "array":
      return arrayType(typeExpression(shape.items, names));
    case "object":
      return names.object(shape.name) ?? anything(names);
    case "dictionary": {
      const simple = shape.simple === undefined ? "" : `, ${quoted(shape.simple.member)}`;
      const values = typeExpression(shape.values, names);
      const entry = `${names.entry()}<${values}, ${quoted(shape.key)}${simple}>`;
      return `{ [key: string]: ${entry} }`;
    }
    case "record":
      return `{ [name: string]: ${typeExpression(shape.values, names)} | null }`;
    case "union":
      return [...new Set(shape.anyOf.map((option) => typeExpression(option, names)))].join(" | ");
    case "any":
      return anything(names);
  }
}

function arrayType(items: string): string {
  return /^[\w$]+$/.test(items) ? `${items}[]` : `(${items})[]`;
}

function anything(names: TypeNames): string {
  return `z.infer<typeof ${names.check("anything")}>`;
}
