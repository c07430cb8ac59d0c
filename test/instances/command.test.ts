// npm run validate, as it is run: what it prints, line and column, and its exit codes.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

const COMMAND = resolve(import.meta.dirname, "../../src/bin/validate.ts");
const SCHEMA = `id: https://example.org/zoo
name: zoo
imports: [linkml:types]
default_range: string
classes:
  Animal:
    attributes:
      name: {required: true, pattern: "^[A-Z]"}
      born: {range: date}
      tame: {range: boolean}
      weight: {range: decimal}
      legs: {range: integer, maximum_value: 8}
  Zoo:
    tree_root: true
    attributes:
      city: {}
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "linkml-neon-validate-"));
  write("zoo.yaml", SCHEMA);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function validate(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    cwd: folder,
    encoding: "utf8",
    input,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout: stdout.trimEnd().split("\n").filter(Boolean), stderr: stderr.trimEnd() };
}

const animal = ["--schema", "zoo.yaml", "--target-class", "Animal"];

test("YAML's values stay what they look like, and all is well", () => {
  write("good.yaml", "name: No\nborn: 2020-02-29\ntame: null\nweight: 0.10000000000000000001\n");
  write("good.json", '[{"name": "Ada"}, {"name": "Bo", "legs": 4}]');
  expect(validate([...animal, "good.yaml", "good.json"])).toEqual({
    status: 0,
    stdout: [],
    stderr: '3 instances of "Animal", all valid',
  });
});

test("what is wrong is shown where it stands, in every document and list of a file", () => {
  write(
    "bad.yaml",
    `name: ada
tame: no
---
- {name: Bo, nmae: x}
- legs: 9
  born: 2021-02-29
- 5
`,
  );
  const { status, stdout, stderr } = validate([...animal, "bad.yaml"]);
  expect(stdout).toEqual([
    "bad.yaml:1:7 error invalid_format: /name: Must match the pattern /^[A-Z]/u",
    "bad.yaml:2:7 error invalid_type: /tame: Must be true or false, not a text.",
    'bad.yaml:4:14 error unknown_property: /nmae: There is no member "nmae"; did you mean "name"?',
    "bad.yaml:5:3 error required: /name: This member is required.",
    "bad.yaml:5:9 error too_big: /legs: Must be at most 8.",
    "bad.yaml:6:9 error invalid_format: /born: Must be a date such as 2026-11-22.",
    "bad.yaml:7:3 error invalid_type: Must be an object, not a number.",
  ]);
  expect([status, stderr]).toEqual([1, '4 instances of "Animal", 4 invalid']);
});

test("a text that cannot be read is told with its place", () => {
  write("broken.json", '{"name": "Ada",\n "legs": }');
  write("broken.yaml", "name: [Ada\n");
  const { status, stdout, stderr } = validate([...animal, "broken.json", "broken.yaml"]);
  expect(stdout[0]).toBe(
    "broken.json:2:10 error json-syntax: This is not valid JSON: a value is expected here.",
  );
  expect(stdout[1]).toMatch(/^broken\.yaml:\d+:\d+ error yaml-syntax: /);
  expect([status, stderr]).toEqual([1, '0 instances of "Animal", 2 files could not be read']);
});

test("what can be mended is read with a warning", () => {
  write("mended.yaml", 'name: "Ada\nBo"\nlegs: 2\nlegs: 4\n');
  const { status, stdout } = validate([...animal, "mended.yaml"]);
  expect(status).toBe(0);
  expect(stdout.filter((line) => !line.startsWith(" "))).toEqual([
    expect.stringMatching(/^mended\.yaml:2:1 warning yaml-mended: /),
    expect.stringMatching(/^mended\.yaml:4:1 warning repeated-key: /),
  ]);
});

test("standard input is YAML or JSON, and the tree root is the default", () => {
  expect(validate(["--schema", "zoo.yaml", "-"], '{"city": "Berlin"}')).toMatchObject({
    status: 0,
    stderr: '1 instance of "Zoo", all valid',
  });
  expect(validate(["--schema", "zoo.yaml", "-"], "city: [Berlin]").stdout).toEqual([
    "<stdin>:1:1 error invalid_type: /city: Must be a text, not a list.",
  ]);
});

test.each([
  [[], "name a file with instances"],
  [["--target-clas", "A", "x.yaml"], "--target-clas"],
  [["--schema", "zoo.yaml", "nothing.yaml"], "nothing.yaml: there is no such file"],
  [["--schema", "zoo.yaml", "--target-class", "Animl", "zoo.yaml"], 'did you mean "Animal"?'],
  [["--schema", "nothing.yaml", "zoo.yaml"], "the schema has errors"],
])("%j cannot be judged: exit code 2", (args, message) => {
  const { status, stderr } = validate(args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
