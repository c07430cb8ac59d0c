// Texts in pieces → UTF-8, one after the other in the same memory.

import type { Pieces } from "../text/pieces.ts";

export class Utf8Writer {
  #memory = Buffer.alloc(1 << 16);

  /** The bytes of one text; the next one takes their place. */
  encode(pieces: Pieces): Buffer {
    let end = 0;
    for (const piece of pieces) {
      // A UTF-16 unit takes three bytes at most.
      const most = end + 3 * piece.length;
      if (most > this.#memory.length) this.#grow(most);
      end += this.#memory.write(piece, end);
    }
    return this.#memory.subarray(0, end);
  }

  #grow(least: number): void {
    const memory = Buffer.alloc(Math.max(2 * this.#memory.length, least));
    this.#memory.copy(memory);
    this.#memory = memory;
  }
}
