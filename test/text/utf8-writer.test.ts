// Texts in pieces come out as the bytes that they would have as a whole.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Utf8Writer } from "../../src/bin/utf8-writer.ts";
import { joined } from "../../src/text/pieces.ts";
import { FULL, SEED } from "../support/seed.ts";

test(`pieces of any length, one text after the other (TEST_SEED=${SEED})`, () => {
  const piece = fc.oneof(
    fc.string({ unit: "grapheme" }),
    // Longer than the memory that there is at first.
    fc
      .tuple(fc.constantFrom("a", "é", "€", "𝄞"), fc.nat(60_000))
      .map(([letter, count]) => letter.repeat(count)),
  );
  const texts = fc.array(fc.array(piece, { maxLength: 5 }), { maxLength: 4 });
  const property = fc.property(texts, (all) => {
    const writer = new Utf8Writer();
    for (const pieces of all) {
      expect(writer.encode(pieces).equals(Buffer.from(joined(pieces)))).toBe(true);
    }
  });
  fc.assert(property, { seed: SEED, numRuns: FULL ? 1000 : 50 });
});
