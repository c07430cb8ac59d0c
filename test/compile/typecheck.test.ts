// The emitted TypeScript of every case here is read by the compiler under the project's own strict settings, together with what stands in
// the case's usage.ts: that the types allow what they should, and (`@ts-expect-error`) refuse the rest. One run of tsc for all of them.

import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { artifactTexts } from "../support/artifacts.ts";
import { compileFiles } from "../support/compile.ts";
import { SourceFolder, type SourceFile } from "../support/typescript.ts";

const cases = globSync("cases/*/schema.yaml", { cwd: import.meta.dirname }).map((path) => ({
  name: path.split("/")[1]!,
  root: join(import.meta.dirname, path),
}));

let folder: SourceFolder;
beforeAll(() => {
  folder = new SourceFolder("typecheck");
});
afterAll(() => folder.remove());

test("emitted Zod type-checks", { timeout: 300_000 }, async () => {
  for (const { name, root } of cases) {
    const { compiled, errors } = compileFiles(root);
    expect(errors, name).toEqual([]);
    const files = artifactTexts(compiled!).filter(({ kind }) => kind === "zod");
    expect(files, name).not.toEqual([]);
    folder.write(name, [...files, ...usage(join(root, "../usage.ts"))]);
  }
  expect(await folder.typeErrors()).toBe("");
});

function usage(path: string): readonly SourceFile[] {
  return existsSync(path) ? [{ path: "usage.ts", text: readFileSync(path, "utf8") }] : [];
}
