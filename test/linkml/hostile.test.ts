// Schemas made to hurt: each is refused with a located error, or comes out correctly quoted in Postgres, Zod and OpenAPI; never a crash, and
// never more than two seconds of CPU.

import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile, type CompileResult } from "../../src/compile.ts";
import { isBuiltinType } from "../../src/linkml/builtin/types.ts";
import type { Diagnostic } from "../../src/text/diagnostic.ts";
import { artifactTexts, type ArtifactText } from "../support/artifacts.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { SourceFolder } from "../support/typescript.ts";

const HEAD = "id: https://example.org/h\nname: h\ndefault_range: string\n";
const ID = "{attributes: {id: {identifier: true}}}";
const MAX_CPU_SECONDS = 2;

function compileText(body: string): CompileResult {
  const before = process.threadCpuUsage();
  const result = compile({ root: "h.yaml", files: { "h.yaml": HEAD + body } });
  const { user, system } = process.threadCpuUsage(before);
  expect((user + system) / 1e6).toBeLessThan(MAX_CPU_SECONDS);
  return result;
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");
}

/** name → YAML, and the codes of its errors */
const refused: Readonly<Record<string, readonly [string, ...string[]]>> = {
  "an alias bomb": [
    `a: &a [x,x,x,x,x,x,x,x,x]\n${lines(9, (n) => `${"bcdefghij"[n]}: &${"bcdefghij"[n]} [${Array(9).fill(`*${"abcdefghi"[n]}`).join(",")}]`)}`,
    "yaml-limit",
  ],
  "a thousand levels": [`classes: ${"[".repeat(1_000)}${"]".repeat(1_000)}\n`, "yaml-limit"],
  "more than 4 MiB": [`description: ${"x".repeat(4 * 1024 * 1024)}\n`, "yaml-limit"],
  "a quote left open before 3 MiB": [
    `description: "x\n${lines(120_000, (n) => `class${n}: {is_a: class}`)}`,
    "yaml-syntax",
  ],
  "a bracket left open after 3 MiB": [
    `comments:
${lines(250_000, (n) => `  - text ${n}`)}  - [x\n`,
    "yaml-syntax",
  ],
  "a thousand errors after 3 MiB": [
    `${lines(120_000, (n) => `class${n}: {is_a: class}`)}${lines(1_000, (n) => `error${n}: ]`)}`,
    "yaml-syntax",
  ],
  "a text of a thousand lines that are indented too little, after 3 MiB": [
    `${lines(120_000, (n) => `class${n}: {is_a: class}`)}description: '${lines(1_000, () => "it]s")}\n`,
    "yaml-syntax",
  ],
  "NUL in a name": [`classes:\n  "a\\0b": ${ID}\n`, "unusable-character", "unusable-name"],
  "NUL in a description": [`description: "a\\0b"\n`, "unusable-character"],
  "half a surrogate pair": [`classes:\n  "a\\uD800": ${ID}\n`, "unusable-character"],
  "a text that runs backwards": [`classes:\n  "a\\u202Eb": ${ID}\n`, "unusable-name"],
  "a line break in a name": [`classes:\n  "a\\nb": ${ID}\n`, "unusable-name"],
  "an escape sequence": [`classes:\n  "a\\e[2Jb": ${ID}\n`, "unusable-name"],
  "no name": [`classes:\n  "": ${ID}\n  C: {attributes: {" ": {}}}\n`, "unusable-name"],
  "an empty alias": [`classes:\n  C: {attributes: {a: {alias: " "}}}\n`, "unusable-name"],
  "a class of itself": [`classes:\n  A: {is_a: A, mixins: [A]}\n`, "inheritance-cycle"],
  "a union of itself": [`types:\n  T: {union_of: [U]}\n  U: {union_of: [T]}\n`, "union-cycle"],
  "an identifier that is its own": [
    `classes:\n  A: {attributes: {id: {identifier: true, range: B}}}\n  B: {attributes: {id: {identifier: true, range: A}}}\n`,
    "identifier-cycle",
  ],
  "a chain of 5000 classes": [
    `classes:\n  C0: ${ID}\n${lines(5_000, (n) => `  C${n + 1}: {is_a: C${n}}`)}`,
    "chain-too-long",
  ],
  "a chain of 5000 classes, the last one first": [
    `classes:\n${lines(5_000, (n) => `  C${5_000 - n}: {is_a: C${4_999 - n}}`)}  C0: ${ID}\n`,
    "chain-too-long",
  ],
  "a chain of 5000 types": [
    `types:\n  T0: {typeof: string}\n${lines(5_000, (n) => `  T${n + 1}: {typeof: T${n}}`)}`,
    "chain-too-long",
  ],
  "a chain of 5000 enums": [
    `enums:\n  E0: {}\n${lines(5_000, (n) => `  E${n + 1}: {include: [{inherits: [E${n}]}]}`)}`,
    "chain-too-long",
  ],
  "a chain of 5000 settings": [
    `settings:\n  s0: x\n${lines(5_000, (n) => `  s${n + 1}: "{s${n}}"`)}slots:\n  s: {structured_pattern: {syntax: "{s5000}", interpolated: true}}\n`,
    "chain-too-long",
  ],
  "a setting of a million letters": [
    `settings:\n  s0: "0123456789"\n${lines(20, (n) => `  s${n + 1}: "${`{s${n}}`.repeat(10)}"`)}slots:\n  s: {structured_pattern: {syntax: "{s20}", interpolated: true}}\n`,
    "pattern-too-long",
  ],
  "a pattern of 3000 brackets": [
    `slots:\n  s: {pattern: "${"(".repeat(3_000)}a${")".repeat(3_000)}"}\n`,
    "pattern-too-deep",
  ],
  "a pattern of a million letters": [
    `slots:\n  s: {pattern: "${"x".repeat(1_000_000)}"}\n`,
    "pattern-too-long",
  ],
  "3000 unknown names": [
    `classes:\n${lines(3_000, (n) => `  C${n}: {is_a: Unknown${n}}`)}`,
    "unknown-class",
  ],
  "50,000 metaslots that do not exist": [
    `classes:\n  C:\n${lines(50_000, (n) => `    attribute${n}: x`)}`,
    "unknown-metaslot",
  ],
  "50,000 imports that are not there": [
    `imports:\n${lines(50_000, (n) => `  - import${n}`)}`,
    "missing-import",
  ],
  "a class called string": [`classes:\n  string: {}\nenums:\n  date: {}\n`, "builtin-name"],
  "100,000 classes": [`classes:\n${lines(100_000, (n) => `  C${n}: {}`)}`, "schema-too-large"],
  "100,000 slots in a class": [
    `classes:\n  C:\n    attributes:\n${lines(100_000, (n) => `      s${n}:`)}`,
    "schema-too-large",
  ],
  "1000 slots in each of 1000 classes": [
    `classes:\n  P:\n    attributes:\n${lines(1_000, (n) => `      s${n}: {}`)}${lines(1_000, (n) => `  C${n}: {is_a: P}`)}`,
    "schema-too-large",
  ],
  "60,000 rules": [
    `classes:\n  C:\n    rules:\n${lines(60_000, () => `      - {preconditions: {slot_conditions: {x: {equals_string: x}}}}`)}`,
    "schema-too-large",
  ],
};

