// JSON text → the nodes that YAML is read into, so that places in JSON are found the same way. Strict: what JSON.parse refuses is refused.

import type { YamlEntry, YamlNode } from "./yaml-compose.ts";

/** Why a text is no JSON, and where (UTF-16 units, from 0). */
export class JsonProblem extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/** Called with a member that stands twice in one object: its name, and where both names start. The later one counts. */
export type ReportMember = (key: string, offset: number, first: number) => void;

const MAX_DEPTH = 64;
const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const WORDS = { true: true, false: false, null: null } as const;

/** The value of a JSON text. Throws JsonProblem. */
export function parseJson(text: string, reportMember: ReportMember): YamlNode {
  const reader = new JsonReader(text, reportMember);
  return reader.document();
}

class JsonReader {
  readonly #text: string;
  readonly #reportMember: ReportMember;
  #at = 0;

  constructor(text: string, reportMember: ReportMember) {
    this.#text = text;
    this.#reportMember = reportMember;
  }

  document(): YamlNode {
    if (this.#text.startsWith("\ufeff")) this.#at = 1;
    this.#match(BLANK);
    const root = this.#value(0);
    this.#match(BLANK);
    if (this.#at < this.#text.length) throw this.#problem("there is something after its end");
    return root;
  }

  /** What the pattern finds right here. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** Whether the sign stands here; blanks around it are passed over. */
  #sign(sign: string): boolean {
    this.#match(BLANK);
    if (this.#text[this.#at] !== sign) return false;
    this.#at++;
    this.#match(BLANK);
    return true;
  }

  #value(depth: number): YamlNode {
    if (depth > MAX_DEPTH) throw this.#problem(`it is nested deeper than ${MAX_DEPTH} levels`);
    const start = this.#at;
    if (this.#sign("{")) return this.#object(start, depth);
    if (this.#sign("[")) return this.#array(start, depth);
    if (this.#text[start] === '"') {
      const value = this.#string();
      return { kind: "scalar", start, value, text: value, weight: 1 };
    }
    const number = this.#match(NUMBER);
    if (number) return { kind: "scalar", start, value: Number(number), text: number, weight: 1 };
    for (const [word, value] of Object.entries(WORDS)) {
      if (!this.#text.startsWith(word, start)) continue;
      this.#at += word.length;
      return { kind: "scalar", start, value, text: word, weight: 1 };
    }
    throw this.#problem("a value is expected here");
  }

  #string(): string {
    const start = this.#at;
    let end = start + 1;
    while (end < this.#text.length && this.#text[end] !== '"')
      end += this.#text[end] === "\\" ? 2 : 1;
    if (end >= this.#text.length) throw this.#problem("this text has no closing quote");
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string;
    } catch {
      const reason =
        "this text has an escape, a line break or another sign that JSON does not allow";
      throw this.#problem(reason, start);
    }
  }

  #array(start: number, depth: number): YamlNode {
    const items: YamlNode[] = [];
    while (!this.#sign("]")) {
      if (items.length > 0 && !this.#sign(",")) throw this.#problem('"," or "]" is expected here');
      items.push(this.#value(depth + 1));
    }
    return { kind: "sequence", start, items, weight: weigh(items) };
  }

  #object(start: number, depth: number): YamlNode {
    const entries = new Map<string, YamlEntry>();
    let isFirst = true;
    while (!this.#sign("}")) {
      if (!isFirst && !this.#sign(",")) throw this.#problem('"," or "}" is expected here');
      isFirst = false;
      const keyStart = this.#at;
      if (this.#text[keyStart] !== '"')
        throw this.#problem("the name of a member, in quotes, is expected here");
      const key = this.#string();
      if (!this.#sign(":")) throw this.#problem('":" is expected here');
      const first = entries.get(key);
      if (first) this.#reportMember(key, keyStart, first.keyStart);
      entries.set(key, { keyStart, node: this.#value(depth + 1) });
    }
    const nodes = [...entries.values()].map(({ node }) => node);
    return { kind: "mapping", start, entries, weight: weigh(nodes) };
  }

  #problem(reason: string, offset = this.#at): JsonProblem {
    return new JsonProblem(offset, reason);
  }
}

function weigh(nodes: readonly YamlNode[]): number {
  return nodes.reduce((sum, { weight }) => sum + weight, 1);
}
