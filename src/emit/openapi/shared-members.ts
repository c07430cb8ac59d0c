// Members that stand alike in many objects → one component, referred to: most classes of a large schema inherit the same slots.

import type { JsonObject } from "./shape-schema.ts";

/** What a reference takes, about; what must be saved to be worth it, in characters of JSON. */
const referenceSize = 50;
const worthwhile = 500;

/** The `properties` of an object. */
export type Properties = Record<string, JsonObject>;

interface Alike {
  readonly name: string;
  readonly schema: JsonObject;
  readonly text: string;
  readonly places: Properties[];
  /** How often it would be printed. */
  count: number;
}

export class SharedMembers {
  /** How many objects have them. */
  readonly #collected = new Map<Properties, number>();
  readonly #byText = new Map<string, Alike>();
  readonly #bySchema = new Map<JsonObject, Alike>();

  /** Remembers the `properties` of an object, which several may share; `share` may put references in the place of some. */
  collect(properties: Properties): void {
    this.#collected.set(properties, (this.#collected.get(properties) ?? 0) + 1);
  }

  /** Replaces each schema that is worth it by what `add` answers for it; `key` stands for the schema. */
  share(add: (key: string, name: string, schema: JsonObject) => JsonObject): void {
    for (const [properties, count] of this.#collected) {
      for (const [name, schema] of Object.entries(properties)) {
        // Assigning to it would set the prototype.
        if (name === "__proto__" || isReference(schema)) continue;
        const alike = this.#alike(name, schema);
        alike.places.push(properties);
        alike.count += count;
      }
    }
    for (const { name, schema, text, places, count } of this.#byText.values()) {
      const saved = (count - 1) * text.length - count * referenceSize;
      if (saved < worthwhile) continue;
      const reference = add(text, name, schema);
      for (const properties of places) properties[name] = reference;
    }
  }

  #alike(name: string, schema: JsonObject): Alike {
    const same = this.#bySchema.get(schema);
    if (same !== undefined) return same;
    const text = JSON.stringify(schema);
    const key = `${name} ${text}`;
    let alike = this.#byText.get(key);
    if (alike === undefined) {
      this.#byText.set(key, (alike = { name, schema, text, places: [], count: 0 }));
    }
    this.#bySchema.set(schema, alike);
    return alike;
  }
}

function isReference(schema: JsonObject): boolean {
  return schema["$ref"] !== undefined && Object.keys(schema).length === 1;
}
