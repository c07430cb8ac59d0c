// Names as Postgres keeps them: at most 63 bytes of UTF-8. Postgres would cut a longer one silently and let two names collide;
// we shorten it ourselves, with a hash of the whole, so that it stays unique and the same every time.

/** NAMEDATALEN − 1 of a standard server. */
const MAX_BYTES = 63;

/** `name`, or where it is over 63 bytes, its beginning with `_` and eight hexadecimal digits of a hash. */
export function shortenName(name: string): string {
  // No UTF-16 unit takes more than three bytes.
  if (name.length * 3 <= MAX_BYTES || byteLength(name) <= MAX_BYTES) return name;
  const suffix = `_${hash32(name)}`;
  let end = 0;
  let bytes = suffix.length;
  for (const character of name) {
    bytes += byteLength(character);
    if (bytes > MAX_BYTES) break;
    end += character.length;
  }
  return name.slice(0, end) + suffix;
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

/** FNV-1a, 32 bits: enough to tell names of one namespace apart; collisions are found by the caller's uniqueness check. */
function hash32(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
