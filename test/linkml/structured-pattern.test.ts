// structured_pattern and settings → pattern, wherever a slot or type may say one.

import { describe, expect, test } from "vitest";
import { viewOf, viewOfFiles } from "./bundle.ts";

const SETTINGS = `settings:
  word: "[a-z]+"
  ws: "\\\\s+"
  two: "{word}{ws}{word}"
  any: "a|b"
  named item: "[0-9]"
`;

/** [structured_pattern, pattern] */
const cases: readonly (readonly [string, string])[] = [
  [`{syntax: "{word}-{word}", interpolated: true, partial_match: true}`, "[a-z]+-[a-z]+"],
  [`{syntax: "{word}", interpolated: true}`, "^(?:[a-z]+)$"],
  [`{syntax: "{word}", interpolated: true, partial_match: false}`, "^(?:[a-z]+)$"],
  [`{syntax: "{two}", interpolated: true, partial_match: true}`, "[a-z]+\\s+[a-z]+"],
  [`{syntax: "{any}c", interpolated: true}`, "^(?:a|bc)$"],
  [`{syntax: "{named item}", interpolated: true, partial_match: true}`, "[0-9]"],
  [`{syntax: "{{word}}", interpolated: true, partial_match: true}`, "{word}"],
  [`{syntax: "x{2,3}\\\\p{Lu}", interpolated: true, partial_match: true}`, "x{2,3}\\p{Lu}"],
  [`{syntax: "{word}x", interpolated: false, partial_match: true}`, "\\{word\\}x"],
  // Unsaid: some real schemas name their settings and leave interpolated away.
  [`{syntax: "{word}x", partial_match: true}`, "[a-z]+x"],
  [`{syntax: "{unknown}x", partial_match: true}`, "{unknown}x"],
  [`{syntax: "[ab]{2}", interpolated: false}`, "^(?:[ab]{2})$"],
];

describe("structured_pattern", () => {
  test.each(cases)("%s", (structured, pattern) => {
    const view = viewOf(
      `${SETTINGS}classes:\n  C: {attributes: {s: {structured_pattern: ${structured}}}}\n`,
    );
    expect(view.inducedSlot("C", "s").pattern).toBe(pattern);
  });

  test("of a type, of a slot in slot_usage, in any_of, and in a condition", () => {
    const word = `structured_pattern: {syntax: "{word}", interpolated: true}`;
    const view = viewOf(`${SETTINGS}types:
  Word: {typeof: string, ${word}}
  Short: {typeof: Word, pattern: "^.{1,3}$"}
slots:
  s: {pattern: old}
classes:
  C:
    slots: [s]
    slot_usage: {s: {${word}}}
    attributes: {t: {any_of: [{${word}}]}}
    rules:
      - preconditions: {slot_conditions: {s: {${word}}}}
`);
    const whole = "^(?:[a-z]+)$";
    expect(view.resolveType("Short").patterns).toEqual(["^.{1,3}$", whole]);
    expect(view.inducedSlot("C", "s").pattern).toBe(whole);
    expect(view.inducedSlot("C", "t").anyOf?.[0]?.pattern).toBe(whole);
    const [rule] = view.classes.get("C")?.rules ?? [];
    expect(rule?.preconditions?.slotConditions?.get("s")?.pattern).toBe(whole);
  });

  test("settings of an imported file count; the root's win", () => {
    const view = viewOfFiles({
      "a.yaml": `id: https://example.org/a\nname: a\nimports: [b]\ndefault_range: string\nsettings: {x: "1"}\nclasses:\n  C:\n    attributes:\n      s: {structured_pattern: {syntax: "{x}{y}", interpolated: true, partial_match: true}}\n`,
      "b.yaml": `id: https://example.org/b\nname: b\nsettings: {x: "2", y: "3"}\n`,
    });
    expect(view.inducedSlot("C", "s").pattern).toBe("13");
  });
});
