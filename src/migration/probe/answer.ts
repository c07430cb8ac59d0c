// Probes → one statement; its answer → blockers, and the numbers of rows that hazards are about.

import type { ChangeKind } from "../change.ts";
import {
  countedHazard,
  entryOf,
  hazardKinds,
  type CountedHazardCode,
  type Hazard,
} from "../hazard.ts";
import type { Blocker, BlockerCode, PlannedChange } from "../plan.ts";
import type { Probe } from "./probe.ts";

/** All probes as one statement with a row for each that found something: `probe` (its position), `bad`, `refused`, `keys` (JSON). */
export function probeStatement(probes: readonly Probe[]): string {
  const shared = sharedTargets(probes);
  const parts = probes.map(({ sql, targets = "" }, index) => {
    const name = shared.get(targets);
    const query = name === undefined ? sql : sql.replace(targets, () => name);
    return `SELECT ${index} AS probe, bad, refused, to_json(keys)::text AS keys FROM (${query}) found WHERE bad > 0`;
  });
  const tables = [...shared].map(([sql, name]) => `${name} AS MATERIALIZED ${sql}`);
  return [
    ...(tables.length === 0 ? [] : [`WITH ${tables.join(",\n")}`]),
    parts.join("\nUNION ALL "),
  ].join("\n");
}

/** Shorter ones are about a few tables, whose indexes Postgres may then use. */
const LONG_TARGETS = 10_000;

/** Long subqueries that several probes have → the name under which they are asked once: each may be over hundreds of tables. */
function sharedTargets(probes: readonly Probe[]): ReadonlyMap<string, string> {
  const uses = Map.groupBy(probes, ({ targets = "" }) => targets);
  const shared = [...uses].filter(([sql, { length }]) => sql.length > LONG_TARGETS && length > 1);
  return new Map(shared.map(([sql], index) => [sql, `probe_targets_${index}`]));
}

/** What a probe has found. */
export interface Finding {
  readonly probe: Probe;
  /** Rows concerned; 0 where it has found none. */
  readonly count: number;
  /** Of those, the rows without a value that could be converted. */
  readonly refused: number;
  /** Primary keys of some of them, as text. */
  readonly sampleKeys: readonly string[];
}

/** The answer of the probe statement, one finding for each probe. */
export function readFindings(
  probes: readonly Probe[],
  rows: readonly Readonly<Record<string, string | null>>[],
): readonly Finding[] {
  const found = new Map(rows.map((row) => [Number(row["probe"]), row]));
  return probes.map((probe, index) => {
    const row = found.get(index);
    return {
      probe,
      count: Number(row?.["bad"] ?? 0),
      refused: Number(row?.["refused"] ?? 0),
      sampleKeys: JSON.parse(row?.["keys"] ?? "[]") as string[],
    };
  });
}

/** What was found, or why nothing was counted. Without findings no step that depends on rows may be applied. */
export interface ProbeAnswer {
  readonly findings: readonly Finding[] | undefined;
  readonly blockers: readonly Blocker[];
}

/** The steps that these probes are about. */
export function probedSteps(
  probes: readonly Probe[],
  planned: readonly PlannedChange[],
): readonly PlannedChange[] {
  const asked = new Set(probes.map(({ kind, object }) => stepKey(kind, object)));
  return planned.filter(({ step }) => asked.has(stepKey(step.kind, step.object)));
}

/** For steps whose rows were to be asked, and were not. */
export function notCounted(planned: readonly PlannedChange[]): readonly Blocker[] {
  return planned.map(({ step }) => ({
    step: step.id,
    code: "not_counted",
    message: `The rows that ${step.object} depends on were not counted.`,
    fix: 'Let them be counted ("probe": "exact").',
  }));
}

/** For steps of whose rows only a part was looked at. */
export function estimates(
  findings: readonly Finding[],
  planned: readonly PlannedChange[],
): readonly Blocker[] {
  return findings.flatMap(({ probe, count }) => {
    if (probe.sample === undefined) return [];
    const about = Math.round((count * 100) / probe.sample);
    const part = `${probe.sample.toPrecision(2)} % of the rows`;
    const found = count === 0 ? `none in ${part}` : `about ${rowsOf(about)}, judging by ${part}`;
    return notCounted(probedSteps([probe], planned)).map((blocker) => ({
      ...blocker,
      message: `The rows that ${probe.object} depends on were not counted: ${found}.`,
    }));
  });
}

