// The emitted Zod of real schemas is read by the compiler under the project's own strict settings, and can be imported: of some of them by
// a seed that is printed, of all with TEST_FULL=1. One run of tsc for all.

import { globSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { artifactTexts } from "../support/artifacts.ts";
import { compileFiles } from "../support/compile.ts";
import { corpusSchemas } from "../support/corpus.ts";
import { pick } from "../support/pick.ts";
import { FULL, SEED } from "../support/seed.ts";
import { SourceFolder } from "../support/typescript.ts";

const schemas = corpusSchemas("type checks of the Zod of real schemas");
const chosen = FULL ? schemas : pick(schemas, 3, SEED);

let folder: SourceFolder;
beforeAll(() => {
  folder = new SourceFolder("corpus-typecheck");
});
afterAll(() => folder.remove());

const title = `${chosen.map(({ name }) => name).join(", ")} (TEST_SEED=${SEED})`;
test.skipIf(chosen.length === 0)(title, { timeout: 600_000 }, async () => {
  let compiling = 0;
  for (const { name, root } of chosen) {
    const { compiled } = compileFiles(root);
    if (compiled === undefined) continue;
    compiling++;
    folder.write(
      name,
      artifactTexts(compiled).filter(({ kind }) => kind === "zod"),
    );
  }
  if (FULL) expect(compiling).toBeGreaterThan(25);
  expect(await folder.typeErrors()).toBe("");
  for (const path of globSync("*/schemas/index.ts", { cwd: folder.path })) {
    // Classes that lead to each other are there whichever file is read first.
    const url = pathToFileURL(join(folder.path, path)).href;
    const exported = (await import(/* @vite-ignore */ url)) as Readonly<Record<string, unknown>>;
    expect(Object.keys(exported).length, path).toBeGreaterThan(0);
  }
});
