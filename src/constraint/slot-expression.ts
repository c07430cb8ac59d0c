// A slot, or an expression about one → the shape of its values and the conditions that go beyond it.
//
// The shape says what one value may be; what combines or negates is a condition. In a condition a row of another table is met in both
// of its forms, by id and inline, so that one rule holds for what REST serves and for what a document says.

import type {
  AnonymousClassExpression,
  AnonymousSlotExpression,
  ResolvedType,
} from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { remembered } from "../text/remembered.ts";
import { all, any, is, member, NEVER, none, one } from "./condition.ts";
import type { Report } from "../text/diagnostic.ts";
import { asksForInlining, keyMember } from "./inlining.ts";
import {
  opposite,
  type Certainty,
  type ExpressionContext,
  type NestedCondition,
  type Part,
} from "./expression.ts";
import { jsonKind } from "./json-kind.ts";
import {
  forEachElement,
  forSomeElement,
  isAboutLists,
  sizeConditions,
  sizedList,
} from "./lists.ts";
import type { Form, RangeShapes } from "./range-shape.ts";
import type { Condition, Shape } from "./shape.ts";
import { reportNeverMet } from "./unenforced.ts";
import {
  hasRange,
  rangedOptions,
  type ReferenceRange,
  type SlotRanges,
  type ValueRange,
} from "./slot-range.ts";
import {
  isReference,
  objectClasses,
  OPERATORS,
  standsInline,
  type Operator,
  type SlotExpression,
  type Subject,
} from "./subject.ts";
import {
  allPatterns,
  alternatives,
  equalValues,
  hasValueConstraints,
  type ValueConstraints,
} from "./value-constraints.ts";

/** Expressions that are combined, and how. */
interface Combination {
  readonly metaslot: string;
  readonly property: Operator;
  readonly options: readonly AnonymousSlotExpression[];
}

