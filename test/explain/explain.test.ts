// A folder is a case: schema.yaml and what it imports, targets.txt, and expected.txt, what is said of each target.
// To add one: make the folder, run with UPDATE=1, read what it says.

import { globSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { explain } from "../../src/emit/explain/explain.ts";

const folder = import.meta.dirname;
const cases = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(cases)("%s", (name) => {
  const read = (path: string): string => readFileSync(join(folder, name, path), "utf8");
  const paths = globSync("**/*.yaml", { cwd: join(folder, name) });
  const files = Object.fromEntries(paths.map((path) => [path, read(path)]));
  const { compiled } = compile({ root: "schema.yaml", files });
  if (compiled === undefined) throw new Error(`${name} does not compile`);
  const said = read("targets.txt")
    .trim()
    .split("\n")
    .map((target) => {
      const explanation = explain(target, compiled);
      return `$ explain ${target}\n${explanation.kind === "text" ? explanation.text : `error: ${explanation.message}\n`}`;
    })
    .join("\n");
  const expected = join(folder, name, "expected.txt");
  if (process.env["UPDATE"] === "1") {
    expect(process.env["CI"], "goldens are not rewritten in CI").toBeUndefined();
    writeFileSync(expected, said);
  }
  expect(said).toBe(readFileSync(expected, "utf8"));
});
