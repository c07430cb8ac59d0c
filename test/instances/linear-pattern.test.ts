// The patterns of the live validator: found where JavaScript's own would be found, and in time that the text alone decides.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { linearPattern } from "../../src/emit/linear-pattern.ts";
import { FULL, SEED } from "../support/seed.ts";

/** Before another option, it makes a pattern one that backtracking is not trusted with. */
const slow = "(?:z+)+|";

const atom = fc.constantFrom(
  "a",
  "b",
  "1",
  "_",
  ".",
  "\\d",
  "\\w",
  "\\s",
  "[ab]",
  "[^a]",
  "é",
  "😀",
  "-",
);
// Without \B: V8 finds it inside a surrogate pair, too, where there is no place.
const place = fc.constantFrom("^", "$", "\\b", "");
const repeat = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?");

/** Alternatives of up to three parts each. */
const choice = (part: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .array(
      fc.array(part, { maxLength: 3 }).map((parts) => parts.join("")),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((options) => options.join("|"));

const flat = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(atom, repeat).map((parts) => parts.join("")) },
  { weight: 1, arbitrary: place },
);
/** Groups in repeats, not deeper: JavaScript itself has to come to an end. */
const pattern = choice(
  fc.oneof(
    flat,
    fc
      .tuple(fc.constantFrom("(?:", "("), choice(flat), repeat)
      .map(([open, inner, count]) => `${open}${inner})${count}`),
  ),
);
const text = fc.string({
  unit: fc.constantFrom("a", "b", "1", "_", "-", " ", "\n", "é", "😀", "\ud83d"),
  maxLength: 8,
});

test("a pattern is found where JavaScript finds it", () => {
  fc.assert(
    fc.property(pattern, text, (source, value) => {
      const isFound = new RegExp(source, "u").test(value);
      const what = `/${source}/u in ${JSON.stringify(value)}`;
      expect(linearPattern(source).test(value), what).toBe(isFound);
      expect(linearPattern(slow + source).test(value), what).toBe(isFound);
    }),
    { numRuns: FULL ? 20_000 : 2_000, seed: SEED },
  );
});

test.each([
  ["^(a+)+$", "a".repeat(50_000), "b"],
  ["(x*)*y", "x".repeat(50_000), "y"],
  ["^(a|a)*$", "a".repeat(50_000), "b"],
  ["\\d+x", "1".repeat(300_000), "x"],
  ["^(\\w+\\s?)*$", "a b ".repeat(20_000), "!"],
])("%s comes to an end", (source, value, last) => {
  const native = new RegExp(source, "u");
  const isFound = native.test(value.slice(0, 12) + last);
  expect(linearPattern(source).test(value + last)).toBe(isFound);
});

test("what cannot be followed that way is still a pattern", () => {
  expect(linearPattern("(?=a)\\w(b)\\1").test("abb".padStart(9_000))).toBe(true);
  expect(linearPattern(`${slow}a\\Bb`).test("-ab")).toBe(true);
  expect(String(linearPattern("^a/b$"))).toBe("/^a\\/b$/u");
});
