// Statements in negation normal form: what conditions become before they are printed as SQL or as an SQL/JSON path.

import type { Condition } from "../constraint/shape.ts";

/**
 * `and` and `or` of atoms. An atom that is neither true nor false (NULL, unknown) counts as one of the two wherever it stands, since there is
 * no negation around it: as true in a CHECK, as false in a filter.
 */
export type Formula =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "atom"; readonly text: string }
  | { readonly kind: "and" | "or"; readonly parts: readonly Formula[] };

/** A statement, and its opposite. */
export interface Test {
  readonly good: Formula;
  readonly bad: Formula;
}

export const TRUE: Formula = { kind: "constant", value: true };
export const FALSE: Formula = { kind: "constant", value: false };

export function constant(value: boolean): Formula {
  return value ? TRUE : FALSE;
}

export function atom(text: string): Formula {
  return { kind: "atom", text };
}

export function test(good: string, bad: string): Test {
  return { good: atom(good), bad: atom(bad) };
}

export function and(parts: readonly Formula[]): Formula {
  return junction("and", parts);
}

export function or(parts: readonly Formula[]): Formula {
  return junction("or", parts);
}

/** Flat, without repetitions and without what constants decide. */
function junction(kind: "and" | "or", parts: readonly Formula[]): Formula {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const neutral = kind === "and";
  if (parts.length === 0) return constant(neutral);
  const texts = new Set<string>();
  const rest: Formula[] = [];
  for (const part of parts) {
    if (part.kind === kind) for (const piece of part.parts) addDistinct(piece, rest, texts);
    else if (part.kind !== "constant") addDistinct(part, rest, texts);
    else if (part.value !== neutral) return part;
  }
  return rest.length === 0
    ? constant(neutral)
    : rest.length === 1
      ? rest[0]!
      : { kind, parts: rest };
}

/** `texts` are those of the list. */
function addDistinct(piece: Formula, list: Formula[], texts: Set<string>): void {
  const text = wording(piece);
  if (texts.has(text)) return;
  texts.add(text);
  list.push(piece);
}

/** The formula where the good side of a test is known to hold. */
export function assuming(known: Test, formula: Formula): Formula {
  const text = wording(formula);
  if (text === wording(known.good)) return TRUE;
  if (text === wording(known.bad)) return FALSE;
  if (formula.kind !== "and" && formula.kind !== "or") return formula;
  return junction(
    formula.kind,
    formula.parts.map((part) => assuming(known, part)),
  );
}

const SIGNS = {
  sql: { and: " AND ", or: " OR " },
  path: { and: " && ", or: " || " },
} as const;

type Language = keyof typeof SIGNS;

/** The texts of combinations: each is asked for again by all that it is a part of. */
const texts: Readonly<Record<Language, WeakMap<Formula, string>>> = {
  sql: new WeakMap(),
  path: new WeakMap(),
};

/** The formula as SQL, or as a predicate of an SQL/JSON path (which has no constants: those are the caller's). */
export function formulaText(formula: Formula, language: Language): string {
  if (formula.kind === "constant") return String(formula.value);
  if (formula.kind === "atom") return formula.text;
  let text = texts[language].get(formula);
  if (text === undefined) {
    text = formula.parts
      .map((part) => partText(part, language))
      .join(SIGNS[language][formula.kind]);
    texts[language].set(formula, text);
  }
  return text;
}

/** What formulas are compared by, whichever language they are meant for: large ones are predicates of paths, which need this text anyway. */
function wording(formula: Formula): string {
  return formulaText(formula, "path");
}

function partText(part: Formula, language: Language): string {
  const text = formulaText(part, language);
  return part.kind === "and" || part.kind === "or" ? `(${text})` : text;
}

/** A condition that is no combination of others. */
export type SimpleCondition = Exclude<Condition, { readonly kind: "all" | "any" | "none" | "one" }>;

/** Says that the condition holds (`wanted`) or that it does not; `simple` says so of the conditions it is made of. */
export function truth(
  condition: Condition,
  wanted: boolean,
  simple: (condition: SimpleCondition, wanted: boolean) => Formula,
): Formula {
  const each = (of: readonly Condition[], want: boolean): Formula[] =>
    of.map((part) => truth(part, want, simple));
  switch (condition.kind) {
    case "all":
      return (wanted ? and : or)(each(condition.of, wanted));
    case "any":
      return (wanted ? or : and)(each(condition.of, wanted));
    case "none":
      return (wanted ? and : or)(each(condition.of, !wanted));
    case "one":
      return exactlyOne(each(condition.of, true), each(condition.of, false), wanted);
    default:
      return simple(condition, wanted);
  }
}

function exactlyOne(
  holding: readonly Formula[],
  failing: readonly Formula[],
  wanted: boolean,
): Formula {
  if (wanted) {
    return or(
      holding.map((holds, index) => and([holds, ...failing.filter((_, other) => other !== index)])),
    );
  }
  const pairs = holding.flatMap((one, index) =>
    holding.slice(index + 1).map((other) => and([one, other])),
  );
  return or([and(failing), ...pairs]);
}
