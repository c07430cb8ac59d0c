// A folder in cases/ is a case: `schema.yaml` and the files beside it are compiled; every file in expected/ is compared with the artifact
// of that path. To add one: make the folder, put an empty file into expected/ for each artifact that matters, run `npm run test:update`,
// and read what it wrote.

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { normalize } from "../../src/relational/normalize.ts";
import { artifactTexts } from "../support/artifacts.ts";
import { createDatabase } from "../support/postgres.ts";

const folder = join(import.meta.dirname, "cases");
const cases = globSync("*/schema.yaml", { cwd: folder })
  .map((path) => path.split("/")[0] ?? "")
  .sort();
const updating = process.env["UPDATE"] === "1";

describe.each(cases)("%s", (name) => {
  const { compiled, diagnostics } = compileCase(join(folder, name));

  test("compiles to what is expected", () => {
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const artifacts = new Map(artifactTexts(compiled!).map(({ path, text }) => [path, text]));
    const expected = globSync("**/*", { cwd: join(folder, name, "expected") }).filter((path) =>
      /\.\w+$/.test(path),
    );
    expect(expected, "a case without expectations proves nothing").not.toEqual([]);
    for (const path of expected) {
      const file = join(folder, name, "expected", path);
      const text = artifacts.get(path);
      expect(
        text,
        `${path} is no artifact; there are ${[...artifacts.keys()].join(", ")}`,
      ).toBeDefined();
      if (updating) {
        expect(process.env["CI"], "goldens are not rewritten in CI").toBeUndefined();
        writeFileSync(file, text!);
      }
      expect(text).toBe(readFileSync(file, "utf8"));
    }
  });

  test("stands in the order in which a catalog is read", () => {
    const { database } = compiled!;
    expect(normalize(database)).toEqual(database);
  });

  test("does not depend on the order of files, and is the same every time", () => {
    const bundle = readCase(join(folder, name));
    const reversed = {
      ...bundle,
      files: Object.fromEntries(Object.entries(bundle.files).toReversed()),
    };
    const again = compile(reversed).compiled!;
    expect(artifactTexts(again)).toEqual(artifactTexts(compiled!));
  });

  test("its schema.sql loads into Postgres, and Postgres shortens no name", async () => {
    const database = await createDatabase();
    try {
      const sql = artifactTexts(compiled!).find(({ path }) => path === "sql/schema.sql")!.text;
      await database.query(sql);
      const rows = await database.query(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by relname collate \"C\"",
      );
      expect(rows.map((row) => row["relname"])).toEqual(
        compiled!.database.tables.map((table) => table.name),
      );
    } finally {
      await database.drop();
    }
  });
});

function readCase(path: string) {
  const names = globSync("**/*.yaml", { cwd: path }).filter((name) => !name.startsWith("expected"));
  const files = Object.fromEntries(
    names.map((name) => [name, readFileSync(join(path, name), "utf8")]),
  );
  return { root: "schema.yaml", files };
}

function compileCase(path: string) {
  return compile(readCase(path));
}
