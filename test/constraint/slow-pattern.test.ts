// Patterns that are too much for an engine: for backtracking ones, and for Postgres's.

import { expect, test } from "vitest";
import { translatePattern } from "../../src/constraint/pattern.ts";
import { isSlow } from "../../src/constraint/slow-pattern.ts";

test.each([
  "^(a+)+$",
  "(a*)*",
  "(?:x*|y)*z",
  "(\\w+\\s?)*$",
  "((ab?)*)+",
  "(?=(a+)+$)b",
  "(.*){60}",
  "([a-z]{1,99})*!",
])("%s repeats what repeats itself", (source) => {
  expect(isSlow(source)).toBe(true);
});

test.each([
  "^[a-z]+$",
  "^[a-z]+(\\.[a-z]+)*$",
  "^(\\d+,)+\\d+$",
  "^(a{1,3})+$",
  "(a+){3}",
  "(a|b)*",
  "[*+]*",
  "(",
  "^P(?:\\d+D|\\d+M(?:\\d+D)?)+$",
])("%s does not", (source) => {
  expect(isSlow(source)).toBe(false);
});

test.each(["(a{1,100}){1,100}", "(((a{20}){20}){20}){20}", "(?=(a{99}){99})a"])(
  "%s is left to Zod",
  (source) => {
    expect(translatePattern(source)).toMatchObject({ reason: expect.stringContaining("states") });
  },
);

test("long patterns are no problem as such", () => {
  expect(translatePattern("[a-z]{255}[a-z]{0,255}x{3,}")?.postgres).toBeDefined();
});
