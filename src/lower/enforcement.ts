// What each metaslot of a slot or class came to: who enforces it, by what, or why not. One list, from which the table in the output and the
// diagnostics both are made.

import type { PropertyShape } from "../constraint/shape.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import { propertyOf } from "../linkml/shape.ts";
import type { Place, Report } from "../text/diagnostic.ts";
import type { MadeCheck, RuleOutcome } from "./checks.ts";
import type { Aspect } from "./scalar-test.ts";
import type { SlotConstraint, StoredSlot } from "./stored-class.ts";
import type { Unsaid } from "./unsaid.ts";

/** One metaslot of one slot, in all classes that have it as it is, or of a class. */
export interface Enforcement {
  /** LinkML names, in the order of the schema. */
  readonly classes: readonly string[];
  /** JSON member; absent where it is about the class. */
  readonly slot?: string;
  readonly metaslot: string;
  /** The title or description of a rule. */
  readonly rule?: string;
  /** Whether Zod, and with it the API, refuses what breaks it. */
  readonly zod: boolean;
  /**
   * What Postgres has for it: `type text[]`, `NOT NULL`, `CHECK age_range`; empty where it has nothing. What is made for a slot is named
   * without what each class puts before it (`Person_age_range`).
   */
  readonly postgres: readonly string[];
  /** Why Postgres (or nobody) enforces it only in part, or not at all. */
  readonly reason?: string | undefined;
}

/** What stands behind one metaslot: aspects of the shape, and how their gaps are named. */
interface Source {
  readonly aspects: readonly Aspect[];
  readonly gaps: readonly string[];
}

const BOUNDS: Source = { aspects: ["range"], gaps: ["bounds"] };
const SIZE: Source = { aspects: ["size"], gaps: ["cardinality"] };
const EQUALS: Source = { aspects: ["equals", "enum"], gaps: ["equals_string"] };
const PATTERN: Source = { aspects: ["pattern"], gaps: ["pattern"] };
const RANGE: Source = {
  aspects: ["enum", "elements", "shape"],
  gaps: ["range", "inner shape", "elements"],
};
const CHOICE: Source = { aspects: ["shape", "enum"], gaps: [] };

/** Metaslot → where to look for it. Names are those of the fields of an induced slot in snake case. */
const SOURCES: Readonly<Record<string, Source>> = {
  range: RANGE,
  pattern: PATTERN,
  structured_pattern: PATTERN,
  minimum_value: BOUNDS,
  maximum_value: BOUNDS,
  minimum_cardinality: SIZE,
  maximum_cardinality: SIZE,
  exact_cardinality: SIZE,
  equals_string: EQUALS,
  equals_string_in: EQUALS,
  equals_number: EQUALS,
  equals_number_in: EQUALS,
  designates_type: EQUALS,
  subproperty_of: EQUALS,
  list_elements_unique: { aspects: ["unique"], gaps: [] },
  any_of: CHOICE,
  exactly_one_of: CHOICE,
  all_of: CHOICE,
  none_of: CHOICE,
  has_member: CHOICE,
  all_members: CHOICE,
  value_presence: CHOICE,
  equals_expression: CHOICE,
  required: { aspects: [], gaps: [] },
  identifier: { aspects: [], gaps: [] },
};

/** What a slot comes to, whatever its table is called. */
export interface SlotOutcome {
  readonly slot: InducedSlot;
  readonly property: PropertyShape;
  readonly storage: StoredSlot["storage"] | { readonly kind: "join" };
  readonly checks: readonly MadeCheck[];
  /** All constraints, by the part of their names that comes after the table's. */
  readonly constraints: readonly Pick<SlotConstraint, "kind" | "name">[];
  readonly unsaid: readonly Unsaid[];
}

/** What a slot comes to in all classes that have it as it is. */
export interface EnforcementPlan {
  readonly entries: readonly Enforcement[];
  /** Those of all entries, as they are found. */
  readonly classes: string[];
}

interface Claim extends Source {
  readonly metaslot: string;
  /** What an induced slot has for the metaslot. */
  readonly field: keyof InducedSlot;
}

const CLAIMS: readonly Claim[] = Object.entries(SOURCES).map(([metaslot, source]) => ({
  metaslot,
  field: propertyOf(metaslot) as keyof InducedSlot,
  ...source,
}));

/** One entry for each metaslot of the slot that says something about values. */
export function planEnforcement(outcome: SlotOutcome): EnforcementPlan {
  const given = CLAIMS.filter(({ field }) => {
    const value = outcome.slot[field];
    return value !== undefined && value !== false;
  });
  const classes: string[] = [];
  const entries = given.map((claim) => planEntry(claim, given, outcome, classes));
  return { entries, classes };
}

function planEntry(
  claim: Claim,
  given: readonly Claim[],
  outcome: SlotOutcome,
  classes: readonly string[],
): Enforcement {
  const { metaslot } = claim;
  // What no other metaslot of the slot stands for comes from its range.
  const others = metaslot === "range" ? given.filter((other) => other !== claim) : undefined;
  const reason = gapReason(claim, others, outcome.unsaid);
  const found = mechanisms(claim, others, outcome);
  // Without a word about a gap it is the type that sees to it, or a check that says more.
  const isUnnamed = found.length === 0 && reason === undefined;
  return {
    classes,
    slot: outcome.property.name,
    metaslot,
    // The API takes no value for what is computed; what is not, nobody compares.
    zod: metaslot !== "equals_expression" || isComputed(outcome.property),
    postgres: isUnnamed ? [storageType(outcome)].concat(all(outcome, "check", "CHECK")) : found,
    reason,
  };
}

