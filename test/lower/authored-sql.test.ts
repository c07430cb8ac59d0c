// SQL that authors write in a schema: what the grammar takes becomes SQL with quoted columns; anything else is refused with a reason.
import { describe, expect, test } from "vitest";

import { readAuthoredSql } from "../../src/lower/authored-sql.ts";
import { ExpressionError } from "../../src/text/expression-reader.ts";

const COLUMNS: Readonly<Record<string, string>> = {
  name: "text",
  "full name": "text",
  age: "bigint",
  price: "numeric",
  active: "boolean",
  at: "timestamp with time zone",
  day: "date",
  uid: "uuid",
  tags: "text[]",
  address: "jsonb",
};

function read(text: string) {
  return readAuthoredSql(text, (name) => {
    const type = COLUMNS[name];
    if (type === undefined) throw new ExpressionError(`${name} is no slot`);
    return { column: name, type };
  });
}

function refusal(text: string): string {
  try {
    return `taken as ${read(text).sql}`;
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
}

describe("is taken", () => {
  const cases: readonly (readonly [text: string, sql: string, type: string])[] = [
    ["name", `"name"`, "text"],
    [`"full name"`, `"full name"`, "text"],
    ["lower(name)", `lower("name")`, "text"],
    ["LOWER(trim(name)) || '-' || age::text", `((lower(btrim("name")) || '-') || ("age")::text)`, "text"],
    ["name = 'it''s'", `("name" = 'it''s')`, "boolean"],
    ["at IS NULL and not active", `(("at" IS NULL) AND (NOT "active"))`, "boolean"],
    ["at is not null or active is true", `((NOT ("at" IS NULL)) OR ("active" IS TRUE))`, "boolean"],
    ["age in (1, 2)", `("age" IN (1, 2))`, "boolean"],
    ["age not between 1 and 2 + 3", `(NOT ("age" BETWEEN 1 AND (2 + 3)))`, "boolean"],
    ["name not like 'a%'", `(NOT ("name" LIKE 'a%'))`, "boolean"],
    ["age is distinct from 3", `("age" IS DISTINCT FROM 3)`, "boolean"],
    ["1 + 2 * -age", `(1 + (2 * (- "age")))`, "bigint"],
    ["price * 1.5", `("price" * 1.5)`, "numeric"],
    ["case when age > 17 then 'adult' else name end", `(CASE WHEN ("age" > 17) THEN 'adult' ELSE "name" END)`, "text"],
    ["cast(age as text)", `("age")::text`, "text"],
    ["address ->> 'city'", `("address" ->> 'city')`, "text"],
    ["cardinality(tags) > 0", `(cardinality("tags") > 0)`, "boolean"],
    ["coalesce(age, 0, price)", `coalesce("age", 0, "price")`, "numeric"],
    ["split_part(name, ' ', 1)", `split_part("name", ' ', 1)`, "text"],
    ["left(name, age)", `left("name", ("age")::integer)`, "text"],
    ["at > '2024-01-01'::timestamptz", `("at" > ('2024-01-01')::timestamp with time zone)`, "boolean"],
    ["NULL", "NULL", "unknown"],
  ]; // prettier-ignore
  test.each(cases)("%s", (text, sql, type) => {
    expect(read(text)).toMatchObject({ sql, type });
  });
});

test("stability is that of the least stable part", () => {
  expect(read("lower(name)").stability).toBe("immutable");
  expect(read("at > '2024-01-01'::timestamptz").stability).toBe("immutable");
  expect(read("day::text").stability).toBe("stable");
  expect(read("at < now()").stability).toBe("stable");
  expect(read("coalesce(uid, gen_random_uuid())").stability).toBe("volatile");
});

test("columns are told once each", () => {
  expect(read("name || name || lower(name)").columns).toEqual(["name"]);
});

describe("is refused", () => {
  const cases: readonly (readonly [text: string, reason: RegExp])[] = [
    ["pg_sleep(10)", /the function pg_sleep is not allowed/],
    ["pg_read_file('/etc/passwd')", /not allowed/],
    ["pg_catalog.lower(name)", /cannot be read/],
    ["lowr(name)", /did you mean "lower"/],
    ["(select 1)", /select cannot be used here/],
    ["name; drop table x", /cannot be read/],
    ["name -- comment", /comment is no slot/],
    ["name /* comment */", /stands where nothing like it can/],
    ["$1", /cannot be read/],
    ["$$text$$", /cannot be read/],
    ["E'\\x'", /cannot be read|stands where/],
    ["'unclosed", /cannot be read/],
    ['"unclosed', /cannot be read/],
    ["name = ", /its end stands/],
    ["name == 'x'", /write =/],
    ["1 < age < 3", /cannot be chained/],
    ["nickname", /no slot/],
    ["name + 1", /asks for numbers, not text/],
    ["age = name", /bigint and text do not go together/],
    ["uid = name", /uuid and text do not go together/],
    ["not name", /text stands where a condition/],
    ["lower(age)", /bigint stands where a text/],
    ["lower()", /another number of operands/],
    ["age::regclass", /a cast to regclass is not allowed/],
    ["name like age", /LIKE asks for texts/],
    ["current_user", /cannot be used here/],
    ["case name when 'a' then 1 end", /stands where nothing like it can/],
    ["", /its end stands/],
    ["age\u0000", /cannot be read/],
  ]; // prettier-ignore
  test.each(cases)("%s", (text, reason) => {
    expect(refusal(text)).toMatch(reason);
  });
});

test("what is too long or too deep is refused, and quickly", () => {
  expect(refusal(`${"(".repeat(60)}1${")".repeat(60)}`)).toMatch(/nested too deeply/);
  expect(refusal(`${"not ".repeat(900)}active`)).toMatch(/nested too deeply/);
  expect(refusal("1".repeat(5000))).toMatch(/too long/);
  expect(refusal(Array.from({ length: 200 }, () => "1").join("+"))).toMatch(/too long/);
  expect(refusal(`name${"::text".repeat(200)}`)).toMatch(/too long/);
});
