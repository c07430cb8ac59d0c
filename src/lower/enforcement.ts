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
  readonly reason?: string;
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
  readonly unsaid: readonly Unsaid[];
}

/** The entries of a slot before its constraints have names. */
export type EnforcementPlan = readonly PlannedEntry[];

interface PlannedEntry extends Pick<Enforcement, "metaslot" | "zod" | "reason"> {
  readonly mechanisms: readonly Mechanism[];
}

/** Names what Postgres has, once the slot is stored. */
type Mechanism = (stored: StoredSlot, constraints: readonly SlotConstraint[]) => readonly string[];

interface Claim extends Source {
  readonly metaslot: string;
}

/** The table above by the field of an induced slot, in its order. */
const CLAIMS: ReadonlyMap<string, Claim & { readonly rank: number }> = new Map(
  Object.entries(SOURCES).map(([metaslot, source], rank) => [
    propertyOf(metaslot),
    { metaslot, rank, ...source },
  ]),
);

/** One entry for each metaslot of the slot that says something about values. The checks are the first of its constraints. */
export function planEnforcement(outcome: SlotOutcome): EnforcementPlan {
  const { slot, property, unsaid } = outcome;
  const given = Object.entries(slot)
    .flatMap(([field, value]) =>
      value === undefined || value === false ? [] : (CLAIMS.get(field) ?? []),
    )
    .toSorted((one, other) => one.rank - other.rank);
  return given.map((claim): PlannedEntry => {
    const { metaslot } = claim;
    // What no other metaslot of the slot stands for comes from its range.
    const others = metaslot === "range" ? given.filter((other) => other !== claim) : undefined;
    const reasons = unsaid
      .filter(({ what }) => isGap(claim, what) || others?.some((o) => isGap(o, what)) === false)
      .map((one) => one.reason);
    const reason = [...new Set(reasons)].join("; ");
    return {
      metaslot,
      // The API takes no value for what is computed; what is not, nobody compares.
      zod: metaslot !== "equals_expression" || isComputed(property),
      mechanisms: mechanisms(claim, others, outcome),
      ...(reason !== "" && { reason }),
    };
  });
}

/** The entries of a slot as stored in class `owner`. */
export function slotEnforcement(
  owner: string,
  stored: StoredSlot,
  constraints: readonly SlotConstraint[],
  plan: EnforcementPlan,
): readonly Enforcement[] {
  return plan.map(({ metaslot, zod, mechanisms: made, reason }) => {
    const named = made.flatMap((mechanism) => mechanism(stored, constraints));
    return {
      class: owner,
      slot: stored.name,
      metaslot,
      zod,
      // Without a word about a gap it is the type that sees to it, or a check that says more.
      postgres:
        named.length === 0 && reason === undefined
          ? [...storageType(stored, constraints), ...everyCheck(stored, constraints)]
          : named,
      ...(reason !== undefined && { reason }),
    };
  });
}

function isGap({ metaslot, gaps }: Claim, what: string): boolean {
  return what === metaslot || gaps.includes(what);
}

const storageType: Mechanism = ({ storage }) => {
  if (storage.kind === "join") return [`table ${storage.table}`];
  if (storage.kind === "derived") return ["derived"];
  return [`type ${storage.type}${storage.array ? "[]" : ""}`];
};

const everyCheck = allOf("check", "CHECK");
const everyForeignKey = allOf("foreign_key", "FOREIGN KEY");
const everyUnique = allOf("unique", "UNIQUE");

function allOf(wanted: SlotConstraint["kind"], word: string): Mechanism {
  return (_, constraints) =>
    constraints.flatMap(({ kind, name }) => (kind === wanted ? `${word} ${name}` : []));
}

function mechanisms(
  claim: Claim,
  others: readonly Claim[] | undefined,
  { checks, storage, property }: SlotOutcome,
): readonly Mechanism[] {
  const isMine = ({ about }: MadeCheck): boolean =>
    isAbout(claim, about, storage) || others?.some((o) => isAbout(o, about, storage)) === false;
  const named = checks.flatMap((check, index): Mechanism[] =>
    isMine(check) ? [(_, constraints) => [`CHECK ${constraints[index]?.name}`]] : [],
  );
  switch (claim.metaslot) {
    case "range":
      return [storageType, ...named, everyForeignKey];
    case "required":
      return property.required && storage.kind === "column" ? [() => ["NOT NULL"]] : [];
    case "identifier":
      return [() => ["PRIMARY KEY"]];
    case "equals_expression":
      return isComputed(property) ? [() => ["GENERATED ALWAYS"]] : [];
    case "list_elements_unique":
      return [...named, everyUnique];
    default:
      return named;
  }
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

/** Says what Postgres does not enforce: once for each reason. `from` names the slot or class. */
export function reportEnforcement(
  entries: readonly Enforcement[],
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

function subject({ metaslot, rule }: Enforcement): string {
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