test.each(Object.entries(refused))("%s is refused", (_, [body, ...codes]) => {
  const { diagnostics, compiled } = compileText(body);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect([...new Set(errors.map(({ code }) => code))].toSorted()).toEqual(codes.toSorted());
  const isFit = ({ file, line, message }: Diagnostic): boolean =>
    file === "h.yaml" && line > 0 && !/\p{Cc}|\p{Bidi_Control}/u.test(message);
  expect(errors.filter((error) => !isFit(error))).toEqual([]);
  expect(compiled).toBeUndefined();
});

/** What is large or strange, and allowed. */
const accepted: Readonly<Record<string, string>> = {
  "a text of 200,000 lines that are indented too little": `classes:\n  A:\n    description: 'x\n${"    y\n".repeat(200_000)}    z'\n    attributes: {id: {identifier: true}}\n`,
  "an enum of 20,000 values": `enums:\n  E:\n    permissible_values:\n${lines(20_000, (n) => `      v${n}:`)}classes:\n  A: {attributes: {id: {identifier: true}, e: {range: E}}}\n`,
  "forty diamonds": `classes:\n  D0: ${ID}\n${lines(40, (n) => `  L${n}: {is_a: D${n}, mixin: true}\n  R${n}: {is_a: D${n}, mixin: true}\n  D${n + 1}: {mixins: [L${n}, R${n}]}`)}`,
  "conditions of twenty levels": `classes:\n  A: {attributes: {id: {identifier: true}, x: ${"{any_of: [".repeat(20)}{range: integer}${"]}".repeat(20)}}}\n`,
  "a pattern of a hundred brackets": `classes:\n  A: {attributes: {id: {identifier: true}, x: {pattern: "${"(".repeat(100)}a*b*${")*".repeat(100)}"}}}\n`,
  "patterns that backtrack": `classes:\n  A: {attributes: {id: {identifier: true}, x: {pattern: "^(a+)+$"}, y: {pattern: "(x*)*y"}}}\n`,
};

test.each(Object.entries(accepted))("%s compiles", (_, body) => {
  const { diagnostics, compiled } = compileText(body);
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(artifactTexts(compiled!).length).toBeGreaterThan(3);
});

