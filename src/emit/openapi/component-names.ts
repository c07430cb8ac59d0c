// Names of classes and enums → names of OpenAPI components and operations: each used once, whatever the schema calls its elements.

import { plural, typeName } from "../identifier.ts";

/** Gives out names; a name that is taken gets a number. The same requests in the same order give the same names. */
export class NameTable {
  readonly #given = new Map<string, string>();
  /** Name that is taken → the next number to try behind it. */
  readonly #counts: Map<string, number>;

  /** `taken` are names that somebody else gave. */
  constructor(taken: readonly string[] = []) {
    this.#counts = new Map(taken.map((name) => [name, 2]));
  }

  /** The name for `key`, made from `wish` the first time. */
  of(key: string, wish: string): string {
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const name = this.another(wish);
    this.#given.set(key, name);
    return name;
  }

  /** A name that nobody else gets, made from `wish`. */
  another(wish: string): string {
    const name = this.#free(typeName(wish).replaceAll("$", "_"));
    this.#counts.set(name, 2);
    return name;
  }

  #free(base: string): string {
    // Counting goes on where it ended: hundreds of classes may have a member of this name.
    let count = this.#counts.get(base);
    if (count === undefined) return base;
    while (this.#counts.has(`${base}${count}`)) count++;
    this.#counts.set(base, count + 1);
    return `${base}${count}`;
  }
}

/** `users` of `listUsers`. */
export function pluralName(className: string): string {
  return plural(typeName(className));
}