/** Compiles the slot expressions of one schema. */
export class SlotExpressions {
  readonly #view: SchemaView;
  readonly #ranges: SlotRanges;
  readonly #shapes: RangeShapes;
  readonly #report: Report;
  readonly #nested: NestedCondition;
  /** What a type says by any_of and the like, along its typeof chain. */
  readonly #ofType = remembered((type: ResolvedType): readonly Combination[] =>
    type.chain.flatMap((name) => {
      const definition = this.#view.types.get(name);
      return OPERATORS.flatMap(({ metaslot, property }) => {
        const options = definition?.[property];
        return options === undefined ? [] : [{ metaslot, property, options }];
      });
    }),
  );

  constructor(context: ExpressionContext, nested: NestedCondition) {
    this.#view = context.view;
    this.#ranges = context.ranges;
    this.#shapes = context.shapes;
    this.#report = context.report;
    this.#nested = nested;
  }

  /**
   * The shape of one value. `outer` are the constraints of what the expression is a part of.
   * Undefined where they leave no value.
   */
  shape(
    expression: SlotExpression,
    subject: Subject,
    form: Form,
    outer: readonly ValueConstraints[] = [],
  ): Shape | undefined {
    const constraints = hasValueConstraints(expression) ? [...outer, expression] : outer;
    const options = rangedOptions(expression);
    if (options === undefined) {
      return this.#shapes.shape(subject.range, constraints, form, subject.inlined);
    }
    const shapes = options.map((option) => {
      const own = this.#optionSubject(expression, option, subject);
      const shape = this.shape(option, own, form, constraints);
      const isList = option.multivalued === true && !subject.list;
      return shape !== undefined && isList ? sizedList(shape, option) : shape;
    });
    return alternatives(distinct(shapes.flatMap((shape) => shape ?? [])));
  }

  /** What must hold for the whole value, a list or not, beyond the shape that the expression itself gives it. */
  parts(expression: SlotExpression, subject: Subject, certainty: Certainty): readonly Part[] {
    const forEach = (condition: Condition): Condition => forEachElement(condition, subject);
    const single: Subject = { ...subject, list: false };
    const parts: Part[] = [];
    if (expression.range !== undefined && subject.range.kind === "scalar") {
      for (const { metaslot, property, options } of this.#ofType(subject.range.type)) {
        const condition = this.#combined(property, options, single, certainty);
        parts.push({ metaslot, condition: forEach(condition) });
      }
    }
    for (const { metaslot, property } of OPERATORS) {
      const options = expression[property];
      if (options === undefined) continue;
      const isUnion = options === rangedOptions(expression);
      const asList = subject.list && options.some(isAboutLists);
      if (
        isUnion &&
        !this.#needsCondition(property, options, subject.list, (option) =>
          this.#optionSubject(expression, option, subject),
        )
      )
        continue;
      const about = asList ? subject : single;
      const condition = this.#combined(property, options, about, certainty);
      parts.push({ metaslot, condition: asList ? condition : forEach(condition) });
    }
    if (expression.hasMember !== undefined) {
      const element = this.condition(expression.hasMember, single, certainty);
      parts.push({ metaslot: "has_member", condition: forSomeElement(element, subject) });
    }
    if (expression.allMembers !== undefined) {
      const element = this.condition(expression.allMembers, single, certainty);
      parts.push({ metaslot: "all_members", condition: forEach(element) });
    }
    if (expression.rangeExpression !== undefined) {
      const nested = this.#rangeExpression(expression.rangeExpression, subject, certainty);
      parts.push({ metaslot: "range_expression", condition: forEach(nested) });
    }
    if (expression.valuePresence === "ABSENT") {
      parts.push({ metaslot: "value_presence", condition: NEVER });
    }
    const patterns = this.#extraPatterns(expression, subject);
    if (patterns !== undefined) parts.push({ metaslot: "pattern", condition: forEach(patterns) });
    return parts;
  }

  /** All that an expression says of a value that is there. */
  condition(expression: SlotExpression, subject: Subject, certainty: Certainty): Condition {
    const about = this.#refined(expression, subject);
    const { list } = about;
    return all([
      ...(list && !subject.list
        ? [is({ kind: "array", items: { kind: "any" }, unique: false })]
        : []),
      ...sizeConditions(expression, about),
      ...(constrainsShape(expression)
        ? [forEachElement(this.#fits(expression, about), about)]
        : []),
      ...this.parts(expression, about, certainty).map(({ condition }) => condition),
    ]);
  }

  #refined(expression: SlotExpression, subject: Subject): Subject {
    const inlined = subject.inlined || asksForInlining(expression);
    const range = this.#ranges.expressed(expression, inlined) ?? subject.range;
    const list = expression.multivalued ?? subject.list;
    return { ...subject, range, inlined, list };
  }

  /** One of the options that give the range: without a range of its own it has the default one. */
  #optionSubject(
    expression: SlotExpression,
    option: AnonymousSlotExpression,
    subject: Subject,
  ): Subject {
    const own = this.#refined(option, subject);
    if (hasRange(option) || expression.range === undefined) return own;
    return { ...own, range: this.#ranges.named(expression.range, false) };
  }

  #combined(
    property: Operator,
    options: readonly AnonymousSlotExpression[],
    subject: Subject,
    certainty: Certainty,
  ): Condition {
    const each = (how: Certainty): readonly Condition[] =>
      options.map((option) => this.condition(option, subject, how));
    switch (property) {
      case "anyOf":
        return any(each(certainty));
      case "allOf":
        return all(each(certainty));
      case "noneOf":
        return none(each(opposite(certainty)));
      case "exactlyOneOf": {
        // Two ids look the same, whatever tables they are of.
        const [references, others] = partition(options, (option) =>
          isReference(this.#refined(option, subject).range),
        );
        const conditions = [...others].map((option) => this.condition(option, subject, certainty));
        const byId = references.map((option) => this.condition(option, subject, certainty));
        return one(byId.length === 0 ? conditions : [any(byId), ...conditions]);
      }
    }
  }

  /** Whether the union of the shapes of some options says less than the options do. */
  #needsCondition(
    property: Operator,
    options: readonly AnonymousSlotExpression[],
    list: boolean,
    subjectOf: (option: AnonymousSlotExpression) => Subject,
  ): boolean {
    const subjects = options.map((option) => [option, subjectOf(option)] as const);
    const hasMore = subjects.some(
      ([option, subject]) =>
        (subject.list && isAboutLists(option)) || this.parts(option, subject, "certain").length > 0,
    );
    if (hasMore || property !== "exactlyOneOf") return hasMore;
    const kinds = subjects.map(([option, subject]) => {
      const shape = this.shape(option, subject, "document");
      return shape && jsonKind(shape);
    });
    return kinds.includes(undefined) || new Set(kinds).size < kinds.length;
  }

  /** The value has the shape that the expression gives it, in one form or the other. */
  #fits(expression: SlotExpression, subject: Subject): Condition {
    const { range } = subject;
    if (hasValueConstraints(expression) && (range.kind === "value" || isReference(range))) {
      return this.#keyFits(expression, range, subject.inlined);
    }
    const forms: readonly Form[] = standsInline(subject) ? ["stored", "document"] : ["stored"];
    const shapes = forms.flatMap((form) => this.shape(expression, subject, form) ?? []);
    if (shapes.length === 0) reportNeverMet(expression, range, this.#report);
    return any(shapes.map(is));
  }

  /** What is said of a reference is said of the key of the object. */
  #keyFits(
    expression: SlotExpression,
    range: ReferenceRange | ValueRange,
    inlined: boolean,
  ): Condition {
    const key = keyMember(this.#view, range.class);
    const keyRange = this.#ranges.keyOf(range.class);
    const value = this.#shapes.shape(keyRange, [expression], "stored", false);
    if (key === undefined || value === undefined) {
      reportNeverMet(expression, range, this.#report);
      return NEVER;
    }
    if (range.kind === "value") return member(key, is(value));
    return inlined ? any([is(value), member(key, is(value))]) : is(value);
  }

  #rangeExpression(
    expression: AnonymousClassExpression,
    { range, inlined }: Subject,
    certainty: Certainty,
  ): Condition {
    const classes = objectClasses(range);
    const condition = this.#nested(expression, classes, certainty);
    if (!isReference(range)) return condition;
    // The row behind an id is not looked at.
    const id = this.#shapes.shape(range, [], "stored", false);
    const byId = id === undefined ? [] : [is(id)];
    return inlined ? any([...byId, condition]) : any(byId);
  }

  /** Patterns where the shape is a list of values, which has no place for them. */
  #extraPatterns(expression: SlotExpression, { range }: Subject): Condition | undefined {
    if (expression.pattern === undefined) return undefined;
    const isListed =
      equalValues([expression]) !== undefined ||
      (range.kind === "enum" && range.values !== undefined);
    const patterns = isListed ? allPatterns([expression]) : [];
    return patterns.length === 0 ? undefined : is({ kind: "string", patterns });
  }
}

function constrainsShape(expression: SlotExpression): boolean {
  return (
    expression.range !== undefined ||
    rangedOptions(expression) !== undefined ||
    hasValueConstraints(expression)
  );
}

function distinct(shapes: readonly Shape[]): readonly Shape[] {
  return [...new Set(shapes)];
}

function partition<T>(
  items: readonly T[],
  matches: (item: T) => boolean,
): readonly [readonly T[], readonly T[]] {
  return [items.filter(matches), items.filter((item) => !matches(item))];
}
