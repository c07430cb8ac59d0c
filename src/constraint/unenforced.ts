// What LinkML lets an author say of a slot or rule and nothing here can enforce: told, never dropped in silence.
// (What a metaslot never does, whatever it stands on, is told where it is read.)

import { metaslotOrigin } from "../linkml/induce.ts";
import type { BaseType, ClassRule, InducedSlot, Origin } from "../linkml/metamodel.ts";
import type { Report } from "../text/diagnostic.ts";
import { slotLabel } from "../linkml/names.ts";
import { isBounded } from "./array-shape.ts";
import type { SlotRange } from "./slot-range.ts";
import { isReference, type Subject } from "./subject.ts";
import { equalValues, type ValueConstraints } from "./value-constraints.ts";

/** `isRow`: `owner`, whose slot it is, has a table. */
export function reportSlot(
  slot: InducedSlot,
  owner: string,
  subject: Subject,
  isRow: boolean,
  report: Report,
): void {
  const { range } = subject;
  const isUnion = isRow && range.kind === "union";
  const found = gaps(slot, subject);
  if (found.length === 0 && !isUnion) return;
  const from = slotLabel(slot, owner);
  for (const [what, reason] of found) {
    report("not-enforced", metaslotOrigin(slot, what), { from, what, reason });
  }
  if (isUnion) {
    const ranges = range.options.map(rangeName);
    report("union-storage", slot.origin, { from, ranges, type: range.postgresType });
  }
}

/** Metaslots of the slot that its range gives no meaning, each with the reason. */
function gaps(
  slot: InducedSlot,
  { range, inlined }: Subject,
): readonly (readonly [metaslot: string, reason: string])[] {
  const found: [string, string][] = [];
  if (slot.array !== undefined && !isBounded(slot.array)) {
    found.push(["array", "lists may be nested to any depth, so what they hold is not looked at"]);
  }
  if (slot.pattern !== undefined && !takesPattern(range)) {
    found.push([
      "pattern",
      `it is for text and whole numbers, but the values are ${describeValues(range)}`,
    ]);
  }
  for (const { metaslot, property } of BOUNDS) {
    if (slot[property] === undefined || takesBounds(range)) continue;
    const values = describeValues(range);
    found.push([metaslot, `it is for numbers, dates and times, but the values are ${values}`]);
  }
  for (const { metaslot, property } of range.kind === "value" ? EQUALITIES : []) {
    if (slot[property] === undefined) continue;
    found.push([metaslot, "it is for plain values, but the values are objects"]);
  }
  if (slot.rangeExpression !== undefined && isReference(range) && !inlined) {
    found.push(["range_expression", "the object behind a reference is not looked at"]);
  }
  return found;
}

const BOUNDS = [
  { metaslot: "minimum_value", property: "minimumValue" },
  { metaslot: "maximum_value", property: "maximumValue" },
] as const;

/** Rules about elements look into lists only. */
export function reportDictionary(
  slot: InducedSlot,
  owner: string,
  rules: readonly { readonly metaslot: string }[],
  report: Report,
): void {
  const from = slotLabel(slot, owner);
  const reason = "a document has its objects by key, and the rule is about the elements of a list";
  for (const { metaslot } of rules) {
    report("not-enforced", metaslotOrigin(slot, metaslot), { from, what: metaslot, reason });
  }
}

/** An expression that asks for one of a few values, none of which the range has. */
export function reportNeverMet(
  expression: ValueConstraints & { readonly origin: Origin },
  range: SlotRange,
  report: Report,
): void {
  const wanted = (equalValues([expression]) ?? []).map((value) => JSON.stringify(value));
  const metaslot = EQUALITIES.find(({ property }) => expression[property] !== undefined)?.metaslot;
  const what = `${metaslot ?? "the constraint"} ${wanted.join(", ")}`.trim();
  report("never-met", expression.origin, { what, range: rangeName(range) });
}

const EQUALITIES = [
  { metaslot: "equals_string", property: "equalsString" },
  { metaslot: "equals_string_in", property: "equalsStringIn" },
  { metaslot: "equals_number", property: "equalsNumber" },
  { metaslot: "equals_number_in", property: "equalsNumberIn" },
] as const;

/** LinkML's own validators apply a rule without preconditions to nothing. */
export function reportRule(rule: ClassRule, owner: string, report: Report): void {
  if (rule.preconditions !== undefined || rule.postconditions === undefined) return;
  report("rule-without-preconditions", rule.origin, { owner });
}

function takesPattern(range: SlotRange): boolean {
  switch (range.kind) {
    case "scalar":
      return !["float", "double", "decimal", "boolean"].includes(range.type.base);
    case "union":
      return range.options.some(takesPattern);
    case "value":
    case "index":
      return false;
    default:
      return true;
  }
}

const ORDERED: ReadonlySet<string> = new Set<BaseType>([
  "integer",
  "float",
  "double",
  "decimal",
  "date",
  "time",
  "datetime",
  "date_or_datetime",
  "Any",
]);

function takesBounds(range: SlotRange): boolean {
  if (range.kind === "union") return range.options.some(takesBounds);
  return range.kind === "scalar" && ORDERED.has(range.type.base);
}

function describeValues(range: SlotRange): string {
  if (range.kind === "value") return "objects";
  return range.kind === "scalar" ? `of type ${range.type.name}` : "not plain values";
}

function rangeName(range: SlotRange): string {
  switch (range.kind) {
    case "scalar":
      return range.type.name;
    case "enum":
      return range.name;
    case "reference":
    case "polymorphic":
    case "value":
      return range.class;
    case "union":
    case "index":
      return range.kind;
  }
}
