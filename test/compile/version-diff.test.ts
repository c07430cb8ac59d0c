// What `npm run diff` says about two versions of a schema; and the command itself, in a git repository of its own.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { schemaFilesAt } from "../../src/bin/git-files.ts";
import { compile } from "../../src/compile.ts";
import { versionDiff, type ComparedVersion } from "../../src/emit/version-diff.ts";

function version(body: string): ComparedVersion {
  const text = `id: https://example.org/v\nname: v\nimports: [linkml:types]\ndefault_range: string\n${body}`;
  const { compiled, diagnostics } = compile({ root: "v.yaml", files: { "v.yaml": text } });
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics));
  const { resources, model, database } = compiled;
  return { resources, classes: model.classes, database };
}

const user = (members: string): string =>
  `classes:\n  User:\n    attributes:\n      id: {identifier: true}\n${members}`;

const lines = (before: string, after: string): readonly string[] =>
  versionDiff(version(before), version(after)).map(
    ({ area, breaking, text }) => `${breaking ? "!" : " "} ${area} ${text}`,
  );

describe("two versions", () => {
  const cases: readonly (readonly [name: string, before: string, after: string, said: string[]])[] = [
    ["nothing", user("      a: {}"), user("      a: {description: other words}"), ["  SQL comment_column User.a"]],
    ["an optional slot is added", user(""), user("      a: {}"), ["  Zod User.a is new", "  SQL add_column User.a"]],
    [
      "a required slot is added",
      user(""),
      user("      a: {required: true}"),
      ["! Zod User.a is new and must be given", "! SQL add_column User.a"],
    ],
    [
      "a slot is removed",
      user("      a: {}"),
      user(""),
      ["! Zod User.a is gone", "! SQL retire_column User.a (asks to allow drop_column:User.a)"],
    ],
    [
      "a slot becomes optional",
      user("      a: {required: true}"),
      user("      a: {}"),
      [
        "! Zod User.a may be null in answers now",
        "  Zod User.a need not be given any more",
        "  SQL drop_not_null User.a",
      ],
    ],
    [
      "another type",
      user("      a: {range: integer}"),
      user("      a: {range: float}"),
      ["! Zod User.a is number; it was whole number", "! SQL change_type User.a",
        "! SQL add_constraint User.User_a_range",
        "  SQL drop_constraint User.User_a_range",
      ],
    ],
    [
      "a pattern",
      user("      a: {}"),
      user('      a: {pattern: "^x"}'),
      ["! Zod User.a is text with /^x/ in it; it was text", "! SQL add_constraint User.User_a_pattern"],
    ],
    [
      "a class comes and one goes",
      `${user("")}\n  Old: {attributes: {id: {identifier: true}}}`,
      `${user("")}\n  New: {attributes: {id: {identifier: true}}}`,
      [
        "! REST /api/olds is gone",
        "! Zod Old is gone",
        "! SQL New may be Old under another name: say so in sql.renamed_from",
        "! SQL retire_table Old (asks to allow drop_table:Old)",
        "  REST /api/news is new",
        "  Zod New is new",
        "  SQL create_table New",
      ],
    ],
    [
      "enum values come and go",
      `${user("      a: {range: E}")}\nenums: {E: {permissible_values: {x: , y: }}}`,
      `${user("      a: {range: E}")}\nenums: {E: {permissible_values: {y: , z: }}}`,
      [
        `! Zod User.a can no longer be "x"`,
        "! SQL add_constraint User.User_a_enum",
        `  Zod User.a can be "z" now`,
        "  SQL drop_constraint User.User_a_enum",
      ],
    ],
  ]; // prettier-ignore
  test.each(cases)("%s", (_, before, after, said) => {
    expect(lines(before, after)).toEqual(said);
  });
});

describe("npm run diff", () => {
  const command = resolve(import.meta.dirname, "../../src/bin/diff.ts");
  let folder: string;
  const schema = (): string => join(folder, "schemas/app.yaml");
  const git = (...args: string[]): void => {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
    execFileSync("git", ["-C", folder, ...identity, ...args], { stdio: "ignore" });
  };
  const run = (...args: string[]): readonly [status: number | null, text: string] => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
      encoding: "utf8",
    });
    return [status, stdout + stderr];
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "version-diff-"));
    mkdirSync(join(folder, "schemas/models"), { recursive: true });
    writeFileSync(
      schema(),
      "id: https://example.org/app\nname: app\nimports: [linkml:types]\ndefault_range: string\n",
    );
    writeFileSync(join(folder, "schemas/models/user.yaml"), user("      email: {}\n"));
    git("init", "--quiet");
    git("add", "-A");
    git("commit", "--quiet", "-m", "one");
    git("tag", "one");
    writeFileSync(join(folder, "schemas/models/user.yaml"), user("      mail: {}\n"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("says what changed since a tag, what breaks first", () => {
    const [status, text] = run("one", "--schema", schema());
    expect(status).toBe(0);
    expect(text).toMatch(/^Breaking:\n/);
    expect(text).toContain("  Zod   User.email is gone\n");
    expect(text).toContain("\nCompatible:\n");
    expect(text).toContain("  SQL   add_column User.mail\n");
  });

  test("says what is wrong", () => {
    const [status, text] = run("two", "--schema", schema());
    expect([status, text]).toEqual([1, "two: no commit, branch or tag\n"]);
    expect(() => schemaFilesAt("--output=x", schema())).toThrow("no commit, branch or tag");
    expect(() => schemaFilesAt("one", join(folder, "schemas/other.yaml"))).toThrow(
      "one has no schemas/other.yaml",
    );
    expect(() => schemaFilesAt("one", join(tmpdir(), "nowhere/app.yaml"))).toThrow(
      "it is in no git repository",
    );
  });
});
