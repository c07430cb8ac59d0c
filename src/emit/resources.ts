// Stored classes → REST collections: where each is served, and what may be done there.

import { namedOperations } from "../constraint/operations.ts";
import type { ConstraintModel } from "../constraint/model.ts";
import type { LoweredSchema } from "../lower/lower.ts";
import { identityName } from "../lower/references.ts";
import type { StoredClass } from "../lower/stored-class.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import { slotName } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Report } from "../text/diagnostic.ts";
import { pluralSegment } from "./identifier.ts";
import type { NestingReader } from "./nesting-reader.ts";
import type { NestingRows, Operation, Resource, ResourceSlot } from "./resource.ts";
import { NestedRowsReader } from "./resource-rows.ts";

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
  const { class: name, title, table, key, slots, constraints } = rows.own(stored, definition);
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
  const isCommon = (each: ResourceSlot): boolean => {
    const { name, storage } = each;
    return variants.every((variant) => {
      // Most classes inherit it, and have the very same.
      if (variant.slots.includes(each)) return true;
      const own = variant.slots.find((slot) => slot.name === name);
      return (
        own?.filterable === true &&
        own.storage.kind === "column" &&
        storage.kind === "column" &&
        own.storage.type === storage.type
      );
    });
  };
  return slots.map((slot) =>
    slot.filterable && !isCommon(slot) ? { ...slot, filterable: false } : slot,
  );
}

function operations(definition: ClassDefinition): readonly Operation[] {
  const named = namedOperations(definition);
  if (named === undefined) return ALL_OPERATIONS;
  return ALL_OPERATIONS.filter((operation) => named.has(operation));
}
