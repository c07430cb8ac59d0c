// What a schema of a certain size or form must not do to the compiler.

import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { artifactTexts } from "../support/artifacts.ts";

test("classes that stand inside each other many times over have short examples, soon", () => {
  const numbers = Array.from({ length: 20 }, (_, number) => number);
  const text = `id: https://example.org/nested
name: nested
imports: ["linkml:types"]
prefixes: {linkml: "https://w3id.org/linkml/"}
classes:
  Root: {attributes: {id: {identifier: true, range: string}, part: {range: Part}}}
  Part:
    abstract: true
    attributes:
${numbers.map((number) => `      part_${number}: {range: Part}\n`).join("")}
${numbers.map((number) => `  Part${number}: {is_a: Part}\n`).join("")}`;
  const { compiled } = compile({ root: "nested.yaml", files: { "nested.yaml": text } });
  const sizes = artifactTexts(compiled!).map((artifact) => artifact.text.length);
  expect(Math.max(...sizes)).toBeLessThan(2 ** 21);
});

test("a slot that says index declaration and something else is stored as what it comes to", () => {
  const columns = (said: string): readonly (string | undefined)[] => {
    const text = `id: https://example.org/indexes
name: indexes
imports: ["linkml:types"]
prefixes: {linkml: "https://w3id.org/linkml/"}
classes:
  IndexDefinition: {}
  A: {attributes: {id: {identifier: true, range: string}, b: {${said}}, c: {range: integer}}}`;
    const { compiled } = compile({ root: "a.yaml", files: { "a.yaml": text } });
    return compiled?.database.tables[0]?.columns.map(({ type }) => type) ?? [];
  };
  const plain = "any_of: [{range: string}, {range: integer}]";
  expect(columns(`range: IndexDefinition, ${plain}`)).toEqual(["text", "jsonb", "bigint"]);
  const index = "exactly_one_of: [{range: IndexDefinition}, {range: IndexDefinition}]";
  expect(columns(`range: string, ${index}`)).toEqual(["text", "bigint"]);
  const either = "any_of: [{range: IndexDefinition}, {range: string}]";
  expect(columns(`range: string, ${either}`)).toEqual(["text", "jsonb", "bigint"]);
  for (const metaslot of ["none_of", "all_of"]) {
    expect(
      columns(`range: string, ${metaslot}: [{range: IndexDefinition}]`),
      metaslot,
    ).toHaveLength(3);
  }
  const member = "multivalued: true, has_member: {range: IndexDefinition}";
  expect(columns(`range: string, ${member}`)).toEqual(["text", "text[]", "bigint"]);
});
