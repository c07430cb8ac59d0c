// The generated source and the live validators are two prints of one tree: for random classes the files type-check, and find the same
// issues in random values as the live validators.

import * as fc from "fast-check";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type * as z from "zod";
import type { Variant } from "../../src/constraint/variant.ts";
import { liveValidators } from "../../src/emit/live-zod.ts";
import { zodModule } from "../../src/emit/zod.ts";
import { joined } from "../../src/text/pieces.ts";
import { FULL, SEED } from "../support/seed.ts";
import { SourceFolder } from "../support/typescript.ts";
import { classTables, objectValue } from "./random-shapes.ts";
import type { Classes } from "./shape-oracle.ts";

const VALUES = FULL ? 50 : 12;
const SUFFIXES: Readonly<Record<Variant, string>> = {
  read: "",
  create: "Create",
  update: "Update",
  nested: "Nested",
  input: "Input",
  document: "",
};
/** Of a class with rows, these are there where they differ and are needed. */
const NOT_ALWAYS: ReadonlySet<Variant> = new Set(["nested", "input", "document"]);

let folder: SourceFolder;
beforeAll(() => {
  folder = new SourceFolder("zod-source");
});
afterAll(() => folder.remove());

test(`source and live validators agree (TEST_SEED=${SEED})`, { timeout: 600_000 }, async () => {
  const tables = fc.sample(classTables(), { seed: SEED, numRuns: FULL ? 400 : 25 });
  for (const [index, classes] of tables.entries()) {
    folder.write(String(index), filesOf(classes));
  }
  expect(await folder.typeErrors()).toBe("");
  const verdicts = { taken: 0, refused: 0 };
  for (const [index, classes] of tables.entries()) {
    for (const [name, variant, printed] of await printedValidators(index, classes)) {
      const live = liveValidators(classes).validator(name, variant);
      const values = objectValue(classes.get(name)!, classes, 3);
      for (const value of fc.sample(values, { seed: SEED + index, numRuns: VALUES })) {
        const result = printed.safeParse(value);
        const expected = live.safeParse(value);
        verdicts[result.success ? "taken" : "refused"]++;
        expect(result.error?.issues, `${name} of table ${index}`).toEqual(expected.error?.issues);
        // With the members in the same order.
        expect(JSON.stringify(result.data)).toBe(JSON.stringify(expected.data));
      }
    }
  }
  expect(Math.min(...Object.values(verdicts)), "both verdicts occur").toBeGreaterThan(50);
});

function filesOf(classes: Classes) {
  const files = [...zodModule(classes, storedOf(classes)).files()];
  return files.map(({ path, pieces }) => ({ path, text: joined(pieces) }));
}

/** Every other class has rows of its own. */
function storedOf(classes: Classes): ReadonlySet<string> {
  return new Set([...classes.keys()].filter((_, index) => index % 2 === 0));
}

async function printedValidators(index: number, classes: Classes) {
  const stored = storedOf(classes);
  const { classes: names } = zodModule(classes, stored);
  const found: (readonly [string, Variant, z.ZodType])[] = [];
  for (const [name, { path, typeName, valueName }] of names) {
    const url = pathToFileURL(join(folder.path, String(index), path)).href;
    const exported = (await import(/* @vite-ignore */ url)) as Readonly<Record<string, z.ZodType>>;
    for (const [variant, suffix] of Object.entries(SUFFIXES) as [Variant, string][]) {
      const isDocument = variant === "document";
      if (!isDocument && !stored.has(name)) continue;
      const schema = exported[`${isDocument ? valueName : typeName}${suffix}Schema`];
      if (schema !== undefined) found.push([name, variant, schema]);
      else {
        const isOptional = NOT_ALWAYS.has(variant) && stored.has(name);
        expect(isOptional, `${name} has its ${variant} schema`).toBe(true);
      }
    }
  }
  return found;
}
