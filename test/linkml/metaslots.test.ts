// Every metaslot of LinkML is here for something: it shapes the model, it is enforced, it documents, or the author hears that it does nothing.

import { describe, expect, test } from "vitest";
import { loadSchema } from "../../src/linkml/load.ts";
import { metaslotRole, metaslotRoles } from "../../src/linkml/metaslot-roles.ts";
import { metaslots, type ElementKind } from "../../src/linkml/metaslots.ts";
import { codes } from "../../src/text/codes.ts";

/** `kind.metaslot` for the whole table. */
const table = Object.entries(metaslots).flatMap(([kind, fields]) =>
  Object.keys(fields).map((metaslot) => [kind as ElementKind, metaslot] as const),
);

/** A schema with one metaslot that has no effect, for each kind of element that has such metaslots. */
const elements: Partial<Record<ElementKind, (metaslot: string, value: string) => string>> = {
  class_definition: (metaslot, value) => `classes:\n  C: {${metaslot}: ${value}}\n  D: {}\n`,
  slot_definition: (metaslot, value) => `slots:\n  s: {${metaslot}: ${value}}\n  t: {}\n`,
  enum_definition: (metaslot, value) => `enums:\n  E: {${metaslot}: ${value}}\n`,
  type_definition: (metaslot, value) => `types:\n  T: {typeof: string, ${metaslot}: ${value}}\n`,
  subset_definition: (metaslot, value) => `subsets:\n  S: {${metaslot}: ${value}}\n`,
  anonymous_slot_expression: (metaslot, value) =>
    `slots:\n  s: {any_of: [{${metaslot}: ${value}}]}\n`,
  anonymous_type_expression: (metaslot, value) =>
    `types:\n  T: {typeof: string, any_of: [{${metaslot}: ${value}}]}\n`,
  anonymous_enum_expression: (metaslot, value) =>
    `enums:\n  E: {include: [{${metaslot}: ${value}}]}\n`,
  schema_definition: (metaslot, value) => `${metaslot}: ${value}\n`,
};

const values: Readonly<Record<string, string>> = {
  reachable_from: "{source_ontology: ex}",
  matches: "{source_ontology: ex}",
  bindings: "[{binds_value_of: id}]",
  enum_range: "{permissible_values: {a: {}}}",
  implicit_prefix: "ex",
  unit: "{ucum_code: kg}",
  classification_rules: "[{}]",
  values_from: "[ex]",
  path_rule: "{}",
  any_of: "[{pattern: x}]",
  all_of: "[{pattern: x}]",
  none_of: "[{pattern: x}]",
  exactly_one_of: "[{pattern: x}]",
};

describe("the table of metaslots", () => {
  test("each has a role, and each role a metaslot", () => {
    expect(table.filter(([kind, metaslot]) => metaslotRole(kind, metaslot) === undefined)).toEqual(
      [],
    );
    const known = new Set<string>(table.map(([, metaslot]) => metaslot));
    expect(Object.keys(metaslotRoles).filter((metaslot) => !known.has(metaslot))).toEqual([]);
  });

  const reported = table.filter(
    ([kind, metaslot]) => metaslotRole(kind, metaslot)?.role === "reported",
  );

  test("some have no effect", () => {
    expect(reported.length).toBeGreaterThan(20);
  });

  test.each(reported)("%s.%s has no effect, and that is said", (kind, metaslot) => {
    const element = elements[kind];
    if (element === undefined) throw new Error(`no example of a ${kind}`);
    const isReference = ["disjoint_with", "union_of"].includes(metaslot);
    const other = kind === "class_definition" ? "[D]" : "[t]";
    const value = isReference ? other : (values[metaslot] ?? "true");
    const text = `id: https://example.org/s\nname: s\ndefault_range: string\n${element(metaslot, value)}`;
    const { diagnostics } = loadSchema({ root: "s.yaml", files: { "s.yaml": text } });
    expect([...new Set(diagnostics.map(({ code }) => code))]).toEqual(["not-enforced"]);
    expect(diagnostics.map(({ message }) => message).join()).toContain(metaslot);
    expect(codes["not-enforced"].severity).toBe("warning");
  });

  test("what is said to be false or empty needs no word", () => {
    const text =
      "id: https://example.org/s\nname: s\nslots:\n  s: {asymmetric: false, bindings: [], range: string}\n";
    expect(loadSchema({ root: "s.yaml", files: { "s.yaml": text } }).diagnostics).toEqual([]);
  });

  test("what does not exist is refused, with what was meant", () => {
    const text =
      "id: https://example.org/s\nname: s\ndefault_range: string\nclasses:\n  C: {attribtes: {}, is_aa: C}\n";
    const { diagnostics } = loadSchema({ root: "s.yaml", files: { "s.yaml": text } });
    expect(diagnostics.map(({ code, hint }) => [code, hint])).toEqual([
      ["unknown-metaslot", 'did you mean "attributes"?'],
      ["unknown-metaslot", 'did you mean "is_a"?'],
    ]);
  });
});
