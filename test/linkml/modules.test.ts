// `imports: [linkml:…]`: the modules of LinkML's own metamodel are built in.

import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { builtinModules } from "../../src/linkml/imports.ts";
import { viewOfFiles } from "./bundle.ts";

const importing = (...modules: readonly string[]): string =>
  `id: https://example.org/a\nname: a\ndefault_range: string\nimports: [${modules.map((name) => `linkml:${name}`).join(", ")}]\n`;

test.each([...builtinModules])("%s loads without a word", (module) => {
  const view = viewOfFiles({ "a.yaml": importing(module) });
  if (module !== "types") {
    expect(view.classes.size + view.slots.size + view.schema.types.size).toBeGreaterThan(0);
  }
});

test.each([...builtinModules])("%s compiles as part of a schema", (module) => {
  const text = `${importing("types", module)}classes:\n  Own: {attributes: {id: {identifier: true}}}\n`;
  const { compiled, diagnostics } = compile({ root: "a.yaml", files: { "a.yaml": text } });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(compiled?.resources.map((resource) => resource.class)).toContain("Own");
});

test("two modules, or a module and the schema, may both declare linkml:Any", () => {
  const text = `${importing("extended_types", "array")}classes:\n  Any: {class_uri: linkml:Any}\n`;
  expect(viewOfFiles({ "a.yaml": text }).rangeKind("Any")).toBe("type");
});

test.each([
  ["units", "UnitOfMeasure", ["symbol", "abbreviation", "descriptive_name", "ucum_code"]],
  ["annotations", "annotation", ["extension_tag", "extension_value", "annotations"]],
  ["datasets", "DataResource", ["path", "media_type", "hash"]],
])("%s has the class %s", (module, name, slots) => {
  const view = viewOfFiles({ "a.yaml": importing(module) });
  expect(view.classSlots(name)).toEqual(expect.arrayContaining(slots));
});

test("a class can be used and refined", () => {
  const view = viewOfFiles({
    "a.yaml": `${importing("units", "extended_types")}classes:
  Weight: {is_a: UnitOfMeasure, slot_usage: {symbol: {required: true}}, attributes: {grams: {range: uint16}}}
`,
  });
  expect(view.inducedSlot("Weight", "symbol").required).toBe(true);
  expect(view.resolveType("uint16")).toMatchObject({
    base: "integer",
    minimumValue: 0,
    maximumValue: 65_535,
  });
  expect(view.classUri("Weight")).toBe("https://example.org/a/Weight");
  expect(view.classUri("UnitOfMeasure")).toBe("http://qudt.org/schema/qudt/Unit");
});
