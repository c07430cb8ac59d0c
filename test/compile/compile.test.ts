// What a schema of a certain size or form must not do to the compiler.

import { expect, test } from "vitest";
import { compile, emitArtifacts } from "../../src/compile.ts";

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
  const sizes = emitArtifacts(compiled!).map((artifact) => artifact.text.length);
  expect(Math.max(...sizes)).toBeLessThan(2 ** 21);
});
