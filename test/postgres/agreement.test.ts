// Zod and Postgres agree: what the emitted schema for creating accepts, the table takes from the statement that REST would send; and what
// the table takes, the schema accepts as REST shows it (Postgres reads moments and numbers in more spellings than anyone should write).
// Each value is tried alone, in an object that is otherwise right; the types of JSON are right too, since `->>` cannot tell "1" from 1.
// The seed is printed; TEST_SEED repeats a run.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import type { Resource } from "../../src/emit/resource.ts";
import { planStatement } from "../../src/rest/query.ts";
import { renderDiagnostic } from "../../src/text/render.ts";
import { artifactTexts } from "../support/artifacts.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { FULL, SEED } from "../support/seed.ts";

const RUNS = FULL ? 2000 : 60;

/** Slot → how it is declared, and the values to try. */
const SLOTS: Readonly<
  Record<string, readonly [declaration: string, values: fc.Arbitrary<unknown>]>
> = slots();

const SCHEMA = `id: https://example.org/agreement
name: agreement
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
types:
  Uuid: {typeof: string, annotations: {sql.type: uuid}}
  Percent: {typeof: decimal, minimum_value: 0, maximum_value: 99.95}
  Word: {typeof: string, pattern: "^\\\\w+$"}
enums:
  Colour: {permissible_values: {red: , green: , "it's blue": , "": }}
classes:
  Home: {attributes: {street: {}}}
  Thing:
    attributes:
      id: {identifier: true, range: integer}
${Object.entries(SLOTS)
  .map(([name, [declaration]]) => `      ${name}: {${declaration}}\n`)
  .join("")}`;

