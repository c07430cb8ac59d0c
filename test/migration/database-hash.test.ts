// What the hash of a database depends on: every member of every part, and nothing else.

import { expect, test } from "vitest";

import type {
  Check,
  Column,
  Database,
  ForeignKey,
  Index,
  IndexKey,
  PrimaryKey,
  Table,
  Trigger,
  Unique,
} from "../../src/relational/database.ts";
import { databaseHash } from "../../src/relational/database-hash.ts";
import { NamePrefix, shortenName } from "../../src/relational/name.ts";

/** Every member of T: the compiler asks for one that is added. */
type Whole<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };

const location = { file: "a.yaml", line: 1, column: 1 };
const column: Whole<Column> = {
  name: "a",
  type: "text",
  notNull: true,
  collation: "C",
  default: { sql: "1", canonical: "(1)" },
  identity: "always",
  serial: "s",
  counter: { increment: "2", cache: "3" },
  generated: { sql: "g" },
  virtual: true,
  variant: "v",
  comment: "c",
  backfill: { sql: "b", columns: [] },
  past: { element: "e" },
  location,
};
const deferral = { deferrable: true, deferred: true } as const;
const key = { columns: ["a"], include: ["b"], variant: "v", comment: "c", ...deferral };
const primaryKey: Whole<PrimaryKey> = { kind: "primary_key", name: "T_pkey", ...key };
const unique: Whole<Unique> = {
  kind: "unique",
  name: "T_key",
  ...key,
  nullsNotDistinct: true,
  location,
};
const check: Whole<Check> = {
  kind: "check",
  name: "T_check",
  expression: { sql: "x" },
  columns: ["a"],
  notValid: true,
  variant: "v",
  comment: "c",
  location,
};
const foreignKey: Whole<ForeignKey> = {
  kind: "foreign_key",
  name: "T_fkey",
  columns: ["a"],
  targetTable: "U",
  targetColumns: ["id"],
  onDelete: "cascade",
  onUpdate: "no action",
  matchFull: true,
  notValid: true,
  variant: "v",
  comment: "c",
  ...deferral,
  location,
};
const byColumn = {
  column: "a",
  descending: true,
  nulls: "first",
  collation: "C",
  operatorClass: "o",
} as const;
const byExpression: IndexKey = { expression: { sql: "f" }, descending: false };
const index: Whole<Index> = {
  name: "T_idx",
  unique: true,
  method: "btree",
  keys: [byColumn, byExpression],
  include: ["b"],
  where: { sql: "w" },
  nullsNotDistinct: true,
  parameters: ["p"],
  invalid: true,
  reads: ["a"],
  variant: "v",
  comment: "c",
  location,
};
const trigger: Whole<Trigger> = {
  name: "t",
  event: "row",
  columns: ["a"],
  routine: "r",
  arguments: ["x"],
  variant: "v",
};
const table: Whole<Table> = {
  name: "T",
  columns: [column],
  constraints: [primaryKey, unique, check, foreignKey],
  indexes: [index],
  triggers: [trigger],
  comment: "c",
  past: { element: "e" },
  partOf: { table: "U", role: "r" },
  former: { name: "S", columns: {} },
  location,
};
const whole: Whole<Database> = {
  namespace: "public",
  tables: [table],
  routines: [{ name: "r", body: "b", variant: "v" }],
  types: [{ name: "e", values: ["x"], comment: "c", users: ["u"], dependents: ["d"] }],
};

const UNHELD = new Set(["location", "past", "partOf", "backfill"]);

/** The data with one member or item changed, or left out, wherever there is one; `path` says which. */
function* changes(value: unknown, path: string): Generator<readonly [string, unknown]> {
  if (typeof value === "string") yield [`${path} otherwise`, `${value}'`];
  else if (typeof value === "boolean") yield [`${path} otherwise`, !value];
  else if (Array.isArray(value)) {
    for (const [position, item] of value.entries()) {
      for (const [where, other] of changes(item, `${path}/${position}`))
        yield [where, value.with(position, other)];
    }
    yield [`${path} twice`, [...value, ...value]];
  } else {
    for (const [name, member] of Object.entries(value as object)) {
      // Which constraint it is says what it has.
      if (name === "kind") continue;
      for (const [where, other] of changes(member, `${path}/${name}`))
        yield [where, { ...(value as object), [name]: other }];
      const { [name]: _, ...rest } = value as Record<string, unknown>;
      if (!["name", "columns", "tables", "constraints", "indexes", "keys"].includes(name))
        yield [`${path}/${name} gone`, rest];
    }
  }
}

test("every member counts but where its author wrote it and what it was called", () => {
  const hash = databaseHash(whole);
  const seen = new Map([[hash, "the whole"]]);
  let count = 0;
  for (const [path, other] of changes(whole, "")) {
    const found = databaseHash(other as Database);
    if (path.split(/[ /]/).some((name) => UNHELD.has(name))) {
      expect(found, path).toBe(hash);
      continue;
    }
    expect(seen.get(found), path).toBeUndefined();
    seen.set(found, path);
    count++;
  }
  expect(count).toBeGreaterThan(150);
});

/** The same data in objects of their own, whose members were added the other way round. */
function copied(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copied);
  const members = Object.entries(value).map(([name, member]) => [name, copied(member)]);
  return Object.fromEntries(members.toReversed());
}

test("which objects are the same, and in which order they were made, makes no difference", () => {
  const tables = ["T", "U"].map((name) => ({ ...table, name }));
  const shared = { ...whole, tables };
  expect(databaseHash(copied(shared) as Database)).toBe(databaseHash(shared));
});

test("a name is shortened the same whether its beginning is known or not", () => {
  for (const text of ["a".repeat(60), "é€😀".repeat(9), "T".repeat(90)]) {
    for (let end = 0; end <= text.length; end += 5) {
      const name = `${text}_check`;
      expect(new NamePrefix(name.slice(0, end)).name(name.slice(end))).toBe(shortenName(name));
    }
  }
});
