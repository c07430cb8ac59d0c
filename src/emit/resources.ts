// Stored classes → REST collections: where each is served, and what may be done there.

import type { LoweredSchema } from "../lower/lower.ts";
import type { StoredClass, StoredSlot } from "../lower/stored-class.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Report } from "../text/diagnostic.ts";
import { kebabCase, plural } from "./identifier.ts";
import type { Operation, Resource, ResourceSlot } from "./resource.ts";

const DEFAULT_PREFIX = "/api";
const ALL_OPERATIONS: readonly Operation[] = ["list", "read", "create", "update", "delete"];

/** The collections, in the order of the schema. Two at one path are an error. */
export function resources(
  view: SchemaView,
  lowered: LoweredSchema,
  report: Report,
): readonly Resource[] {
  const prefix = pathPrefix(view);
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
    const resource = classResource(stored, definition, prefix);
    const first = byPath.get(resource.path);
    if (first === undefined) {
      byPath.set(resource.path, definition);
      return [resource];
    }
    report(
      "path-collision",
      definition.origin,
      { path: resource.path, first: first.name, second: definition.name },
      [{ message: "the first is here", place: first.origin }],
    );
    return [];
  });
}

function pathPrefix(view: SchemaView): string {
  const prefix = view.schema.annotations.get("openapi.path_prefix") ?? DEFAULT_PREFIX;
  return `/${prefix}`.replaceAll(/\/+/g, "/").replace(/\/$/, "");
}

function classResource(stored: StoredClass, definition: ClassDefinition, prefix: string): Resource {
  const segment = definition.annotations.get("openapi.path") ?? kebabCase(plural(definition.name));
  const slots = stored.slots.map(resourceSlot);
  const key = slots.find((slot) => slot.name === stored.key.name);
  if (key === undefined) throw new Error(`unreachable: ${stored.name} has no key`);
  return {
    class: definition.name,
    ...(definition.title === undefined ? {} : { title: definition.title }),
    ...(definition.description === undefined ? {} : { description: definition.description }),
    path: `${prefix}/${segment.replaceAll(/^\/+|\/+$/g, "")}`,
    operations: operations(definition),
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

function resourceSlot(slot: StoredSlot): ResourceSlot {
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
