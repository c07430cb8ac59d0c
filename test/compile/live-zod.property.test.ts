// The live validators take exactly what shape.ts says: random classes, conditions and values, judged a second time by an oracle without Zod.

import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ObjectShape, PropertyShape, Shape } from "../../src/constraint/shape.ts";
import { liveValidators } from "../../src/emit/live-zod.ts";
import { classTables, conditions, objectValue, valueOf } from "./random-shapes.ts";
import { holds, isDocument } from "./shape-oracle.ts";
import { FULL } from "../support/seed.ts";

/** Tables of classes; each judges several values. */
const numRuns = FULL ? 4_000 : 120;
const several = { minLength: 8, maxLength: 8 };

test("a document is taken exactly when it has the shape", { timeout: 300_000 }, () => {
  const verdicts = { taken: 0, refused: 0 };
  const cases = classTables().chain((classes) => {
    const object = [...classes.values()][0]!;
    return fc.tuple(fc.constant(classes), fc.array(objectValue(object, classes, 4), several));
  });
  fc.assert(
    fc.property(cases, ([classes, values]) => {
      const name = [...classes.keys()][0]!;
      const validator = liveValidators(classes).validator(name, "document");
      for (const value of values) {
        const expected = isDocument(name, value, classes);
        verdicts[expected ? "taken" : "refused"]++;
        const { success, error } = validator.safeParse(value);
        expect(success, JSON.stringify({ value, issues: error?.issues })).toBe(expected);
      }
    }),
    { numRuns },
  );
  expect(Math.min(...Object.values(verdicts)), "both verdicts occur").toBeGreaterThan(numRuns / 4);
});

test("a condition holds exactly when shape.ts says so", { timeout: 300_000 }, () => {
  const cases = classTables().chain((classes) => {
    const names = [...classes.keys()];
    const options: readonly Shape[] = [{ kind: "any" }, { kind: "object", name: names[0]! }];
    const values = valueOf({ kind: "union", anyOf: options }, classes);
    return fc.tuple(
      fc.constant(classes),
      fc.array(conditions(names), several),
      fc.array(values, several),
    );
  });
  fc.assert(
    fc.property(cases, ([classes, random, values]) => {
      const live = liveValidators(classes);
      for (const condition of random) {
        for (const value of values) {
          expect(live.holds(condition, value), JSON.stringify({ condition, value })).toBe(
            holds(condition, value, classes),
          );
        }
      }
    }),
    { numRuns },
  );
});

test("a deep tree is judged once, not once for each class that its nodes might be of", () => {
  const kinds = ["Sum", "Product", "Power"];
  const node: Shape = {
    kind: "union",
    discriminator: "kind",
    anyOf: kinds.map((name) => ({ kind: "object", name })),
  };
  const made = { rules: [], required: true, hasDefault: false, readonly: false };
  const classes = new Map(
    kinds.map((name): [string, ObjectShape] => {
      const kind: PropertyShape = {
        name: "kind",
        shape: { kind: "literal", value: name },
        ...made,
      };
      const left: PropertyShape = { name: "left", shape: node, ...made, required: false };
      return [name, { name, properties: [kind, left], rules: [] }];
    }),
  );
  const validator = liveValidators(classes).validator("Sum", "document");
  const tree = (depth: number, leaf: object): object =>
    depth === 0 ? leaf : { kind: kinds[depth % 3], left: tree(depth - 1, leaf) };
  expect(validator.safeParse(tree(60, { kind: "Sum" })).success).toBe(true);
  const { error } = validator.safeParse(tree(60, { kind: "Sun" }));
  expect(error?.issues.map(({ path, code }) => [path.length, code])).toEqual([
    [61, "invalid_value"],
  ]);
});
