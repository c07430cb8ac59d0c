// Conditions about the columns of one row → formulas of SQL. A formula may say too little, never too much: what SQL cannot say counts as fulfilled,
// and is noted. NULL counts as true in a CHECK, so a comparison that must hold says that there is a value, too; one that must not, need not.

import { holdsForAbsent } from "../constraint/condition.ts";
import { hasObjects } from "../constraint/json-kind.ts";
import type { Condition, ObjectShape, Shape } from "../constraint/shape.ts";
import { arrayTests, elementsFormula } from "./array-test.ts";
import { type ColumnPlace, isNotNull, isNull } from "./column-place.ts";
import {
  and,
  atom,
  constant,
  FALSE,
  type Formula,
  or,
  type SimpleCondition,
  TRUE,
  truth,
} from "./formula.ts";
import { listTests } from "./json-list.ts";
import { pathExists } from "./json-path.ts";
import type { JsonPredicates } from "./json-predicate.ts";
import { type ColumnTest, NEVER, scalarColumnTests } from "./scalar-test.ts";
import type { Unsaid } from "./unsaid.ts";

/** Where the members of an object are stored: a column, or a word about why no CHECK can see it; undefined for no member at all. */
export type MemberPlaces = (name: string) => ColumnPlace | string | undefined;

/** Prints the conditions of one schema. */
export class ColumnConditions {
  readonly #predicates: JsonPredicates;
  readonly #classes: ReadonlyMap<string, ObjectShape>;

  constructor(predicates: JsonPredicates, classes: ReadonlyMap<string, ObjectShape>) {
    this.#predicates = predicates;
    this.#classes = classes;
  }

  /** The tests of a value of this shape in a column, by what they are about. */
  shapeTests(shape: Shape, place: ColumnPlace, unsaid: Unsaid[]): readonly ColumnTest[] {
    if (place.type === "jsonb") {
      const { tests, rest } = listTests(shape, place.sql, this.#classes);
      const broken = this.#predicates.violation(tests.length === 0 ? shape : rest, unsaid);
      if (broken === FALSE) return tests;
      return [{ aspect: "shape", ...jsonTest(place, broken) }, ...tests];
    }
    if (shape.kind === "union") {
      const inner: Unsaid[] = [];
      const good = or(shape.anyOf.map((option) => this.#shape(option, true, place, inner)));
      const bad = and(shape.anyOf.map((option) => this.#shape(option, false, place, inner)));
      unsaid.push(...inner);
      return good === TRUE && inner.length === 0 ? [] : [{ aspect: "shape", good, bad }];
    }
    if (place.array) {
      if (shape.kind === "any") return [];
      if (shape.kind !== "array") return [NEVER];
      return arrayTests(shape, place, this.#predicates, unsaid);
    }
    return scalarColumnTests(shape, place.sql, place.type, unsaid);
  }

  #shape(shape: Shape, wanted: boolean, place: ColumnPlace, unsaid: Unsaid[]): Formula {
    if (place.keyOf !== undefined && hasObjects(shape)) {
      unsaid.push({ what: "range", reason: "it is about an object in a table of its own" });
      return TRUE;
    }
    const inner: Unsaid[] = [];
    const tests = this.shapeTests(shape, place, inner);
    unsaid.push(...inner);
    if (wanted) return and(tests.map(({ good }) => good));
    return inner.length === 0 ? or(tests.map(({ bad }) => bad)) : TRUE;
  }

  /** Says it of the value of the column, where there is one; NULL without one. */
  value(condition: Condition, wanted: boolean, place: ColumnPlace, unsaid: Unsaid[]): Formula {
    if (place.type === "jsonb") {
      const broken = this.#predicates.truth(condition, !wanted, unsaid);
      return broken === FALSE ? TRUE : jsonTest(place, broken).good;
    }
    return truth(condition, wanted, (simple, want) => this.#simple(simple, want, place, unsaid));
  }

  #simple(
    condition: SimpleCondition,
    wanted: boolean,
    place: ColumnPlace,
    unsaid: Unsaid[],
  ): Formula {
    switch (condition.kind) {
      case "absent":
        return constant(!wanted);
      case "is":
        return this.#shape(condition.shape, wanted, place, unsaid);
      case "some":
      case "every":
        if (!place.array) return constant(!wanted);
        return elementsFormula(
          condition.kind,
          condition.element,
          wanted,
          place,
          this.#predicates,
          unsaid,
        );
      case "member":
        if (place.keyOf === undefined) return constant(!wanted);
        if (condition.name === place.keyOf) {
          return this.value(condition.value, wanted, place, unsaid);
        }
        unsaid.push({ what: "rules", reason: "it is about an object in a table of its own" });
        return TRUE;
    }
  }

  /** Says it of the column, whether or not it has a value. */
  column(condition: Condition, wanted: boolean, place: ColumnPlace, unsaid: Unsaid[]): Formula {
    const present = this.value(condition, wanted, place, unsaid);
    if (place.notNull) return present;
    const absent = holdsForAbsent(condition) === wanted;
    if (present === TRUE) return absent ? TRUE : isNotNull(place);
    if (present === FALSE) return absent ? isNull(place) : FALSE;
    return absent ? present : and([isNotNull(place), present]);
  }

  /** Says it of a row. */
  row(condition: Condition, wanted: boolean, places: MemberPlaces, unsaid: Unsaid[]): Formula {
    return truth(condition, wanted, (simple, want) => {
      switch (simple.kind) {
        case "absent":
        case "some":
        case "every":
          return constant(!want);
        case "is":
          return this.#rowShape(simple.shape, want, places, unsaid);
        case "member": {
          const place = places(simple.name);
          if (place === undefined) return constant(holdsForAbsent(simple.value) === want);
          if (typeof place !== "string") return this.column(simple.value, want, place, unsaid);
          unsaid.push({ what: "rules", reason: place });
          return TRUE;
        }
      }
    });
  }

  #rowShape(shape: Shape, wanted: boolean, places: MemberPlaces, unsaid: Unsaid[]): Formula {
    switch (shape.kind) {
      case "any":
      case "record":
        return constant(wanted);
      case "union": {
        const options = shape.anyOf.map((option) => this.#rowShape(option, wanted, places, unsaid));
        return wanted ? or(options) : and(options);
      }
      case "object": {
        const object = this.#classes.get(shape.name);
        return object === undefined
          ? constant(!wanted)
          : this.row(objectCondition(object), wanted, places, unsaid);
      }
      default:
        return constant(!wanted);
    }
  }
}

/** What the members of an object of this class must be. */
function objectCondition({ properties, rules }: ObjectShape): Condition {
  const members = properties
    .filter(({ internal }) => !internal)
    .map(({ name, shape, required, rules: own }): Condition => {
      const there: Condition = {
        kind: "all",
        of: [{ kind: "is", shape }, ...own.map(({ condition }) => condition)],
      };
      const value: Condition = required ? there : { kind: "any", of: [{ kind: "absent" }, there] };
      return { kind: "member", name, value };
    });
  return { kind: "all", of: [...members, ...rules.map(({ condition }) => condition)] };
}

function jsonTest({ sql }: ColumnPlace, broken: Formula): { good: Formula; bad: Formula } {
  if (broken === TRUE) return { good: FALSE, bad: TRUE };
  const found = pathExists(sql, "$", broken);
  return { good: atom(`NOT ${found}`), bad: atom(found) };
}
