// Entries → an object, where there may be thousands.

/**
 * An object with these members, whatever they are called: it has no prototype, so that `__proto__` is a name like any other. For large ones;
 * `Object.fromEntries` takes them for things of a kind, and several times as long.
 */
export function record<T>(entries: Iterable<readonly [string, T]>): Record<string, T> {
  const members = Object.create(null) as Record<string, T>;
  for (const [name, value] of entries) members[name] = value;
  return members;
}
