// The notation of SQL/JSON paths: values, members and filters as text.
// All our paths are strict: in lax mode a filter takes a list apart before it looks at it. What a strict path does not find makes its predicate
// unknown, and a filter drops the unknown like the false.

import { quoteLiteral } from "../sql/quote.ts";
import { rememberedOf } from "../text/remembered.ts";
import { type Formula, FALSE, TRUE, atom, formulaText } from "./formula.ts";

/** The value that a filter looks at. */
export const CURRENT = "@";

/** Text as the path writes it. The backslashes of JSON are its own. */
export function pathText(text: string): string {
  return JSON.stringify(text);
}

export function pathLiteral(value: string | number | boolean): string {
  return typeof value === "string" ? pathText(value) : String(value);
}

/** `@."name"` */
export function memberPath(name: string): string {
  return `${CURRENT}.${pathText(name)}`;
}

/** There is something at `path` for which the formula is true. */
export function exists(path: string, formula: Formula): Formula {
  if (formula === FALSE) return FALSE;
  if (formula === TRUE) return atom(`exists(${path})`);
  return atom(`exists(${filter(path, formula)})`);
}

/** True exactly where the formula is not true: also where it is unknown. */
export function not(formula: Formula): Formula {
  if (formula.kind === "constant") return formula.value ? FALSE : TRUE;
  const { text } = exists(CURRENT, formula) as Extract<Formula, { kind: "atom" }>;
  return atom(`!${text}`);
}

/** Negates what is never unknown, or is only looked at where the type is right. */
export function opposite(text: string): Formula {
  return atom(`!(${text})`);
}

function filter(path: string, formula: Formula): string {
  return `${path} ? (${formulaText(formula, "path")})`;
}

/** SQL: whether `path` leads to something in the jsonb for which the formula is true. */
export function pathExists(json: string, path: keyof typeof strictPath, formula: Formula): string {
  return `jsonb_path_exists(${json}, ${strictPath[path](formula)})`;
}

/** By formula: that of a class is asked of all columns that hold such objects. */
const strictPath = { $: strictFrom("$"), "$[*]": strictFrom("$[*]") };

function strictFrom(path: string): (formula: Formula) => string {
  return rememberedOf((formula: Formula) =>
    quoteLiteral(`strict ${formula === TRUE ? path : filter(path, formula)}`),
  );
}

/** A pattern as `~` has it: with the flag `s` like_regex is the same engine with the same options. */
export function likeRegex(pattern: string): string {
  return `${CURRENT} like_regex ${pathText(pattern)} flag "s"`;
}
