// How long a CHECK may be: Postgres reads it anew in every session that writes.

import { type Formula, formulaText } from "./formula.ts";

/** Characters of one formula. */
export const MAX_LENGTH = 16_000;

/** Thrown inside `attempt` only; made once, since the place does not matter. */
const TOO_LONG = new Error("too long for a CHECK");

/** Gives the formula up where it is too long for a CHECK. */
export function limited(formula: Formula): Formula {
  if (formulaText(formula, "path").length > MAX_LENGTH) throw TOO_LONG;
  return formula;
}

/** What is made; undefined where it was given up. */
export function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (error === TOO_LONG) return undefined;
    throw error;
  }
}
