// Shapes → the members in which rows of other tables stand.

import type { ObjectShape, PropertyShape, Shape } from "../constraint/shape.ts";
import type { NestedClass, NestedDictionary, Nesting } from "./nesting.ts";

/** What a shape says of the objects in it. */
interface Objects {
  readonly names: readonly string[];
  readonly dictionary?: NestedDictionary;
  readonly multivalued: boolean;
}

/** Reads the classes of a schema, each once. */
export class NestingReader {
  readonly #classes: ReadonlyMap<string, ObjectShape>;
  readonly #isStored: (name: string) => boolean;
  readonly #read = new Map<string, readonly Nesting[]>();
  readonly #ofProperties = new Map<PropertyShape, readonly Nesting[]>();
  readonly #lists = new Map<string, readonly NestedClass[]>();
  readonly #tags = new Map<string, readonly Designator[]>();

  constructor(classes: ReadonlyMap<string, ObjectShape>, isStored: (name: string) => boolean) {
    this.#classes = classes;
    this.#isStored = isStored;
  }

  /** The members of a class whose objects are rows of other tables. */
  of(name: string): readonly Nesting[] {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const properties = this.#classes.get(name)?.properties ?? [];
    const nestings = properties.flatMap((property) => this.#nesting(property));
    this.#read.set(name, nestings);
    return nestings;
  }

  #nesting(property: PropertyShape): readonly Nesting[] {
    // Most are inherited.
    let made = this.#ofProperties.get(property);
    if (made === undefined) this.#ofProperties.set(property, (made = this.#newNesting(property)));
    return made;
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
    const all = names.map((name) => ({ name, tags: this.#tagsOf(name) }));
    const having = countsOf(all.flatMap(({ tags }) => tags.map(({ member }) => member)));
    const saying = countsOf(all.flatMap(({ tags }) => tags.flatMap(saidBy)));
    return all.map(({ name, tags }) => {
      const designator = tags.find(
        (tag) =>
          having.get(tag.member) === names.length &&
          saidBy(tag).every((said) => saying.get(said) === 1),
      );
      return { class: name, ...(designator && { designator }) };
    });
  }

  /** The members of a class that have few values. */
  #tagsOf(name: string): readonly Designator[] {
    let tags = this.#tags.get(name);
    if (tags === undefined) {
      const properties = this.#classes.get(name)?.properties ?? [];
      tags = properties.flatMap(({ name: member, shape }) => {
        const values = [...new Set(designating(shape))];
        return values.length === 0 ? [] : [{ member, values }];
      });
      this.#tags.set(name, tags);
    }
    return tags;
  }
}

type Designator = NonNullable<NestedClass["designator"]>;

function saidBy({ member, values }: Designator): readonly string[] {
  return values.map((value) => JSON.stringify([member, value]));
}

function countsOf(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
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
