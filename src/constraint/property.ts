// An induced slot → a property: its shape as stored and in documents, what must hold for its value, and what is said about it.

import { metaslotOrigin } from "../linkml/induce.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import { slotLabel, slotName } from "../linkml/names.ts";
import { nestedLists } from "./array-shape.ts";
import type { ClassExpressions } from "./class-expression.ts";
import { CollectionShapes } from "./collection.ts";
import { computationOf } from "./computation.ts";
import { isAlways, NEVER } from "./condition.ts";
import type { SlotOfClass, Inverses } from "./inverse.ts";
import { defaultJson, slotDefault } from "./default.ts";
import { areWritten } from "./operations.ts";
import { propertyMetadata } from "./metadata.ts";
import type { Form } from "./range-shape.ts";
import type { PropertyShape, Rule, Shape } from "./shape.ts";
import type { ExpressionContext } from "./expression.ts";
import { objectNames } from "./json-kind.ts";
import { elementType, type SlotRange } from "./slot-range.ts";
import { isReference, standsInline, subjectOf, type Subject } from "./subject.ts";
import type { StorageKind } from "./storage-kind.ts";
import { SubpropertyShapes } from "./subproperty.ts";
import { TypeDesignators } from "./type-designator.ts";
import { reportDictionary, reportNeverMet, reportSlot } from "./unenforced.ts";

interface PropertyContext extends ExpressionContext {
  readonly expressions: ClassExpressions;
  readonly inverses: Inverses;
  readonly kinds: ReadonlyMap<string, StorageKind>;
}

type SharedProperties = Map<InducedSlot, PropertyShape>;

/** Makes the properties of all classes. Classes that add nothing to a slot share what they inherit. */
export class Properties {
  /** The ranges of slots of rows. */
  readonly used = new Set<SlotRange>();
  /** Those of slots in which rows are nested. */
  readonly nested = new Set<SlotRange>();
  readonly #context: PropertyContext;
  readonly #collections: CollectionShapes;
  readonly #designators: TypeDesignators;
  readonly #subproperties: SubpropertyShapes;
  readonly #ofRows: SharedProperties = new Map();
  readonly #ofValues: SharedProperties = new Map();

  constructor(context: PropertyContext) {
    this.#context = context;
    this.#collections = new CollectionShapes(context);
    this.#designators = new TypeDesignators(context.view);
    this.#subproperties = new SubpropertyShapes(context.view);
  }

