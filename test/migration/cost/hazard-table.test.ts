// What a plan says of a step (lock, rewrite, scan) beside what Postgres does, and beside what others have measured of 150 forms of DDL.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planSteps, type Step } from "../../../src/migration/plan.ts";
import type { Change } from "../../../src/migration/change.ts";
import { schemaSql } from "../../../src/migration/schema-sql.ts";
import { classifyTypeChange, rewrites } from "../../../src/migration/types/type-change.ts";
import { joined } from "../../../src/text/pieces.ts";
import { createDatabase, type TestDatabase } from "../../support/postgres.ts";
import { FULL } from "../../support/seed.ts";
import { planContext } from "../plan-context.ts";
import { changeForms, fill, start, type ChangeForm } from "./change-forms.ts";
import { concurrentLock, effectOf, type Effect } from "./step-effects.ts";

const ROWS = FULL ? 100_000 : 2_000;

const forms = Object.entries(changeForms).flatMap(([kind, list]) =>
  list.map((form): [string, ChangeForm] => [[kind, form.name].join(" ").trim(), form]),
);

/** Several changes, each as the plan of one migration. */
function stepOf(change: Change): Step {
  const [planned] = planSteps([change], { ...planContext, retiredNamespaceExists: false });
  return planned!.step;
}

function claimOf(step: Step): Effect {
  return {
    lock: step.lock,
    rewrites: step.rewrites_table,
    // Who rewrites a table reads it.
    scans: step.scans_table || step.rewrites_table,
  };
}

describe("Postgres does what a step says", () => {
  let opened: TestDatabase;
  let client: Client;
  beforeAll(async () => {
    opened = await createDatabase();
    client = new Client({ connectionString: opened.connectionString });
    await client.connect();
    const { rows } = await client.query<{ version: string }>(
      "SELECT current_setting('server_version_num') AS version",
    );
    major = Math.floor(Number(rows[0]?.version) / 10_000);
  });
  afterAll(async () => {
    await client.end();
    await opened.drop();
  });

  /** Whether everything is as it was at the start. */
  let isFresh = false;
  let major = 0;

  test.for(forms)("%s", async ([, { change, first = [], since = 15 }], context) => {
    if (major < since) context.skip();
    if (!isFresh) await makeAfresh(client);
    for (const each of first)
      for (const statement of stepOf(each).sql) await client.query(statement);
    const step = stepOf(change);
    isFresh = first.length === 0 && step.transactional;
    if (step.transactional) expect(claimOf(step)).toEqual(await effectOf(client, step));
    else
      expect(step.lock).toBe(await concurrentLock(opened.connectionString, step, `public."Item"`));
  });
});

async function makeAfresh(client: Client): Promise<void> {
  await client.query(
    `DROP SCHEMA IF EXISTS public_retired CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public`,
  );
  await client.query(joined(schemaSql(start)));
  await client.query(`SET search_path = public; ${fill(ROWS)}; SET search_path = ''`);
}

/** How the measurements shorten the names of locks. */
const SHORT: Readonly<Record<string, string>> = {
  AX: "ACCESS EXCLUSIVE",
  SRX: "SHARE ROW EXCLUSIVE",
  S: "SHARE",
  SUX: "SHARE UPDATE EXCLUSIVE",
};

interface Measurement {
  readonly lock?: Readonly<Record<string, string>>;
  /** `dropped`: nothing was left to look at. */
  readonly rewrite?: boolean | "dropped";
  readonly reindex?: string | false;
  readonly scan?: number | "dropped";
  readonly err?: string;
}

type Measurements = Readonly<Record<string, Readonly<Record<string, Measurement>>>>;

const file = join(
  resolve(process.env["CORPUS_DIR"] ?? join(import.meta.dirname, "../../../../shared/corpus")),
  "migrations/ddl-hazards-pg15-17-18.json",
);
const isThere = existsSync(file);
if (!isThere) console.warn(`skipped: measured hazards (no ${file}; set CORPUS_DIR)`);

describe.runIf(isThere)("measured on Postgres 15, 17 and 18", () => {
  const measured = (isThere ? JSON.parse(readFileSync(file, "utf8")) : {}) as Measurements;
  const known = forms.filter(([, { measured: name }]) => name !== undefined);

  test.each(known)("%s", (_, { change, measured: name = "", since = 15 }) => {
    const entry = measured[name];
    expect(entry, name).toBeDefined();
    const claim = claimOf(stepOf(change));
    for (const version of [15, 17, 18].filter((each) => each >= since)) {
      expect(claim, `Postgres ${version}`).toEqual(effect(entry![version]!));
    }
  });

  const types = Object.entries(measured).flatMap(([name, entry]) => {
    const [from, to] = typesOf(name);
    const result = entry[18];
    return from === undefined ||
      to === undefined ||
      result?.err !== undefined ||
      result === undefined
      ? []
      : [{ name, from, to, result }];
  });
  test("has type changes", () => expect(types.length).toBeGreaterThan(50));

  test.each(types)("$name", ({ from, to, result }) => {
    const change = classifyTypeChange(from, to);
    expect(rewrites(change)).toBe(result.rewrite);
    expect(change !== "metadata").toBe(result.rewrite === true || result.reindex !== false);
  });
});

function effect({ lock = {}, rewrite, reindex = false, scan = 0 }: Measurement): Effect {
  const strong = Object.values(SHORT).find((name) =>
    Object.values(lock).some((short) => SHORT[short] === name),
  );
  const rewrites = rewrite === true;
  const reads = rewrite !== "dropped" && (reindex !== false || Number(scan) > 0);
  return { lock: strong ?? "none", rewrites, scans: rewrites || reads };
}

/** `TYPE varchar(10) -> text` → as format_type prints them; undefined where it is about something else. */
function typesOf(name: string): readonly [from?: string, to?: string] {
  const [, from = "", to = ""] = /^TYPE (\S.*?) -> (.*?)(?: USING .*)?$/.exec(name) ?? [];
  // Its own domains and enums, a collation, and values of a column that no type tells of.
  if (from === "" || /TimeZone|COLLATE|z\.|^enum|encode|array\[/.test(name)) return [];
  return [formatted(from), formatted(to)];
}

function formatted(type: string): string {
  const short = type.replace(/^text\(\w+\)$/, "text");
  const [, name = "", rest = ""] = /^([a-z ]+)(.*)$/.exec(short) ?? [];
  if (name === "timestamp") return `timestamp${rest} without time zone`;
  if (name === "timestamptz") return `timestamp${rest} with time zone`;
  return `${LONG[name] ?? name}${rest.replace(", ", ",")}`;
}

const LONG: Readonly<Record<string, string>> = {
  int: "integer",
  varchar: "character varying",
  char: "character",
  varbit: "bit varying",
};
