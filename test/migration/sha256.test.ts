import { createHash } from "node:crypto";
import { expect, test } from "vitest";

import * as ofNode from "#sha256";
import { sha256, sha256Bytes } from "../../src/relational/sha256.ts";

test("as the platform computes it, over every length around a block and every width of character", () => {
  for (let length = 0; length < 200; length++) {
    for (const unit of ["a", "é", "€", "😀"]) {
      const text = unit.repeat(length);
      const expected = createHash("sha256").update(text).digest("hex");
      expect(sha256(text)).toBe(expected);
      expect(sha256Bytes(Buffer.from(`#${text}`).subarray(1))).toBe(expected);
    }
  }
  expect(sha256("\ud800")).toBe(createHash("sha256").update("\ufffd").digest("hex"));
});

test("Node's own stands in for it here, and says the same", () => {
  expect(ofNode.sha256).not.toBe(sha256);
  for (const text of ["", "é😀\ud800\udc00", "\ud800a\udc00", "a".repeat(100_000)]) {
    expect(ofNode.sha256(text)).toBe(sha256(text));
    const bytes = Buffer.from(`#${text}`).subarray(1);
    expect(ofNode.sha256Bytes(bytes)).toBe(sha256Bytes(bytes));
  }
});

test("of long texts, wherever the pairs of UTF-16 stand in them", () => {
  for (let shift = 0; shift < 4; shift++) {
    const text = "a".repeat(shift) + "é😀".repeat(20_000);
    expect(sha256(text)).toBe(createHash("sha256").update(text).digest("hex"));
  }
});
