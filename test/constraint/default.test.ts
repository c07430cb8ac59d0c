// ifabsent in all its forms: a slot as YAML → the default in JSON and in SQL, or what is said about it.

import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

const HEAD = `id: https://example.org/d
name: d
default_prefix: d
default_range: string
prefixes: {d: "https://example.org/d/", ex: "https://example.org/ex#"}
types:
  Score: {typeof: integer}
enums:
  Mood: {permissible_values: {happy: {}, "so so": {}, "other (say which)": {}}}
classes:
  Any: {class_uri: linkml:Any}
  Room: {attributes: {number: {identifier: true, range: integer}}}
`;

function compiled(slot: string) {
  const text = `${HEAD}  Thing Of Mine:\n    class_uri: ex:Thing\n    attributes:\n      id: {identifier: true}\n      the slot: ${slot}\n`;
  return compile({ root: "d.yaml", files: { "d.yaml": text } });
}

/** [slot, JSON, SQL] */
const accepted: readonly (readonly [string, unknown, string])[] = [
  ["{ifabsent: string(x)}", "x", "'x'"],
  [`{ifabsent: "string(a (b) 'c')"}`, "a (b) 'c'", "'a (b) ''c'''"],
  [`{ifabsent: 'string("quoted")'}`, "quoted", "'quoted'"],
  ["{ifabsent: string()}", "", "''"],
  ["{ifabsent: Tube}", "Tube", "'Tube'"],
  ["{ifabsent: Positive control}", "Positive control", "'Positive control'"],
  ["{ifabsent: so far (no more)}", "so far (no more)", "'so far (no more)'"],
  ["{ifabsent: int(3), range: integer}", 3, "3"],
  ["{ifabsent: -3, range: integer}", -3, "-3"],
  ["{ifabsent: string(5), range: Score}", 5, "5"],
  ["{ifabsent: Score(5), range: Score}", 5, "5"],
  ["{ifabsent: float(1.50), range: float}", 1.5, "1.50"],
  ["{ifabsent: decimal(0.10), range: decimal}", 0.1, "0.10"],
  ["{ifabsent: int(2), range: double}", 2, "2"],
  ["{ifabsent: boolean(false), range: boolean}", false, "false"],
  ["{ifabsent: True, range: boolean}", true, "true"],
  ["{ifabsent: date(2024-02-29), range: date}", "2024-02-29", "'2024-02-29'::date"],
  ["{ifabsent: 2024-02-29, range: date}", "2024-02-29", "'2024-02-29'::date"],
  ["{ifabsent: 'time(12:30:00)', range: time}", "12:30:00", "'12:30:00'::time"],
  [
    "{ifabsent: 'datetime(2024-01-31T12:30:00)', range: datetime}",
    "2024-01-31T12:30:00Z",
    "'2024-01-31T12:30:00Z'::timestamp with time zone",
  ],
  [
    "{ifabsent: 'datetime(2024-01-31T12:30:00+02:00)', range: datetime}",
    "2024-01-31T12:30:00+02:00",
    "'2024-01-31T12:30:00+02:00'::timestamp with time zone",
  ],
  ["{ifabsent: date(2024-02-29), range: date_or_datetime}", "2024-02-29", "'2024-02-29'"],
  ["{ifabsent: Mood(happy), range: Mood}", "happy", "'happy'"],
  ["{ifabsent: so so, range: Mood}", "so so", "'so so'"],
  ["{ifabsent: other (say which), range: Mood}", "other (say which)", "'other (say which)'"],
  ["{ifabsent: string(happy), range: Mood}", "happy", "'happy'"],
  ["{ifabsent: 12, range: Room}", 12, "12"],
  ["{ifabsent: Room(12), range: Room}", 12, "12"],
  ["{ifabsent: class_curie, range: uriorcurie}", "ex:Thing", "'ex:Thing'"],
  [
    "{ifabsent: class_uri, range: uri}",
    "https://example.org/ex#Thing",
    "'https://example.org/ex#Thing'",
  ],
  ["{ifabsent: slot_curie, range: curie}", "d:the_slot", "'d:the_slot'"],
  [
    "{ifabsent: slot_uri, range: uri}",
    "https://example.org/d/the_slot",
    "'https://example.org/d/the_slot'",
  ],
  ["{ifabsent: default_ns, range: uri}", "https://example.org/d/", "'https://example.org/d/'"],
  ["{ifabsent: default_range}", "string", "'string'"],
  ["{ifabsent: bnode, range: nodeidentifier}", undefined, "('_:' || gen_random_uuid())"],
  ["{ifabsent: string(a), multivalued: true}", ["a"], "ARRAY['a']::text[]"],
  [`{ifabsent: 'list(["a", "b"])', multivalued: true}`, ["a", "b"], "ARRAY['a', 'b']::text[]"],
  [
    "{ifabsent: '[happy, so so]', range: Mood, multivalued: true}",
    ["happy", "so so"],
    "ARRAY['happy', 'so so']::text[]",
  ],
  ["{ifabsent: 'list()', range: integer, multivalued: true}", [], "ARRAY[]::bigint[]"],
  ["{ifabsent: '[1, 2]', range: integer, multivalued: true}", [1, 2], "ARRAY[1, 2]::bigint[]"],
];

