// SHA-256 (FIPS 180-4) of a text, without the platform: the pure stages hash plans and models, and WebCrypto is asynchronous.
// Models run to megabytes, so the inner loops stay on typed arrays.

/** UTF-16 units that are made bytes at a time: few enough for them to stay in the processor's cache. */
const PIECE = 8192;
const BLOCK = 64;

/** Lower-case hexadecimal SHA-256 of the UTF-8 form of `text`. */
export function sha256(text: string): string {
  const state = Int32Array.from(INITIAL);
  const schedule = new Int32Array(64);
  // No UTF-16 unit takes more than three bytes. Before a piece stands what is left of the one before, after the last the padding.
  const bytes = new Uint8Array(3 * (PIECE + 1) + 3 * BLOCK);
  const view = new DataView(bytes.buffer);
  let length = 0;
  let held = 0;
  const compressBlocks = (): void => {
    const whole = held - (held % BLOCK);
    for (let offset = 0; offset < whole; offset += BLOCK) {
      for (let word = 0; word < 16; word++) schedule[word] = view.getInt32(offset + word * 4);
      compress(state, schedule);
    }
    bytes.copyWithin(0, whole, held);
    held -= whole;
  };
  for (let start = 0; start < text.length;) {
    const end = pieceEnd(text, start);
    const written = writeUtf8(text, start, end, bytes, held);
    length += written - held;
    held = written;
    compressBlocks();
    start = end;
  }
  held = pad(view, held, length);
  compressBlocks();
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Never between the halves of a pair. */
function pieceEnd(text: string, start: number): number {
  const end = start + PIECE;
  if (end >= text.length) return text.length;
  return text.codePointAt(end - 1)! > 0xffff ? end + 1 : end;
}

/** A closing bit, zeros, and the length of the whole in bits, up to a whole number of blocks; returns where they end. */
function pad(view: DataView, held: number, length: number): number {
  const end = Math.ceil((held + 9) / BLOCK) * BLOCK;
  for (let at = held; at < end; at++) view.setUint8(at, at === held ? 0x80 : 0);
  view.setUint32(end - 8, Math.floor(length / 2 ** 29));
  view.setUint32(end - 4, length * 8);
  return end;
}

/** The first 32 bits of the fractional parts of `root` of the first `count` primes, as the standard derives its constants. */
function fractions(count: number, root: (prime: number) => number): Int32Array {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return Int32Array.from(primes, (prime) => Math.floor((root(prime) % 1) * 2 ** 32));
}

const INITIAL = fractions(8, Math.sqrt);
const ROUND = fractions(64, Math.cbrt);

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** One block: `schedule` holds its 16 words and room for the other 48. */
function compress(state: Int32Array, schedule: Int32Array): void {
  for (let index = 16; index < 64; index++) {
    const early = schedule[index - 15]!;
    const late = schedule[index - 2]!;
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[index] = schedule[index - 16]! + s0 + schedule[index - 7]! + s1;
  }
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let index = 0; index < 64; index++) {
    const sigma1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sigma1 + choice + ROUND[index]! + schedule[index]!) | 0;
    const sigma0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sigma0 + majority) | 0;
  }
  const sums = [a, b, c, d, e, f, g, h];
  for (let index = 0; index < 8; index++) state[index]! += sums[index]!;
}

/** Writes part of the text from `at` on; returns where it ends. A lone surrogate becomes U+FFFD, as everywhere else. */
function writeUtf8(
  text: string,
  start: number,
  end: number,
  bytes: Uint8Array,
  at: number,
): number {
  let length = at;
  for (let index = start; index < end; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[length++] = unit;
      continue;
    }
    const point = text.codePointAt(index)!;
    if (point > 0xffff) index++;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x800) bytes[length++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x1_0000) bytes[length++] = 0xe0 | (code >> 12);
      else {
        bytes[length++] = 0xf0 | (code >> 18);
        bytes[length++] = 0x80 | ((code >> 12) & 63);
      }
      bytes[length++] = 0x80 | ((code >> 6) & 63);
    }
    bytes[length++] = 0x80 | (code & 63);
  }
  return length;
}