function slots(): typeof SLOTS {
  const pool = (...values: readonly unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);
  const either = fc.oneof;
  // REST refuses NUL and lone surrogates in any text of a body, before it looks at slots: Postgres has no such characters.
  const text = either(
    fc.string({ unit: "binary", maxLength: 8 }).filter((found) => !/[\0\p{Cs}]/u.test(found)),
    pool("", " ", "\u0001", "\ufeff", "\uffff", "é", "😀", "a\nb", "it's", "\\"),
  );
  const whole = either(
    fc.maxSafeInteger(),
    fc.integer({ min: -20, max: 20 }),
    pool(2 ** 53 - 1, -(2 ** 53) + 1, 2 ** 53, 2 ** 63, -0, 1e20, 1.5, 0.1, 1e300, -1e-7),
  );
  const number = either(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -200, max: 200 }),
    pool(
      Number.MAX_VALUE,
      Number.MIN_VALUE,
      -0,
      0,
      99.95,
      99.950001,
      -1e-300,
      1e-320,
      3.4e38,
      1e39,
    ),
  );
  const cents = either(
    number,
    fc.integer({ min: -12_345_678, max: 12_345_678 }).map((value) => value / 1000),
    pool(
      9999.99,
      9999.995,
      10000,
      999,
      1000,
      9999999999.5,
      1e10,
      9999999999.999998,
      1e-7,
      1e-11,
      1.25e-10,
    ),
  );
  const digits = (length: number, max: number): fc.Arbitrary<string> =>
    fc.nat({ max }).map((value) => String(value).padStart(length, "0"));
  const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
    fc.tuple(...parts).map((found) => found.join(""));
  const one = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
  const date = either(
    joined(digits(4, 9999), one("-", "-", "-", "/", ""), digits(2, 13), one("-"), digits(2, 32)),
    one("0000-01-01", "0001-01-01", "9999-12-31", "10000-01-01", "-0001-01-01", "2024-02-29", "2023-02-29",
      "1900-02-29", "infinity", "-infinity", "epoch", "now", "today", "2024-1-1", "2024-01-01 BC", "2024-001", " 2024-01-01", "",
      "1899-12-31", "1900-01-01"), // prettier-ignore
  );
  const time = either(
    joined(
      digits(2, 25),
      one(":"),
      digits(2, 61),
      one("", ":00", ":59", ":60", ":61", ":5"),
      one("", ".1", ".123456", ".1234567", ".", ",1"),
    ),
    one("24:00", "24:00:00", "24:00:01", "00:00", "0:00", "12:00 PM", "12:00Z", "12:00+01", "allballs", "now", "", "235959"), // prettier-ignore
  );
  const offset = either(
    one(
      "",
      "Z",
      "z",
      "+00:00",
      "-00:00",
      "+15:59",
      "+16:00",
      "-15:59",
      "-16:00",
      "+0100",
      "+01",
      " UTC",
      "+23:59",
      "+24:00",
      "+14:60",
      "Z ",
    ),
    joined(one("+", "-"), digits(2, 24), one(":"), digits(2, 60)),
  );
  const moment = either(
    joined(date, one("T", "T", " ", "t"), time, offset),
    joined(
      one(
        "2024-02-29T12:30:00",
        "2024-02-29T12:30",
        "0001-01-01T00:00:00",
        "9999-12-31T23:59:59.999999",
      ),
      offset,
    ),
    one("infinity", "-infinity", "epoch", "now", "2024-02-29", "2016-12-31T23:59:60Z", ""),
  );
  const hex = (count: number): fc.Arbitrary<string> =>
    fc.string({ unit: one(..."0123456789abcdefABCDEF"), minLength: count, maxLength: count });
  const uuid = either(
    fc.uuid(),
    joined(
      hex(8),
      one("-", ""),
      hex(4),
      one("-", ""),
      hex(4),
      one("-", ""),
      hex(4),
      one("-", ""),
      hex(12),
    ),
    hex(32).map((value) => `{${value}}`),
    one("", "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "a"),
  );
  const uri = either(
    fc.webUrl(),
    text,
    one(
      "https://example.org",
      "urn:x",
      "ex:a",
      "ex: a",
      ":a",
      "a:",
      "a",
      "/a/b",
      "http://[::1]/",
      "http://a b",
      "1a:b",
      "_:b0",
      "mailto:a@b.c",
      "#x",
    ),
  );
  const list = (items: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    either(fc.array(items, { maxLength: 3 }), fc.tuple(items, fc.constant(null)), pool([]));
  const colour = pool("red", "green", "it's blue", "", "Red", "blue", "red ");
  const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null);
  return {
    text: ["range: string", text],
    whole: ["range: integer", whole],
    few: ["range: integer, minimum_value: -5, maximum_value: 10", whole],
    wide: ["range: integer, minimum_value: -1.0e+300, maximum_value: 1.0e+19", whole],
    exact: ["range: decimal", number],
    percent: ["range: Percent, maximum_value: 100", number],
    single: ["range: float", number],
    positive: ["range: double, minimum_value: 0", number],
    small: [
      "range: integer, annotations: {sql.type: smallint}",
      either(whole, pool(32767, 32768, -32768, -32769)),
    ],
    middle: [
      "range: integer, minimum_value: 7, annotations: {sql.type: int}",
      either(whole, pool(2147483647, 2147483648)),
    ],
    price: ["range: decimal, annotations: {sql.type: 'numeric(6, 2)'}", cents],
    weight: ["range: double, annotations: {sql.type: 'decimal(20,10)'}", cents],
    count: ["range: float, maximum_value: 500, annotations: {sql.type: numeric(3)}", cents],
    short: [
      "annotations: {sql.type: varchar(3)}",
      either(text, one("abc", "abcd", "ab ", "abc ", "ab😀", "ab😀d")),
    ],
    code: [
      "pattern: '^a', annotations: {sql.type: character varying}",
      either(text, one("abc", "b")),
    ],
    shorts: [
      "multivalued: true, annotations: {sql.type: varchar(3)}",
      list(either(text, one("abc", "abcd"))),
    ],
    smalls: [
      "multivalued: true, range: integer, maximum_value: 40000, annotations: {sql.type: smallint}",
      list(either(whole, pool(32767, 32768))),
    ],
    prices: [
      "multivalued: true, range: decimal, annotations: {sql.type: 'numeric(6, 2)'}",
      list(cents),
    ],
    truth: ["range: boolean", fc.boolean()],
    day: ["range: date", date],
    recent: ["range: date, minimum_value: '1900-01-01', maximum_value: '2024-06-30'", date],
    clock: ["range: time", time],
    moment: ["range: datetime", moment],
    either_moment: ["range: date_or_datetime", either(date, moment)],
    uuid: ["range: Uuid", uuid],
    uri: ["range: uri", uri],
    curie: ["range: curie", uri],
    uriorcurie: ["range: uriorcurie", uri],
    ncname: ["range: ncname", uri],
    word: [
      "range: Word, pattern: '[a-z]$'",
      either(text, one("a", "A", "a\n", "a1", "é", "_b", "b_")),
    ],
    dotted: [
      "pattern: '^.[^x]\\s?\\b'",
      either(text, one("ab", "a\nb", "ax", "a b", "\u2028b", "😀b", "é é")),
    ],
    same: ['equals_string: "it\'s"', one("it's", "its", "")],
    same_in: ["equals_string_in: [a, b]", one("a", "b", "c")],
    three: ["range: integer, equals_number: 3", pool(3, 4, 3.5, -3)],
    colour: ["range: Colour", colour],
    colours: ["range: Colour, multivalued: true", list(colour)],
    texts: ["multivalued: true", list(text)],
    pair: ["multivalued: true, minimum_cardinality: 1, maximum_cardinality: 2", list(text)],
    two: ["multivalued: true, exact_cardinality: 2", list(text)],
    wholes: ["range: integer, multivalued: true, minimum_value: -5", list(whole)],
    exacts: ["range: Percent, multivalued: true", list(number)],
    doubles: ["range: double, multivalued: true", list(number)],
    truths: ["range: boolean, multivalued: true", list(fc.boolean())],
    days: ["range: date, multivalued: true", list(date)],
    clocks: ["range: time, multivalued: true", list(time)],
    moments: ["range: datetime, multivalued: true", list(moment)],
    uuids: ["range: Uuid, multivalued: true", list(uuid)],
    home: ["range: Home", pool({}, { street: "a" }, { street: null })],
    homes: [
      "range: Home, multivalued: true, maximum_cardinality: 2",
      list(pool({}, { street: "a" })),
    ],
    anything: ["range: Any", json],
  };
}