/** What is in the way of these steps. */
export function blockersOf(
  findings: readonly Finding[],
  planned: readonly PlannedChange[],
): readonly Blocker[] {
  const ids = new Map(planned.map(({ step }) => [stepKey(step.kind, step.object), step.id]));
  return findings.flatMap((finding) => {
    const { probe, count, sampleKeys } = finding;
    const { code, kind, object } = probe;
    if (count === 0 || isCounted(code)) return [];
    const step = ids.get(stepKey(kind, object)) ?? 0;
    const { message, fix } = words(code, finding);
    const known = { step, code, count, sample_keys: sampleKeys, message };
    if (probe.retired === undefined) return [{ ...known, fix }];
    const back = `The rows are in ${probe.retired}, which comes back; answered with "new", its class begins without them.`;
    return [{ ...known, fix: `${fix} ${back}` }];
  });
}

const stepKey = (kind: ChangeKind, object: string): string => `${kind} ${object}`;

function isCounted(code: Probe["code"]): code is CountedHazardCode {
  return code in hazardKinds;
}

/** Findings about hazards, by the entry of `allow` without its number: `narrow_type:User.bio`. */
export type HazardFindings = ReadonlyMap<string, Finding>;

/** Those of the findings that are about hazards. */
export function hazardFindings(findings: readonly Finding[]): HazardFindings {
  return new Map(
    findings.flatMap((finding): [string, Finding][] => {
      const { code, object } = finding.probe;
      return isCounted(code) ? [[entryOf(code, object), finding]] : [];
    }),
  );
}

/** The hazard that a finding stands for; undefined where no row is concerned. */
export function hazardOf(code: CountedHazardCode, finding: Finding): Hazard | undefined {
  const { probe, count } = finding;
  if (count === 0) return undefined;
  return countedHazard(code, probe.object, hazardMessage(code, finding), finding);
}

const rowsOf = (count: number): string => (count === 1 ? "1 row" : `${count} rows`);

function hazardMessage(code: CountedHazardCode, { probe, count, refused }: Finding): string {
  const { object, type = "" } = probe;
  switch (code) {
    case "narrow_type": {
      if (probe.kind === "fill_column")
        return `${object} takes only the first of the values of ${rowsOf(count)} with several; the others stay in a retired table.`;
      const changed = count - refused;
      const parts = [
        ...(changed === 0 ? [] : [`change ${object} in ${rowsOf(changed)}`]),
        ...(refused === 0 ? [] : [`leave it empty in ${rowsOf(refused)} that cannot be converted`]),
      ];
      const what = parts.join(" and ").replace(/^leave it/, `leave ${object}`);
      return `The type ${type} would ${what}; the old values stay in a retired column.`;
    }
    case "backfill":
      return `${rowsOf(count)} without a value for ${object} get${count === 1 ? "s" : ""} one.`;
    case "rename_value":
      return `${rowsOf(count)} of ${object} get${count === 1 ? "s" : ""} another value.`;
  }
}

function words(
  code: BlockerCode,
  { probe, count }: Finding,
): { readonly message: string; readonly fix: string } {
  const { kind, object, computed } = probe;
  const rows = rowsOf(count);
  const s = count === 1 ? "s" : "";
  switch (code) {
    case "rows_violate_not_null":
      return {
        message: `${rows} would have no value for ${object}, which is required.`,
        fix: computed
          ? "Fill the slots that it is computed from first, or keep it optional."
          : kind === "add_column"
            ? "Give the slot a default (ifabsent) or say what rows get (sql.backfill), or make it optional until every row has a value."
            : "Fill those rows first, say what they get (sql.backfill), or keep the slot optional: a default is for new rows only.",
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
    case "rows_violate_type":
      if (kind === "revert_column")
        return {
          message: `${rows} ha${count === 1 ? "s a value" : "ve values"} of ${object}, written since it was converted, that ${probe.type ?? "its former type"} has no equal for.`,
          fix: "Correct those values first, or keep the newer type.",
        };
      return {
        message: `${rows} ha${count === 1 ? "s a value" : "ve values"} of ${object} that ${probe.type ?? "its new type"} cannot hold as ${count === 1 ? "it is" : "they are"}; an identifier never changes.`,
        fix: "Correct those values first, or keep the type of the identifier.",
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
