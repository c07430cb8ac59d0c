// Classes that are containers → how their documents fall apart into rows.

import type { ConstraintModel } from "../constraint/model.ts";
import type { ObjectShape } from "../constraint/shape.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import type { LoweredSchema } from "../lower/lower.ts";
import type { StoredClass } from "../lower/stored-class.ts";
import type { Report } from "../text/diagnostic.ts";
import type { ContainedClass, Container, ContainerModel } from "./container.ts";
import type { Nesting } from "./nesting.ts";
import type { NestingReader } from "./nesting-reader.ts";
import type { Resource } from "./resource.ts";
import { nestedRows } from "./resource-rows.ts";
import { resourcePath } from "./resources.ts";

/** The containers, in the order of the schema. One at the path of a resource is an error. */
export function containerModel(
  view: SchemaView,
  model: ConstraintModel,
  lowered: LoweredSchema,
  nestings: NestingReader,
  resources: readonly Resource[],
  report: Report,
): ContainerModel {
  const { classes, kinds } = model;
  const stored = new Map(lowered.classes.map((each) => [each.name, each]));
  const taken = new Map(resources.map(({ path, class: name }) => [path, name]));
  const containers: Container[] = [];
  for (const object of classes.values()) {
    const definition = view.classes.get(object.name);
    if (kinds.get(object.name) !== "container" || definition === undefined) continue;
    const members = nestings.of(object.name);
    // Nothing of its documents would be kept.
    if (members.length === 0) continue;
    const path = resourcePath(view, definition);
    const first = taken.get(path);
    if (first !== undefined) {
      const params = { path, first, second: object.name };
      report("path-collision", definition.origin, params);
      continue;
    }
    taken.set(path, object.name);
    containers.push(container(object, path, members));
  }
  const reached = reachedClasses(containers, (name) => nestings.of(name));
  return {
    containers,
    classes: [...reached].flatMap((name): ContainedClass[] => {
      const rows = stored.get(name);
      const definition = view.classes.get(name);
      if (rows === undefined || definition === undefined) return [];
      return [containedClass(rows, definition, model, nestings.of(name))];
    }),
  };
}

function containedClass(
  stored: StoredClass,
  definition: ClassDefinition,
  model: ConstraintModel,
  nested: readonly Nesting[],
): ContainedClass {
  return {
    ...nestedRows(stored, definition),
    isNumbered: model.surrogateKeys.has(stored.name),
    nested,
  };
}

function container(object: ObjectShape, path: string, members: readonly Nesting[]): Container {
  const kept = new Set(members.map(({ member }) => member));
  const { title, description } = object;
  return {
    class: object.name,
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    path,
    members,
    unstored: object.properties.map(({ name }) => name).filter((name) => !kept.has(name)),
  };
}

function reachedClasses(
  containers: readonly Container[],
  nested: (name: string) => readonly Nesting[],
): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = containers.flatMap(({ members }) => members);
  for (let nesting = queue.pop(); nesting !== undefined; nesting = queue.pop()) {
    for (const { class: name } of nesting.classes) {
      if (reached.has(name)) continue;
      reached.add(name);
      queue.push(...nested(name));
    }
  }
  return reached;
}
