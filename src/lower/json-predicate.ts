// Shapes and conditions → filters of SQL/JSON paths, as deep as the length of a CHECK allows.

import type { Condition, ObjectShape, Shape } from "../constraint/shape.ts";
import { attempt, limited } from "./check-length.ts";
import { FALSE, type Formula } from "./formula.ts";
import { JsonFilters } from "./json-filter.ts";
import { INNER_SHAPE, type Place } from "./json-place.ts";
import { distinct, type Unsaid } from "./unsaid.ts";

/** Objects inside objects; what is deeper is checked by Zod alone. */
const MAX_DEPTH = 4;

/** Makes the predicates of one schema. */
export class JsonPredicates {
  readonly #filters: JsonFilters;
  /** Many slots have the same shape. */
  readonly #violations = new Map<
    Shape,
    { readonly bad: Formula; readonly unsaid: readonly Unsaid[] }
  >();

  constructor(classes: ReadonlyMap<string, ObjectShape>) {
    this.#filters = new JsonFilters(classes);
  }

  /** True where the value (which is not null) breaks the shape, as deep as the length allows. */
  violation(shape: Shape, unsaid: Unsaid[]): Formula {
    let made = this.#violations.get(shape);
    if (made === undefined) {
      const inner: Unsaid[] = [];
      made = {
        bad: this.#deepest((place) => this.#filters.bad(shape, place), inner),
        unsaid: inner,
      };
      this.#violations.set(shape, made);
    }
    unsaid.push(...made.unsaid);
    return made.bad;
  }

  /** True where the condition holds for the value (`wanted`), or does not; the value is not null. */
  truth(condition: Condition, wanted: boolean, unsaid: Unsaid[]): Formula {
    return this.#deepest((place) => this.#filters.truth(condition, wanted, place), unsaid);
  }

  #deepest(print: (place: Place) => Formula, unsaid: Unsaid[]): Formula {
    let best:
      | { readonly formula: Formula; readonly unsaid: Unsaid[]; readonly depth: number }
      | undefined;
    for (let depth = 0; depth <= MAX_DEPTH; depth++) {
      const place: Place = { depth, unsaid: [] };
      const formula = attempt(() => limited(print(place)));
      if (formula === undefined) break;
      best = { formula, unsaid: place.unsaid, depth };
      if (!place.unsaid.some(({ what }) => what === INNER_SHAPE)) break;
    }
    if (best === undefined) {
      unsaid.push({ what: INNER_SHAPE, reason: "a check of them would be too long for Postgres" });
      return FALSE;
    }
    const reason =
      best.depth === 0
        ? "a check of its objects would be too long for Postgres"
        : `objects inside objects are checked there to a depth of ${best.depth}`;
    const inner = { what: INNER_SHAPE, reason };
    unsaid.push(...distinct(best.unsaid.map((one) => (one.what === INNER_SHAPE ? inner : one))));
    return best.formula;
  }
}
