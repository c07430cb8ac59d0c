// Names as Postgres keeps them: at most 63 bytes of UTF-8. Postgres would cut a longer one silently and let two names collide;
// we shorten it ourselves, with a hash of the whole, so that it stays unique and the same every time.

/** NAMEDATALEN − 1 of a standard server. */
const MAX_BYTES = 63;

/** `name`, or where it is over 63 bytes, its beginning with `_` and eight hexadecimal digits of a hash. */
export function shortenName(name: string): string {
  // No UTF-16 unit takes more than three bytes.
  return name.length * 3 <= MAX_BYTES ? name : new NamePrefix("").name(name);
}

/** The beginning of many names: what is to be known of it is worked out once. */
export class NamePrefix {
  readonly #prefix: string;
  readonly #bytes: number;
  #hash: number | undefined;

  constructor(prefix: string) {
    this.#prefix = prefix;
    this.#bytes = byteLength(prefix);
  }

  /** The same as `shortenName` of both together. */
  name(rest: string): string {
    const bytes = byteLength(rest);
    if (this.#bytes + bytes <= MAX_BYTES) return this.#prefix + rest;
    this.#hash ??= hashed(this.#prefix, HASH_START);
    const suffix = `_${hexadecimal(hashed(rest, this.#hash))}`;
    const room = MAX_BYTES - suffix.length;
    const start = beginning(this.#prefix, this.#bytes, room);
    return start + beginning(rest, bytes, room - this.#bytes) + suffix;
  }
}

/** The characters of a text of so many bytes that have room: none where `room` is below zero. */
function beginning(text: string, bytes: number, room: number): string {
  if (bytes <= room) return text;
  if (bytes === text.length) return text.slice(0, Math.max(room, 0));
  let end = 0;
  let left = room;
  for (const character of text) {
    left -= byteLength(character);
    if (left < 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** Bytes of the UTF-8 form. */
function byteLength(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // Each half of a pair stands for two of its four bytes.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

const HASH_START = 0x811c9dc5;

/**
 * FNV-1a, 32 bits, of a text that goes on where another one ended: enough to tell names of one namespace apart; collisions are found by
 * the caller's uniqueness check.
 */
function hashed(text: string, start: number): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash;
}

/** Each byte in hexadecimal: numbers of 32 bits are slow to print. */
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function hexadecimal(hash: number): string {
  return (
    BYTES[hash >>> 24]! +
    BYTES[(hash >>> 16) & 255]! +
    BYTES[(hash >>> 8) & 255]! +
    BYTES[hash & 255]!
  );
}
