// Numbers → bytes, few of them for small numbers.

/** Writes whole numbers from 0 to 2^31 − 1, one after the other: seven bits to a byte, the lowest first, the last byte below 128. */
export class NumberWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  add(number: number): void {
    if (this.#length + 5 > this.#bytes.length) this.#grow();
    let rest = number;
    for (; rest >= 0x80; rest >>>= 7) this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
    this.#bytes[this.#length++] = rest;
  }

  /** All that has been written. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(2 * this.#bytes.length);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
