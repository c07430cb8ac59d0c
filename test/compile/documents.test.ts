// Diagrams, comments and the table of enforcement, from small schemas with unpleasant names.

import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import {
  attributeName,
  attributeType,
  comment,
  quoted,
} from "../../src/emit/diagram/mermaid-text.ts";
import { enforcementTable } from "../../src/emit/enforcement-table.ts";
import { commentOf } from "../../src/lower/comment.ts";
import { readDiagram } from "../corpus/diagram-rules.ts";
import { artifactTexts } from "../support/artifacts.ts";

function artifacts(schema: object): ReadonlyMap<string, string> {
  const head = { id: "https://example.org/s", name: "s", imports: ["linkml:types"] };
  const text = JSON.stringify({
    ...head,
    prefixes: { linkml: "https://w3id.org/linkml/" },
    default_range: "string",
    ...schema,
  });
  const { compiled, diagnostics } = compile({ root: "s.yaml", files: { "s.yaml": text } });
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return new Map(artifactTexts(compiled!).map(({ path, text: content }) => [path, content]));
}

const id = { identifier: true };
const diagramsOf = (files: ReadonlyMap<string, string>) =>
  [...files].filter(([path]) => path.endsWith(".mmd"));

test("names that Mermaid would trip over", () => {
  const description = `Says "so"; 100 % ~sure~, #1 \\ <b>\n%%{init: {}}%%.`;
  const slots = ["pk", "FK", "UK", "1st", "a b", "style", "größe", "µ"];
  const files = artifacts({
    classes: {
      end: { attributes: { id, direction: { range: "erDiagram" } } },
      erDiagram: {
        description,
        attributes: { id, ...Object.fromEntries(slots.map((name) => [name, { description }])) },
      },
      "direction TB": {
        attributes: { id, "to direction LR": { range: "end", multivalued: true } },
      },
    },
  });
  const [[, text] = []] = diagramsOf(files);
  expect(readDiagram(text ?? "").problems).toEqual([]);
  expect(text).toContain(`text _pk "Says 'so' 100 sure , 1 b {init: {}}"`);
});

test("both ends of a line say how many there may be", () => {
  const [[, text] = []] = diagramsOf(
    artifacts({
      classes: {
        A: {
          attributes: {
            id,
            must: { range: "B", required: true },
            may: { range: "B" },
            alone: { range: "B" },
            many: { range: "B", multivalued: true },
            address: { range: "V" },
          },
          unique_keys: { k: { unique_key_slots: ["alone"] } },
        },
        B: { attributes: { id } },
        V: { description: "Where it is.", attributes: { street: {} } },
      },
    }),
  );
  expect(text?.split("\n")).toEqual(
    expect.arrayContaining([
      `  "B" ||--o{ "A" : "must"`,
      `  "B" |o--o{ "A" : "may"`,
      `  "B" |o--o| "A" : "alone"`,
      `  "A" ||--o{ "A_many" : "A_id"`,
      `  "B" ||--o{ "A_many" : "many_id"`,
      `    jsonb address "V"`,
      `    text alone FK, UK`,
    ]),
  );
});

test("a large schema: an overview, a picture of each part, and of each table of a part that is too large", () => {
  const chain = (name: string, length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, index) => [
        `${name}${index}`,
        {
          attributes: { id, ...(index > 0 && { next: { range: `${name}0`, multivalued: true } }) },
        },
      ]),
    );
  const files = artifacts({
    classes: { ...chain("Big", 60), ...chain("Small", 4), Alone: { attributes: { id } } },
  });
  const reports = new Map(diagramsOf(files).map(([path, text]) => [path, readDiagram(text)]));
  expect([...reports.values()].flatMap(({ problems }) => problems)).toEqual([]);
  expect(reports.get("diagram.mmd")).toMatchObject({ described: [] });
  expect(reports.get("diagram.mmd")?.entities.length).toBe(65);
  expect(reports.get("diagrams/small0.mmd")?.described.length).toBe(7);
  expect(reports.get("diagrams/unconnected.mmd")?.described).toEqual([`"Alone"`]);
  expect(reports.get("diagrams/big5.mmd")).toMatchObject({
    described: [`"Big5"`],
    entities: [`"Big5"`, `"Big0"`],
  });
  expect(files.get("diagrams/big0.mmd")).toContain("59 references to it are left out");
  expect(reports.size).toBe(1 + 60 + 1 + 1);
});

