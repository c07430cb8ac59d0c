// Steps that Postgres would refuse because of rows → one statement that counts those rows and names some, and its answer → blockers.

import type { Constraint, Database, Index, Table } from "../relational/database.ts";
import { identifierList, quoteIdentifier } from "../sql/quote.ts";
import { futureRows, tableMap } from "./future-rows.ts";
import type { LiveDatabase } from "./live.ts";
import type { Blocker, BlockerCode, PlannedChange } from "./plan.ts";
import { needsValue } from "./profile.ts";

/** One question about rows. */
interface Probe {
  readonly step: number;
  readonly code: BlockerCode;
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
    const table = typeof change.table === "string" ? change.table : change.table.name;
    const desiredTable = scope.after.get(table);
    if (
      desiredTable === undefined ||
      !scope.before.has(table) ||
      live.tables.get(table)?.empty !== false
    )
      return [];
    const probe = (code: BlockerCode, sql: string): Probe => ({
      step: step.id,
      code,
      object: step.object,
      sql,
    });
    const rows = futureRows(scope.namespace, desiredTable, scope.before.get(table));
    switch (change.kind) {
      case "add_column":
        return needsValue(change.column)
          ? [probe("rows_violate_not_null", offending(rows, "true"))]
          : [];
      case "set_not_null":
        return [
          probe(
            "rows_violate_not_null",
            offending(rows, `${quoteIdentifier(change.to.name)} IS NULL`),
          ),
        ];
      case "add_constraint":
        return constraintProbes(change.constraint, rows, scope).map(([code, sql]) =>
          probe(code, sql),
        );
      case "create_index":
        return change.index.unique
          ? [
              probe(
                "rows_violate_unique",
                duplicates(rows, indexColumns(change.index), false, change.index.where?.sql),
              ),
            ]
          : [];
      default:
        return [];
    }
  });
}

interface Scope {
  readonly namespace: string;
  readonly before: ReadonlyMap<string, Table>;
  readonly after: ReadonlyMap<string, Table>;
}

const indexColumns = (index: Index): string[] => index.keys.map((key) => key.column);

function constraintProbes(
  constraint: Constraint,
  rows: string,
  scope: Scope,
): [BlockerCode, string][] {
  switch (constraint.kind) {
    case "check":
      return [["rows_violate_check", offending(rows, `NOT (${constraint.expression.sql})`)]];
    case "unique":
      return [
        ["rows_violate_unique", duplicates(rows, constraint.columns, constraint.nullsNotDistinct)],
      ];
    case "primary_key": {
      const missing = constraint.columns
        .map((column) => `${quoteIdentifier(column)} IS NULL`)
        .join(" OR ");
      return [
        ["rows_violate_not_null", offending(rows, missing)],
        ["rows_violate_unique", duplicates(rows, constraint.columns, false)],
      ];
    }
    case "foreign_key": {
      const target = scope.after.get(constraint.targetTable);
      if (target === undefined) return [];
      const targets = futureRows(scope.namespace, target, scope.before.get(constraint.targetTable));
      const present = constraint.columns
        .map((column) => `probe.${quoteIdentifier(column)} IS NOT NULL`)
        .join(" AND ");
      const equal = constraint.columns
        .map(
          (column, index) =>
            `target.${quoteIdentifier(constraint.targetColumns[index] ?? "")} = probe.${quoteIdentifier(column)}`,
        )
        .join(" AND ");
      return [
        [
          "rows_violate_foreign_key",
          offending(
            rows,
            `${present} AND NOT EXISTS (SELECT 1 FROM ${targets} target WHERE ${equal})`,
          ),
        ],
      ];
    }
  }
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
  { code, object }: Probe,
  count: number,
): { readonly message: string; readonly fix: string } {
  const rows = count === 1 ? "1 row" : `${count} rows`;
  switch (code) {
    case "rows_violate_not_null":
      return {
        message: `${rows} would have no value for ${object}, which is required.`,
        fix: "Give the slot a default (ifabsent), make it optional until every row has a value, or fill those rows first.",
      };
    case "rows_violate_check":
      return {
        message: `${rows} break the rule ${object}.`,
        fix: "Correct those rows first, or loosen the rule.",
      };
    case "rows_violate_unique":
      return {
        message: `${rows} share values that ${object} wants to be unique.`,
        fix: "Change or remove the duplicates first.",
      };
    default:
      return {
        message: `${rows} refer to something that does not exist (${object}).`,
        fix: "Add what is missing, or clear those references first.",
      };
  }
}
