// Members that stand alike in many objects → one component, referred to: most classes of a large schema inherit the same slots.

import { record } from "../../text/record.ts";
import type { JsonObject } from "./shape-schema.ts";

/** What a reference takes, about; what must be saved to be worth it, in characters of JSON. */
const referenceSize = 50;
const worthwhile = 500;

/** The members of one name that look alike, wherever they stand. */
export interface SharedMember {
  readonly name: string;
  readonly schema: JsonObject;
  /** The schema as JSON. */
  readonly text: string;
  /** How often it would be printed. */
  count: number;
  /** What is printed, once that is known: the schema or a reference to it. */
  printed?: JsonObject;
}

/** The `properties` of objects that have the same members. */
export interface Properties {
  readonly members: readonly SharedMember[];
  /** Empty until all members of all objects are known. */
  readonly printed: Record<string, JsonObject>;
}

export class SharedMembers {
  readonly #byText = new Map<string, SharedMember>();
  readonly #properties: Properties[] = [];

  /** The same for all members of this name that look alike. */
  member(name: string, schema: JsonObject): SharedMember {
    const text = JSON.stringify(schema);
    const key = `${name} ${text}`;
    let member = this.#byText.get(key);
    if (member === undefined) this.#byText.set(key, (member = { name, schema, text, count: 0 }));
    return member;
  }

  properties(members: readonly SharedMember[]): Properties {
    const properties = { members, printed: record<JsonObject>([]) };
    this.#properties.push(properties);
    return properties;
  }

  /** Fills all `properties`, in which what `add` answers stands for each schema that is worth it; `key` stands for the schema. */
  share(add: (key: string, name: string, schema: JsonObject) => JsonObject): void {
    for (const { members, printed } of this.#properties) {
      for (const member of members) {
        member.printed ??= isWorthIt(member)
          ? add(member.text, member.name, member.schema)
          : member.schema;
        printed[member.name] = member.printed;
      }
    }
  }
}

function isWorthIt({ schema, text, count }: SharedMember): boolean {
  const isReference = schema["$ref"] !== undefined && Object.keys(schema).length === 1;
  return !isReference && (count - 1) * text.length - count * referenceSize >= worthwhile;
}
