// Members that stand alike in many objects → one component, referred to: most classes of a large schema inherit the same slots.

import type { Pieces } from "../../text/pieces.ts";
import { between, memberLine, objectPieces } from "./lines.ts";
import { referenceText, type JsonObject, type Reference } from "./shape-schema.ts";

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

/** Members that stand one after the other, in one form of an object or in several. */
export class MemberRun {
  readonly members: readonly SharedMember[];
  /** How often they would be printed. */
  count = 0;
  /** Their lines, once those are known. */
  text = "";

  #names?: string;

  constructor(members: readonly SharedMember[]) {
    this.members = members;
  }

  /** Their names as JSON, with commas between them. */
  get names(): string {
    return (this.#names ??= JSON.stringify(this.members.map(({ name }) => name)).slice(1, -1));
  }
}

/** The `properties` of an object, once its members are shared. */
export function propertiesPieces(runs: readonly MemberRun[]): Pieces {
  return objectPieces(
    runs.map(({ text }) => [text]),
    level,
  );
}

export class SharedMembers {
  readonly #looks = new Map<string, Look>();
  readonly #runs: MemberRun[] = [];

  /** The same for all members of this name that look alike. */
  member(name: string, schema: JsonObject): SharedMember {
    const text = JSON.stringify(schema);
    let look = this.#looks.get(text);
    if (look === undefined) this.#looks.set(text, (look = { text, members: [] }));
    let member = look.members.find((other) => other.name === name);
    if (member === undefined) look.members.push((member = { name, look, count: 0 }));
    return member;
  }

  /** These will be the `properties` of one more object. */
  print(runs: readonly MemberRun[]): void {
    for (const run of runs) if (run.count++ === 0) this.#runs.push(run);
  }

  /** Makes the text of all runs; in it stands what `add` answers for each schema that is worth it. */
  share(add: (name: string, text: string) => Reference): void {
    for (const { members, count } of this.#runs) {
      for (const member of members) member.count += count;
    }
    const line = (member: SharedMember): string => {
      const { name, look } = member;
      if (!isWorthIt(member)) return memberLine(name, look.text);
      return memberLine(name, (look.reference ??= referenceText(add(name, look.text))));
    };
    for (const run of this.#runs) {
      const lines = run.members.map((member) => (member.line ??= line(member)));
      run.text = lines.join(between(level));
    }
  }
}

function isWorthIt({ look: { text }, count }: SharedMember): boolean {
  const saved = (count - 1) * text.length - count * referenceSize;
  return saved >= worthwhile && !/^\{"\$ref":"[^"]*"\}$/.test(text);
}
