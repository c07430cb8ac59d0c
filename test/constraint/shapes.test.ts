// A folder in shapes/ is a case: `schema.yaml`, and expected.json, the constraint model that is made of it. UPDATE=1 writes expected.json.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { compile } from "../../src/compile.ts";
import type { ObjectShape } from "../../src/constraint/shape.ts";

const folder = join(import.meta.dirname, "shapes");
const updating = process.env["UPDATE"] === "1";

describe("the constraint model", () => {
  test.each(readdirSync(folder).toSorted())("%s", (name) => {
    const text = readFileSync(join(folder, name, "schema.yaml"), "utf8");
    const made = shapesOf(text);
    const expected = join(folder, name, "expected.json");
    if (updating) {
      expect(process.env["CI"], "goldens are not rewritten in CI").toBeUndefined();
      writeFileSync(expected, `${JSON.stringify(made, null, 2)}\n`);
    }
    expect(made).toEqual(JSON.parse(readFileSync(expected, "utf8")));
  });

  test("shares what classes inherit unchanged", () => {
    const { classes } = modelOf(readFileSync(join(folder, "library", "schema.yaml"), "utf8"));
    const titles = ["Book", "AudioBook"].map((name) =>
      classes.get(name)?.properties.find((property) => property.name === "title"),
    );
    expect(titles[0]).toBeDefined();
    expect(titles[1]).toBe(titles[0]);
  });
});

function modelOf(text: string): { readonly classes: ReadonlyMap<string, ObjectShape> } {
  const { compiled, diagnostics } = compile({
    root: "schema.yaml",
    files: { "schema.yaml": text },
  });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  if (compiled === undefined) throw new Error("not compiled");
  return compiled.model;
}

/** As JSON; an origin is its pointer, for there is one file. */
function shapesOf(text: string): unknown {
  const { classes } = modelOf(text);
  return JSON.parse(
    JSON.stringify(Object.fromEntries(classes), (key, value: unknown) =>
      key === "origin" ? (value as { readonly pointer: string }).pointer : value,
    ),
  );
}
