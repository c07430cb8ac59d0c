// The constraint model of a class → the CHECKs of its table. Each rule is a constraint of its own, so that Postgres's error names it.

import type { PropertyShape, Rule, Shape } from "../constraint/shape.ts";
import type { Check, Column } from "../relational/database.ts";
import { shortenName } from "../relational/name.ts";
import type { Location } from "../text/location.ts";
import { plainList } from "./array-test.ts";
import type { ColumnConditions, MemberPlaces } from "./column-condition.ts";
import type { ColumnPlace } from "./column-place.ts";
import { and, FALSE, type Formula, formulaText, TRUE } from "./formula.ts";
import { MAX_LENGTH } from "./check-length.ts";
import type { Aspect, ColumnTest } from "./scalar-test.ts";
import { typeLimits, withoutTypeLimits } from "./type-limits.ts";
import { distinct, type Unsaid } from "./unsaid.ts";

/** A CHECK, and what it enforces. */
export interface MadeCheck {
  readonly check: Check;
  /** What it is about: an aspect of the value's shape, or the metaslot of a rule. */
  readonly about: Aspect | { readonly metaslot: string };
}

export interface MadeChecks {
  readonly checks: readonly MadeCheck[];
  /** What they leave to Zod. */
  readonly unsaid: readonly Unsaid[];
}

export interface ColumnSubject {
  readonly column: Column;
  readonly property: PropertyShape;
  readonly place: ColumnPlace;
  /** Where the author asks for it. */
  readonly location: Location;
}

const TOO_LONG = "the check would be too long for Postgres";

function whatOf(about: MadeCheck["about"]): string {
  return typeof about === "string" ? about : about.metaslot;
}

/**
 * All CHECKs of one column, under the part of their names that comes after the table's. A CHECK that is NULL passes, so none of them
 * mentions absent values.
 */
export function columnChecks(subject: ColumnSubject, conditions: ColumnConditions): MadeChecks {
  const { column, property, place, location } = subject;
  const unsaid: Unsaid[] = [];
  const names = new Set<string>();
  const columns = [column.name];
  const checks: MadeCheck[] = [];
  const add = (suffix: string, about: MadeCheck["about"], formula: Formula): void => {
    if (formula === TRUE) return;
    const text = formula === FALSE ? `${place.sql} IS NULL` : formulaText(formula, "sql");
    // A long list of values is looked through fast, and nothing else would hold it.
    const isList = about === "enum" || about === "equals";
    if (text.length > 2 * MAX_LENGTH && !isList) {
      unsaid.push({ what: whatOf(about), reason: TOO_LONG });
      return;
    }
    const check: Check = {
      kind: "check",
      name: uniqueName(`${column.name}_${suffix}`, names),
      expression: { sql: text },
      columns,
      location,
    };
    checks.push({ check, about });
  };
  for (const { aspect, parts } of shapeFormulas(property.shape, subject, conditions, unsaid)) {
    add(aspect, aspect, and(parts));
  }
  for (const rule of property.rules) {
    const formula = underItsName(rule, unsaid, (inner) =>
      conditions.value(rule.condition, true, place, inner),
    );
    add(rule.metaslot, { metaslot: rule.metaslot }, formula);
  }
  return { checks, unsaid: distinct(unsaid) };
}

interface AspectFormulas {
  readonly aspect: Aspect;
  /** All must hold. */
  readonly parts: Formula[];
}

/** By aspect; patterns and keys one by one. */
function shapeFormulas(
  shape: Shape,
  { place, property }: ColumnSubject,
  conditions: ColumnConditions,
  unsaid: Unsaid[],
): readonly AspectFormulas[] {
  // The rows that it refers to have been looked at.
  if (place.isKnown === true) return [];
  const { low, high } = typeLimits(place, shape, property.readonly);
  const groups: AspectFormulas[] = [];
  const add = ({ aspect, good }: ColumnTest): void => {
    const isApart = aspect === "pattern" || aspect === "unique";
    const group = isApart ? undefined : groups.find((other) => other.aspect === aspect);
    if (group === undefined) groups.push({ aspect, parts: [good] });
    else group.parts.push(good);
  };
  if (place.array) groups.push({ aspect: "elements", parts: [plainList(place)] });
  low.forEach(add);
  conditions.shapeTests(withoutTypeLimits(shape, place), place, unsaid).forEach(add);
  high.forEach(add);
  return groups;
}

export interface ClassSubject {
  readonly table: string;
  readonly rules: readonly Rule[];
  readonly places: MemberPlaces;
}

export interface MadeClassCheck extends MadeCheck {
  /** The members it is about. */
  readonly members: readonly string[];
}

export interface RuleOutcome {
  readonly rule: Rule;
  readonly check?: MadeClassCheck;
  readonly unsaid: readonly Unsaid[];
}

/** A CHECK for each rule between the columns of a class that SQL can say, at least in part. */
export function classChecks(
  { table, rules, places }: ClassSubject,
  columnOf: (member: string) => string | undefined,
  locate: (rule: Rule) => NonNullable<Check["location"]>,
  conditions: ColumnConditions,
): readonly RuleOutcome[] {
  const names = new Set<string>();
  return rules.map((rule): RuleOutcome => {
    const unsaid: Unsaid[] = [];
    const members = new Set<string>();
    const seen: MemberPlaces = (member) => {
      members.add(member);
      return places(member);
    };
    const { metaslot } = rule;
    const formula = underItsName(rule, unsaid, (inner) =>
      conditions.row(rule.condition, true, seen, inner),
    );
    const text = formulaText(formula, "sql");
    if (text.length > 2 * MAX_LENGTH) {
      unsaid.push({ what: metaslot, reason: TOO_LONG });
    }
    if (formula === TRUE || text.length > 2 * MAX_LENGTH) {
      return { rule, unsaid: distinct(unsaid) };
    }
    const columns = [...members].flatMap((member) => columnOf(member) ?? []);
    const check: Check = {
      kind: "check",
      name: shortenName(`${table}_${uniqueName(ruleName(rule), names)}`),
      expression: { sql: text },
      columns,
      location: locate(rule),
    };
    const made = { check, about: { metaslot }, members: [...members] };
    return { rule, check: made, unsaid: distinct(unsaid) };
  });
}

/** Names what is left out after the rule that it belongs to. */
function underItsName<T>({ metaslot }: Rule, unsaid: Unsaid[], make: (inner: Unsaid[]) => T): T {
  const inner: Unsaid[] = [];
  const made = make(inner);
  unsaid.push(...inner.map(({ reason }) => ({ what: metaslot, reason })));
  return made;
}

/** `rules_title_of_the_rule`, or `rules` alone. */
function ruleName({ metaslot, label }: Rule): string {
  const words = label?.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const title = words.join("_");
  // A long label is a description; what it says may change without the rule.
  return title === "" || title.length > 40 ? metaslot : `${metaslot}_${title}`;
}

function uniqueName(name: string, taken: Set<string>): string {
  let wish = name;
  for (let number = 2; taken.has(wish); number++) wish = `${name}_${number}`;
  taken.add(wish);
  return wish;
}
