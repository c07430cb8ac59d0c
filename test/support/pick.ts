/** `count` of the items, by a seed: each seed another choice. */
export function pick<T>(items: readonly T[], count: number, seed: number): readonly T[] {
  const rest = [...items];
  let state = seed >>> 0;
  return Array.from({ length: Math.min(count, items.length) }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return rest.splice(Math.floor((state / 2 ** 32) * rest.length), 1)[0]!;
  });
}
