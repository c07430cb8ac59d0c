// Members that stand alike in many objects → one component, referred to: most classes of a large schema inherit the same slots.

import { memberLine, objectLines } from "./lines.ts";
import type { JsonObject } from "./shape-schema.ts";

/** What a reference takes, about; what must be saved to be worth it, in characters of JSON. */
const referenceSize = 50;
const worthwhile = 500;

/** How deep the `properties` of a component stand in the document: in its line. */
const level = 3;

/** What members look like, whatever their names. */
interface Look {
  /** The schema, as JSON. */
  readonly text: string;
  readonly members: SharedMember[];
  /** To its component, as JSON, once it has one. */
  reference?: string;
}

/** The members of one name that look alike, wherever they stand. */
export interface SharedMember {
  readonly name: string;
  readonly look: Look;
  /** How often it would be printed. */
  count: number;
  /** What is printed, once that is known: with the schema or a reference to it. */
  line?: string;
}

/** The `properties` of objects that have the same members. */
export interface Properties {
  readonly members: readonly SharedMember[];
  /** How often they would be printed. */
  count: number;
  /** An empty object that stands in the schemas until all members of all objects are known. */
  readonly placeholder: JsonObject;
}

export class SharedMembers {
  readonly #looks = new Map<string, Look>();
  readonly #properties: Properties[] = [];

  /** The same for all members of this name that look alike. */
  member(name: string, schema: JsonObject): SharedMember {
    const text = JSON.stringify(schema);
    let look = this.#looks.get(text);
    if (look === undefined) this.#looks.set(text, (look = { text, members: [] }));
    let member = look.members.find((other) => other.name === name);
    if (member === undefined) look.members.push((member = { name, look, count: 0 }));
    return member;
  }

  properties(members: readonly SharedMember[]): Properties {
    const properties = { members, count: 0, placeholder: {} };
    this.#properties.push(properties);
    return properties;
  }

  /** The text of all `properties`, by placeholder; in it stands what `add` answers for each schema that is worth it. */
  share(add: (name: string, text: string) => JsonObject): ReadonlyMap<JsonObject, string> {
    for (const { members, count } of this.#properties) {
      for (const member of members) member.count += count;
    }
    const line = (member: SharedMember): string => {
      const { name, look } = member;
      if (!isWorthIt(member)) return memberLine(name, look.text);
      return memberLine(name, (look.reference ??= JSON.stringify(add(name, look.text))));
    };
    return new Map(
      this.#properties.map(({ members, placeholder }) => {
        const lines = members.map((member) => (member.line ??= line(member)));
        return [placeholder, objectLines(lines, level)];
      }),
    );
  }
}

function isWorthIt({ look: { text }, count }: SharedMember): boolean {
  const saved = (count - 1) * text.length - count * referenceSize;
  return saved >= worthwhile && !/^\{"\$ref":"[^"]*"\}$/.test(text);
}
