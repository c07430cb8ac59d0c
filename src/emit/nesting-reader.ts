// Shapes → the members in which rows of other tables stand.

import type { ObjectShape, PropertyShape, Shape } from "../constraint/shape.ts";
import { remembered } from "../text/remembered.ts";
import type { NestedClass, NestedDictionary, Nesting } from "./nesting.ts";

/** What a shape says of the objects in it. */
interface Objects {
  readonly names: readonly string[];
  readonly dictionary?: NestedDictionary;
  readonly multivalued: boolean;
}

/** Reads the classes of a schema, and their members, each once: most members are inherited. */
export class NestingReader {
  readonly #classes: ReadonlyMap<string, ObjectShape>;
  readonly #isStored: (name: string) => boolean;
  readonly #lists = new Map<string, readonly NestedClass[]>();

  constructor(classes: ReadonlyMap<string, ObjectShape>, isStored: (name: string) => boolean) {
    this.#classes = classes;
    this.#isStored = isStored;
  }

  /** The members of a class whose objects are rows of other tables. */
  readonly of = remembered((name: string) => this.#properties(name).flatMap(this.#nesting));

  readonly #nesting = remembered((property: PropertyShape) => this.#newNesting(property));

  /** The members of a class that have few values. */
  readonly #tagsOf = remembered((name: string) => this.#properties(name).flatMap(this.#tag));

  readonly #tag = remembered(({ name, shape }: PropertyShape): readonly Designator[] => {
    const values = designating(shape);
    return values.length === 0 ? [] : [{ member: name, values: [...new Set(values)] }];
  });

  #properties(name: string): readonly PropertyShape[] {
    return this.#classes.get(name)?.properties ?? [];
  }

  #newNesting({ name, shape, document }: PropertyShape): readonly Nesting[] {
    const { names, multivalued, dictionary } = objectsIn(document ?? shape);
    // Of a value inside a row, everything stays inside.
    if (names.length === 0 || !names.every(this.#isStored)) return [];
    const classes = this.#classesOf(names);
    return [{ member: name, classes, multivalued, ...(dictionary && { dictionary }) }];
  }

  /** The same list for the same classes. */
  #classesOf(names: readonly string[]): readonly NestedClass[] {
    const key = names.join("\n");
    let classes = this.#lists.get(key);
    if (classes === undefined) this.#lists.set(key, (classes = this.#designated(names)));
    return classes;
  }

  #designated(names: readonly string[]): readonly NestedClass[] {
    if (names.length === 1) return [{ class: names[0]! }];
    const uses = new TagUses();
    for (const name of names) for (const tag of this.#tagsOf(name)) uses.add(tag);
    return names.map((name) => {
      const designator = this.#tagsOf(name).find((tag) => uses.designates(tag, names.length));
      return { class: name, ...(designator && { designator }) };
    });
  }
}

type Designator = NonNullable<NestedClass["designator"]>;

/** How many of some classes have each member, and each value of it. */
class TagUses {
  readonly #members = new Map<string, { classes: number; values: Map<unknown, number> }>();

  add({ member, values }: Designator): void {
    let uses = this.#members.get(member);
    if (uses === undefined) this.#members.set(member, (uses = { classes: 0, values: new Map() }));
    uses.classes++;
    for (const value of values) uses.values.set(value, (uses.values.get(value) ?? 0) + 1);
  }

  /** All `count` classes have the member, and no other one any of these values. */
  designates({ member, values }: Designator, count: number): boolean {
    const uses = this.#members.get(member);
    return uses?.classes === count && values.every((value) => uses.values.get(value) === 1);
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
