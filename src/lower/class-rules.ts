// The rules of a class about several of its members → CHECKs of its table, as far as one row can hold them.

import type { Rule } from "../constraint/shape.ts";
import { classChecks } from "./checks.ts";
import type { ClassContext } from "./class-context.ts";
import type { MemberPlaces } from "./column-condition.ts";
import { columnPlace } from "./column-place.ts";
import { classEnforcement, type Enforcement, reportEnforcement } from "./enforcement.ts";
import type { SlotConstraint, StoredSlot } from "./stored-class.ts";

export interface LoweredRules {
  readonly constraints: readonly SlotConstraint[];
  readonly enforcement: readonly Enforcement[];
}

const NO_RULES: LoweredRules = { constraints: [], enforcement: [] };

/** Adds a CHECK for each rule; `slots` are those of the class as stored. */
export function addClassRules(context: ClassContext, slots: readonly StoredSlot[]): LoweredRules {
  const { definition, object, table, report, namespace, conditions } = context;
  if (object.rules.length === 0 && object.additional === undefined) return NO_RULES;
  const from = `class "${definition.name}"`;
  // A rule is about few of them.
  const stored = (member: string): StoredSlot | undefined =>
    slots.find(({ name }) => name === member);
  const columnOf = (member: string): string | undefined => {
    const storage = stored(member)?.storage;
    return storage?.kind === "column" ? storage.column : undefined;
  };
  const subject = { table: table.name, rules: object.rules, places: memberPlaces(stored) };
  const locate = (rule: Rule) => namespace.locate(rule.origin);
  const outcomes = classChecks(subject, columnOf, locate, conditions);
  const constraints = outcomes.flatMap(({ check }): SlotConstraint[] => {
    if (check === undefined) return [];
    table.constraint(check.check);
    const members = check.members.filter((member) => stored(member) !== undefined);
    return [{ name: check.check.name, kind: "check", slots: members }];
  });
  const enforcement = classEnforcement(definition.name, outcomes);
  for (const [index, { rule }] of outcomes.entries()) {
    reportEnforcement(enforcement.slice(index, index + 1), from, rule.origin, report);
  }
  if (object.additional === undefined) return { constraints, enforcement };
  const reason = "its table has no column for members that no slot declares";
  report("not-enforced", definition.extraSlots?.origin ?? definition.origin, {
    from,
    what: "extra_slots",
    reason,
  });
  const extra = {
    classes: [definition.name],
    metaslot: "extra_slots",
    zod: false,
    postgres: [],
    reason,
  };
  return { constraints, enforcement: [...enforcement, extra] };
}

function memberPlaces(stored: (member: string) => StoredSlot | undefined): MemberPlaces {
  return (member) => {
    const found = stored(member);
    if (found === undefined) return undefined;
    const { storage, required, keyOf } = found;
    if (storage.kind !== "column")
      return `the elements of "${member}" are rows of a table of their own`;
    const { column, type, array } = storage;
    const key = keyOf !== undefined && { keyOf };
    return columnPlace(column, type, { array, notNull: required, ...key });
  };
}
