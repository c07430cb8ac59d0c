// Classes that are containers → how their documents fall apart into rows.

import type { ConstraintModel } from "../constraint/model.ts";
import type { ObjectShape, PropertyShape, Shape } from "../constraint/shape.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { ClassDefinition } from "../linkml/metamodel.ts";
import type { LoweredSchema } from "../lower/lower.ts";
import type { StoredClass } from "../lower/stored-class.ts";
import type { Table } from "../relational/database.ts";
import type { Report } from "../text/diagnostic.ts";
import type {
  ContainedClass,
  Container,
  ContainerModel,
  NestedClass,
  NestedDictionary,
  Nesting,
} from "./container.ts";
import type { Resource } from "./resource.ts";
import { resourcePath, storedRows } from "./resources.ts";

/** The containers, in the order of the schema. One at the path of a resource is an error. */
export function containerModel(
  view: SchemaView,
  model: ConstraintModel,
  lowered: LoweredSchema,
  resources: readonly Resource[],
  report: Report,
): ContainerModel {
  const { classes, kinds } = model;
  const stored = new Map(lowered.classes.map((each) => [each.name, each]));
  const nestings = new NestingReader(classes, (name) => stored.has(name));
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
  const tables = new Map(lowered.database.tables.map((table) => [table.name, table]));
  const reached = reachedClasses(containers, (name) => nestings.of(name));
  return {
    containers,
    classes: [...reached].flatMap((name): ContainedClass[] => {
      const rows = stored.get(name);
      const definition = view.classes.get(name);
      if (rows === undefined || definition === undefined) return [];
      return [containedClass(rows, definition, model, tables, nestings.of(name))];
    }),
  };
}

function containedClass(
  stored: StoredClass,
  definition: ClassDefinition,
  model: ConstraintModel,
  tables: ReadonlyMap<string, Table>,
  nested: readonly Nesting[],
): ContainedClass {
  const columns = tables.get(stored.table)?.columns ?? [];
  const generated = new Set(columns.flatMap((column) => (column.generated ? column.name : [])));
  return {
    ...storedRows(stored, definition),
    isNumbered: model.surrogateKeys.has(stored.name),
    defaults: stored.slots.flatMap((slot) => (slot.hasDefault || slot.readonly ? slot.name : [])),
    computed: stored.slots.flatMap(({ name, storage }) =>
      storage.kind === "column" && generated.has(storage.column) ? name : [],
    ),
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

/** What a shape says of the objects in it. */
interface Objects {
  readonly names: readonly string[];
  readonly dictionary?: NestedDictionary;
  readonly multivalued: boolean;
}

class NestingReader {
  readonly #classes: ReadonlyMap<string, ObjectShape>;
  readonly #isStored: (name: string) => boolean;
  readonly #read = new Map<string, readonly Nesting[]>();

  constructor(classes: ReadonlyMap<string, ObjectShape>, isStored: (name: string) => boolean) {
    this.#classes = classes;
    this.#isStored = isStored;
  }

  of(name: string): readonly Nesting[] {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const properties = this.#classes.get(name)?.properties ?? [];
    const nestings = properties.flatMap((property) => this.#nesting(property));
    this.#read.set(name, nestings);
    return nestings;
  }

  #nesting({ name, shape, document }: PropertyShape): readonly Nesting[] {
    const { names, multivalued, dictionary } = objectsIn(document ?? shape);
    const stored = names.filter(this.#isStored);
    // Of a value inside a row, everything stays inside.
    if (stored.length === 0 || stored.length < names.length) return [];
    const classes = stored.map((each) => this.#nestedClass(each, stored));
    return [{ member: name, classes, multivalued, ...(dictionary && { dictionary }) }];
  }

  #nestedClass(name: string, others: readonly string[]): NestedClass {
    if (others.length === 1) return { class: name };
    const object = this.#classes.get(name);
    for (const property of object?.properties ?? []) {
      const values = designating(property.shape);
      const tells =
        values.length > 0 &&
        others.every((other) => other === name || this.#differs(other, property.name, values));
      if (tells) return { class: name, designator: { member: property.name, values } };
    }
    return { class: name };
  }

  #differs(other: string, member: string, values: readonly unknown[]): boolean {
    const property = this.#classes.get(other)?.properties.find(({ name }) => name === member);
    const theirs = property === undefined ? [] : designating(property.shape);
    return theirs.length > 0 && !theirs.some((value) => values.includes(value));
  }
}

function objectsIn(shape: Shape): Objects {
  switch (shape.kind) {
    case "object":
      return { names: [shape.name], multivalued: false };
    case "array":
      return { ...objectsIn(shape.items), multivalued: true };
    case "dictionary": {
      const { key, simple } = shape;
      const dictionary = { key, ...(simple && { simple: simple.member }) };
      return { ...objectsIn(shape.values), multivalued: true, dictionary };
    }
    case "union": {
      const options = shape.anyOf.map(objectsIn);
      const dictionary = options.find((option) => option.dictionary)?.dictionary;
      return {
        names: [...new Set(options.flatMap(({ names }) => names))],
        multivalued: options.some(({ multivalued }) => multivalued),
        ...(dictionary && { dictionary }),
      };
    }
    default:
      return { names: [], multivalued: false };
  }
}

/** The few values that a type designator may have. */
function designating(shape: Shape): readonly (string | number | boolean)[] {
  switch (shape.kind) {
    case "literal":
      return [shape.value];
    case "enum":
      return shape.name === undefined ? shape.values.map(({ text }) => text) : [];
    case "union":
      return shape.anyOf.flatMap(designating);
    case "array":
      return designating(shape.items);
    default:
      return [];
  }
}
