// equals_expression, as Postgres computes it: each expression over the same rows, or the reason why the slot is stored instead.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { joined } from "../../src/text/pieces.ts";
import { createDatabase, openPglite, type TestDatabase } from "../support/postgres.ts";

/** Expression, range of its slot, and its values for: all slots given; n, x and t missing. */
const computed: readonly (readonly [
  expression: string,
  range: string,
  ...values: (string | null)[],
])[] = [
  ["{n} + {m} * 2", "integer", "15", null],
  ["({n} + {m}) * 2", "integer", "22", null],
  ["n - m - 1", "integer", "2", null],
  ["-n + -(-m)", "integer", "-3", null],
  ["{m} / {n}", "float", "0.5714285714285714", null],
  ["{m} / ({m} - 4)", "float", null, null],
  ["{n} / 2", "decimal", "3.5", null],
  ["{x} * 2", "float", "3", null],
  ["{d} + 1", "decimal", "2.25", "2.25"],
  ["{d} * {x}", "float", "1.875", null],
  ["1", "integer", "1", "1"],
  ["1.5e1", "float", "15", "15"],
  ["{s} + ' ' + {t}", "string", "it's so", null],
  [`'a"b' + "c'd\\\\" + {s}`, "string", `a"bc'd\\it's`, `a"bc'd\\it's`],
  ["str({n}) + {s}", "string", "7it's", null],
  ["len({s}) + len(words)", "integer", "6", "6"],
  ["{n} > 3", "boolean", "t", null],
  ["{n} == 7 and {m} != 4", "boolean", "f", null],
  ["{m} == 4 or {n} == 7", "boolean", "t", null],
  ["not {m} == 4", "boolean", "f", "f"],
  ["not ({b} and {n} <= 7)", "boolean", "f", null],
  ["{n} if {b} else {m}", "integer", "7", null],
  ["'big' if {n} >= 7 else 'small' if {n} > 2 else 'tiny'", "string", "big", null],
  ["max({n}, {m}, 5)", "integer", "7", null],
  ["min({x}, {m})", "float", "1.5", null],
  ["{c}", "Colour", "red", "red"],
  ["{s} < {t}", "boolean", "t", null],
  ["{day}", "date", "2026-11-22", "2026-11-22"],
  ["{odd slot} + '!'", "string", "odd!", "odd!"],
  ["{v0} + 1", "integer", "16", null],
];

/** Expression, range, and a part of what is said. */
const refused: readonly (readonly [expression: string, range: string, reason: RegExp])[] = [
  ["{n} / 2", "integer", /gives double precision, and the slot holds bigint/],
  ["{n} + {s}", "integer", /text stands where/],
  ["{s} + 1", "string", /text stands where/],
  ["{nothing}", "integer", /nothing is no slot/],
  ["{words}", "string", /words is a list/],
  ["{n} == {s}", "boolean", /do not go together/],
  ["1 < {n} < 3", "boolean", /cannot be chained/],
  ["{n} +", "integer", /its end stands where/],
  ["({n}", "integer", /its end stands where/],
  ["{n}; DROP TABLE x", "integer", /cannot be read/],
  ["pg_sleep(10)", "integer", /function pg_sleep is not known/],
  ["str({x})", "string", /double precision stands where/],
  ["{w1}", "integer", /goes in a circle/],
  ["None", "integer", /None cannot be used/],
  ["(".repeat(200) + "1" + ")".repeat(200), "integer", /nested too deeply/],
  ["-".repeat(200) + "1", "integer", /nested too deeply/],
  ["1 + ".repeat(2000) + "1", "integer", /too long/],
  ["{obj}", "string", /obj is no plain value/],
];

const slots = (
  list: readonly (readonly [string, string, ...unknown[]])[],
  prefix: string,
): string =>
  list
    .map(
      ([expression, range], index) =>
        `      ${prefix}${index}: {range: ${range}, equals_expression: ${JSON.stringify(expression)}}\n`,
    )
    .join("");

function schema(list: string): string {
  return `id: https://example.org/computed
name: computed
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: ["linkml:types"]
default_range: string
enums: {Colour: {permissible_values: {red: {}, green: {}}}}
classes:
  Part: {attributes: {name: {}}}
  Row:
    attributes:
      id: {identifier: true}
      n: {range: integer}
      m: {range: integer}
      x: {range: float}
      d: {range: decimal}
      b: {range: boolean}
      s: {}
      t: {}
      c: {range: Colour}
      day: {range: date}
      words: {multivalued: true}
      odd slot: {}
      obj: {range: Part}
${list}`;
}

describe.each([
  ["real Postgres", createDatabase],
  ["PGlite", openPglite],
])("on %s", (_, open) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
    const { compiled, diagnostics } = compile({
      root: "schema.yaml",
      files: { "schema.yaml": schema(slots(computed, "v")) },
    });
    expect(diagnostics.filter(({ code }) => code.startsWith("not-enforced"))).toEqual([]);
    await opened.query(joined(schemaSql(compiled!.database)));
    await opened.query(`INSERT INTO "Row" (id, n, m, x, d, b, s, t, c, day, words, odd_slot) VALUES
      ('1', 7, 4, 1.5, 1.25, true, 'it''s', 'so', 'red', '2026-11-22', '{a,b}', 'odd'),
      ('2', NULL, 4, NULL, 1.25, true, 'it''s', NULL, 'red', '2026-11-22', '{a,b}', 'odd')`);
  });
  afterAll(() => opened.drop());

  test.each(computed.map((each, index) => [index, ...each] as const))(
    "%i: %s",
    async (index, _expression, _range, ...values) => {
      const rows = await opened.query(`SELECT v${index}::text AS value FROM "Row" ORDER BY id`);
      // A boolean as text is spelled out.
      const spelled = values.map((value) =>
        value === "t" ? "true" : value === "f" ? "false" : value,
      );
      expect(rows.map((row) => row["value"])).toEqual(spelled);
    },
  );
});

test.each(refused)("%s as %s is stored, and said to be", (expression, range, reason) => {
  const own = slots([[expression, range]], "w");
  const other =
    expression === "{w1}" ? `      w1: {range: integer, equals_expression: "{w0}"}\n` : "";
  const { compiled, diagnostics } = compile({
    root: "schema.yaml",
    files: { "schema.yaml": schema(own + other) },
  });
  const said = diagnostics.find(({ code }) => code === "not-enforced");
  expect(said?.message).toMatch(reason);
  const row = compiled!.database.tables.find(({ name }) => name === "Row");
  expect(row?.columns.find(({ name }) => name === "w0")?.generated).toBeUndefined();
});
