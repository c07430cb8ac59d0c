// A name that is not there → the one that was probably meant.

/**
 * The candidate nearest to `name`, if it is near enough: one edit for names of up to five letters, two for longer ones.
 * A difference in case, blanks, dashes or underscores only counts as none. Of two equally near, the one that begins more alike.
 */
export function suggest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(name);
  let best: string | undefined;
  let distance = wanted.length <= 5 ? 1 : 2;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const folded = fold(candidate);
    const found = editDistance(wanted, folded, distance + 1);
    const nearer =
      found < distance ||
      (found === distance &&
        (best === undefined || sharedStart(wanted, folded) > sharedStart(wanted, fold(best))));
    if (nearer) {
      best = candidate;
      distance = found;
    }
  }
  return best;
}

/** Finds the candidate that was probably meant. */
export type Suggest = typeof suggest;

/** As `suggest`, for the first `count` names only: what is all wrong is not mended name by name, and looking takes time. */
export function suggester(count = 300): Suggest {
  let left = count;
  return (name, candidates) => (left-- > 0 ? suggest(name, candidates) : undefined);
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours between two texts; any number ≥ `limit` once it gets there. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest >= limit) return limit;
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? limit;
}
