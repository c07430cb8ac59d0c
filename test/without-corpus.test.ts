// A bare machine has no foreign schemas: the tests that read them are skipped there, and the run passes all the same.

import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const READS_CORPUS = /from ".*\/(?:support\/corpus|support\/compliance|corpus-instances)\.ts"/;
const files = globSync("test/**/*.test.ts", { cwd: ROOT }).filter((file) =>
  READS_CORPUS.test(readFileSync(join(ROOT, file), "utf8")),
);

test("tests that read foreign schemas pass without them", { timeout: 180_000 }, () => {
  expect(files.length).toBeGreaterThan(0);
  const empty = mkdtempSync(join(tmpdir(), "linkml-neon-no-corpus-"));
  try {
    const { TEST_FULL: _, ...env } = process.env;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(ROOT, "node_modules/vitest/vitest.mjs"), "run", ...files],
      { cwd: ROOT, encoding: "utf8", env: { ...env, CORPUS_DIR: empty } },
    );
    expect(status, `${stdout}\n${stderr}`).toBe(0);
    expect(stdout + stderr).toContain("set CORPUS_DIR");
  } finally {
    rmSync(empty, { recursive: true });
  }
});
