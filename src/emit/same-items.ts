// Two lists → whether they hold the very same objects: what is made once for all who share it is compared by identity.

export function sameItems<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
