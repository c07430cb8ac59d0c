// The emitted TypeScript is read by the compiler under the project's own strict settings: of every case here, and with TEST_FULL=1 of
// every schema of the corpus. One run of tsc for all of them.

import { execFile } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

import { emitArtifacts } from "../../src/compile.ts";
import { compileFiles } from "../support/compile.ts";
import { corpusSchemas } from "../support/corpus.ts";

const PROJECT = resolve(import.meta.dirname, "../..");
let folder: string;
beforeAll(() => {
  // Inside the project, so that imports of packages resolve as they do for generated/.
  mkdirSync(join(PROJECT, ".data"), { recursive: true });
  folder = mkdtempSync(join(PROJECT, ".data/typecheck-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cases = globSync("cases/*/schema.yaml", { cwd: import.meta.dirname }).map((path) => ({
  name: `case-${path.split("/")[1]}`,
  root: join(import.meta.dirname, path),
}));
const corpus =
  process.env["TEST_FULL"] === "1" ? corpusSchemas("type checks of the corpus's schemas") : [];

test("emitted Zod type-checks", { timeout: 300_000 }, async () => {
  let files = 0;
  for (const { name, root } of [...cases, ...corpus]) {
    const { compiled } = compileFiles(root);
    if (compiled === undefined) continue;
    for (const { path, kind, text } of emitArtifacts(compiled)) {
      if (kind !== "zod") continue;
      const file = join(folder, name, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      files++;
    }
  }
  expect(files).toBeGreaterThan(20);
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { types: [] },
    include: ["**/*.ts"],
    exclude: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  expect(await typeErrors(join(folder, "tsconfig.json"))).toBe("");
});

async function typeErrors(config: string): Promise<string> {
  const tsc = join(PROJECT, "node_modules/typescript/bin/tsc");
  return promisify(execFile)(process.execPath, [tsc, "-p", config], { cwd: PROJECT }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout?: string; readonly message: string }) =>
      error.stdout || error.message,
  );
}