  /** Those of the slots of one class; declarations of indexes are none. */
  ofClass(className: string, kind: StorageKind | undefined): PropertyShape[] {
    const isRow = kind === "table" || kind === "surrogate";
    const shared = isRow ? this.#ofRows : this.#ofValues;
    const properties: PropertyShape[] = [];
    for (const slot of this.#context.view.inducedSlots(className)) {
      let property = shared.get(slot);
      if (property === undefined) {
        if (this.#context.ranges.rangeOf(slot).kind === "index") continue;
        property = this.#make({ owner: className, slot }, isRow);
        if (this.#isShareable(slot)) shared.set(slot, property);
      }
      properties.push(property);
    }
    return properties;
  }

  /** What is said of it does not depend on the class that has it. */
  #isShareable(slot: InducedSlot): boolean {
    return (
      slot.designatesType !== true &&
      slot.equalsExpression === undefined &&
      !this.#context.inverses.hasInverse(slot)
    );
  }

  #make(slotOfClass: SlotOfClass, isRow: boolean): PropertyShape {
    const { owner, slot } = slotOfClass;
    const { view, ranges, expressions, inverses, report } = this.#context;
    const subject = subjectOf(slot, view, ranges);
    if (ranges.isIndexIdentifier(slot)) {
      report("index-identifier", metaslotOrigin(slot, "range"), { from: slotLabel(slot, owner) });
    }
    reportSlot(slot, owner, subject, isRow, report);
    const stored = this.#value(slotOfClass, subject, "stored");
    const document = standsInline(subject) ? this.#value(slotOfClass, subject, "document") : stored;
    if (isRow) this.used.add(subject.range);
    const nests = isRow && document !== stored && this.#holdsRows(subject.range, document.shape);
    if (nests) this.nested.add(subject.range);
    const rules = expressions.slots
      .parts(slot, subject, "possible")
      .filter(({ condition }) => !isAlways(condition))
      .map(({ metaslot, condition }) => ({
        condition,
        metaslot,
        origin: metaslotOrigin(slot, metaslot),
      }));
    if (subject.dictionary !== undefined) reportDictionary(slot, owner, rules, report);
    const value = isRow ? slotDefault(slot, subject.range, "", () => undefined) : undefined;
    const known = value && defaultJson(value);
    const computed = isRow ? computationOf(slot, owner, view, ranges) : undefined;
    const isDerived = isRow && inverses.derivedFrom(slot, owner) !== undefined;
    const isMade = isDerived || (computed !== undefined && "value" in computed);
    return {
      name: slotName(slot),
      shape: stored.shape,
      rules: [...rules, ...(stored.fits ? [] : [this.#impossible(slot, subject)])],
      required: !isDerived && isRequired(slot),
      hasDefault: value !== undefined || isMade,
      readonly: isRow && (slot.readonly !== undefined || isMade),
      ...(document !== stored && { document: document.shape }),
      ...(nests && {
        answer: this.#value(slotOfClass, subject, "answer").shape,
        ...(areWritten(view, objectNames(document.shape)) && {
          body: this.#value(slotOfClass, subject, "body").shape,
        }),
      }),
      ...(computed !== undefined && { computed }),
      ...(isDerived && { derived: true as const }),
      ...(known !== undefined && { default: known }),
      ...propertyMetadata(slot, stored.shape),
    };
  }

  /** Nothing but rows of other tables stand in it, told by their ids alone. */
  #holdsRows(range: SlotRange, document: Shape): boolean {
    const options = range.kind === "union" ? range.options : [range];
    const classes = objectNames(document);
    return (
      options.every(
        (option) => isReference(option) && elementType(option) === elementType(range),
      ) &&
      classes.length > 0 &&
      classes.every((name) => this.#context.kinds.get(name) === "table")
    );
  }

  /** `fits` is false where the constraints leave no value; the shape is then that of the range alone. */
  #value(
    slotOfClass: SlotOfClass,
    subject: Subject,
    form: Form,
  ): { readonly shape: Shape; readonly fits: boolean } {
    const { shapes } = this.#context;
    const { slot } = slotOfClass;
    const { range, inlined } = subject;
    const own = this.#element(slotOfClass, subject, form);
    const element = own ?? shapes.shape(range, [], form, inlined) ?? { kind: "any" };
    const shape =
      slot.array === undefined
        ? this.#collections.shape(slot, subject, element, form)
        : nestedLists(element, slot.array);
    return { shape, fits: own !== undefined };
  }

  /** Nothing is what the slot asks for. */
  #impossible(slot: InducedSlot, { range }: Subject): Rule {
    reportNeverMet(slot, range, this.#context.report);
    const metaslot = slot.equalsString === undefined ? "range" : "equals_string";
    return { condition: NEVER, metaslot, origin: metaslotOrigin(slot, metaslot) };
  }

  #element({ owner, slot }: SlotOfClass, subject: Subject, form: Form): Shape | undefined {
    const { ranges, expressions } = this.#context;
    if (slot.designatesType === true) return this.#designators.shape(subject.range, slot, owner);
    if (slot.array !== undefined) {
      return expressions.slots.shape(
        slot,
        { ...subject, range: ranges.named(slot.range, false) },
        form,
      );
    }
    const subproperties = this.#subproperties.shape(subject.range, slot);
    return subproperties ?? expressions.slots.shape(slot, subject, form);
  }
}

function isRequired({ required, identifier, valuePresence }: InducedSlot): boolean {
  return required === true || identifier === true || valuePresence === "PRESENT";
}
