// Dates and times as text: the patterns that Postgres gets take exactly what Zod's own checks take. The seed is printed; TEST_SEED repeats a run.

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { translatePattern } from "../../src/constraint/pattern.ts";
import type { StringFormat } from "../../src/constraint/shape.ts";
import { liveValidators } from "../../src/emit/live-zod.ts";
import { formatPattern } from "../../src/lower/format-pattern.ts";
import { FULL, SEED } from "../support/seed.ts";

const RUNS = FULL ? 50_000 : 3_000;

const day = fc.constantFrom("0001-01-01", "9999-12-31", "0000-01-01", "2024-02-29", "2023-02-29", "2024-04-31",
  "1900-02-29", "2000-02-29", "2024-00-10", "2024-10-00", "24-1-1", "2024-12-31"); // prettier-ignore
const clock = fc.constantFrom("00:00", "12:30", "24:00", "12:30:00", "12:30:60", "12:30:59.1", "12:30:59.123456",
  "12:30:59.1234567", "12:30:", "12:30:5", "23:59:59", "12:60:00"); // prettier-ignore
const offset = fc.constantFrom("", "Z", "z", "+00:00", "-00:00", "+15:59", "+16:00", "-15:59", "+0100", "+01", "+14:60",
  "+23:00", " Z", "+01:00", "-01:00"); // prettier-ignore
const hex = fc.string({
  unit: fc.constantFrom(..."0123456789abcdefABCDEF-"),
  minLength: 36,
  maxLength: 36,
});

const SAMPLES: readonly (readonly [StringFormat, fc.Arbitrary<string>])[] = [
  ["date", day],
  ["time", fc.tuple(clock, offset).map((parts) => parts.join(""))],
  [
    "date-time",
    fc
      .tuple(day, fc.constantFrom("T", "T", "T", " ", "t"), clock, offset)
      .map((parts) => parts.join("")),
  ],
  ["uuid", fc.oneof(fc.uuid(), hex)],
];

test.each(SAMPLES)(`%s, seed ${SEED}`, (format, texts) => {
  const zod = liveValidators(new Map()).shape({ kind: "string", format, patterns: [] });
  const source = formatPattern(format)!;
  expect(translatePattern(source)?.reason, "Postgres can say it").toBeUndefined();
  const pattern = new RegExp(source, "u");
  const seen = new Set<boolean>();
  fc.assert(
    fc.property(texts, (text) => {
      const taken = zod.safeParse(text).success;
      seen.add(taken);
      expect(pattern.test(text), text).toBe(taken);
    }),
    { seed: SEED, numRuns: RUNS },
  );
  expect(seen.size, "both verdicts occur").toBe(2);
});
