// A range with the constraints on its values → the shape of one value, as it is stored and as it stands in a document.

import { slotName } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { EnumShape, EnumValue, NestedForm, Shape } from "./shape.ts";
import type { EnumRange, ReferenceRange, SlotRange, ValueRange } from "./slot-range.ts";
import { haveDesignator, typeMember } from "./row-family.ts";
import { typeSlot } from "./type-designator.ts";
import {
  allPatterns,
  alternatives,
  equalValues,
  literals,
  scalarShape,
  type ValueConstraints,
} from "./value-constraints.ts";

/**
 * As stored, where rows of other tables are ids; as in a LinkML document, where they may stand inline; as in an answer of REST, where
 * they are nested once; or as in a body, where they are ids or nested once.
 */
export type Form = "stored" | "document" | "answer" | "body";

/** Makes the shapes of ranges; what many slots share is made once. */
export class RangeShapes {
  readonly #view: SchemaView;
  readonly #enums = new Map<string, EnumShape>();
  readonly #objects = new Map<string, Shape>();
  readonly #unconstrained = new Map<SlotRange, Shape | undefined>();

  constructor(view: SchemaView) {
    this.#view = view;
  }

  /**
   * One value of the range, under all of the constraints. Undefined where there can be none.
   * `inlined` says how a reference to a row stands in a document.
   */
  shape(
    range: SlotRange,
    constraints: readonly ValueConstraints[],
    form: Form,
    inlined: boolean,
  ): Shape | undefined {
    switch (range.kind) {
      case "scalar":
        return constraints.length === 0 ? this.#plain(range) : scalarShape(range, constraints);
      case "enum":
        return this.#enum(range, constraints);
      case "reference":
      case "polymorphic":
        return this.#row(range, constraints, inlined ? form : "stored");
      case "value":
        return this.objects(range);
      case "union": {
        const options = range.options.flatMap(
          (option) => this.shape(option, constraints, form, inlined) ?? [],
        );
        return alternatives(options);
      }
      case "index":
        // A slot that says nothing else is no member; where other ranges stand beside it, no value is of this one.
        return undefined;
    }
  }

  #row(
    range: ReferenceRange,
    constraints: readonly ValueConstraints[],
    form: Form,
  ): Shape | undefined {
    const id = (): Shape | undefined => this.shape(range.key, constraints, "stored", false);
    switch (form) {
      case "stored":
        return id();
      case "document":
        return this.objects(range);
      case "answer":
        return this.objects(range, "nested");
      case "body":
        return alternatives([id() ?? [], this.objects(range, "input")].flat());
    }
  }

  #plain(range: Extract<SlotRange, { kind: "scalar" }>): Shape | undefined {
    if (!this.#unconstrained.has(range)) this.#unconstrained.set(range, scalarShape(range, []));
    return this.#unconstrained.get(range);
  }

  #enum(range: EnumRange, constraints: readonly ValueConstraints[]): Shape | undefined {
    const equal = equalValues(constraints);
    if (range.values === undefined) {
      return equal === undefined
        ? { kind: "string", patterns: allPatterns(constraints) }
        : literals(equal.filter((value) => typeof value === "string"));
    }
    if (equal === undefined) return this.enumShape(range.name);
    const values = new Set<string | number>(range.values);
    return literals(equal.filter((value) => values.has(value)));
  }

  /** The enum with all its values, shared by whatever has it. */
  enumShape(name: string): EnumShape {
    let shape = this.#enums.get(name);
    if (shape === undefined) {
      const values = (this.#view.enumValues(name) ?? []).map(
        ({ name: text, title, description, deprecated }): EnumValue => ({
          text,
          ...(title !== undefined && { title }),
          ...(description !== undefined && { description }),
          ...(deprecated !== undefined && { deprecated: true }),
        }),
      );
      shape = { kind: "enum", name, values };
      this.#enums.set(name, shape);
    }
    return shape;
  }

  /** An object of one of the classes. */
  objects(range: ReferenceRange | ValueRange, form?: NestedForm): Shape {
    const key = form === undefined ? range.class : `${form} ${range.class}`;
    let shape = this.#objects.get(key);
    if (shape === undefined) {
      shape = this.#objectUnion(range.classes, form);
      this.#objects.set(key, shape);
    }
    return shape;
  }

  #objectUnion(classes: readonly string[], form: NestedForm | undefined): Shape {
    const options = classes.map((name): Shape => ({ kind: "object", name, ...(form && { form }) }));
    // No class to say more about it: an abstract one without a concrete subclass.
    if (options.length === 0) return { kind: "record", values: { kind: "any" } };
    if (options.length === 1) return options[0]!;
    const discriminator =
      this.#discriminator(classes) ?? (form === "nested" ? this.#typeMember(classes) : undefined);
    return { kind: "union", anyOf: options, ...(discriminator !== undefined && { discriminator }) };
  }

  /** The member that answers tell them apart by, where no slot does. */
  #typeMember(classes: readonly string[]): string | undefined {
    if (haveDesignator(this.#view, classes)) return undefined;
    const names = new Set(classes.map((name) => typeMember(this.#view, name)));
    const [name] = names;
    return names.size === 1 ? name : undefined;
  }

  /** The member that tells them apart: they all must have it, and each has values of its own. */
  #discriminator(classes: readonly string[]): string | undefined {
    const slots = classes.map((name) => typeSlot(this.#view, name));
    const names = new Set(slots.map((slot) => slot && slotName(slot)));
    const [name] = names;
    const isUsable = slots.every((slot) => slot?.required === true && slot.multivalued !== true);
    return names.size === 1 && isUsable ? name : undefined;
  }
}
