// Random rows: what is written is read back equal, and paging sees every row once, in the order of one big page.

import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { neonSession } from "../../src/postgres/neon.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { startServer, type TestServer } from "./server.ts";

let database: TestDatabase;
let server: TestServer;

beforeAll(async () => {
  database = await createDatabase();
  server = await startServer(
    neonSession(database.databaseUrl, { endpoint: database.neonEndpoint }),
  );
});
afterAll(() => database?.drop());

const text = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .map((value) => value.replaceAll("\0", ""));
const name = text.filter((value) => value !== "" && value !== "." && value !== "..");
const whole = fc.maxSafeInteger();
const size = fc.nat({ max: 999 });
const weight = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
/** Digits that no double holds. */
const price = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.nat({ max: 999_999 }))
  .map(([major, minor]) => `${major}.${minor}`);
const moment = fc
  .tuple(
    fc.date({
      min: new Date("0001-01-02T00:00:00Z"),
      max: new Date("9999-12-30T00:00:00Z"),
      noInvalidDate: true,
    }),
    fc.nat({ max: 999 }),
  )
  .map(
    ([date, micros]) =>
      `${date.toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}`.replace(/\.?0+$/, "") +
      "Z",
  );
const anything = fc
  .jsonValue({ maxDepth: 3, stringUnit: "grapheme" })
  // JSON has no -0.
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
  .filter((value) => value !== null && !JSON.stringify(value).includes("\\u0000"));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary);

const thing = fc.record({
  label: name,
  size: optional(size),
  weight: optional(weight),
  active: optional(fc.boolean()),
  born: optional(moment.map((value) => value.slice(0, 10))),
  seen_at: optional(moment),
  code: optional(fc.uuid()),
  address: optional(fc.record({ street: text, city: optional(text) })),
  words: optional(fc.array(text)),
  counts: optional(fc.array(whole)),
  moments: optional(fc.array(moment)),
  anything: optional(anything),
  [`o'clock "; drop table x --`]: optional(text),
});

test("a row is read as it was written, by POST and by PATCH", { timeout: 120_000 }, async () => {
  await server.clear();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(name, thing, thing, price, async (suffix, first, second, digits) => {
      const id = `${suffix} ${count++}`;
      const path = `/api/things/${encodeURIComponent(id)}`;
      const body = JSON.stringify({ id, ...first, label: id, price: 0 }).replace(
        '"price":0',
        `"price":${digits}`,
      );
      const created = await send("POST", "/api/things", body);
      expect(created.status, await created.clone().text()).toBe(201);
      expect(created.headers.get("Location")).toBe(path);
      await expectRow(created, { ...first, id, label: id }, digits);
      await expectRow(await server.fetch(path), { ...first, id, label: id }, digits);
      const patched = await send("PATCH", path, JSON.stringify({ ...second, label: id }));
      expect(patched.status, await patched.clone().text()).toBe(200);
      const { address, anything: any } = second;
      const merged = {
        ...second,
        address: mergePatch(first.address, address),
        anything: mergePatch(first.anything, any),
      };
      await expectRow(patched, { ...merged, id, label: id }, digits);
    }),
    { numRuns: 60 },
  );
});

test(
  "pages put together are the whole list, for any order and filter",
  { timeout: 120_000 },
  async () => {
    await server.clear();
    const few = fc.sample(thing, { numRuns: 25, seed: 7 });
    for (const [index, row] of few.entries()) {
      const sizes = {
        size: index % 4 === 0 ? null : index % 3,
        active: index % 5 === 0 ? null : index % 2 === 0,
      };
      const created = await send(
        "POST",
        "/api/things",
        JSON.stringify({ ...row, ...sizes, id: `r${index}`, label: `l${index}` }),
      );
      expect(created.status).toBe(201);
    }
    const fields = ["id", "size", "active", "weight", "born", "seen_at", "label", "code"];
    const order = fc.uniqueArray(fc.tuple(fc.constantFrom(...fields), fc.boolean()), {
      minLength: 1,
      maxLength: 3,
      selector: ([field]) => field,
    });
    const filter = fc.constantFrom(
      "",
      "&size=1",
      "&size[ne]=1",
      "&active[is_null]=true",
      "&size[nin]=0,2",
      "&label[contains]=1",
    );
    await fc.assert(
      fc.asyncProperty(
        order,
        filter,
        fc.integer({ min: 1, max: 12 }),
        async (keys, condition, limit) => {
          const sort = keys
            .map(([field, descending]) => (descending ? `-${field}` : field))
            .join(",");
          const whole = await page(`/api/things?sort=${sort}${condition}&limit=1000`);
          expect(whole.next_cursor).toBeNull();
          const ids: string[] = [];
          let next: string | undefined = `/api/things?sort=${sort}${condition}&limit=${limit}`;
          while (next !== undefined) {
            const answer = await server.fetch(next);
            const { items } = await answer.json<Page>();
            expect(items.length).toBeLessThanOrEqual(limit);
            ids.push(...items.map((item) => item.id));
            next = /^<(.*)>; rel="next"$/.exec(answer.headers.get("Link") ?? "")?.[1];
          }
          expect(ids).toEqual(whole.items.map((item) => item.id));
          const expected = await database.query(
            `select id from "rest ""test"."Thi""ng" ${conditionSql(condition)}`,
          );
          expect(new Set(ids)).toEqual(new Set(expected.map((row) => row["id"])));
          expect(ids).toHaveLength(expected.length);
        },
      ),
      { numRuns: 60 },
    );
  },
);

interface Page {
  readonly items: readonly { readonly id: string }[];
  readonly next_cursor: string | null;
}

async function page(path: string): Promise<Page> {
  const answer = await server.fetch(path);
  expect(answer.status).toBe(200);
  return answer.json<Page>();
}

function conditionSql(condition: string): string {
  const conditions: Readonly<Record<string, string>> = {
    "": "true",
    "&size=1": "size = 1",
    "&size[ne]=1": "(size <> 1 or size is null)",
    "&active[is_null]=true": "active is null",
    "&size[nin]=0,2": "(size not in (0, 2) or size is null)",
    "&label[contains]=1": "label like '%1%'",
  };
  return `where ${conditions[condition] ?? "false"}`;
}

function send(method: string, path: string, body: string): Promise<Response> {
  return server.fetch(path, { method, body, headers: { "Content-Type": "application/json" } });
}

async function expectRow(
  answer: Response,
  expected: Readonly<Record<string, unknown>>,
  digits: string,
): Promise<void> {
  const body = await answer.text();
  expect(body).toContain(`"price":${digits},`);
  const row = JSON.parse(body) as Record<string, unknown>;
  for (const [member, value] of Object.entries(expected))
    expect(row[member], member).toEqual(value);
}

/** RFC 7396, section 2, word for word. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
