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

/** One metaslot of one slot, or of a class. */
export interface Enforcement {
  /** LinkML class name. */
  readonly class: string;
  /** JSON member; absent where it is about the class. */
  readonly slot?: string;
  readonly metaslot: string;
  /** The title or description of a rule. */
  readonly rule?: string;
  /** Whether Zod, and with it the API, refuses what breaks it. */
  readonly zod: boolean;
  /** What Postgres has for it: `type text[]`, `NOT NULL`, `CHECK Person_age_range`; empty where it has nothing. */
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
  /** The checks are the first of the constraints. */
  readonly checks: readonly MadeCheck[];
  readonly constraints: readonly Pick<SlotConstraint, "kind">[];
  readonly unsaid: readonly Unsaid[];
}

/** The entries of a slot before it has a class, and its constraints names. */
export type EnforcementPlan = readonly PlannedEntry[];

export interface PlannedEntry extends Pick<Enforcement, "metaslot" | "zod" | "reason"> {
  readonly mechanisms: readonly Mechanism[];
}

/** Names what Postgres has, once the slot is stored. */
type Mechanism =
  | { readonly kind: "type"; readonly text: string }
  /** The join table. */
  | { readonly kind: "table" }
  /** One of the slot's constraints. */
  | { readonly kind: "constraint"; readonly word: string; readonly index: number };

interface Claim extends Source {
  readonly metaslot: string;
  /** Its place in the table above. */
  readonly place: number;
}

/** The table above, by the field that an induced slot has for the metaslot. */
const CLAIMS: ReadonlyMap<string, Claim> = new Map(
  Object.entries(SOURCES).map(([metaslot, source], place) => [
    propertyOf(metaslot),
    { metaslot, place, ...source },
  ]),
);

/** What a slot says, in the order of the table. Most say little: looking through what they have is faster than asking for all there is. */
function claimsOf(slot: InducedSlot): readonly Claim[] {
  const given: Claim[] = [];
  for (const field of Object.keys(slot)) {
    const claim = CLAIMS.get(field);
    if (claim === undefined) continue;
    const value = slot[field as keyof InducedSlot];
    if (value !== undefined && value !== false) given.push(claim);
  }
  return given.sort((left, right) => left.place - right.place);
}

/** One entry for each metaslot of the slot that says something about values. */
export function planEnforcement(outcome: SlotOutcome): EnforcementPlan {
  const given = claimsOf(outcome.slot);
  return given.map((claim): PlannedEntry => {
    const { metaslot } = claim;
    // What no other metaslot of the slot stands for comes from its range.
    const others = metaslot === "range" ? given.filter((other) => other !== claim) : undefined;
    const reason = gapReason(claim, others, outcome.unsaid);
    const found = mechanisms(claim, others, outcome);
    // Without a word about a gap it is the type that sees to it, or a check that says more.
    const isUnnamed = found.length === 0 && reason === undefined;
    return {
      metaslot,
      // The API takes no value for what is computed; what is not, nobody compares.
      zod: metaslot !== "equals_expression" || isComputed(outcome.property),
      mechanisms: isUnnamed ? [storageType(outcome), ...all(outcome, "check", "CHECK")] : found,
      ...(reason !== undefined && { reason }),
    };
  });
}

/** Why the claim has a gap, where it has one. */
function gapReason(
  claim: Claim,
  others: readonly Claim[] | undefined,
  unsaid: readonly Unsaid[],
): string | undefined {
  const reasons = new Set<string>();
  for (const { what, reason } of unsaid)
    if (isGap(claim, what) || others?.some((other) => isGap(other, what)) === false)
      reasons.add(reason);
  return reasons.size === 0 ? undefined : [...reasons].join("; ");
}

function isGap({ metaslot, gaps }: Claim, what: string): boolean {
  return what === metaslot || gaps.includes(what);
}

function said(text: string): Mechanism {
  return { kind: "type", text };
}

function storageType({ storage }: SlotOutcome): Mechanism {
  if (storage.kind === "join") return { kind: "table" };
  if (storage.kind === "derived") return said("derived");
  return said(`type ${storage.type}${storage.array ? "[]" : ""}`);
}

function all(
  { constraints }: SlotOutcome,
  wanted: SlotConstraint["kind"],
  word: string,
): readonly Mechanism[] {
  const found: Mechanism[] = [];
  constraints.forEach(({ kind }, index) => {
    if (kind === wanted) found.push({ kind: "constraint", word, index });
  });
  return found;
}

function mechanisms(
  claim: Claim,
  others: readonly Claim[] | undefined,
  outcome: SlotOutcome,
): readonly Mechanism[] {
  const { property, storage } = outcome;
  switch (claim.metaslot) {
    case "range":
      return [
        storageType(outcome),
        ...namedChecks(claim, others, outcome),
        ...all(outcome, "foreign_key", "FOREIGN KEY"),
      ];
    case "required":
      return property.required && storage.kind === "column" ? [said("NOT NULL")] : [];
    case "identifier":
      return [said("PRIMARY KEY")];
    case "equals_expression":
      return isComputed(property) ? [said("GENERATED ALWAYS")] : [];
    case "list_elements_unique":
      return [...namedChecks(claim, others, outcome), ...all(outcome, "unique", "UNIQUE")];
    default:
      return namedChecks(claim, others, outcome);
  }
}

/** The checks that are about the claim, or about none of the others. */
function namedChecks(
  claim: Claim,
  others: readonly Claim[] | undefined,
  { checks, storage }: SlotOutcome,
): readonly Mechanism[] {
  const found: Mechanism[] = [];
  checks.forEach(({ about }, index) => {
    const isMine =
      isAbout(claim, about, storage) ||
      others?.some((other) => isAbout(other, about, storage)) === false;
    if (isMine) found.push({ kind: "constraint", word: "CHECK", index });
  });
  return found;
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
  return outcomes.map(({ rule, check, unsaid }) => {
    const reason = [...new Set(unsaid.map((one) => one.reason))].join("; ");
    return {
      class: owner,
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
  return keys.map(({ name }) => ({
    class: owner,
    metaslot: "unique_keys",
    zod: false,
    postgres: [`UNIQUE ${name}`],
  }));
}
