// Rows of several classes in one place → a choice between their schemas, with what tells them apart.

import type { ObjectShape } from "../../constraint/shape.ts";
import { variantMembers, type Member, type Variant } from "../../constraint/variant.ts";
import { anyOf } from "./choice.ts";
import type { JsonObject } from "./shape-schema.ts";

interface RowOption {
  readonly object: ObjectShape;
  /** To its schema. */
  readonly reference: JsonObject;
}

/** A row of one of these classes, as an answer shows it. */
export function rowChoice(options: readonly RowOption[]): JsonObject {
  const choice = anyOf(options.map(({ reference }) => reference));
  const discriminator = options.length > 1 ? discriminatorOf(options) : undefined;
  return { ...choice, ...(discriminator && { discriminator }) };
}

/** The first member that has other values in rows of each class. */
function discriminatorOf(options: readonly RowOption[]): JsonObject | undefined {
  for (const member of variantMembers(options[0]!.object, "read")) {
    if (literals(member) === undefined) continue;
    const { name: propertyName } = member.property;
    const values = options.map(({ object }) => literalsOf(object, "read", propertyName) ?? []);
    const all = values.flat();
    if (values.some(({ length }) => length === 0) || new Set(all).size < all.length) continue;
    const mapping = options.flatMap(({ reference }, index) =>
      values[index]!.map((value) => [value, reference["$ref"]!] as const),
    );
    return { propertyName, mapping: Object.fromEntries(mapping) };
  }
  return undefined;
}

/** The values of a member that has few, in one form of its class; undefined where it may be missing. */
export function literalsOf(
  object: ObjectShape,
  variant: Variant,
  name: string,
): readonly string[] | undefined {
  const member = variantMembers(object, variant).find(({ property }) => property.name === name);
  return member && literals(member);
}

function literals({ present, nullable, shape }: Member): readonly string[] | undefined {
  if (!present || nullable) return undefined;
  if (shape.kind === "literal") return [String(shape.value)];
  return shape.kind === "enum" ? shape.values.map(({ text }) => text) : undefined;
}
