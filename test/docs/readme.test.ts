// README against the code: what a user can run, must allow, or may set is named there.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

import { hazardKinds } from "../../src/migration/hazard.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const env = readFileSync(join(root, "src/env.ts"), "utf8");
const variables = [...env.matchAll(/^\s+(?:readonly )?"?([A-Z][A-Z_]+)"?\??:/gm)].map(
  ([, name]) => name ?? "",
);

test.each(Object.keys(scripts))("npm run %s", (name) => {
  expect(readme).toMatch(new RegExp(`npm (?:run )?(?:-s )?${name}\\b`));
});

test.each(Object.keys(hazardKinds))("hazard %s", (code) => {
  expect(readme).toContain(`\`${code}\``);
});

/** Cloudflare's own, nothing to set. */
const bindings = new Set(["ASSETS", "CF_VERSION_METADATA"]);

test.each(variables.filter((name) => !bindings.has(name)))("variable %s", (name) => {
  expect(readme).toContain(`\`${name}\``);
});

test("there are variables", () => {
  expect(variables).toContain("DATABASE_URL");
});
