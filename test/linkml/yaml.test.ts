// YAML text → values and places.

import { array, assert, constantFrom, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { collectDiagnostics, type Diagnostic } from "../../src/text/diagnostic.ts";
import { parseYaml, type YamlDocument } from "../../src/text/yaml.ts";
import { suggest } from "../../src/text/suggest.ts";

function parse(text: string): {
  document: YamlDocument | undefined;
  diagnostics: readonly Diagnostic[];
} {
  const collector = collectDiagnostics(({ file }) => ({ file, line: 1, column: 1 }));
  const document = parseYaml({ path: "f.yaml", text }, collector.report);
  return { document, diagnostics: collector.list() };
}

describe("values", () => {
  test.each<[string, unknown]>([
    [
      "[yes, no, on, ~, null, Null, '', true, FALSE]",
      ["yes", "no", "on", null, null, null, "", true, false],
    ],
    ["[1, -2, 010, 0o10, 0x1F, 1.5, .5, 1e3, 1_000]", [1, -2, 10, 8, 31, 1.5, 0.5, 1000, "1_000"]],
    ["[2020-01-01, 12:30, 1.2.3, '1']", ["2020-01-01", "12:30", "1.2.3", "1"]],
    ["[!!str 5, !!int '5', !!float 1, ! 7]", ["5", 5, 1, "7"]],
    ["{a: &x {b: 1}, c: *x, d: {<<: *x, e: 2}}", { a: { b: 1 }, c: { b: 1 }, d: { b: 1, e: 2 } }],
    ["{a: {<<: [{x: 1}, {x: 2, y: 2}], y: 3}}", { a: { x: 1, y: 3 } }],
    ["'<<': 1", { "<<": 1 }],
    ["", null],
    ["# comment\n", null],
    ["a: |\n  x\n  y\nb: >-\n  x\n  y\n", { a: "x\ny\n", b: "x y" }],
  ])("%j", (text, value) => {
    const { document, diagnostics } = parse(text);
    expect(diagnostics).toEqual([]);
    expect(document?.value).toEqual(value);
  });

  test("__proto__ is an own member like any other", () => {
    const value = parse("__proto__: {polluted: true}\nconstructor: x").document?.value;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value ?? {})).toEqual(["__proto__", "constructor"]);
    expect("polluted" in {}).toBe(false);
  });
});

describe("places", () => {
  const text = `a:\r\n  - b: "quoted"\r\n    c: plain\r\n  - d:\r\n~/e: {f: [1, 2]}\r\nlast: &x\r\n  g: 1\r\n`;
  test.each([
    ["", undefined, "1:1"],
    ["/a", undefined, "1:1"],
    ["/a", "value", "2:3"],
    ["/a/0/b", undefined, "2:8"],
    ["/a/0/b", "key", "2:5"],
    ["/a/1/d", undefined, "4:5"],
    ["/~0~1e/f/1", undefined, "5:14"],
    ["/~0~1e/f/7", undefined, "5:7"],
    ["/nowhere/at/all", undefined, "1:1"],
    ["/last/g", "key", "7:3"],
  ] as const)("%s %s", (pointer, what, expected) => {
    const place = parse(text).document?.locate(pointer, what);
    expect(`${place?.line}:${place?.column}`).toBe(expected);
  });
});

test("lines that are indented too little keep their columns", () => {
  const { document, diagnostics } = parse("a:\n  b: {c: 'x\n  y',\n  d: [1,\n  2], e: 3}\n");
  expect(diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
    "yaml-mended 3:3",
  ]);
  expect(document?.value).toEqual({ a: { b: { c: "x y", d: [1, 2], e: 3 } } });
  expect(document?.locate("/a/b/d", "key")).toMatchObject({ line: 4, column: 3 });
  expect(document?.locate("/a/b/e")).toMatchObject({ line: 5, column: 10 });
});

describe("limits", () => {
  test("a text over 4 MiB is refused unread", () => {
    expect(parse(`a: ${"x".repeat(4 * 1024 * 1024)}`).diagnostics.map(({ code }) => code)).toEqual([
      "yaml-limit",
    ]);
  });
  test("more than 100 aliases", () => {
    expect(parse(`[&a x${", *a".repeat(101)}]`).diagnostics.map(({ code }) => code)).toEqual([
      "yaml-limit",
    ]);
    expect(parse(`[&a x${", *a".repeat(100)}]`).diagnostics).toEqual([]);
  });
  test.each([
    "*a",
    "&a [*a]",
    "? [x]\n: y",
    "? {x: 1}\n: y",
    "a: \0",
    "{a: {<<: 1}}",
    "%YAML 9\n---\n",
    "!!int x",
    "\ud800",
  ])("%j is an answer, not a crash", (text) => {
    const { document, diagnostics } = parse(text);
    expect(document === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
  });
});

test("any text at all is read or reported, never thrown", () => {
  const token = constantFrom(
    "a",
    "b:",
    " ",
    "\n",
    "\n  ",
    "- ",
    "? ",
    "&x ",
    "*x",
    "<<: ",
    "{",
    "}",
    "[",
    "]",
    ",",
    "'",
    '"',
    "|",
    ">",
    "#",
    "!",
    "!!int ",
    "%",
    "---",
    "\t",
    "~",
    "1",
    "é",
    "\u2028",
    "😀",
  );
  const text = oneof(
    string({ unit: "binary" }),
    array(token, { maxLength: 40 }).map((tokens) => tokens.join("")),
  );
  assert(
    property(text, (source) => {
      const { document, diagnostics } = parse(source);
      expect(
        document !== undefined || diagnostics.some(({ severity }) => severity === "error"),
      ).toBe(true);
      expect(() => JSON.stringify(document?.value)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["Persn", ["Product", "Person"], "Person"],
  ["named_thing", ["NamedThing"], "NamedThing"],
  ["rang", ["rank", "range"], "range"],
  ["emial", ["email"], "email"],
  ["id", ["ids", "is", "key"], "ids"],
  ["rules", ["role"], undefined],
  ["x", ["completely", "different"], undefined],
])("instead of %s of %j: %s", (name, candidates, expected) => {
  expect(suggest(name, candidates)).toBe(expected);
});
