// Steps that Postgres would refuse because of rows, or that would change values → what to ask about those rows before anything is done.

import type {
  BackfillList,
  Column,
  Constraint,
  Database,
  ForeignKey,
  Table,
} from "../../relational/database.ts";
import { identityFeeders } from "../../relational/identity.ts";
import { keyValue } from "../../sql/definition.ts";
import { qualifiedName, quoteIdentifier } from "../../sql/quote.ts";
import { changedTable, type Change, type ChangeKind } from "../change.ts";
import { conversionQuestion, isConverting } from "./conversion-question.ts";
import { countRows, futureRows, isFilled, liveRows } from "./future-rows.ts";
import { carriedValue, type FillList, listColumns } from "../lists/fill-list.ts";
import { tableMap } from "../name-map.ts";
import {
  isOwnIdentity,
  leavingReferences,
  sharedIdentities,
  targetRows,
  type Scope,
} from "./identity.ts";
import type { CountedHazardCode } from "../hazard.ts";
import type { LiveDatabase } from "../live.ts";
import type { BlockerCode, PlannedChange } from "../plan.ts";
import { needsValue } from "../column-value.ts";
import { hasRenamedValue, type RenameValue } from "../rename/values.ts";

/** One question about rows: of a blocker, or of a hazard about rows. */
export interface Probe {
  readonly code: BlockerCode | CountedHazardCode;
  readonly kind: ChangeKind;
  /** `User.email`. */
  readonly object: string;
  /** About a column that is computed from others. */
  readonly computed: boolean;
  /** The type that values are to be converted to, where it is about that. */
  readonly type?: string;
  /** Where its rows are, of a table that comes back from among the retired ones. */
  readonly retired?: string;
  /** Percent of the rows that it looks at, where those are not all. */
  readonly sample?: number;
  /**
   * A query for (bad bigint, refused bigint, keys text[]): how many rows break the rule or change, how many of those have no value that
   * could be converted, and the keys of some.
   */
  readonly sql: string;
  /** A subquery in it for many tables, which other probes may have as well. */
  readonly targets?: string;
}

/** Above this an estimate looks at as much of a table, and no more. */
const SAMPLE_BYTES = 8 * 2 ** 20;

/**
 * What to ask before applying; tables known to be empty are not asked about. `managed` is the live side, `desired` the other. For an
 * estimate only a part of large tables is looked at.
 */
export function probesFor(
  planned: readonly PlannedChange[],
  managed: Database,
  desired: Database,
  live: LiveDatabase,
  isEstimate = false,
): readonly Probe[] {
  const scope: Scope = {
    namespace: desired.namespace,
    before: tableMap(managed),
    after: tableMap(desired),
    feeders: identityFeeders(desired.tables),
  };
  return planned.flatMap(({ step, change }) => {
    const { kind, object } = step;
    const name = change.kind === "fill_list" ? change.from.table : (changedTable(change) ?? "");
    const there = live.tables.get(name);
    if (there?.empty !== false) return [];
    const isPart = isEstimate && there.heap > SAMPLE_BYTES;
    const sample = isPart ? (100 * SAMPLE_BYTES) / there.heap : undefined;
    const question = questionAbout(change, name, { ...scope, sample });
    if (question === undefined) return [];
    const [code, sql, targets] = question;
    const type = isConverting(change) ? { type: change.to.type } : {};
    const { namespace, name: former = "" } = scope.before.get(name)?.former ?? {};
    return [
      {
        kind,
        object,
        code,
        computed: isComputed(change),
        ...type,
        ...(namespace !== undefined && { retired: qualifiedName(namespace, former) }),
        ...(isPart && { sample: sample ?? 0 }),
        sql,
        ...(targets !== undefined && { targets }),
      },
    ];
  });
}

function isComputed(change: Change): boolean {
  return change.kind === "add_column" && change.column.generated !== undefined;
}

function questionAbout(change: Change, name: string, scope: Scope): Question | undefined {
  if (change.kind === "empty_identity") {
    const leaving = leavingReferences(change.source, scope);
    if (leaving === undefined) return undefined;
    return ["rows_violate_foreign_key", offending(leaving.rows, "true"), leaving.references];
  }
  const table = scope.after.get(name);
  const before = scope.before.get(name);
  if (table === undefined || before === undefined) return undefined;
  if (change.kind === "rename_value") return ["rename_value", renamedRows(change, before, scope)];
  if (isConverting(change)) return conversionQuestion(change, before, scope);
  if (change.kind === "fill_list") return danglingReferences(change, before, scope);
  if (change.kind === "fill_column") {
    const { list } = change.value;
    if (list !== undefined) return ["narrow_type", severalValues(list)];
    if (change.isNew) return undefined;
    const filled = `${isFilled(change.column, table, before)} AS "probe filled"`;
    return [
      "backfill",
      offending(liveRows(scope.namespace, before, [filled], scope.sample), `"probe filled"`),
    ];
  }
  return questionOf(change, futureRows(scope.namespace, table, before, scope.sample), scope);
}

type Question = readonly [code: Probe["code"], sql: string, targets?: string];

