// Steps that Postgres would refuse because of rows → one statement that counts those rows and names some, and its answer → blockers.

import type { Column, Constraint, Database, ForeignKey } from "../relational/database.ts";
import { identityFeeders } from "../relational/identity.ts";
import { identifierList, quoteIdentifier } from "../sql/quote.ts";
import { changedTable, type Change, type ChangeKind } from "./change.ts";
import { futureRows, tableMap } from "./future-rows.ts";
import {
  isOwnIdentity,
  leavingReferences,
  sharedIdentities,
  targetRows,
  type Scope,
} from "./probe-identity.ts";
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
  /** About a column that is computed from others. */
  readonly computed: boolean;
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
    feeders: identityFeeders(desired.tables),
  };
  return planned.flatMap(({ step, change }) => {
    const { id, kind, object } = step;
    const name = changedTable(change) ?? "";
    if (live.tables.get(name)?.empty !== false) return [];
    const question = questionAbout(change, name, scope);
    return question === undefined
      ? []
      : [
          {
            step: id,
            kind,
            object,
            computed: isComputed(change),
            code: question[0],
            sql: question[1],
          },
        ];
  });
}

function isComputed(change: Change): boolean {
  return change.kind === "add_column" && change.column.generated !== undefined;
}

function questionAbout(change: Change, name: string, scope: Scope): Question | undefined {
  if (change.kind === "empty_identity") {
    const rows = leavingReferences(change.source, scope);
    return rows === undefined ? undefined : ["rows_violate_foreign_key", offending(rows, "true")];
  }
  const table = scope.after.get(name);
  const before = scope.before.get(name);
  if (table === undefined || before === undefined) return undefined;
  return questionOf(change, futureRows(scope.namespace, table, before), scope);
}

type Question = readonly [code: BlockerCode, sql: string];

/** What a step asks of the rows there will be; undefined where nothing could be in its way. */
function questionOf(change: Change, rows: string, scope: Scope): Question | undefined {
  switch (change.kind) {
    case "add_column":
      if (needsValue(change.column)) return ["rows_violate_not_null", offending(rows, "true")];
      return change.column.notNull && change.column.generated !== undefined
        ? ["rows_violate_not_null", offending(rows, isMissing(change.column))]
        : undefined;
    case "set_not_null":
      return ["rows_violate_not_null", offending(rows, isMissing(change.to))];
    case "add_constraint":
      return constraintQuestion(change.table, change.constraint, rows, scope);
    case "create_index": {
      const { unique, keys, where } = change.index;
      const columns = keys.map((key) => key.column);
      return unique
        ? ["rows_violate_unique", duplicates(rows, columns, false, where?.sql)]
        : undefined;
    }
    case "fill_identity": {
      const taken = sharedIdentities(change.table, change.source, scope);
      return taken === undefined ? undefined : ["rows_violate_unique", offending(rows, taken)];
    }
    default:
      return undefined;
  }
}

function constraintQuestion(
  table: string,
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
      if (isOwnIdentity(constraint, scope.after.get(table))) return undefined;
      const targets = targetRows(constraint.targetTable, scope);
      if (targets === undefined) return undefined;
      return ["rows_violate_foreign_key", offending(rows, dangling(constraint, targets))];
    }
  }
}

function isMissing({ name }: Column): string {
  return `${quoteIdentifier(name)} IS NULL`;
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
  { code, kind, object, computed }: Probe,
  count: number,
): { readonly message: string; readonly fix: string } {
  const rows = count === 1 ? "1 row" : `${count} rows`;
  const s = count === 1 ? "s" : "";
  switch (code) {
    case "rows_violate_not_null":
      return {
        message: `${rows} would have no value for ${object}, which is required.`,
        fix: computed
          ? "Fill the slots that it is computed from first, or keep it optional."
          : kind === "add_column"
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
        message:
          kind === "fill_identity"
            ? `${rows} share${s} an identifier with a row of another class that the same references can point to (${object}).`
            : `${rows} share values that ${object} wants to be unique.`,
        fix: "Change or remove the duplicates first.",
      };
    default:
      return {
        message:
          kind === "empty_identity"
            ? `${rows} refer${s} to rows that they could no longer refer to (${object}).`
            : `${rows} refer${s} to something that does not exist (${object}).`,
        fix: "Add what is missing, or clear those references first.",
      };
  }
}