let database: TestDatabase;
let folder: string;
let resource: Resource;
let schema: { safeParse(value: unknown): { readonly success: boolean } };

beforeAll(async () => {
  const files = { "schema.yaml": `${SCHEMA}  Any: {class_uri: "linkml:Any"}\n` };
  const { compiled, diagnostics } = compile({ root: "schema.yaml", files });
  const said = diagnostics.map((diagnostic) => renderDiagnostic(diagnostic));
  // Whatever is not enforced by both would be said here.
  expect(said).toEqual([]);
  const artifacts = artifactTexts(compiled!);
  database = await createDatabase();
  await database.query(artifacts.find(({ path }) => path === "sql/schema.sql")!.text);
  const data = resolve(import.meta.dirname, "../../.data");
  mkdirSync(data, { recursive: true });
  folder = mkdtempSync(join(data, "agreement-"));
  mkdirSync(join(folder, "schemas"));
  for (const { path, kind, text } of artifacts)
    if (kind === "zod") writeFileSync(join(folder, path), text);
  const module = (await import(pathToFileURL(join(folder, "schemas/thing.ts")).href)) as {
    readonly ThingCreateSchema: typeof schema;
  };
  schema = module.ThingCreateSchema;
  resource = compiled!.resources.find((candidate) => candidate.class === "Thing")!;
});
afterAll(async () => {
  await database?.drop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

test(
  `each slot takes the same values on both sides, seed ${SEED}`,
  { timeout: 900_000 },
  async () => {
    console.info(`test/postgres/agreement: TEST_SEED=${SEED}, ${RUNS} values of each slot`);
    const verdicts = new Map<string, Set<boolean>>();
    const values = fc.record(
      Object.fromEntries(Object.entries(SLOTS).map(([name, [, arbitrary]]) => [name, arbitrary])),
    );
    let id = 0;
    await fc.assert(
      fc.asyncProperty(values, async (row) => {
        const tried = Object.entries(row).map(async ([name, value]) => {
          const body = JSON.parse(JSON.stringify({ id: ++id, [name]: value })) as typeof row;
          const zod = schema.safeParse(body).success;
          const stored = await store(name, body);
          const word = `${name}: ${JSON.stringify(value)}`;
          if ("refused" in stored) {
            if (zod)
              throw new Error(`${word}: Zod accepts it, Postgres does not (${stored.refused})`);
          } else if (!schema.safeParse({ id, [name]: stored.value }).success) {
            const shown = JSON.stringify(stored.value);
            throw new Error(
              `${word}: Postgres takes it, Zod does not accept what it became (${shown})`,
            );
          }
          verdicts.set(name, (verdicts.get(name) ?? new Set()).add(zod));
        });
        await Promise.all(tried);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    // Values that are always refused would prove nothing. What few runs missed is looked for among many more, by Zod alone.
    for (const [name, [, arbitrary]] of Object.entries(SLOTS)) {
      if (verdicts.get(name)?.has(true) === true) continue;
      const good = fc.sample(arbitrary, { seed: SEED, numRuns: 2_000 }).find((value) => {
        const body = JSON.parse(JSON.stringify({ id: 1, [name]: value })) as object;
        return schema.safeParse(body).success;
      });
      expect(good, `${name}: no value that Zod accepts`).toBeDefined();
      const body = JSON.parse(JSON.stringify({ id: ++id, [name]: good })) as Record<
        string,
        unknown
      >;
      expect(await store(name, body), name).not.toHaveProperty("refused");
    }
  },
);

/** What became of the member `name` of the body, or why the row is not taken. */
async function store(
  name: string,
  body: Readonly<Record<string, unknown>>,
): Promise<{ readonly value: unknown } | { readonly refused: string }> {
  const slots = resource.slots.filter((slot) => slot.name in body);
  const plan = {
    kind: "create",
    // The others would only make the answer longer.
    resource: { ...resource, slots },
    body: JSON.stringify(body),
    assignments: slots.map((slot) => ({ slot, value: body[slot.name] })),
    nested: [],
    minimal: false,
  } as const;
  const statement = planStatement(plan, "public");
  try {
    const [row] = await database.query(statement.text, statement.params);
    const shown = JSON.parse(row?.["row"] ?? "") as Readonly<Record<string, unknown>>;
    return { value: shown[name] };
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    // Values that do not fit, rules that are broken, and characters that Postgres has not.
    expect(code, message).toMatch(/^2[23]/);
    return { refused: `${code} ${message}` };
  }
}
