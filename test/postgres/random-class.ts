// Random LinkML classes with rules, and rows for them: what Zod and Postgres must judge alike.

import * as fc from "fast-check";

type Expression = Readonly<Record<string, unknown>>;

interface Kind {
  /** The slot without constraints. */
  readonly slot: Expression;
  /** What an expression may say of one value. */
  readonly says: fc.Arbitrary<Expression>;
  readonly value: fc.Arbitrary<unknown>;
  readonly multivalued?: boolean;
}

export interface RandomClass {
  readonly schema: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const TEXTS = ["", "a", "b", "ab", "é", "😀", "a\nb", "it's", "\\", "\ufeff", "A", "1"] as const;
const PATTERNS = [
  "^a",
  "b$",
  "^.$",
  "^\\w*$",
  "[^ab]",
  "^(?!a)",
  "\\d|'",
  "\\\\",
  "^$",
  "é|\\s",
] as const;
const COLOURS = ["red", "green", "it's blue", ""] as const;
const NUMBERS = [-1, 0, 1, 1.5, 2, 3] as const;
const DAYS = ["1999-12-31", "2000-01-01", "2024-02-29", "2023-02-29"] as const;
const MOMENTS = [
  "2000-01-01T00:00:00Z",
  "2000-01-01T00:00:00",
  "1999-12-31T23:59:59.999999Z",
  "2000-01-01T00:30:00+01:00",
] as const;
const CLOCKS = ["00:00:00", "12:30", "12:30:00.5", "23:59:59"] as const;

const one = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);

const textual = fc.oneof(
  one(PATTERNS).map((pattern) => ({ pattern })),
  one(TEXTS).map((text) => ({ equals_string: text })),
  fc
    .uniqueArray(one(TEXTS), { minLength: 1, maxLength: 3 })
    .map((texts) => ({ equals_string_in: texts })),
);
const numeric = (values: readonly number[]): fc.Arbitrary<Expression> =>
  fc.oneof(
    one(values).map((minimum) => ({ minimum_value: minimum })),
    one(values).map((maximum) => ({ maximum_value: maximum })),
    one(values).map((number) => ({ equals_number: number })),
  );
const bounded = (values: readonly string[]): fc.Arbitrary<Expression> =>
  fc.oneof(
    one(values).map((minimum) => ({ minimum_value: minimum })),
    one(values).map((maximum) => ({ maximum_value: maximum })),
  );
const coloured = fc.oneof(
  one(COLOURS).map((colour) => ({ equals_string: colour })),
  fc.uniqueArray(one(COLOURS), { minLength: 1 }).map((colours) => ({ equals_string_in: colours })),
);
const nothing = fc.constant({});
const WHOLE = NUMBERS.filter(Number.isInteger);

const home = fc.oneof(
  fc.record(
    {
      street: one([...TEXTS, null]),
      zip: one([...NUMBERS, null]),
      since: one([...DAYS, null]),
      colours: fc.array(one([...COLOURS, "blue"]), { maxLength: 2 }),
    },
    { requiredKeys: ["street"] },
  ),
  one([{}, { zip: 1 }, { street: "a", more: 1 }, "a", 5]),
);
const pet = fc.record({ name: one(TEXTS), legs: one(WHOLE) }, { requiredKeys: [] });

const plain: Readonly<Record<string, Kind>> = {
  text: { slot: { range: "string" }, says: textual, value: one(TEXTS) },
  word: { slot: { range: "Word" }, says: textual, value: one(TEXTS) },
  whole: {
    slot: { range: "integer" },
    says: fc.oneof(
      numeric(WHOLE),
      one(["^1", "^-?\\d$", "5"]).map((pattern) => ({ pattern })),
    ),
    value: one([...NUMBERS, 2 ** 53, -(2 ** 53) + 1]),
  },
  exact: {
    slot: { range: "decimal" },
    says: numeric(NUMBERS),
    value: one([...NUMBERS, 1e300, 0.1]),
  },
  single: {
    slot: { range: "double" },
    says: numeric(NUMBERS),
    value: one([...NUMBERS, 1e300, -0, 1e-320]),
  },
  truth: { slot: { range: "boolean" }, says: nothing, value: fc.boolean() },
  day: {
    slot: { range: "date" },
    says: bounded(DAYS.slice(0, 3)),
    value: one([...DAYS, "0000-01-01", "9999-12-31"]),
  },
  clock: { slot: { range: "time" }, says: bounded(CLOCKS), value: one(CLOCKS) },
  moment: { slot: { range: "datetime" }, says: bounded(MOMENTS.slice(0, 2)), value: one(MOMENTS) },
  colour: { slot: { range: "Colour" }, says: coloured, value: one([...COLOURS, "blue"]) },
  link: {
    slot: { range: "uriorcurie" },
    says: nothing,
    value: one(["ex:a", "http://a b", "a", ":", "urn:é"]),
  },
  home: { slot: { range: "Home" }, says: nothing, value: home },
  either: {
    slot: { any_of: [{ range: "integer" }, { range: "Colour" }] },
    says: nothing,
    value: one([1, 1.5, "red", "blue", true]),
  },
  anything: {
    slot: { range: "Any" },
    says: nothing,
    value: one([1, "a", [], {}, [null], { a: null }]),
  },
};

