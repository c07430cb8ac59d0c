// The texts that a value may be → a list of SQL. Postgres has no NUL and no lone surrogates, so no stored value is equal to one with them.

import type { EnumShape, LiteralShape } from "../constraint/shape.ts";
import { quoteLiteral } from "../sql/quote.ts";
import { rememberedOf } from "../text/remembered.ts";

export interface StorableTexts {
  readonly count: number;
  /** `'a', 'b'`: sorted, so that their order in the schema is no difference to the database. */
  readonly list: string;
}

/** Each of the texts that a stored value can be equal to, once. All slots that have an enum share its shape. */
export const storableTexts = rememberedOf((shape: EnumShape | LiteralShape): StorableTexts => {
  const values =
    shape.kind === "enum" ? shape.values.map(({ text }) => text) : [String(shape.value)];
  const list = [...new Set(values)].filter(isStorable).toSorted();
  return { count: list.length, list: list.map(quoteLiteral).join(", ") };
});

/** Whether a stored value can be equal to it. */
export function isStorable(value: string | number | boolean): boolean {
  return typeof value !== "string" || (value.isWellFormed() && !value.includes("\0"));
}
