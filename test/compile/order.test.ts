// The same schema written in another order is the same schema. Order means something in lists, among the attributes of a class and among the
// values of an enum, which are shown and checked in the author's order. All else goes by name: files, classes, slots, enums, types and keys may
// come in any order, and both hashes and the SQL stay the same. Documents show some more as it is written, examples for one; with that left
// alone, every file has the same bytes.

import { globSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile, type SchemaBundle } from "../../src/compile.ts";
import { joined } from "../../src/text/pieces.ts";
import { parseYaml } from "../../src/text/yaml.ts";
import { printYaml } from "../../src/text/yaml-print.ts";
import { artifactTexts, type ArtifactText } from "../support/artifacts.ts";
import { corpusSchemas } from "../support/corpus.ts";
import { pick } from "../support/pick.ts";
import { FULL, SEED } from "../support/seed.ts";

const cases = globSync("cases/*/schema.yaml", { cwd: import.meta.dirname }).map((path) => ({
  name: path,
  root: join(import.meta.dirname, path),
}));
const corpus = corpusSchemas("the order of files and keys in large schemas");
const chosen = [...cases, ...(FULL ? corpus : pick(corpus, 4, SEED))];
console.info(`test/compile/order: TEST_SEED=${SEED}`);

/** Mappings whose elements are in the author's order, in documents and in the database. */
const MEANINGFUL = ["attributes", "permissible_values"];
/** Those, and what documents show as it is written. */
const SHOWN = [
  ...MEANINGFUL,
  "annotations",
  "extensions",
  "slot_conditions",
  "local_names",
  "alt_descriptions",
];

describe(`the order of files and keys, seed ${SEED}`, () => {
  test.each(chosen)("$name", { timeout: 120_000 }, ({ root }) => {
    const { bundle } = readSchemaFiles(root);
    const { compiled } = compile(rewritten(bundle, (keys) => keys, []));
    if (compiled === undefined) return;
    const shuffle: Order = (keys) => pick(keys, keys.length, SEED);
    const sql = ({ path }: ArtifactText): boolean => path === "sql/schema.sql";

    const other = compile(rewritten(bundle, shuffle, MEANINGFUL)).compiled!;
    expect(other.info).toEqual(compiled.info);
    const artifacts = artifactTexts(compiled);
    expect(artifactTexts(other).find(sql)).toEqual(artifacts.find(sql));

    const same = new Map(
      artifactTexts(compile(rewritten(bundle, shuffle, SHOWN)).compiled!).map((artifact) => [
        artifact.path,
        artifact.text,
      ]),
    );
    expect([...same.keys()]).toEqual(artifacts.map(({ path }) => path));
    // The author's files, which worker.ts holds, and the lines of things are others.
    const changed = artifacts.filter(({ path, text }) => text !== same.get(path));
    expect(changed.map(({ path }) => path).filter((path) => path !== "worker.ts")).toEqual([]);
  });
});

test("what is ordered goes by the metaslot, not by what an author calls a slot or a value", () => {
  const hash = (slot: string, values: string): string | undefined =>
    compile({
      root: "schema.yaml",
      files: {
        "schema.yaml": `id: https://example.org/s
name: s
classes: {Thing: {slots: [attributes]}}
slots: {attributes: {${slot}}}
enums: {Size: {permissible_values: {${values}}}}
`,
      },
    }).compiled?.info.schemaHash;
  const first = hash("range: Size, required: true", "10: {}, 9: {}");
  expect(hash("required: true, range: Size", "10: {}, 9: {}")).toBe(first);
  expect(hash("range: Size, required: true", "9: {}, 10: {}")).not.toBe(first);
});

type Order = (keys: readonly string[]) => readonly string[];

/** The files in another order, printed anew with their keys in another order but for those of mappings named in `kept`. */
function rewritten({ root, files }: SchemaBundle, order: Order, kept: readonly string[]) {
  const texts = order(Object.keys(files)).map((path): [string, string] => {
    const document = parseYaml({ path, text: files[path] ?? "" }, () => undefined);
    return [path, joined(printYaml(reorder(document?.value, order, kept, false)))];
  });
  return { root, files: Object.fromEntries(texts) };
}

function reorder(value: unknown, order: Order, kept: readonly string[], isNamed: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => reorder(item, order, kept, false));
  if (typeof value !== "object" || value === null) return value;
  const members = new Map(Object.entries(value));
  const keys = isNamed ? [...members.keys()] : order([...members.keys()]);
  return Object.fromEntries(
    keys.map((key) => [
      key,
      // The data of an example is shown as it is.
      key === "object"
        ? members.get(key)
        : reorder(members.get(key), order, kept, !isNamed && kept.includes(key)),
    ]),
  );
}
