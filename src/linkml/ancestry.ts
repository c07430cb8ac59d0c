// Who inherits from whom: is_a and mixins of classes, slots, enums and types, put in order of precedence.

export interface Ancestry {
  /** Self first; an element always comes before what it inherits from, mixins before is_a. */
  readonly ancestors: (name: string) => readonly string[];
  /** Self first, then in the order of the elements, which go by name. */
  readonly descendants: (name: string) => readonly string[];
  /** Each cycle once, as the names on it with the first one again at its end. */
  readonly cycles: () => readonly (readonly string[])[];
  /** Elements whose chain would be longer than MAX_CHAIN; it is cut there. */
  readonly tooDeep: () => readonly string[];
}

/** The longest chain of elements that one may hang on; real schemas stay below 20. */
export const MAX_CHAIN = 100;

/**
 * Ancestry over elements known by name. `parentsOf` gives direct parents in order of precedence, all of them known names.
 * A cycle is cut where it closes, so that everything else still works. Each element is looked at once.
 */
export function ancestryOf(
  names: Iterable<string>,
  parentsOf: (name: string) => readonly string[],
): Ancestry {
  const order = [...names];
  const lines = new Map<string, readonly string[]>();
  /** How many elements the longest chain of each has, itself included. */
  const chains = new Map<string, number>();
  const path: string[] = [];
  const cycles: string[][] = [];
  const deep = new Set<string>();

  const ancestors = (name: string): readonly string[] => {
    const known = lines.get(name);
    if (known !== undefined) return known;
    path.push(name);
    const inherited: string[] = [];
    const parents = parentsOf(name);
    let chain = 1;
    for (const parent of parents) {
      const start = path.indexOf(parent);
      if (start >= 0) {
        cycles.push([...path.slice(start), parent]);
        continue;
      }
      const line = path.length < MAX_CHAIN ? ancestors(parent) : [];
      const length = chains.get(parent) ?? MAX_CHAIN;
      if (length < MAX_CHAIN) inherited.push(...line);
      else deep.add(name);
      chain = Math.max(chain, length < MAX_CHAIN ? length + 1 : 1);
    }
    path.pop();
    chains.set(name, chain);
    // What one parent brings in stands there once.
    const remoter = parents.length > 1 ? lastOccurrences(inherited) : inherited;
    const line = [name, ...remoter.filter((ancestor) => ancestor !== name)];
    lines.set(name, line);
    return line;
  };

  let offspring: Map<string, string[]> | undefined;
  return {
    ancestors,
    descendants(name) {
      offspring ??= invert(order, ancestors);
      return offspring.get(name) ?? [name];
    },
    cycles() {
      for (const name of order) ancestors(name);
      return cycles;
    },
    tooDeep() {
      for (const name of order) ancestors(name);
      return [...deep];
    },
  };
}

/** Where two lines meet, the shared part belongs behind both. */
function lastOccurrences(names: readonly string[]): string[] {
  return [...new Set(names.toReversed())].toReversed();
}

function invert(
  names: readonly string[],
  ancestors: (name: string) => readonly string[],
): Map<string, string[]> {
  const offspring = new Map(names.map((name) => [name, [name]]));
  for (const name of names) {
    for (const ancestor of ancestors(name))
      if (ancestor !== name) offspring.get(ancestor)?.push(name);
  }
  return offspring;
}