test.for([
  ["a", '"a"'],
  ['a"b%c\\d', `"a'b_c_d"`],
  ["\u0000", '"_"'],
  ["x direction  LR y", '"x direction_LR y"'],
] as const)("the name %j is %s", ([name, expected]) => {
  expect(quoted(name)).toBe(expected);
});

test.for([
  ["pk", "_pk"],
  ["pkx", "pkx"],
  ["UK-1", "_UK-1"],
  ["9", "_9"],
  ["-", "_-"],
  ["a.b", "a_b"],
  ["größe", "größe"],
  ["", "_"],
] as const)("the attribute %j is %s", ([name, expected]) => {
  expect(attributeName(name)).toBe(expected);
});

test("types are single words, comments single sentences", () => {
  expect(
    ["numeric(10,2)", "timestamp with time zone[]", "double precision"].map(attributeType),
  ).toEqual(["numeric(10,2)", "timestamptz[]", "float8"]);
  expect(comment("One.\nTwo.")).toBe('"One"');
  expect(comment("  ")).toBe("");
  expect(comment("x".repeat(100))).toBe(`"${"x".repeat(59)}…"`);
});

test.for([
  [{}, undefined],
  [{ description: " " }, undefined],
  [{ title: "T" }, "T"],
  [{ title: "T", description: "D\n" }, "D"],
  [{ description: "D", deprecated: "use E" }, "D\n\nDeprecated: use E"],
  [{ deprecated: "true" }, "Deprecated."],
] as const)("the comment of %j", ([element, expected]) => {
  expect(commentOf(element)).toBe(expected);
});

test("the table of enforcement counts what all enforce, and has a row for the rest", () => {
  const entry = { classes: ["A"], zod: true, postgres: ["CHECK A_a_range"] };
  const table = enforcementTable(
    [
      { ...entry, slot: "a", metaslot: "minimum_value" },
      { ...entry, slot: "b", metaslot: "minimum_value", reason: "it | that\nis odd" },
      {
        ...entry,
        classes: ["B"],
        slot: "b",
        metaslot: "minimum_value",
        reason: "it | that\nis odd",
      },
      { classes: ["A"], metaslot: "rules", zod: false, postgres: [], reason: "nobody knows" },
    ],
    new Map(),
  );
  expect(table.split("\n").filter((line) => line.startsWith("|"))).toEqual([
    "| Metaslot | Times | Zod | Postgres | OpenAPI | all three |",
    "| --- | --- | --- | --- | --- | --- |",
    "| all of them | 4 | 75 % | 25 % | 75 % | 25 % |",
    "| `minimum_value` | 3 | 100 % | 33 % | 100 % | 33 % |",
    "| `rules` | 1 | 0 % | 0 % | 0 % | 0 % |",
    "| Class | Slot | Metaslot | Zod | Postgres | OpenAPI | Why |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    "| `A`, `B` | `b` | `minimum_value` | yes | in part (CHECK) | yes | it \\| that is odd |",
    "| `A` |  | `rules` | no | no | no | nobody knows |",
  ]);
});

test("bounds of dates are no part of JSON Schema, and the table says so", () => {
  const table = artifacts({
    classes: { A: { attributes: { id, on: { range: "date", minimum_value: "2000-01-01" } } } },
  }).get("enforcement.md");
  expect(table).toMatch(
    /\| `A` \| `on` \| `minimum_value` \| yes \| \w+ \| no \| .*JSON Schema has no bounds/,
  );
});
