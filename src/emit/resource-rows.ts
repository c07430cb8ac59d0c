// Stored classes → what statements about their rows need, with the rows of others that REST shows nested in them.

import type { ConstraintModel } from "../constraint/model.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { StoredClass, StoredSlot } from "../lower/stored-class.ts";
import type { NestedClass, NestedRowClass, NestedRows, RowNesting } from "./nesting.ts";
import type { NestingReader } from "./nesting-reader.ts";
import type { NestingRows, ResourceSlot, Rows } from "./resource.ts";

/** Finds the rows that REST shows nested in those of a class. */
export class NestedRowsReader {
  readonly #view: SchemaView;
  readonly #model: ConstraintModel;
  readonly #stored: ReadonlyMap<string, StoredClass>;
  readonly #nestings: NestingReader;
  readonly #own = new Map<string, Rows>();
  readonly #rows = new Map<string, NestedRows | undefined>();
  readonly #variants = new Map<string, NestingRows>();
  readonly #lists = new Map<readonly NestedClass[], readonly NestedRowClass[]>();

  constructor(
    view: SchemaView,
    model: ConstraintModel,
    stored: ReadonlyMap<string, StoredClass>,
    nestings: NestingReader,
  ) {
    this.#view = view;
    this.#model = model;
    this.#stored = stored;
    this.#nestings = nestings;
  }

  in(name: string): readonly RowNesting[] {
    const properties = this.#model.classes.get(name)?.properties ?? [];
    const shown = properties.filter(({ answer }) => answer !== undefined);
    if (shown.length === 0) return [];
    const nestings = this.#nestings
      .of(name)
      .filter(({ member }) => shown.some((property) => property.name === member));
    return nestings.map((nesting) => ({ ...nesting, classes: this.#withRows(nesting.classes) }));
  }

  /** The same list for the same list. */
  #withRows(classes: readonly NestedClass[]): readonly NestedRowClass[] {
    let made = this.#lists.get(classes);
    if (made === undefined) {
      made = classes.flatMap((nested) => {
        const rows = this.#rowsOf(nested.class);
        return rows === undefined ? [] : [{ ...nested, rows }];
      });
      this.#lists.set(classes, made);
    }
    return made;
  }

  /** The classes whose rows are those of this one, where they are more than its own; itself first. */
  variants(name: string): readonly NestingRows[] {
    const members = this.#model.families.members.get(name) ?? [];
    return members.flatMap((member) => {
      let known = this.#variants.get(member);
      if (known === undefined) {
        const rows = this.#rowsOf(member);
        if (rows === undefined) return [];
        const nested = this.in(member);
        known = { ...rows, ...(nested.length > 0 && { nested }) };
        this.#variants.set(member, known);
      }
      return [known];
    });
  }

  typed(name: string): Pick<Rows, "typeMember"> {
    const typeMember = this.#model.families.typeMembers.get(name);
    return typeMember === undefined ? {} : { typeMember };
  }

  #rowsOf(name: string): NestedRows | undefined {
    if (this.#rows.has(name)) return this.#rows.get(name);
    const stored = this.#stored.get(name);
    const definition = this.#view.classes.get(name);
    const rows = stored &&
      definition && {
        ...this.own(stored, definition),
        defaults: defaultedSlots(stored),
        ...this.typed(name),
      };
    this.#rows.set(name, rows);
    return rows;
  }

  /** The rows of a class without what is nested in them. */
  own(stored: StoredClass, definition: ClassDefinition): Rows {
    let rows = this.#own.get(stored.name);
    if (rows === undefined) this.#own.set(stored.name, (rows = storedRows(stored, definition)));
    return rows;
  }
}

/** What it takes to write such rows, too. */
export function nestedRows(
  stored: StoredClass,
  definition: Pick<ClassDefinition, "name" | "title">,
): NestedRows {
  return { ...storedRows(stored, definition), defaults: defaultedSlots(stored) };
}

function defaultedSlots({ slots }: StoredClass): readonly string[] {
  return slots.filter((slot) => slot.hasDefault || slot.readonly).map(({ name }) => name);
}

/** What statements about the rows of a class need. */
function storedRows(
  stored: StoredClass,
  { name, title }: Pick<ClassDefinition, "name" | "title">,
): Rows {
  const slots = stored.slots.map(resourceSlot);
  const key = slots.find((slot) => slot.name === stored.key.name);
  if (key === undefined) throw new Error(`unreachable: ${stored.name} has no key`);
  return {
    class: name,
    ...(title === undefined ? {} : { title }),
    table: stored.table,
    key,
    slots,
    constraints: stored.constraints,
  };
}

/** Classes that inherit a column share its storage, and with it all that is said of the slot here. */
const ofColumns = new WeakMap<StoredSlot["storage"], ResourceSlot>();

function resourceSlot(slot: StoredSlot): ResourceSlot {
  const { storage } = slot;
  if (storage.kind !== "column") return newResourceSlot(slot);
  let made = ofColumns.get(storage);
  if (made === undefined) ofColumns.set(storage, (made = newResourceSlot(slot)));
  return made;
}

function newResourceSlot(slot: StoredSlot): ResourceSlot {
  const { storage } = slot;
  const title = slot.slot?.title;
  return {
    name: slot.name,
    ...(title === undefined ? {} : { title }),
    storage,
    readonly: slot.readonly,
    required: slot.required && !slot.hasDefault && !slot.readonly,
    onUpdateNow: slot.onUpdateNow,
    filterable: storage.kind === "column" && !storage.array && storage.type !== "jsonb",
  };
}
