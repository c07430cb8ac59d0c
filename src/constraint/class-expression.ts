// Class expressions and rules → conditions on an object.
//
// LinkML leaves open what a statement about a slot says where the slot has no value, unless it asks for one (`required`,
// `value_presence`). Such a statement is neither true nor false: any_of and the like ask only that it may be true, the preconditions of a
// rule that it certainly is. So every expression can be read in both ways, and each way has two values.

import { slotName } from "../linkml/names.ts";
import type {
  AnonymousClassExpression,
  ClassDefinition,
  ClassRule,
  SlotDefinition,
} from "../linkml/metamodel.ts";
import { classMembers } from "./class-members.ts";
import { ABSENT, all, ALWAYS, any, is, member, NEVER, none, one, PRESENT } from "./condition.ts";
import type { Condition } from "./shape.ts";
import { opposite, type Certainty, type ExpressionContext, type Part } from "./expression.ts";
import { SlotExpressions } from "./slot-expression.ts";
import { subjectOf, type SlotExpression } from "./subject.ts";

type ClassExpression = ClassDefinition | AnonymousClassExpression;

/** What a class expression is about. */
interface ObjectSubject {
  /** Its classes, as the range or the definition names them; one is enough to know its slots. */
  readonly classes: readonly string[];
  /** The class is known: objects of it and of nothing else. */
  readonly exact: boolean;
}

/** Compiles the class expressions of one schema, and the slot expressions inside them. */
export class ClassExpressions {
  readonly slots: SlotExpressions;
  readonly #context: ExpressionContext;
  readonly #rules = new Map<ClassRule, ReadRule>();

  constructor(context: ExpressionContext) {
    this.#context = context;
    this.slots = new SlotExpressions(context, (expression, classes, certainty) =>
      this.#object(expression, { classes, exact: false }, certainty),
    );
  }

  /** What the boolean expressions of one definition ask of the objects of a class that has or inherits it. */
  booleans(definition: ClassExpression, className: string): readonly Part[] {
    return this.#parts(definition, { classes: [className], exact: true }, "possible");
  }

  /** What a rule asks of the objects of a class. Without preconditions it asks nothing, as LinkML's own validators read it. */
  rule(rule: ClassRule, className: string): Condition {
    let read = this.#rules.get(rule);
    if (read === undefined) this.#rules.set(rule, (read = { slots: slotsOfRule(rule), as: [] }));
    if (read.slots === undefined) return this.#rule(rule, className);
    const slots = read.slots.map((name) => this.#context.view.findSlot(className, name));
    // Most classes that inherit a rule inherit the slots that it is about, too.
    const known = read.as.find((other) => other.slots.every((each, at) => each === slots[at]));
    if (known !== undefined) return known.condition;
    const condition = this.#rule(rule, className);
    read.as.push({ slots, condition });
    return condition;
  }

  #rule(rule: ClassRule, className: string): Condition {
    const { preconditions, postconditions, elseconditions, bidirectional } = rule;
    if (preconditions === undefined) return ALWAYS;
    // In an open world, what is missing may still come.
    const consequence: Certainty = rule.openWorld === true ? "possible" : "certain";
    const read = (expression: AnonymousClassExpression, certainty: Certainty): Condition =>
      this.#object(expression, { classes: [className], exact: true }, certainty);
    const when = read(preconditions, "certain");
    const parts: Condition[] = [];
    if (postconditions !== undefined) {
      parts.push(any([none([when]), read(postconditions, consequence)]));
      if (bidirectional === true) {
        const back = none([read(postconditions, "certain")]);
        parts.push(any([back, read(preconditions, consequence)]));
      }
    }
    if (elseconditions !== undefined) parts.push(any([when, read(elseconditions, consequence)]));
    return all(parts);
  }

  #object(expression: ClassExpression, subject: ObjectSubject, certainty: Certainty): Condition {
    const about = this.#refined(expression, subject);
    return all([
      ...("isA" in expression && expression.isA !== undefined && !("name" in expression)
        ? [this.#isA(expression.isA, subject)]
        : []),
      ...this.#parts(expression, about, certainty).map(({ condition }) => condition),
    ]);
  }

