// Names of classes and enums → names of OpenAPI components and operations: each used once, whatever the schema calls its elements.

import { plural, typeName } from "../identifier.ts";

/** Gives out names; a name that is taken gets a number. The same requests in the same order give the same names. */
export class NameTable {
  readonly #taken: Set<string>;
  readonly #given = new Map<string, string>();
  /** Name without a number → the next number to try. */
  readonly #counts = new Map<string, number>();

  /** `taken` are names that somebody else gave. */
  constructor(taken: readonly string[] = []) {
    this.#taken = new Set(taken);
  }

  /** The name for `key`, made from `wish` the first time. */
  of(key: string, wish: string): string {
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const base = typeName(wish).replaceAll("$", "_");
    let name = base;
    // Counting goes on where it ended: hundreds of classes may have a member of this name.
    let count = this.#counts.get(base) ?? 2;
    for (; this.#taken.has(name); count++) name = `${base}${count}`;
    this.#counts.set(base, count);
    this.#taken.add(name);
    this.#given.set(key, name);
    return name;
  }
}

/** `users` of `listUsers`. */
export function pluralName(className: string): string {
  return plural(typeName(className));
}
