// Stored classes → REST collections: where each is served, and what may be done there.

import type { LoweredSchema } from "../lower/lower.ts";
import type { StoredClass, StoredSlot } from "../lower/stored-class.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Report } from "../text/diagnostic.ts";
import { pluralSegment } from "./identifier.ts";
import type { StoredRows } from "./container.ts";
import type { Operation, Resource, ResourceSlot } from "./resource.ts";

const DEFAULT_PREFIX = "/api";
const ALL_OPERATIONS: readonly Operation[] = ["list", "read", "create", "update", "delete"];

/** The collections, sorted by class. Two at one path are an error. */
export function resources(
  view: SchemaView,
  lowered: LoweredSchema,
  report: Report,
): readonly Resource[] {
  const definitions = lowered.classes.flatMap((stored) => {
    const definition = view.classes.get(stored.name);
    return definition === undefined ? [] : [{ stored, definition }];
  });
  // As soon as one class says that it is a resource, the others are none.
  const isMarked = ({ definition }: { definition: ClassDefinition }): boolean =>
    definition.annotations.get("openapi.resource") === "true";
  const served = definitions.some(isMarked) ? definitions.filter(isMarked) : definitions;
  const byPath = new Map<string, ClassDefinition>();
  return served.flatMap(({ stored, definition }) => {
    const resource = classResource(view, stored, definition);
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
): Resource {
  const { class: name, title, table, key, slots, constraints } = storedRows(stored, definition);
  return {
    class: name,
    ...(title === undefined ? {} : { title }),
    ...(definition.description === undefined ? {} : { description: definition.description }),
    path: resourcePath(view, definition),
    operations: operations(definition),
    table,
    key,
    slots,
    constraints,
  };
}

/** What statements about the rows of a class need. */
export function storedRows(
  stored: StoredClass,
  { name, title }: Pick<ClassDefinition, "name" | "title">,
): StoredRows {
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
  const text = definition.annotations.get("openapi.operations");
  if (text === undefined) return ALL_OPERATIONS;
  const named = new Set(text.split(",").map((name) => name.trim()));
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