/** Why the claim has a gap, where it has one. */
function gapReason(
  claim: Claim,
  others: readonly Claim[] | undefined,
  unsaid: readonly Unsaid[],
): string | undefined {
  if (unsaid.length === 0) return undefined;
  const reasons = new Set<string>();
  for (const { what, reason } of unsaid)
    if (isGap(claim, what) || others?.some((other) => isGap(other, what)) === false)
      reasons.add(reason);
  return reasons.size === 0 ? undefined : [...reasons].join("; ");
}

function isGap({ metaslot, gaps }: Claim, what: string): boolean {
  return what === metaslot || gaps.includes(what);
}

function storageType({ storage, property }: SlotOutcome): string {
  if (storage.kind === "join") return `table ${property.name}`;
  if (storage.kind === "derived") return "derived";
  return `type ${storage.type}${storage.array ? "[]" : ""}`;
}

function all(
  { constraints }: SlotOutcome,
  wanted: SlotConstraint["kind"],
  word: string,
): readonly string[] {
  return constraints.filter(({ kind }) => kind === wanted).map(({ name }) => `${word} ${name}`);
}

function mechanisms(
  claim: Claim,
  others: readonly Claim[] | undefined,
  outcome: SlotOutcome,
): readonly string[] {
  const { property, storage } = outcome;
  switch (claim.metaslot) {
    case "range":
      return [storageType(outcome)].concat(
        namedChecks(claim, others, outcome),
        all(outcome, "foreign_key", "FOREIGN KEY"),
      );
    case "required":
      return property.required && storage.kind === "column" ? ["NOT NULL"] : [];
    case "identifier":
      return ["PRIMARY KEY"];
    case "equals_expression":
      return isComputed(property) ? ["GENERATED ALWAYS"] : [];
    case "list_elements_unique":
      return namedChecks(claim, others, outcome).concat(all(outcome, "unique", "UNIQUE"));
    default:
      return namedChecks(claim, others, outcome);
  }
}

/** The checks that are about the claim, or about none of the others. */
function namedChecks(
  claim: Claim,
  others: readonly Claim[] | undefined,
  { checks, storage }: SlotOutcome,
): readonly string[] {
  const isMine = ({ about }: MadeCheck): boolean =>
    isAbout(claim, about, storage) ||
    others?.some((other) => isAbout(other, about, storage)) === false;
  return checks.filter(isMine).map(({ check }) => `CHECK ${check.name}`);
}

function isAbout(
  { metaslot, aspects }: Claim,
  about: MadeCheck["about"],
  storage: SlotOutcome["storage"],
): boolean {
  if (typeof about !== "string") return about.metaslot === metaslot;
  // All that a filter says about a jsonb column stands in one CHECK.
  const isFilter = about === "shape" && storage.kind === "column" && storage.type === "jsonb";
  return aspects.includes(about) || (isFilter && aspects.length > 0);
}

function isComputed({ computed }: PropertyShape): boolean {
  return computed !== undefined && "value" in computed;
}

/** The rules of a class, and members that no table has room for. */
export function classEnforcement(
  owner: string,
  outcomes: readonly RuleOutcome[],
): readonly Enforcement[] {
  const classes = [owner];
  return outcomes.map(({ rule, check, unsaid }) => {
    const reason = [...new Set(unsaid.map((one) => one.reason))].join("; ");
    return {
      classes,
      metaslot: rule.metaslot,
      ...(rule.label !== undefined && { rule: rule.label }),
      zod: true,
      postgres: check === undefined ? [] : [`CHECK ${check.check.name}`],
      ...(reason !== "" && { reason }),
    };
  });
}

/** An entry, as far as it says what is left to others. */
type Gap = Pick<Enforcement, "metaslot" | "rule" | "zod" | "reason">;

/** Says what Postgres does not enforce: once for each reason. `from` names the slot or class. */
export function reportEnforcement(
  entries: readonly Gap[],
  from: string,
  place: Place,
  report: Report,
): void {
  const unsaid = entries.filter(({ reason }) => reason !== undefined);
  if (unsaid.length === 0) return;
  const gaps = unsaid.filter(({ zod }) => zod);
  for (const [reason = "", group] of Map.groupBy(gaps, (entry) => entry.reason)) {
    const what = [...new Set(group.map(subject))].join(" and ");
    report("not-enforced-in-database", place, { from, what, reason });
  }
  for (const { zod, metaslot, reason = "" } of unsaid) {
    if (!zod) report("not-enforced", place, { from, what: metaslot, reason });
  }
}

function subject({ metaslot, rule }: Gap): string {
  if (metaslot !== "rules") return metaslot;
  return rule === undefined ? "rule" : `rule "${rule}"`;
}

/** The unique keys of a class; only the database sees all rows. */
export function keyEnforcement(
  owner: string,
  keys: readonly SlotConstraint[],
): readonly Enforcement[] {
  const classes = [owner];
  return keys.map(({ name }) => ({
    classes,
    metaslot: "unique_keys",
    zod: false,
    postgres: [`UNIQUE ${name}`],
  }));
}