/** References that become lists are asked before there is a table of lists. */
function danglingReferences(
  { table, from }: FillList,
  before: Table,
  scope: Scope,
): Question | undefined {
  const list = listColumns(table);
  if (list === undefined) return undefined;
  const key = table.constraints
    .filter((each) => each.kind === "foreign_key")
    .find(({ columns }) => columns[0] === list.item);
  const targets = key && targetRows(key, scope);
  if (key === undefined || targets === undefined) return undefined;
  const value = carriedValue(quoteIdentifier(from.column), from.type, list.type);
  const selected = [`${value} AS ${quoteIdentifier(list.item)}`];
  const rows = liveRows(scope.namespace, before, selected, scope.sample);
  return ["rows_violate_foreign_key", offending(rows, dangling(key, targets))];
}

/** Rows with a list of more than one. */
function severalValues({ place, owner }: BackfillList): string {
  const lists = `SELECT ${quoteIdentifier(owner)}::text AS "probe key" FROM ${place} GROUP BY ${quoteIdentifier(owner)} HAVING count(*) > 1`;
  return countRows(`(${lists}) lists`);
}

/** The rows that have one of the values that get another name. */
function renamedRows(
  { column, values }: RenameValue,
  before: Table,
  { namespace, sample }: Scope,
): string {
  const value = quoteIdentifier(column.name);
  const isText = before.columns.some(
    ({ name, type }) => name === column.name && type === column.type,
  );
  const selected = isText ? value : `${value}::${column.type} AS ${value}`;
  return offending(
    liveRows(namespace, before, [selected], sample),
    hasRenamedValue(column, values, value),
  );
}

/** What a step asks of the rows there will be; undefined where nothing could be in its way. */
function questionOf(change: Change, rows: string, scope: Scope): Question | undefined {
  switch (change.kind) {
    case "add_column":
      if (needsValue(change.column)) return ["rows_violate_not_null", offending(rows, "true")];
      if (change.column.generated === undefined) return undefined;
      return change.column.notNull
        ? ["rows_violate_not_null", offending(rows, isMissing(change.column))]
        : ["rows_violate_check", computing(rows, [quoteIdentifier(change.column.name)])];
    case "add_shadow": {
      const { column, conversion, required } = change;
      // Of the others none can lose its value.
      if (!required || conversion.how !== "tried") return undefined;
      return ["rows_violate_not_null", offending(rows, isMissing(column))];
    }
    case "set_not_null":
      return ["rows_violate_not_null", offending(rows, isMissing(change.to))];
    case "add_constraint":
      // Rows that are there are asked when it is validated.
      if ("notValid" in change.constraint) return undefined;
      return constraintQuestion(change.table, change.constraint, rows, scope);
    case "validate_constraint":
      // What proves that a column has values is asked of the column.
      if (change.proves) return undefined;
      return constraintQuestion(change.table, change.constraint, rows, scope);
    case "create_index": {
      const { unique, keys, where, nullsNotDistinct = false } = change.wanted ?? change.index;
      const values = keys.map(keyValue);
      if (unique)
        return ["rows_violate_unique", duplicates(rows, values, nullsNotDistinct, where?.sql)];
      const isComputing = where !== undefined || keys.some(({ column }) => column === undefined);
      return isComputing ? ["rows_violate_check", computing(rows, values, where?.sql)] : undefined;
    }
    case "fill_identity": {
      const taken = sharedIdentities(change.table, change.source, scope);
      if (taken === undefined) return undefined;
      return ["rows_violate_unique", offending(rows, taken.condition), taken.keys];
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
      return [
        "rows_violate_unique",
        duplicates(rows, columns.map(quoteIdentifier), nullsNotDistinct),
      ];
    }
    case "primary_key":
      // A value for each of its columns is asked for by the step that adds the column or makes it NOT NULL.
      return [
        "rows_violate_unique",
        duplicates(rows, constraint.columns.map(quoteIdentifier), false),
      ];
    case "foreign_key": {
      if (isOwnIdentity(constraint, scope.after.get(table))) return undefined;
      const targets = targetRows(constraint, scope);
      if (targets === undefined) return undefined;
      return ["rows_violate_foreign_key", offending(rows, dangling(constraint, targets)), targets];
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

/** Finds no row, but computes these expressions for each: what cannot be computed fails here. */
function computing(rows: string, values: readonly string[], where = "true"): string {
  return `SELECT count(num_nulls(${values.join(", ")})) * 0 AS bad, 0 AS refused, NULL::text[] AS keys FROM ${rows} probe WHERE ${where}`;
}

function offending(rows: string, condition: string): string {
  return countRows(`${rows} probe WHERE ${condition}`);
}

/** Rows that share the values of these expressions with another; a missing one is equal to nothing unless `nullsEqual`. */
function duplicates(
  rows: string,
  values: readonly string[],
  nullsEqual: boolean,
  where?: string,
): string {
  const conditions = [
    ...(where === undefined ? [] : [`(${where})`]),
    // Asked of all at once, so that each is computed, as the index will.
    ...(nullsEqual ? [] : [`num_nulls(${values.join(", ")}) = 0`]),
  ];
  const filter = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
  const counted = `SELECT "probe key", count(*) OVER (PARTITION BY ${values.join(", ")}) AS "probe copies" FROM ${rows} probe${filter}`;
  return countRows(`(${counted}) counted WHERE "probe copies" > 1`);
}