/** [slot, code, hint] */
const refused: readonly (readonly [string, string, string | undefined])[] = [
  ["{ifabsent: strng(x)}", "unsupported-default", 'did you mean "string"?'],
  ["{ifabsent: Unknown(x)}", "unsupported-default", "write ifabsent: string(Unknown(x))"],
  ["{ifabsent: int(3)}", "default-mismatch", "write ifabsent: string(3)"],
  ["{ifabsent: string(x), range: boolean}", "default-mismatch", "write ifabsent: true"],
  ["{ifabsent: float(1.5), range: integer}", "default-mismatch", "write ifabsent: int(3)"],
  [
    "{ifabsent: int(9007199254740993), range: integer}",
    "default-mismatch",
    "write ifabsent: int(3)",
  ],
  ["{ifabsent: float(1e999), range: double}", "default-mismatch", "write ifabsent: float(1.5)"],
  [
    "{ifabsent: date(2023-02-29), range: date}",
    "default-mismatch",
    "write ifabsent: date(2024-01-31)",
  ],
  [
    "{ifabsent: 'time(24:00:00)', range: time}",
    "default-mismatch",
    "write ifabsent: time(12:30:00)",
  ],
  ["{ifabsent: hapy, range: Mood}", "default-mismatch", "write ifabsent: Mood(happy)"],
  ["{ifabsent: bnode, range: integer}", "default-mismatch", undefined],
  ["{ifabsent: '[happy, sad]', range: Mood, multivalued: true}", "default-mismatch", undefined],
  ["{ifabsent: x, range: Room}", "default-mismatch", "write ifabsent: int(3)"],
  ["{ifabsent: 3, range: Room, multivalued: true}", "default-not-applied", undefined],
];

describe("ifabsent", () => {
  test.each(accepted)("%s", (slot, json, sql) => {
    const result = compiled(slot);
    expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const property = result.compiled?.model.classes
      .get("Thing Of Mine")
      ?.properties.find(({ name }) => name === "the_slot");
    expect(property?.default).toEqual(json);
    expect(property?.hasDefault).toBe(true);
    const table = result.compiled?.database.tables.find(({ name }) => name === "Thing Of Mine");
    expect(table?.columns.find(({ name }) => name === "the_slot")?.default?.sql).toBe(sql);
  });

  test.each(refused)("%s is not taken", (slot, code, hint) => {
    const said = compiled(slot).diagnostics.find((diagnostic) => diagnostic.code === code);
    expect(said).toMatchObject({
      code,
      pointer: "/classes/Thing Of Mine/attributes/the slot/ifabsent",
    });
    expect(said?.hint).toBe(hint);
  });
});
