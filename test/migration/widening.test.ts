// What counts as a widening lets through all that was let through before, as a real server judges it; and what our own rules look like is known.
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { isWidening } from "../../src/migration/effect/widening.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";

let opened: TestDatabase;
let client: Client;
beforeAll(async () => {
  opened = await createDatabase();
  client = new Client({ connectionString: opened.connectionString });
  await client.connect();
  await client.query(`CREATE TABLE public.t (v text, w character varying, l text[], n bigint, m numeric, d date, f double precision);
    INSERT INTO public.t (v, w, l, n, m, d, f)
    SELECT v, v, ARRAY[v, w], n, n / 2.0, date '2020-01-01' + n::integer, n / 3.0
    FROM unnest(ARRAY['a', 'b', '95', 'it''s', 'x, y', NULL]) v, unnest(ARRAY['a', 'b', 'c']) w, unnest(ARRAY[-7, -1, 0, 1, 5, 10, 150, NULL]::bigint[]) n
    UNION ALL VALUES (NULL, NULL, NULL::text[], NULL::bigint, 'NaN'::numeric, 'infinity'::date, 'Infinity'::double precision)`);
});
afterAll(async () => {
  await client.end();
  await opened.drop();
});

async function canonical(rule: string): Promise<string> {
  await client.query(`CREATE TEMP TABLE rule (LIKE public.t, CONSTRAINT k CHECK (${rule}))`);
  const { rows } = await client.query<{ text: string }>(
    "SELECT pg_get_expr(conbin, conrelid) AS text FROM pg_constraint WHERE conname = 'k'",
  );
  await client.query("DROP TABLE rule");
  return rows[0]?.text ?? "";
}

const WIDER: readonly (readonly [from: string, to: string])[] = [
  ["v IN ('a')", "v IN ('a', 'b')"],
  ["v IN ('b', 'a')", "v IN ('it''s', 'a', 'x, y', 'b')"],
  ["w IN ('a', 'b')", "w IN ('c', 'b', 'a')"],
  ["n IN (1, 5)", "n IN (5, 10, 1)"],
  ["l <@ ARRAY['a', 'b']", "l <@ ARRAY['b', 'c', 'a']"],
  ["n >= 0 AND n <= 10", "n >= 0 AND n <= 150"],
  ["n >= 0 AND n <= 10", "n >= -1 AND n <= 10"],
  ["n >= 0 AND n <= 10", "n <= 10"],
  ["n < 5", "n <= 5"],
  ["n > 1", "n > 0"],
  ["m >= 0.50 AND m < 'Infinity'::numeric", "m >= 0.5 AND m < 'Infinity'::numeric"],
  ["m <= 2.5", "m < 'Infinity'::numeric"],
  ["d >= '2020-01-01' AND d <= '2020-12-31'", "d >= '2019-12-31' AND d <= '2021-01-01'"],
  ["char_length(v) <= 3", "char_length(v) <= 20"],
  ["char_length(v) >= 3", "char_length(v) >= 0"],
  ["cardinality(l) <= 1", "cardinality(l) <= 2"],
  ["v = 'a' OR n > 5", "v IN ('a', 'b') OR n > 1"],
  ["v IS NULL", "v IS NULL OR n > 3"],
  ["v = 'a' AND n > 5", "v = 'a' OR n > 7"],
];

const NARROWER: readonly (readonly [from: string, to: string])[] = [
  ...WIDER.map(([from, to]) => [to, from] as const).filter(([from]) => !from.includes("0.5 AND")),
  ["v IN ('a', 'b')", "v IN ('a', 'c')"],
  ["v IN ('a', 'b')", "w IN ('a', 'b', 'c')"],
  ["v IN ('a', 'b')", "v NOT IN ('a', 'b', 'c')"],
  ["NOT (n > 10)", "NOT (n > 5)"],
  ["NOT (v IN ('a', 'x, y'))", "NOT (v IN ('x, y', 'a', 'b'))"],
  ["v <= '9'", "v <= '10'"],
  ["v >= '2020-01-01'", "v >= '2019-01-01'"],
  ["NOT (v IN ('a'))", "NOT (v IN ('a', 'b'))"],
  ["n <= 10", "m <= 150"],
  ["n <= 10", "n >= 0"],
  ["v <= 'a'", "v <= 'b'"],
  ["d <= '9999-01-01'", "d <= '10000-01-01'"],
  ["(n <= 5) = (m <= 5)", "(n <= 5) = (m <= 10)"],
  ["CASE WHEN n > 5 THEN m > 5 ELSE true END", "CASE WHEN n > 1 THEN m > 5 ELSE true END"],
  ["v <> ALL (ARRAY['a'])", "v <> ALL (ARRAY['a', 'b'])"],
  ["v <> 'a AND (b'", "v <> 'a'"],
  ["n + 1 <= 5", "n + 2 <= 50"],
];

describe("rules in Postgres's wording", () => {
  test.each(WIDER)("%s lets less through than %s", async (from, to) => {
    const [old, wanted] = [await canonical(from), await canonical(to)];
    expect({ old, wanted, wider: isWidening(old, wanted) }).toEqual({ old, wanted, wider: true });
  });

  test.each(NARROWER)("%s is not known to let less through than %s", async (from, to) => {
    expect(isWidening(await canonical(from), await canonical(to))).toBe(false);
  });

  test("no row keeps a rule and breaks a wider one", async () => {
    const rules = [...new Set([...WIDER, ...NARROWER].flat())];
    const texts = new Map<string, string>();
    for (const rule of rules) texts.set(rule, await canonical(rule));
    const pairs = rules.flatMap((from) =>
      rules.flatMap((to) =>
        isWidening(texts.get(from) ?? "", texts.get(to) ?? "") ? [[from, to] as const] : [],
      ),
    );
    expect(pairs.length).toBeGreaterThan(rules.length);
    for (const [from, to] of pairs) {
      const { rows } = await client.query(
        `SELECT 1 FROM public.t WHERE (${from}) IS NOT FALSE AND (${to}) IS FALSE`,
      );
      expect({ from, to, broken: rows.length }).toEqual({ from, to, broken: 0 });
    }
  });
});
