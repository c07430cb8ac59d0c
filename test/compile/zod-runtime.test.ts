// src/emit/zod-runtime/texts.ts holds the modules beside it as texts, for generated/schemas. UPDATE=1 writes it anew.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runtimeTexts } from "../../src/emit/zod-runtime/texts.ts";

const folder = join(import.meta.dirname, "../../src/emit/zod-runtime");

test("the texts of the checks are those of the checks that the live validators call", () => {
  const texts = Object.fromEntries(
    Object.keys(runtimeTexts).map((path) => {
      const file = readFileSync(join(folder, path), "utf8");
      return [path, file.slice(file.indexOf("import "))];
    }),
  );
  if (process.env["UPDATE"] === "1") {
    expect(process.env["CI"], "nothing is rewritten in CI").toBeUndefined();
    writeFileSync(join(folder, "texts.ts"), moduleOf(texts));
  } else {
    expect(runtimeTexts).toEqual(texts);
  }
});

function moduleOf(texts: Readonly<Record<string, string>>): string {
  const members = Object.entries(texts).map(([path, text]) => {
    const lines = text.trimEnd().split("\n");
    const list = lines.map((line) => `    ${JSON.stringify(line)},\n`).join("");
    return `  ${JSON.stringify(path)}: text([\n${list}  ]),\n`;
  });
  return `// The texts of the modules beside this one, for generated/schemas; test/compile/zod-runtime.test.ts holds them equal and writes this file.

const text = (lines: readonly string[]): string => lines.map((line) => \`\${line}\\n\`).join("");

/** File name → TypeScript. */
export const runtimeTexts = {
${members.join("")}};
`;
}
