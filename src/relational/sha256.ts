// SHA-256 (FIPS 180-4) of a text or of bytes, for the Worker: the pure stages hash plans and models, and WebCrypto is asynchronous. Models
// run to megabytes, so the inner loops stay on typed arrays. In Node `#sha256` is Node's own.

const BLOCK = 64;

/** Lower-case hexadecimal SHA-256 of the UTF-8 form of `text`. */
export function sha256(text: string): string {
  const state = Int32Array.from(INITIAL);
  const schedule = new Int32Array(64);
  // A block, the rest of the last character in it, and room for padding.
  const bytes = new Uint8Array(2 * BLOCK);
  const view = new DataView(bytes.buffer);
  let blocks = 0;
  let held = 0;
  for (let index = 0; index < text.length;) {
    // Most blocks are plain ASCII, which needs no bytes.
    if (held === 0 && readAscii(text, index, schedule)) {
      compress(state, schedule);
      index += BLOCK;
      blocks++;
      continue;
    }
    const point = text.codePointAt(index)!;
    index += point > 0xffff ? 2 : 1;
    held = writeUtf8(point, bytes, held);
    if (held < BLOCK) continue;
    compressBytes(state, schedule, view, 0);
    bytes.copyWithin(0, BLOCK, held);
    held -= BLOCK;
    blocks++;
  }
  return finish(state, schedule, view, held, blocks * BLOCK + held);
}

/** The same of bytes. */
export function sha256Bytes(bytes: Uint8Array): string {
  const state = Int32Array.from(INITIAL);
  const schedule = new Int32Array(64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length - (bytes.length % BLOCK);
  for (let offset = 0; offset < whole; offset += BLOCK)
    compressBytes(state, schedule, view, offset);
  const rest = new Uint8Array(2 * BLOCK);
  rest.set(bytes.subarray(whole));
  const held = bytes.length - whole;
  return finish(state, schedule, new DataView(rest.buffer), held, bytes.length);
}

function compressBytes(
  state: Int32Array,
  schedule: Int32Array,
  view: DataView,
  offset: number,
): void {
  for (let word = 0; word < 16; word++) schedule[word] = view.getInt32(offset + word * 4);
  compress(state, schedule);
}

/** Closes a message of `length` bytes, of which the view holds those that no block had. */
function finish(
  state: Int32Array,
  schedule: Int32Array,
  view: DataView,
  held: number,
  length: number,
): string {
  const end = pad(view, held, length);
  for (let offset = 0; offset < end; offset += BLOCK) compressBytes(state, schedule, view, offset);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

/** The 16 words of a block from there on; false, and nothing of use, where the text ends before or is more than ASCII. */
function readAscii(text: string, start: number, schedule: Int32Array): boolean {
  if (start + BLOCK > text.length) return false;
  let seen = 0;
  for (let word = 0; word < 16; word++) {
    const at = start + word * 4;
    const a = text.charCodeAt(at);
    const b = text.charCodeAt(at + 1);
    const c = text.charCodeAt(at + 2);
    const d = text.charCodeAt(at + 3);
    seen |= a | b | c | d;
    schedule[word] = (a << 24) | (b << 16) | (c << 8) | d;
  }
  return seen < 0x80;
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
    schedule[index] = (schedule[index - 16]! + s0 + schedule[index - 7]! + s1) | 0;
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
    const choice = g ^ (e & (f ^ g));
    const first = (h + sigma1 + choice + ROUND[index]! + schedule[index]!) | 0;
    const sigma0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) | (c & (a | b));
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + sigma0 + majority) | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}

/** Writes one character at `at`; returns where it ends. A lone surrogate becomes U+FFFD, as everywhere else. */
function writeUtf8(point: number, bytes: Uint8Array, at: number): number {
  const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  let end = at;
  if (code < 0x80) bytes[end++] = code;
  else {
    if (code < 0x800) bytes[end++] = 0xc0 | (code >> 6);
    else {
      if (code < 0x1_0000) bytes[end++] = 0xe0 | (code >> 12);
      else {
        bytes[end++] = 0xf0 | (code >> 18);
        bytes[end++] = 0x80 | ((code >> 12) & 63);
      }
      bytes[end++] = 0x80 | ((code >> 6) & 63);
    }
    bytes[end++] = 0x80 | (code & 63);
  }
  return end;
}