const JAVASCRIPT =
  `await break case catch class const continue debugger default delete do else enum export extends
false finally for function if implements import in instanceof interface let new null package private protected public
return static super switch this throw true try typeof var void while with yield async of get set arguments eval
undefined NaN Infinity globalThis any unknown never string number boolean symbol bigint object Object Array Promise
Record Map Set Date RegExp z`.split(/\s/);
const PROTOTYPE =
  `__proto__ constructor prototype toString valueOf hasOwnProperty toJSON then __defineGetter__
isPrototypeOf length name`.split(/\s/);
const FILES = "index enums schema worker con nul .. . ../../etc/passwd a/b".split(" ");
const QUOTES = [
  'Robert"); DROP TABLE "students"; --',
  "it's",
  "a`${b}`",
  "*/ alert(1) /*",
  "// x",
  "</script><b>",
  "back\\slash",
  "{{mustache}}",
  "$1",
  "100%",
  "a.b",
  "a,b",
  "-",
  "1st",
  "é",
  "日本",
  "😀",
  "x".repeat(200),
  `${"é".repeat(40)}x`,
];

/** Every name as a slot, and as a class with a slot of the same name where its path can be told from those of the others. */
function schemaOf(names: readonly string[]): { readonly text: string; readonly classes: number } {
  const paths = new Map(
    names.map((name) => [name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""), name]),
  );
  const classNames = [...paths].filter(([path]) => path !== "").map(([, name]) => name);
  const slots = names.map((name) => `      ${JSON.stringify(name)}: {}\n`).join("");
  const classes = classNames.map(
    (name) =>
      `  ${JSON.stringify(name)}:\n    attributes:\n      id: {identifier: true}\n      ${JSON.stringify(name)}: {pattern: "^[^;]*$"}\n`,
  );
  const all = `  All The Slots:\n    attributes:\n      id: {identifier: true}\n${slots}`;
  return { text: `classes:\n${classes.join("")}${all}`, classes: classNames.length + 1 };
}

describe("names", () => {
  let database: TestDatabase;
  let folder: SourceFolder;
  beforeAll(async () => {
    database = await createDatabase();
    folder = new SourceFolder("hostile");
  });
  afterAll(async () => {
    folder?.remove();
    await database?.drop();
  });

  test(
    "every word that SQL or JavaScript reserves, and worse, goes all the way",
    { timeout: 300_000 },
    async () => {
      const keywords = await database.query("select word from pg_get_keywords() order by 1");
      const words = [
        ...keywords.map(({ word }) => word ?? ""),
        ...JAVASCRIPT,
        ...PROTOTYPE,
        ...FILES,
        ...QUOTES,
      ];
      const distinct = [...new Map(words.map((word) => [camelKey(word), word])).values()];
      const names = distinct.filter((name) => !isBuiltinType(name) && name !== "id");
      expect(names.length).toBeGreaterThan(500);
      const schema = schemaOf(names);
      const { compiled, diagnostics } = compileText(schema.text);
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const artifacts = artifactTexts(compiled!);
      for (const { path } of artifacts) expect(path).toMatch(/^(?:[\w-]+\/)?[\w$-]+\.\w+$/);

      await database.query(textOf(artifacts, "sql/schema.sql"));
      const tables = compiled!.database.tables.map(({ name }) => name);
      const live = await database.query(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
      );
      expect(new Set(live.map(({ relname }) => relname))).toEqual(new Set(tables));
      for (const resource of compiled!.resources) {
        const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
        await database.query(`insert into ${quoted(resource.table)} (id) values ('1')`);
      }

      const document = JSON.parse(textOf(artifacts, "openapi.json")) as { paths: object };
      for (const { path } of compiled!.resources)
        expect(Object.keys(document.paths)).toContain(path);

      const files = artifacts.filter(({ kind }) => kind === "zod");
      folder.write("names", files);
      const takes = await Promise.all(
        files.map(({ path }) => acceptsARow(join(folder.path, "names", path))),
      );
      // There may be an index file besides.
      expect(takes.filter((count) => count > 0).length).toBeGreaterThanOrEqual(schema.classes);
      expect(await folder.typeErrors()).toBe("");
    },
  );
});

/** Names with one key would be one name in generated code. */
function camelKey(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, "") || name;
}

function textOf(artifacts: readonly ArtifactText[], path: string): string {
  return artifacts.find((artifact) => artifact.path === path)?.text ?? "";
}

/** How many of the schemas of a module take an object with nothing but an id, and refuse a text. */
async function acceptsARow(path: string): Promise<number> {
  const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<
    string,
    unknown
  >;
  const parsers = Object.values(module).filter(
    (value): value is { safeParse(input: unknown): { success: boolean } } =>
      typeof value === "object" && value !== null && "safeParse" in value,
  );
  return parsers.filter(
    (parser) => parser.safeParse({ id: "1" }).success && !parser.safeParse("1").success,
  ).length;
}
