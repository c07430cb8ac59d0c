// A file in verdicts/ is a case: a schema, and by class the objects that are valid documents of it and those that are not;
// under `create` the same for bodies of POST, in which rows of other tables stand by their ids.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { compile } from "../../src/compile.ts";
import { liveValidators } from "../../src/emit/live-zod.ts";
import { renderDiagnostic } from "../../src/text/render.ts";
import { parseYaml, plainValue } from "../../src/text/yaml.ts";

interface Objects {
  readonly valid?: readonly unknown[];
  readonly invalid?: readonly unknown[];
}

interface Case {
  readonly schema: object;
  readonly objects: Readonly<Record<string, Objects & { readonly create?: Objects }>>;
}

const folder = join(import.meta.dirname, "verdicts");
const HEADER = { id: "https://example.org/case", name: "case", default_range: "string" };

describe.each(readdirSync(folder).toSorted())("%s", (file) => {
  const { schema, objects } = readCase(file);
  const text = JSON.stringify({ ...HEADER, ...schema });
  const { compiled, diagnostics } = compile({
    root: "schema.yaml",
    files: { "schema.yaml": text },
  });
  const errors = diagnostics.filter(({ severity }) => severity === "error");

  test("compiles", () => {
    expect(errors.map((error) => renderDiagnostic(error))).toEqual([]);
  });

  const live = liveValidators(compiled?.model.classes ?? new Map());
  const judged = Object.entries(objects).flatMap(([className, { create = {}, ...documents }]) => [
    ...listed(documents).map((one) => ({ ...one, className, variant: "document" as const })),
    ...listed(create).map((one) => ({ ...one, className, variant: "create" as const })),
  ]);
  test.each(judged)("$className, $variant $shown: $valid", (one) => {
    const result = live.validator(one.className, one.variant).safeParse(one.object);
    expect(result.success, result.error?.message ?? "accepted").toBe(one.valid);
  });
});

function listed({ valid = [], invalid = [] }: Objects) {
  return [
    ...valid.map((object) => ({ object, shown: JSON.stringify(object), valid: true })),
    ...invalid.map((object) => ({ object, shown: JSON.stringify(object), valid: false })),
  ];
}

function readCase(file: string): Case {
  const text = readFileSync(join(folder, file), "utf8");
  const problems: string[] = [];
  const document = parseYaml({ path: file, text }, (code) => problems.push(code));
  expect(problems, file).toEqual([]);
  if (document === undefined) throw new Error(`${file} cannot be read`);
  return plainValue(document.root) as Case;
}
