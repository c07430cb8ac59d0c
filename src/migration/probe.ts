// Steps that Postgres would refuse because of rows → one statement that counts those rows and names some, and its answer → blockers.

import type { Constraint, Database, ForeignKey, Table } from "../relational/database.ts";
import { identifierList, quoteIdentifier } from "../sql/quote.ts";
import { changedTable, type Change, type ChangeKind } from "./change.ts";
import { futureRows, tableMap } from "./future-rows.ts";
import type { LiveDatabase } from "./live.ts";
import type { Blocker, BlockerCode, PlannedChange } from "./plan.ts";
import { needsValue } from "./profile.ts";

/** One question about rows. */
interface Probe {
  readonly step: number;
  readonly code: BlockerCode;
  readonly kind: ChangeKind;
  /** `User.email`. */
  readonly object: string;
  /** A query for (bad bigint, keys text[]): how many rows break the rule, and the keys of some. */
  readonly sql: string;
}

/** Keys given as examples. */
const SAMPLES = 5;

/** What to ask before applying; tables known to be empty are not asked about. `managed` is the live side, `desired` the other. */
export function probesFor(
  planned: readonly PlannedChange[],
  managed: Database,
  desired: Database,
  live: LiveDatabase,
): readonly Probe[] {
  const scope: Scope = {
    namespace: desired.namespace,
    before: tableMap(managed),
    after: tableMap(desired),
  };
  return planned.flatMap(({ step, change }) => {
    const { id, kind, object } = step;
    const name = changedTable(change);
    const table = scope.after.get(name);
    const before = scope.before.get(name);
    if (table === undefined || before === undefined || live.tables.get(name)?.empty !== false)
      return [];
    const rows = futureRows(scope.namespace, table, before);
    const question = questionOf(change, rows, scope);
    return question === undefined
      ? []
      : [{ step: id, kind, object, code: question[0], sql: question[1] }];
  });
}

type Question = readonly [code: BlockerCode, sql: string];

/** What a step asks of the rows there will be; undefined where nothing could be in its way. */
function questionOf(change: Change, rows: string, scope: Scope): Question | undefined {
  switch (change.kind) {
    case "add_column":
      return needsValue(change.column)
        ? ["rows_violate_not_null", offending(rows, "true")]
        : undefined;
    case "set_not_null": {
      const missing = `${quoteIdentifier(change.to.name)} IS NULL`;
      return ["rows_violate_not_null", offending(rows, missing)];
    }
    case "add_constraint":
      return constraintQuestion(change.constraint, rows, scope);
    case "create_index": {
      const { unique, keys, where } = change.index;
      const columns = keys.map((key) => key.column);
      return unique
        ? ["rows_violate_unique", duplicates(rows, columns, false, where?.sql)]
        : undefined;
    }
    default:
      return undefined;
  }
}

interface Scope {
  readonly namespace: string;
  readonly before: ReadonlyMap<string, Table>;
  readonly after: ReadonlyMap<string, Table>;
}

function constraintQuestion(
  constraint: Constraint,
  rows: string,
  scope: Scope,
): Question | undefined {
  switch (constraint.kind) {
    case "check":
      return ["rows_violate_check", offending(rows, `NOT (${constraint.expression.sql})`)];
    case "unique": {
      const { columns, nullsNotDistinct } = constraint;
      return ["rows_violate_unique", duplicates(rows, columns, nullsNotDistinct)];
    }
    case "primary_key":
      // A value for each of its columns is asked for by the step that adds the column or makes it NOT NULL.
      return ["rows_violate_unique", duplicates(rows, constraint.columns, false)];
    case "foreign_key": {
      const target = scope.after.get(constraint.targetTable);
      if (target === undefined) return undefined;
      const targets = futureRows(scope.namespace, target, scope.before.get(target.name));
      return ["rows_violate_foreign_key", offending(rows, dangling(constraint, targets))];
    }
  }
}

/** A condition for rows with a reference to nothing in `targets`. */
function dangling({ columns, targetColumns }: ForeignKey, targets: string): string {
  const present = columns.map((column) => `probe.${quoteIdentifier(column)} IS NOT NULL`);
  const equal = columns.map(
    (column, index) =>
      `target.${quoteIdentifier(targetColumns[index] ?? "")} = probe.${quoteIdentifier(column)}`,
  );
  return `${present.join(" AND ")} AND NOT EXISTS (SELECT 1 FROM ${targets} target WHERE ${equal.join(" AND ")})`;
}

function offending(rows: string, condition: string): string {
  return `SELECT count(*) AS bad, (array_agg("probe key" ORDER BY "probe key"))[1:${SAMPLES}] AS keys FROM ${rows} probe WHERE ${condition}`;
}

/** Rows that share their values with another; a missing value is equal to nothing unless `nullsEqual`. */
function duplicates(
  rows: string,
  columns: readonly string[],
  nullsEqual: boolean,
  where?: string,
): string {
  const conditions = [
    ...(where === undefined ? [] : [`(${where})`]),
    ...(nullsEqual ? [] : columns.map((column) => `${quoteIdentifier(column)} IS NOT NULL`)),
  ];
  const filter = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const counted = `SELECT "probe key", count(*) OVER (PARTITION BY ${identifierList(columns)}) AS "probe copies" FROM ${rows} probe${filter}`;
  return `SELECT count(*) AS bad, (array_agg("probe key" ORDER BY "probe key"))[1:${SAMPLES}] AS keys FROM (${counted}) counted WHERE "probe copies" > 1`;
}

/** All probes as one statement with a row for each that found something: `probe` (its position), `bad`, `keys` (JSON). */
export function probeStatement(probes: readonly Probe[]): string {
  const parts = probes.map(
    (probe, index) =>
      `SELECT ${index} AS probe, bad, to_json(keys)::text AS keys FROM (${probe.sql}) found WHERE bad > 0`,
  );
  return parts.join("\nUNION ALL ");
}

/** The answer of the probe statement → blockers with counts. */
export function probeBlockers(
  probes: readonly Probe[],
  rows: readonly Readonly<Record<string, string | null>>[],
): readonly Blocker[] {
  return rows.flatMap((row) => {
    const probe = probes[Number(row["probe"])];
    if (probe === undefined) return [];
    const count = Number(row["bad"]);
    return [
      {
        step: probe.step,
        code: probe.code,
        count,
        sample_keys: JSON.parse(row["keys"] ?? "[]") as string[],
        ...words(probe, count),
      },
    ];
  });
}

function words(
  { code, kind, object }: Probe,
  count: number,
): { readonly message: string; readonly fix: string } {
  const rows = count === 1 ? "1 row" : `${count} rows`;
  const s = count === 1 ? "s" : "";
  switch (code) {
    case "rows_violate_not_null":
      return {
        message: `${rows} would have no value for ${object}, which is required.`,
        fix:
          kind === "add_column"
            ? "Give the slot a default (ifabsent), or make it optional until every row has a value."
            : "Fill those rows first, or keep the slot optional: a default is for new rows only.",
      };
    case "rows_violate_check":
      return {
        message: `${rows} break${s} the rule ${object}.`,
        fix: "Correct those rows first, or loosen the rule.",
      };
    case "rows_violate_unique":
      return {
        message: `${rows} share values that ${object} wants to be unique.`,
        fix: "Change or remove the duplicates first.",
      };
    default:
      return {
        message: `${rows} refer${s} to something that does not exist (${object}).`,
        fix: "Add what is missing, or clear those references first.",
      };
  }
}
