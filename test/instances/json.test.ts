// Our JSON reader against JSON.parse: the same values, the same refusals; and the places that it gives.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { JsonProblem, parseJson } from "../../src/text/json.ts";
import { plainValue } from "../../src/text/yaml.ts";
import { FULL } from "../support/seed.ts";

const numRuns = FULL ? 20_000 : 1_000;

function ours(text: string): unknown {
  try {
    return { value: plainValue(parseJson(text, () => {})) };
  } catch (problem) {
    if (!(problem instanceof JsonProblem)) throw problem;
    expect(problem.offset).toBeLessThanOrEqual(text.length);
    return "refused";
  }
}

function theirs(text: string): unknown {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return "refused";
  }
}

test("any JSON is read as JSON.parse reads it", () => {
  const space = fc.constantFrom("", " ", "\n\t");
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), space, (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(ours(text)).toEqual(theirs(text));
    }),
    { numRuns },
  );
});

test("what JSON.parse refuses is refused", () => {
  const sign = fc.constantFrom(..."{}[]:,\"\\'0123456789.-+eE \t\ntruefalsn#/*u\u0001\ud800");
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), fc.nat({ max: 2 }), sign, (value, place, cut, put) => {
      const text = JSON.stringify(value);
      const at = place % (text.length + 1);
      const changed = text.slice(0, at) + put + text.slice(at + cut);
      expect(ours(changed), changed).toEqual(theirs(changed));
    }),
    { numRuns },
  );
});

test.each([
  ["", 0, "a value is expected here"],
  ['{"a": tru}', 6, "a value is expected here"],
  ["[1,]", 3, "a value is expected here"],
  ['{"a" 1}', 5, '":" is expected here'],
  ["{a: 1}", 1, "the name of a member, in quotes, is expected here"],
  ['["a" "b"]', 5, '"," or "]" is expected here'],
  ['["a', 1, "this text has no closing quote"],
  ['"a\nb"', 0, "JSON does not allow"],
  ["1 2", 2, "there is something after its end"],
  ["[".repeat(100), 65, "it is nested deeper than 64 levels"],
])("%s is refused at %i: %s", (text, offset, reason) => {
  expect(() => parseJson(text, () => {})).toThrow(
    expect.objectContaining({ offset, message: expect.stringContaining(reason) }),
  );
});

test("a member that stands twice is told, and the later one counts", () => {
  const repeated: unknown[] = [];
  const node = parseJson('{"a": 1, "b": {"a": 2}, "a": 3}', (...args) => repeated.push(args));
  expect(plainValue(node)).toEqual({ a: 3, b: { a: 2 } });
  expect(repeated).toEqual([["a", 24, 1]]);
});
