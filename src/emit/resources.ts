// Stored classes → REST collections: where each is served, and what may be done there.

import { namedOperations } from "../constraint/operations.ts";
import type { ConstraintModel } from "../constraint/model.ts";
import type { LoweredSchema } from "../lower/lower.ts";
import { identityName } from "../lower/references.ts";
import type { StoredClass, StoredSlot } from "../lower/stored-class.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import { slotName } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Report } from "../text/diagnostic.ts";
import { pluralSegment } from "./identifier.ts";
import type { NestedClass, NestedRowClass, NestedRows, RowNesting } from "./nesting.ts";
import type { NestingReader } from "./nesting-reader.ts";
import type { NestingRows, Operation, Resource, ResourceSlot, Rows } from "./resource.ts";

const DEFAULT_PREFIX = "/api";
const ALL_OPERATIONS: readonly Operation[] = ["list", "read", "create", "update", "delete"];

/** The collections, sorted by class. Two at one path are an error. */
export function resources(
  view: SchemaView,
  model: ConstraintModel,
  lowered: LoweredSchema,
  nestings: NestingReader,
  report: Report,
): readonly Resource[] {
  const stored = new Map(lowered.classes.map((each) => [each.name, each]));
  const rows = new NestedRowsReader(view, model, stored, nestings);
  const definitions = [...stored.keys(), ...abstractFamilies(model)].flatMap(
    (name): readonly ServedClass[] => {
      const definition = view.classes.get(name);
      return definition === undefined ? [] : [{ stored: stored.get(name), definition }];
    },
  );
  // As soon as one class says that it is a resource, the others are none.
  const isMarked = ({ definition }: { definition: ClassDefinition }): boolean =>
    definition.annotations.get("openapi.resource") === "true";
  const served = definitions.some(isMarked) ? definitions.filter(isMarked) : definitions;
  const byPath = new Map<string, ClassDefinition>();
  const inOrder = served.toSorted(byName);
  return inOrder.flatMap(({ stored: own, definition }) => {
    const resource = own
      ? classResource(view, own, definition, rows)
      : abstractResource(view, definition, rows);
    if (resource === undefined) return [];
    const first = byPath.get(resource.path);
    if (first === undefined) {
      byPath.set(resource.path, definition);
      return [resource];
    }
    report(
      "path-collision",
      definition.origin,
      { path: resource.path, first: first.name, second: definition.name },
      [{ message: "the other is here", place: first.origin }],
    );
    return [];
  });
}

interface ServedClass {
  /** Absent where only other classes have rows of it. */
  readonly stored: StoredClass | undefined;
  readonly definition: ClassDefinition;
}

/** Classes without rows of their own that references name. */
function abstractFamilies({ families, kinds }: ConstraintModel): readonly string[] {
  return [...families.members.keys()].filter((name) => kinds.get(name) === "abstract");
}

function byName(one: ServedClass, other: ServedClass): number {
  return one.definition.name < other.definition.name ? -1 : 1;
}

function pathPrefix(view: SchemaView): string {
  const prefix = view.schema.annotations.get("openapi.path_prefix") ?? DEFAULT_PREFIX;
  return `/${prefix}`.replaceAll(/\/+/g, "/").replace(/\/$/, "");
}

/**
 * Where a class is served: the plural of its name below the prefix, unless the author says otherwise. As it stands in a URL: letters that
 * are not ASCII's are percent-encoded.
 */
export function resourcePath(view: SchemaView, definition: ClassDefinition): string {
  const segment = definition.annotations.get("openapi.path") ?? pluralSegment(definition.name);
  const path = `${pathPrefix(view)}/${segment.replaceAll(/^\/+|\/+$/g, "")}`;
  return path.replaceAll(/\P{ASCII}+/gu, encodeURIComponent);
}

function classResource(
  view: SchemaView,
  stored: StoredClass,
  definition: ClassDefinition,
  rows: NestedRowsReader,
): Resource {
  const { class: name, title, table, key, slots, constraints } = storedRows(stored, definition);
  const { typeMember } = rows.typed(name);
  const nested = rows.in(name);
  const variants = rows.variants(name);
  return {
    class: name,
    ...(title === undefined ? {} : { title }),
    ...(definition.description === undefined ? {} : { description: definition.description }),
    path: resourcePath(view, definition),
    operations: operations(definition),
    table,
    key,
    slots: variants.length === 0 ? slots : commonSlots(slots, variants),
    constraints,
    ...(typeMember !== undefined && { typeMember }),
    ...(nested.length > 0 && { nested }),
    ...(variants.length > 0 && { variants }),
  };
}

/** A class whose rows are those of others can only be read. */
function abstractResource(
  view: SchemaView,
  definition: ClassDefinition,
  rows: NestedRowsReader,
): Resource | undefined {
  const { name, title, description } = definition;
  const variants = rows.variants(name);
  const [first] = variants;
  if (first === undefined) return undefined;
  const own = new Set(view.inducedSlots(name).map(slotName));
  const isOwn = (slot: ResourceSlot): boolean => own.has(slot.name);
  return {
    class: name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    path: resourcePath(view, definition),
    operations: operations(definition).filter((each) => each === "list" || each === "read"),
    table: identityName([name]),
    key: first.key,
    slots: commonSlots(first.slots.filter(isOwn), variants),
    constraints: [],
    variants,
  };
}

/** The slots, of which only those can be filtered by that all of the classes store alike. */
function commonSlots(
  slots: readonly ResourceSlot[],
  variants: readonly NestingRows[],
): readonly ResourceSlot[] {
  const isCommon = ({ name, storage }: ResourceSlot): boolean =>
    variants.every((variant) => {
      const own = variant.slots.find((slot) => slot.name === name);
      return (
        own?.filterable === true &&
        own.storage.kind === "column" &&
        storage.kind === "column" &&
        own.storage.type === storage.type
      );
    });
  return slots.map((slot) =>
    slot.filterable && !isCommon(slot) ? { ...slot, filterable: false } : slot,
  );
}

/** Finds the rows that REST shows nested in those of a class. */
class NestedRowsReader {
  readonly #view: SchemaView;
  readonly #model: ConstraintModel;
  readonly #stored: ReadonlyMap<string, StoredClass>;
  readonly #nestings: NestingReader;
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
    const shown = new Set(
      properties.filter(({ answer }) => answer !== undefined).map((property) => property.name),
    );
    if (shown.size === 0) return [];
    const nestings = this.#nestings.of(name).filter(({ member }) => shown.has(member));
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
    const rows = stored && definition && { ...nestedRows(stored, definition), ...this.typed(name) };
    this.#rows.set(name, rows);
    return rows;
  }
}

/** What it takes to write such rows, too. */
export function nestedRows(
  stored: StoredClass,
  definition: Pick<ClassDefinition, "name" | "title">,
): NestedRows {
  return {
    ...storedRows(stored, definition),
    defaults: stored.slots.flatMap((slot) => (slot.hasDefault || slot.readonly ? slot.name : [])),
  };
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

function operations(definition: ClassDefinition): readonly Operation[] {
  const named = namedOperations(definition);
  if (named === undefined) return ALL_OPERATIONS;
  return ALL_OPERATIONS.filter((operation) => named.has(operation));
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
