// Members that stand alike in many objects → one component, referred to: most classes of a large schema inherit the same slots.

import type { JsonValue } from "../../constraint/shape.ts";
import type { JsonObject } from "./shape-schema.ts";

/** What a reference takes, about; what must be saved to be worth it, in characters of JSON. */
const referenceSize = 50;
const worthwhile = 500;

interface Alike {
  readonly name: string;
  readonly schema: JsonObject;
  readonly size: number;
  readonly places: Record<string, JsonValue>[];
}

export class SharedMembers {
  readonly #byText = new Map<string, Alike>();
  readonly #bySchema = new Map<JsonObject, Alike>();

  /** Remembers the `properties` of an object; `share` may put references in the place of some. */
  collect(properties: Record<string, JsonObject>): void {
    for (const [name, schema] of Object.entries(properties)) {
      // Assigning to it would set the prototype.
      if (name === "__proto__" || isReference(schema)) continue;
      this.#alike(name, schema).places.push(properties);
    }
  }

  /** Replaces each schema that is worth it by what `add` answers for it. */
  share(add: (name: string, schema: JsonObject) => JsonObject): void {
    for (const { name, schema, size, places } of this.#byText.values()) {
      const saved = (places.length - 1) * size - places.length * referenceSize;
      if (saved < worthwhile) continue;
      const reference = add(name, schema);
      for (const properties of places) properties[name] = reference;
    }
  }

  #alike(name: string, schema: JsonObject): Alike {
    const same = this.#bySchema.get(schema);
    if (same !== undefined) return same;
    const text = JSON.stringify(schema);
    const key = `${name} ${text}`;
    const alike = this.#byText.get(key) ?? { name, schema, size: text.length, places: [] };
    this.#byText.set(key, alike);
    this.#bySchema.set(schema, alike);
    return alike;
  }
}

function isReference(schema: JsonObject): boolean {
  return schema["$ref"] !== undefined && Object.keys(schema).length === 1;
}
