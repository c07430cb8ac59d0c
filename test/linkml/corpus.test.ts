// Real schemas by others: each compiles, but for those that LinkML's own rules refuse, with a located error for each reason.

import { describe, expect, test } from "vitest";
import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile } from "../../src/compile.ts";
import { corpusSchemas } from "../support/corpus.ts";

const schemas = corpusSchemas("compiling real schemas");

/**
 * What is wrong with a schema: [code, file, line].
 * - agr_curation has three slots that two files define, each in its own way; LinkML's loader calls that conflicting.
 * - confident and kbase_credit have a range that nothing defines.
 */
const refused: Readonly<Record<string, readonly (readonly [string, string, number])[]>> = {
  agr_curation: [
    ["duplicate-element", "core.yaml", 1486],
    ["duplicate-element", "curationReport.yaml", 108],
    ["duplicate-element", "curationReport.yaml", 113],
  ],
  confident: [["unknown-range", "ConfIDent_schema.yaml", 425]],
  kbase_credit: [["unknown-range", "credit_metadata.yaml", 350]],
};

describe.skipIf(schemas.length === 0)("the corpus", () => {
  test.each(schemas)("$name", ({ name, root }) => {
    const { compiled, diagnostics } = compile(readSchemaFiles(root).bundle);
    const errors = diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ code, file, line }) => [code, file, line]);
    expect(errors).toEqual(refused[name] ?? []);
    expect(compiled === undefined).toBe(Object.hasOwn(refused, name));
  });
});
