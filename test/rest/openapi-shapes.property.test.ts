// The OpenAPI document's schemas against the validators, on random classes and values: what a validator takes, the schema takes; and the
// other way round wherever JSON Schema has a word for everything that the shapes say.

import { isDeepStrictEqual } from "node:util";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { ObjectShape, Shape } from "../../src/constraint/shape.ts";
import type { Variant } from "../../src/constraint/variant.ts";
import { liveValidators } from "../../src/emit/live-zod.ts";
import { NameTable } from "../../src/emit/openapi/component-names.ts";
import { SchemaComponents } from "../../src/emit/openapi/schemas.ts";
import { joined } from "../../src/text/pieces.ts";
import { classTables, objectValue } from "../compile/random-shapes.ts";
import type { Classes } from "../compile/shape-oracle.ts";
import { FULL } from "../support/seed.ts";

const numRuns = FULL ? 2_000 : 80;

/** Values tried on each table of classes: compiling a schema costs more than asking it. */
const valuesEach = 6;

test.for<Variant>(["document", "create", "update", "read"])(
  "the schemas of the form %s",
  { timeout: 600_000 },
  (variant) => {
    const counts = { taken: 0, refused: 0, exact: 0 };
    fc.assert(
      fc.property(
        classTables().chain((classes) => {
          const value = objectValue([...classes.values()][0]!, classes, 4);
          const values = fc.array(value, { minLength: valuesEach, maxLength: valuesEach });
          return fc.tuple(fc.constant([...classes]), values).map(withoutPrototypes);
        }),
        ([entries, values]) => {
          const classes = new Map(entries);
          const [name] = [...classes.keys()];
          const bySchema = schemaOf(classes, name!, variant);
          const byZod = liveValidators(classes).validator(name!, variant);
          const exact = variant !== "read" && isExact(classes);
          for (const value of values) {
            const taken = byZod.safeParse(value).success;
            counts[taken ? "taken" : "refused"]++;
            if (exact && !taken) counts.exact++;
            const fits = bySchema(value);
            if (taken) expect(fits, JSON.stringify(bySchema.errors)).toBe(true);
            else if (exact) expect(fits, "the schema takes what the validator refuses").toBe(false);
          }
        },
      ),
      { numRuns, examples: [[noDates]] },
    );
    expect(Math.min(counts.taken, counts.refused), JSON.stringify(counts)).toBeGreaterThan(
      numRuns / 10,
    );
    if (variant !== "read") expect(counts.exact).toBeGreaterThan(numRuns / 20);
  },
);

/** Found by a full run: the empty text is no date, but a schema's `format` says so to nobody who does not check formats. */
const noDates: [[string, ObjectShape][], unknown[]] = [
  [
    [
      "Person",
      {
        name: "Person",
        properties: [
          {
            name: "notes",
            shape: { kind: "array", items: { kind: "string", patterns: [] }, unique: false },
            rules: [
              {
                condition: {
                  kind: "none",
                  of: [
                    {
                      kind: "some",
                      element: {
                        kind: "is",
                        shape: { kind: "string", format: "date", patterns: [] },
                      },
                    },
                  ],
                },
                metaslot: "none_of",
                origin: { file: "", pointer: "" },
              },
            ],
            required: false,
            hasDefault: false,
            readonly: false,
            internal: false,
          },
        ],
        rules: [],
      },
    ],
  ],
  [{ notes: [""] }],
];

function schemaOf(classes: Classes, name: string, variant: Variant): ValidateFunction {
  const components = new SchemaComponents(classes, new NameTable());
  const root = components.reference(name, variant);
  const schemas = JSON.parse(joined(components.list().schemas)) as object;
  const document = { ...root, components: { schemas } };
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    logger: false,
    ownProperties: true,
  });
  // ajv's own asks the values for their `constructor` and `toString`, which are members here.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({ keyword: "uniqueItems", type: "array", validate: areUnique });
  return ajv.compile(document);
}

/** Ajv passes over a member of this name. */
function withoutPrototypes<T>(data: T): T {
  return JSON.parse(JSON.stringify(data).replaceAll("__proto__", "proto")) as T;
}

/** Whether JSON Schema can say all of it: bounds of dates, patterns of numbers and keys of lists it cannot, nor what becomes of a dictionary's entries. */
function isExact(classes: Classes): boolean {
  return [...classes.values()].every(
    (object) =>
      !/"(?:earliest|latest|format|keys|unique|key)":|"integer",[^{}]*"patterns":/.test(
        withoutFalse(object),
      ),
  );
}

function withoutFalse(object: ObjectShape): string {
  return JSON.stringify(object, (name, value: Shape) =>
    name === "unique" && (value as unknown) === false ? undefined : value,
  );
}

function areUnique(_: true, items: readonly unknown[]): boolean {
  return items.every((item, index) =>
    items.slice(index + 1).every((other) => !isDeepStrictEqual(item, other)),
  );
}
