// A draft of a plan and what the rows said to it → the plan: types that hold every value change in place, the others by a conversion; each
// hazard about rows has its number; what was not counted cannot be applied.

import { changedTable, type Change } from "../change.ts";
import { castFunctions, type CastFunctions } from "../types/cast-functions.ts";
import { castPairs, convertedObject, type Conversion } from "../types/conversion.ts";
import type { ColumnTest } from "../diff/columns.ts";
import { entryOf, type AllowEntry, type CountedHazardCode } from "../hazard.ts";
import type { LiveDatabase } from "../live.ts";
import { partKey } from "../name-map.ts";
import type { Blocker, PlannedChange, RowCheck, Step } from "../plan.ts";
import {
  blockersOf,
  hazardFindings,
  hazardOf,
  notCounted,
  type HazardFindings,
  type ProbeAnswer,
} from "./answer.ts";
import { classifyTypeChange, keepsValues } from "../types/type-change.ts";

/** Before anything was counted: every column whose values may change is converted, but identifiers. */
export function convertsAll(conversions: readonly Conversion[]): ColumnTest {
  return tests(conversions.filter(({ identifier }) => !identifier));
}

/** A plan in which every uncertain type change is a conversion, what speaks against it, and what the rows said. */
export interface Draft {
  readonly draft: readonly PlannedChange[];
  readonly structural: readonly Blocker[];
  readonly answer: ProbeAnswer;
  readonly conversions: readonly Conversion[];
  readonly live: LiveDatabase;
}

/** Makes a plan, and says what can be seen against it without looking at rows. */
export interface Planner {
  readonly plan: (isConverted: ColumnTest) => readonly PlannedChange[];
  readonly inTheWay: (planned: readonly PlannedChange[]) => readonly Blocker[];
}

/** A plan that has heard the rows, and all that is in its way. */
export interface Settled {
  readonly planned: readonly PlannedChange[];
  readonly blockers: readonly Blocker[];
}

/** Conversions that no row needs become changes in place; everything else stays as it was drafted. */
export function settle(
  { draft, structural, answer, conversions, live }: Draft,
  { plan, inTheWay }: Planner,
): Settled {
  const { findings, blockers } = answer;
  const counted = hazardFindings(findings ?? []);
  const [needed, unneeded] = partition(
    conversions.filter(({ identifier }) => !identifier),
    (each) => counted.get(entryOf("narrow_type", convertedObject(each)))?.count !== 0,
  );
  const settled = unneeded.length === 0 ? draft : plan(tests(needed));
  const planned = withCounts(settled, counted, { conversions, live });
  return {
    planned,
    blockers: [
      ...(settled === draft ? structural : inTheWay(settled)),
      ...blockersOf(findings ?? [], settled),
      ...blockers,
      ...(findings === undefined ? [] : notCounted(planned.filter(isUncounted))),
    ],
  };
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function tests(conversions: readonly Conversion[]): ColumnTest {
  const keys = new Set(conversions.map(({ table, to }) => partKey(table, to.name)));
  return (table, column) => keys.has(partKey(table, column));
}

/** Gives steps of filled tables their hazards about rows. Without findings nothing was counted. */
function withCounts(
  planned: readonly PlannedChange[],
  counted: HazardFindings,
  { conversions, live }: Pick<Draft, "conversions" | "live">,
): readonly PlannedChange[] {
  // Of an identifier no row may change, so that there is nothing to allow.
  const identifiers = new Set(
    conversions.flatMap((each) => (each.identifier ? [convertedObject(each)] : [])),
  );
  return planned.map((item) => {
    const { step, change } = item;
    const code = countedCode(change);
    const isFilled = live.tables.get(changedTable(change) ?? "")?.empty === false;
    if (code === undefined || !isFilled) return item;
    if (step.kind === "change_type" && identifiers.has(step.object)) return item;
    return withCount(item, code, counted);
  });
}

/** The hazard about rows that a change of a filled table may have. */
function countedCode(change: Change): CountedHazardCode | undefined {
  switch (change.kind) {
    case "convert_column":
      return "narrow_type";
    case "change_type":
      return isUncertain(change) ? "narrow_type" : undefined;
    case "rename_value":
      return "rename_value";
    case "fill_column":
      if (change.value.list !== undefined) return "narrow_type";
      return change.isNew ? undefined : "backfill";
    default:
      return undefined;
  }
}

function withCount(
  item: PlannedChange,
  code: CountedHazardCode,
  counted: HazardFindings,
): PlannedChange {
  const { step } = item;
  const hazard = entryOf(code, step.object);
  const finding = counted.get(hazard);
  if (finding === undefined) return { ...item, step: uncounted(step, code) };
  const found = hazardOf(code, finding);
  return {
    ...item,
    step: {
      ...step,
      hazards: [...step.hazards, ...(found === undefined ? [] : [found])],
      counts: [{ hazard, rows: finding.count }],
    },
    // What changes in place looks at each value by itself.
    ...(step.kind === "change_type" ? {} : { check: { hazard, sql: finding.probe.sql } }),
  };
}

function isUncounted({ step }: PlannedChange): boolean {
  return step.counts?.some(({ rows }) => rows === undefined) === true;
}

function uncounted(step: Step, code: CountedHazardCode): Step {
  const message = `The rows of ${step.object} that this would change were not counted.`;
  return {
    ...step,
    hazards: [...step.hazards, { code, message }],
    counts: [{ hazard: entryOf(code, step.object) }],
  };
}

/** Conditions that have to hold under the locks, and the functions they call. */
export interface Assertions {
  readonly functions: CastFunctions;
  /** SQL conditions. */
  readonly conditions: readonly string[];
}

/** That no step concerns more rows than were approved; tables that are large are not read again. */
export function assertions(
  planned: readonly PlannedChange[],
  allow: readonly AllowEntry[],
  isLarge: (table: string) => boolean = () => false,
): Assertions {
  const conditions = planned.flatMap(({ change, check }) => {
    if (check === undefined || isLarge(changedTable(change) ?? "")) return [];
    return [`(SELECT bad FROM (${check.sql}) counted) <= ${limitOf(check, allow)}`];
  });
  const pairs = planned.flatMap(({ change }) => (isUncertain(change) ? castPairs(change) : []));
  return { functions: castFunctions(conditions.length === 0 ? [] : pairs), conditions };
}

function limitOf({ hazard }: RowCheck, allow: readonly AllowEntry[]): number {
  const limits = allow.flatMap(({ entry, limit }) => (entry === hazard ? (limit ?? []) : []));
  return Math.max(0, ...limits);
}

function isUncertain(
  change: Change,
): change is Extract<Change, { kind: "change_type" | "convert_column" }> {
  return (
    (change.kind === "change_type" || change.kind === "convert_column") &&
    !keepsValues(classifyTypeChange(change.from.type, change.to.type))
  );
}

/** Functions that the probes of these steps call. */
export function probeFunctions(planned: readonly PlannedChange[]): CastFunctions {
  return castFunctions(
    planned.flatMap(({ change }) =>
      change.kind === "revert_column" || isUncertain(change) ? castPairs(change) : [],
    ),
  );
}
