// Every class of type change, for pairs of types and their boundary values, on a real server: what is called lossless keeps all values, what
// is called free rewrites nothing, what is called lossy is found by the count, and what the count lets through survives the change.
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { castFunctions } from "../../../src/migration/types/cast-functions.ts";
import { changedRows, differs } from "../../../src/migration/types/conversion.ts";
import { parseType } from "../../../src/migration/types/format-type.ts";
import { statementsOf } from "../../../src/migration/statements.ts";
import {
  classifyTypeChange,
  keepsValues,
  rewrites,
  type TypeChange,
} from "../../../src/migration/types/type-change.ts";
import { SETTINGS } from "../../../src/postgres/catalog/sql.ts";
import type { Column, Table } from "../../../src/relational/database.ts";
import { quoteLiteral } from "../../../src/sql/quote.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { hasPostgres15, openPostgres15 } from "../../support/postgres-15.ts";
import { FULL, SEED } from "../../support/seed.ts";
import { BOUNDARIES } from "./boundaries.ts";
import { seededShuffle } from "../random/shuffle.ts";

const SAMPLE = FULL ? Infinity : 120;

const TYPES = Object.keys(BOUNDARIES);
const PAIRS = TYPES.flatMap((from) =>
  TYPES.flatMap((to) => (from === to ? [] : [{ from, to, kind: classifyTypeChange(from, to) }])),
);

let client: Client;

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly kind: TypeChange;
}

/** Lossless pairs all, and some of the others. */
const kept = PAIRS.filter(({ kind }) => keepsValues(kind));
const others = seededShuffle(
  PAIRS.filter(({ kind }) => !keepsValues(kind)),
  SEED,
).slice(0, SAMPLE);

describe.each([
  ["Postgres 18", true, createDatabase],
  ["Postgres 15", hasPostgres15 && FULL, openPostgres15],
] as const)(`on %s, seed ${SEED}`, (_, isAsked, open) => {
  if (!isAsked) {
    test.skip("is for TEST_FULL, where it is installed");
    return;
  }
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await open();
    client = new Client({
      connectionString: opened.connectionString,
      types: { getTypeParser: () => String },
    });
    await client.connect();
    await client.query(`CREATE TYPE public.mood AS ENUM ('a', 'b', '12');
      CREATE DOMAIN public.short AS text CHECK (length(VALUE) < 4)`);
  });
  afterAll(async () => {
    await client.end();
    await opened.drop();
  });

  const timeout = 1_200_000;

  test(
    `${kept.length} lossless pairs count nothing, and cost what is said`,
    { timeout },
    async () => {
      const outcomes: Outcome[] = [];
      for (const pair of kept) outcomes.push(await outcomeOf(pair));
      expect(outcomes).toEqual(kept.map(promisedBy));
    },
  );

  test(`of ${others.length} others, what is not counted survives`, { timeout }, async () => {
    console.info(`test/migration/type-change: TEST_SEED=${SEED}`);
    const outcomes: Outcome[] = [];
    for (const pair of others) outcomes.push(await outcomeOf(pair));
    expect(outcomes.filter(({ lost }) => lost > 0)).toEqual([]);
    // A type with a modifier may be too small for any value that would be lost.
    const isNarrow = ({ from }: Pair): boolean => parseType(from).modifiers.length > 0;
    const unfound = outcomes.filter(({ kind, counted }) => kind === "lossy" && counted === 0);
    expect(unfound.filter((pair) => !isNarrow(pair))).toEqual([]);
  });
});

/** What became of the boundary values of one type as another. */
interface Outcome extends Pair {
  /** Values that the count calls changed or refused. */
  readonly counted: number;
  /** Values that it lets through, and that were not the same afterwards. */
  readonly lost: number;
  readonly rewritten: boolean;
  readonly reindexed: boolean;
}

function promisedBy(pair: Pair): Outcome {
  const rewritten = rewrites(pair.kind);
  const reindexed = isIndexed(pair) && pair.kind !== "metadata";
  return { ...pair, counted: 0, lost: 0, rewritten, reindexed: rewritten || reindexed };
}

const columnOf = (type: string): Column => ({ name: "v", type, notNull: false });
const TABLE: Table = { name: "t", columns: [], constraints: [], indexes: [] };

/** JSON has no order that an index could have. */
const isIndexed = ({ from, to }: Pair): boolean => from !== "json" && to !== "json";

/** Counts, takes away what is counted, changes the type in place, and compares; all of it is undone. */
async function outcomeOf(pair: Pair): Promise<Outcome> {
  const { from, to } = pair;
  const [old, wanted] = [columnOf(from), columnOf(to)];
  const { create, drop } = castFunctions([
    [from, to],
    [to, from],
  ]);
  const values = (BOUNDARIES[from] ?? []).map((value) => `(${quoteLiteral(value)}::${from})`);
  const change = { kind: "change_type", table: "t", from: old, to: wanted } as const;
  const context = { namespace: "public", number: 1 } as Parameters<typeof statementsOf>[1];
  const files = `SELECT pg_relation_filenode('public.t') AS rows, pg_relation_filenode('public.i') AS index`;
  const numbered = (name: string): string =>
    `SELECT row_number() OVER () AS n, v AS "${name}" FROM public.t`;
  const script = [
    "BEGIN",
    SETTINGS,
    `CREATE TABLE public.t (v ${from})`,
    `INSERT INTO public.t VALUES ${values.join(", ")}, (NULL)`,
    `CREATE INDEX i ON public.t ${isIndexed(pair) ? "(v)" : "((1))"}`,
    ...create,
    `CREATE TEMP TABLE counted AS ${changedRows("public", TABLE, { from: old, to: wanted }, 'array_agg("probe key")')}`,
    `DELETE FROM public.t USING counted WHERE t.ctid::text = ANY (keys)`,
    `CREATE TEMP TABLE before AS ${numbered("probe old")}`,
    `CREATE TEMP TABLE files AS ${files}`,
    ...drop,
    ...statementsOf(change, context),
    ...create,
    `SELECT bad, before.rows AS rows_before, before.index AS index_before, after.*,
      (SELECT count(*) FROM before JOIN (${numbered("probe new")}) after USING (n) WHERE ${differs(from, to)}) AS lost
    FROM counted, files before, (${files}) after`,
    "ROLLBACK",
  ];
  const results = await client.query(script.join(";\n")).catch(async (error: unknown) => {
    await client.query("ROLLBACK");
    throw new Error(`${from} to ${to}: ${String(error)}`);
  });
  const row = (results as unknown as { rows: Record<string, string>[] }[]).at(-2)?.rows[0] ?? {};
  return {
    ...pair,
    counted: Number(row["bad"]),
    lost: Number(row["lost"]),
    rewritten: row["rows"] !== row["rows_before"],
    reindexed: row["index"] !== row["index_before"],
  };
}
