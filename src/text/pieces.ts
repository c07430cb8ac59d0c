// A long text in pieces, made as they are asked for. Whoever writes it out piece by piece never has megabytes of it in memory, where
// one letter beyond Latin-1 would make all of them twice as wide.

/** The pieces, in order. A string is not meant, though it is iterable: its pieces would be letters. */
export type Pieces = readonly string[] | IterableIterator<string>;

/** All of them as one text. */
export function joined(pieces: Pieces): string {
  return [...pieces].join("");
}
