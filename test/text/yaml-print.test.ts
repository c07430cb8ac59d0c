// What is printed is read back equal: by js-yaml under the rules of YAML 1.2 and of 1.1, and by our own reader.

import * as fc from "fast-check";
import { CORE_SCHEMA, load, YAML11_SCHEMA } from "js-yaml";
import { expect, test } from "vitest";
import { joined } from "../../src/text/pieces.ts";
import { parseYaml } from "../../src/text/yaml.ts";
import { printYaml } from "../../src/text/yaml-print.ts";
import { FULL } from "../support/seed.ts";

test("is laid out as a person would", () => {
  const shared = { multivalued: true };
  const value = {
    name: "a schema",
    version: "1.0",
    note: 'say "yes": #1',
    pattern: "^\\d+$",
    "it's": "no",
    title: undefined,
    text: "first\n\n  second\n",
    list: [{ a: 1, b: [2, "x"] }, [], {}, [["deep"]], "one\ntwo"],
    slots: { a: shared, b: shared },
    bell: "\u0007",
  };
  expect(joined(printYaml(value))).toBe(`name: a schema
version: '1.0'
note: 'say "yes": #1'
pattern: '^\\d+$'
it's: 'no'
text: |
  first

    second
list:
  - a: 1
    b:
      - 2
      - x
  - []
  - {}
  - - - deep
  - |-
    one
    two
slots:
  a:
    multivalued: true
  b:
    multivalued: true
bell: "\\u0007"
`);
});

/** Characters and words that mean something to some reader. */
const marks = [
  ..." \t\n\r:#-?,[]{}&*!|>'\"%@`~=\\./<0159exya_+\u0085\u00a0\u2028\u2029\ufeff\ufffe\u007f\u0000",
  ..."é 😀 << --- ... on 0x1".split(" "),
  "\n\n",
  ": ",
  " #",
];
const words =
  " ~ yes No OFF Null TRUE y = << 12 1_000 0o7 017 0b1 1e3 .5 -.inf .NaN 2020-01-01 12:30 190:20:30 __proto__".split(
    " ",
  );
const awkward = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.array(fc.constantFrom(...marks), { maxLength: 8 }).map((parts) => parts.join("")),
  fc.constantFrom(...words, "2020-01-01 10:00:00", "x".repeat(1500)),
);
const number = fc.oneof(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
const scalar = fc.oneof(awkward, number, fc.boolean(), fc.constant(null));
const { value: data } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(awkward, tie("value"), { maxKeys: 5 }).map((object) => ({ ...object })),
  ),
}));

test("is read back equal", { timeout: 120_000 }, () => {
  const numRuns = FULL ? 20_000 : 2000;
  const property = fc.property(data, (value) => {
    const text = joined(printYaml(value));
    const equal = { ours: value, core: value, yaml11: value };
    const ours = parseYaml({ path: "f.yaml", text }, (code) => {
      throw new Error(code);
    });
    const core = load(text, { schema: CORE_SCHEMA });
    expect({ ours: ours?.value, core, yaml11: load(text, { schema: YAML11_SCHEMA }) }).toEqual(
      equal,
    );
  });
  // A failure prints the seed.
  fc.assert(property, { numRuns });
});