function listOf({ slot, says, value }: Kind): Kind {
  return {
    slot: { ...slot, multivalued: true, inlined_as_list: true },
    says,
    value: fc.oneof(fc.array(value, { maxLength: 3 }), fc.tuple(value, fc.constant(null))),
    multivalued: true,
  };
}

const KINDS: Readonly<Record<string, Kind>> = {
  ...plain,
  ...Object.fromEntries(Object.entries(plain).map(([name, kind]) => [`${name}s`, listOf(kind)])),
  pet_list: {
    slot: { range: "Pet", multivalued: true, inlined: true, inlined_as_list: true },
    says: nothing,
    value: fc.array(pet, { maxLength: 3 }),
    multivalued: true,
  },
  pets: {
    slot: { range: "Pet", multivalued: true, inlined: true },
    says: nothing,
    value: fc.oneof(
      fc.dictionary(one(["a", "b", "1"]), fc.oneof(pet, fc.constant(null), one([1, 2])), {
        maxKeys: 2,
      }),
      fc.array(pet, { maxLength: 2 }),
    ),
  },
};

/** An expression about the value of a slot, alone or combined. */
function expression({ says, multivalued }: Kind, depth: number): fc.Arbitrary<Expression> {
  const presence = one(["PRESENT", "ABSENT"]).map((value) => ({ value_presence: value }));
  const leaf = fc.oneof({ weight: 5, arbitrary: says }, presence);
  const about =
    multivalued === true
      ? fc.oneof(
          leaf,
          says.map((member) => ({ has_member: member })),
          says.map((member) => ({ all_members: member })),
        )
      : leaf;
  if (depth === 0) return about;
  return fc.oneof({ weight: 3, arbitrary: about }, combination(says));
}

function combination(inner: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  const several = fc.array(inner, { minLength: 1, maxLength: 3 });
  return fc
    .tuple(one(["any_of", "all_of", "none_of", "exactly_one_of"]), several)
    .map(([kind, of]) => ({ [kind]: of }));
}

function slot(kind: Kind): fc.Arbitrary<Expression> {
  const size = fc.record(
    {
      minimum_cardinality: one([0, 1, 2]),
      maximum_cardinality: one([2, 3]),
      list_elements_unique: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const more = fc.oneof(
    { weight: 2, arbitrary: nothing },
    { weight: 2, arbitrary: kind.says },
    { weight: 1, arbitrary: "any_of" in kind.slot ? nothing : combination(kind.says) },
  );
  return fc
    .tuple(more, kind.multivalued === true ? size : nothing, fc.boolean(), fc.nat(5))
    .map(([says, sized, required, dice]) => ({
      ...kind.slot,
      ...says,
      ...sized,
      ...(required && dice === 0 && { required: true }),
    }));
}

/** A few slots, rules between them, and rows. */
export function randomClasses(rows: number): fc.Arbitrary<RandomClass> {
  return fc
    .uniqueArray(one(Object.keys(KINDS)), { minLength: 2, maxLength: 5 })
    .chain((names) => {
      const conditions = fc
        .uniqueArray(one(names), { minLength: 1, maxLength: 2 })
        .chain((chosen) =>
          fc.record(Object.fromEntries(chosen.map((name) => [name, expression(KINDS[name]!, 1)]))),
        )
        .map((found) => ({ slot_conditions: found }));
      const rule = fc.record(
        {
          preconditions: conditions,
          postconditions: conditions,
          elseconditions: conditions,
          bidirectional: fc.boolean(),
        },
        { requiredKeys: ["preconditions", "postconditions"] },
      );
      const row = fc.record(Object.fromEntries(names.map((name) => [name, KINDS[name]!.value])), {
        requiredKeys: [],
      });
      return fc.tuple(
        fc.record(Object.fromEntries(names.map((name) => [name, slot(KINDS[name]!)]))),
        fc.array(rule, { maxLength: 2 }),
        fc.option(combination(conditions), { nil: {} }),
        fc.array(row, { minLength: rows, maxLength: rows }),
      );
    })
    .map(([attributes, rules, choice, list]) => ({
      schema: JSON.stringify(schemaOf({ attributes, rules, ...choice })),
      rows: list,
    }));
}

function schemaOf(thing: Expression): Expression {
  const attributes = {
    id: { identifier: true, range: "integer" },
    ...(thing["attributes"] as object),
  };
  return {
    id: "https://example.org/random",
    name: "random",
    prefixes: { linkml: "https://w3id.org/linkml/" },
    imports: ["linkml:types"],
    default_range: "string",
    types: { Word: { typeof: "string", pattern: "^\\w?" } },
    enums: {
      Colour: { permissible_values: Object.fromEntries(COLOURS.map((colour) => [colour, null])) },
    },
    classes: {
      Any: { class_uri: "linkml:Any" },
      Home: {
        attributes: {
          street: { required: true, pattern: "^[^\\\\]*$" },
          zip: { range: "integer", minimum_value: 0 },
          since: { range: "date" },
          colours: { range: "Colour", multivalued: true },
        },
        rules: [
          {
            preconditions: { slot_conditions: { zip: { minimum_value: 2 } } },
            postconditions: { slot_conditions: { since: { required: true } } },
          },
        ],
      },
      Pet: { attributes: { name: { key: true }, legs: { range: "integer", maximum_value: 2 } } },
      Thing: { ...thing, attributes },
    },
  };
}
