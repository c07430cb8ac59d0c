// A folder in diagnostics/ is a case: `schema.yaml` and what it imports, and expected.txt, everything said about them.
// To add one: make the folder, run with UPDATE=1, read what it says.

import { existsSync, globSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile, type SchemaBundle } from "../../src/compile.ts";
import { codes } from "../../src/text/codes.ts";
import type { Diagnostic } from "../../src/text/diagnostic.ts";
import { renderDiagnostic } from "../../src/text/render.ts";

/** The stages that a case goes through. */
function diagnose(bundle: SchemaBundle): readonly Diagnostic[] {
  return compile(bundle).diagnostics;
}

const folder = join(import.meta.dirname, "diagnostics");
const cases = readdirSync(folder).toSorted();
const updating = process.env["UPDATE"] === "1";

describe("diagnostics", () => {
  test.each(cases)("%s", (name) => {
    const files = readCase(join(folder, name));
    const said = diagnose({ root: "schema.yaml", files })
      .map((diagnostic) => `${renderDiagnostic(diagnostic, files[diagnostic.file])}\n`)
      .join("\n");
    const expected = join(folder, name, "expected.txt");
    if (updating) {
      expect(process.env["CI"], "goldens are not rewritten in CI").toBeUndefined();
      writeFileSync(expected, said);
    }
    expect(existsSync(expected), `no expected.txt in ${name}: run with UPDATE=1`).toBe(true);
    expect(said).toBe(readFileSync(expected, "utf8"));
  });

  test("every code has a case", () => {
    const all = cases
      .map((name) => readFileSync(join(folder, name, "expected.txt"), "utf8"))
      .join("\n");
    const shown = new Set(
      [...all.matchAll(/^\S+:\d+:\d+ \w+ ([a-z-]+): /gm)].map(([, code]) => code),
    );
    expect(Object.keys(codes).filter((code) => !shown.has(code))).toEqual([]);
  });
});

function readCase(path: string): Readonly<Record<string, string>> {
  const names = globSync("**/*.yaml", { cwd: path });
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(path, name), "utf8")]));
}