  #refined(expression: ClassExpression, subject: ObjectSubject): ObjectSubject {
    const named = "name" in expression ? undefined : expression.isA;
    const found = named === undefined ? undefined : this.#context.view.find("class", named);
    return found === undefined || subject.exact ? subject : { classes: [found], exact: false };
  }

  #parts(
    expression: ClassExpression,
    subject: ObjectSubject,
    certainty: Certainty,
  ): readonly Part[] {
    const { anyOf, exactlyOneOf, allOf, noneOf, slotConditions } = expression;
    const each = (list: readonly AnonymousClassExpression[], how: Certainty): Condition[] =>
      list.map((option) => this.#object(option, subject, how));
    const parts: Part[] = [];
    const add = (metaslot: string, condition: Condition): number =>
      parts.push({ metaslot, condition });
    if (anyOf !== undefined) add("any_of", any(each(anyOf, certainty)));
    if (exactlyOneOf !== undefined) {
      const possible = each(exactlyOneOf, "possible");
      const isDefinite = exactlyOneOf.every(saysOfMissing);
      const certain = isDefinite ? possible : each(exactlyOneOf, "certain");
      add("exactly_one_of", isDefinite ? one(possible) : exactlyOne(certain, possible, certainty));
    }
    if (allOf !== undefined) add("all_of", all(each(allOf, certainty)));
    if (noneOf !== undefined) add("none_of", none(each(noneOf, opposite(certainty))));
    if (slotConditions !== undefined) {
      // Their order means nothing, and must not make another CHECK.
      const slots = [...slotConditions.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const conditions = slots.map((slot) => this.#slot(slot, subject, certainty));
      add("slot_conditions", all(conditions));
    }
    return parts;
  }

  /** `is_a` also takes a type, of values that are no objects. */
  #isA(name: string, { classes, exact }: ObjectSubject): Condition {
    const found = this.#context.view.find("class", name);
    if (found !== undefined && exact) {
      const members = classMembers(this.#context.view, found);
      return classes.some((className) => members.includes(className)) ? ALWAYS : NEVER;
    }
    const range = this.#context.ranges.named(found ?? name, true);
    const shape = this.#context.shapes.shape(range, [], "document", true);
    return shape === undefined ? NEVER : is(shape);
  }

  #slot(expression: SlotDefinition, { classes }: ObjectSubject, certainty: Certainty): Condition {
    const slot = classes
      .map((name) => this.#context.view.findSlot(name, expression.name))
      .find(Boolean);
    const missing = whenMissing(expression, certainty);
    // Reported where it is read: the condition is about a slot that never has a value.
    if (slot === undefined) return missing;
    const value =
      expression.valuePresence === "ABSENT"
        ? NEVER
        : this.slots.condition(
            expression,
            subjectOf(slot, this.#context.view, this.#context.ranges),
            certainty,
          );
    const present = all([PRESENT, value]);
    return member(
      slotName(slot),
      missing === ALWAYS ? any([ABSENT, value]) : simplerPresent(present, value),
    );
  }
}

/** A rule as conditions on the objects of classes. */
interface ReadRule {
  /** Those that it is about; undefined where it asks for the class, too. */
  readonly slots: readonly string[] | undefined;
  /** What it comes to, by what these slots are made of. */
  readonly as: { readonly slots: readonly unknown[]; readonly condition: Condition }[];
}

function slotsOfRule(rule: ClassRule): readonly string[] | undefined {
  const { preconditions, postconditions, elseconditions } = rule;
  const names = new Set<string>();
  const queue = [preconditions, postconditions, elseconditions].filter(
    (part) => part !== undefined,
  );
  for (let part = queue.pop(); part !== undefined; part = queue.pop()) {
    const { isA, slotConditions, anyOf = [], allOf = [], noneOf = [], exactlyOneOf = [] } = part;
    if (isA !== undefined) return undefined;
    for (const { name } of slotConditions?.values() ?? []) names.add(name);
    queue.push(...anyOf, ...allOf, ...noneOf, ...exactlyOneOf);
  }
  return [...names];
}

/** That there is a value needs no saying where the condition holds for no missing one anyway. */
function simplerPresent(present: Condition, value: Condition): Condition {
  return value.kind === "is" || value.kind === "every" || value.kind === "some" ? value : present;
}

/** What an expression about a slot makes of a slot without value. */
function whenMissing({ required, valuePresence }: SlotExpression, certainty: Certainty): Condition {
  if (valuePresence === "ABSENT") return ALWAYS;
  if (valuePresence === "PRESENT" || required === true) return NEVER;
  return required === false || certainty === "possible" ? ALWAYS : NEVER;
}

/** It leaves nothing open about missing values: it can be read in one way only. */
function saysOfMissing(expression: AnonymousClassExpression): boolean {
  const { anyOf = [], exactlyOneOf = [], allOf = [], noneOf = [], slotConditions } = expression;
  const slots = [...(slotConditions?.values() ?? [])];
  return (
    slots.every(
      ({ required, valuePresence, rangeExpression }) =>
        (required !== undefined || valuePresence !== undefined) && rangeExpression === undefined,
    ) && [...anyOf, ...exactlyOneOf, ...allOf, ...noneOf].every(saysOfMissing)
  );
}

/** One of them is, or may be, true and no other one is. */
function exactlyOne(
  certain: readonly Condition[],
  possible: readonly Condition[],
  certainty: Certainty,
): Condition {
  return certainty === "certain"
    ? all([one(possible), any(certain)])
    : all([any(possible), any([none(certain), one(certain)])]);
}
