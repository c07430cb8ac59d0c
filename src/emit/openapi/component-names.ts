// Names of classes and enums → names of OpenAPI components and operations: each used once, whatever the schema calls its elements.

import { plural, typeName } from "../identifier.ts";

/** Gives out names; a name that is taken gets a number. The same requests in the same order give the same names. */
export class NameTable {
  readonly #taken: Set<string>;
  /** Name that several wished for → the next number to try behind it. */
  readonly #counts = new Map<string, number>();

  /** `taken` are names that somebody else gave. */
  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken);
  }

  /** A name that nobody else gets, made from `wish`. */
  another(wish: string): string {
    const base = typeName(wish).replaceAll("$", "_");
    if (this.#take(base)) return base;
    // Counting goes on where it ended: hundreds of classes may have a member of this name.
    let count = this.#counts.get(base) ?? 2;
    while (!this.#take(`${base}${count}`)) count++;
    this.#counts.set(base, count + 1);
    return `${base}${count}`;
  }

  /** Whether nobody had it before. */
  #take(name: string): boolean {
    const before = this.#taken.size;
    return this.#taken.add(name).size > before;
  }
}

/** `users` of `listUsers`. */
export function pluralName(className: string): string {
  return plural(typeName(className));
}
