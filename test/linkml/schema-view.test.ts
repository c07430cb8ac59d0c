// What the view derives: ancestry, induced slots, types and enums.

import { describe, expect, test } from "vitest";
import { metaslotOrigin } from "../../src/linkml/induce.ts";
import { loadSchema } from "../../src/linkml/load.ts";
import { resolvedSchema } from "../../src/linkml/write.ts";
import { viewOf, viewOfFiles } from "./bundle.ts";

describe("ancestry", () => {
  const view = viewOf(`
classes:
  Base: {attributes: {base: {}}}
  Mixed: {is_a: Base, mixin: true, attributes: {mixed: {}}}
  Other: {mixin: true, attributes: {other: {}}}
  Parent: {is_a: Base, attributes: {parent: {}}}
  Child: {is_a: Parent, mixins: [Mixed, Other], attributes: {child: {}}}
`);

  test("mixins before is_a, and everything before what it inherits from", () => {
    expect(view.classAncestors("Child")).toEqual(["Child", "Mixed", "Other", "Parent", "Base"]);
  });
  test("descendants by name, wherever they are defined", () => {
    expect(view.classDescendants("Base")).toEqual(["Base", "Child", "Mixed", "Parent"]);
  });
  test("slots of the farthest ancestor first", () => {
    expect(view.classSlots("Child")).toEqual(["base", "parent", "other", "mixed", "child"]);
  });
});

describe("induced slots", () => {
  const view = viewOf(`
slots:
  related to: {range: integer, description: everywhere, minimum_value: 1, required: true}
  sub: {is_a: related to, maximum_value: 9}
classes:
  A:
    slots: [related_to, sub]
    slot_usage:
      related_to: {minimum_value: 3, annotations: {a: 1, b: 2}}
  B:
    is_a: A
    slot_usage:
      related to: {minimum_value: 2, required: false, annotations: {b: 3}, multivalued: false}
    attributes:
      id: {identifier: true, ifabsent: string(x)}
`);

  test("the nearest definition decides; bounds hold together; false is not unset; annotations add up", () => {
    const slot = view.inducedSlot("B", "related_to");
    expect(slot).toMatchObject({
      name: "related to",
      range: "integer",
      rangeGiven: true,
      description: "everywhere",
      minimumValue: 3,
      required: false,
      multivalued: false,
    });
    expect(Object.fromEntries(slot.annotations)).toEqual({ a: "1", b: "3" });
    expect(slot.inlined).toBeUndefined();
    expect(view.inducedSlot("A", "related to").required).toBe(true);
  });

  test("a slot takes over what is inherited from its is_a, and nothing else", () => {
    const slot = view.inducedSlot("A", "sub");
    expect(slot).toMatchObject({
      range: "integer",
      minimumValue: 1,
      maximumValue: 9,
      required: true,
    });
    expect(slot.description).toBeUndefined();
  });

  test("say where they come from", () => {
    const slot = view.inducedSlot("B", "related to");
    expect(slot.origin.pointer).toBe("/classes/B/slot_usage/related to");
    expect(metaslotOrigin(slot, "required").pointer).toBe(
      "/classes/B/slot_usage/related to/required",
    );
    expect(metaslotOrigin(slot, "range").pointer).toBe("/slots/related to/range");
    expect(view.locate(metaslotOrigin(slot, "range"))).toEqual({
      file: "schema.yaml",
      line: 6,
      column: 23,
    });
  });

  test("identifiers are required; a default keeps its place", () => {
    const id = view.identifierSlot("B");
    expect(id).toMatchObject({ name: "id", required: true, range: "string", rangeGiven: false });
    expect(id?.ifabsent).toEqual({
      text: "string(x)",
      origin: { file: "schema.yaml", pointer: "/classes/B/attributes/id/ifabsent" },
    });
    expect(view.identifierSlot("A")).toBeUndefined();
  });

  test("an attribute that is defined again refines the inherited one", () => {
    const refined = viewOf(`
classes:
  A: {attributes: {id: {identifier: true, description: key}}}
  B: {is_a: A, attributes: {id: {range: integer}}}
`);
    expect(refined.classSlots("B")).toEqual(["id"]);
    expect(refined.inducedSlot("B", "id")).toMatchObject({
      identifier: true,
      range: "integer",
      description: "key",
    });
  });

  test("heirs share what they add nothing to; a mixin refines, and so does an ancestor that lacks the slot", () => {
    const schema = `
id: https://example.org/s
name: s
slots:
  n: {range: integer}
  m: {range: integer}
classes:
  Far: {slot_usage: {late: {description: said early}}}
  Parent: {is_a: Far, slots: [m, n]}
  Heir: {is_a: Parent, attributes: {late: {}}}
  Strict: {mixin: true, slots: [n], slot_usage: {n: {required: true}}}
  Both: {is_a: Heir, mixins: [Strict]}
  Beside: {is_a: Heir}
`;
    const shared = loadSchema({ root: "s.yaml", files: { "s.yaml": schema } }).view!;
    expect(shared.inducedSlot("Beside", "n")).toBe(shared.inducedSlot("Parent", "n"));
    expect(shared.inducedSlot("Both", "late")).toBe(shared.inducedSlot("Heir", "late"));
    expect(shared.inducedSlot("Beside", "late").description).toBe("said early");
    expect(shared.inducedSlot("Both", "n")).toMatchObject({ required: true });
    expect(shared.inducedSlot("Heir", "n").required).toBeUndefined();
    expect(shared.classSlots("Both")).toEqual(["m", "n", "late"]);
  });

  test("a slot that says of which slot it is a usage stands for that slot, as in a merged schema", () => {
    const view = viewOf(`
slots:
  name: {description: What it is called}
  Attribute_name:
    {is_a: name, alias: name, is_usage_slot: true, usage_slot_name: name, range: integer}
  of_nothing: {is_usage_slot: true, usage_slot_name: nothing}
classes:
  Entity: {slots: [name]}
  Attribute: {is_a: Entity, slots: [Attribute_name, of_nothing], slot_usage: {name: {range: integer}}}
  Part: {is_a: Attribute, slots: [name]}
`);
    expect(view.classSlots("Attribute")).toEqual(["name", "of_nothing"]);
    expect(view.inducedSlot("Part", "name")).toMatchObject({
      range: "integer",
      description: "What it is called",
    });
  });

  test("an attribute is not the schema's slot of the same name", () => {
    const own = viewOf(
      "slots:\n  n: {range: integer, required: true}\nclasses:\n  A: {attributes: {n: {}}}\n",
    );
    expect(own.inducedSlot("A", "n")).toMatchObject({ range: "string" });
    expect(own.inducedSlot("A", "n").required).toBeUndefined();
  });
});

describe("types", () => {
  const view = viewOf(`
types:
  Percent: {typeof: Positive, maximum_value: 100, annotations: {sql.type: smallint}}
  Positive: {typeof: integer, minimum_value: 0, maximum_value: 1000, pattern: ^1}
  Uuid: {uri: xsd:string, base: str, pattern: "^[0-9a-f-]+$"}
  Double: {uri: xsd:double, base: float}
  Word: {typeof: Uuid, pattern: a}
classes:
  Anything: {class_uri: linkml:Any}
  C: {attributes: {x: {range: Anything}}}
`);

  test.each([
    ["Percent", "integer"],
    ["Uuid", "string"],
    ["Double", "double"],
    ["datetime", "datetime"],
    ["Anything", "Any"],
  ])("%s is a %s", (name, base) => {
    expect(view.resolveType(name).base).toBe(base);
    expect(view.rangeKind(name)).toBe("type");
  });

  test("constraints along the chain hold together", () => {
    expect(view.resolveType("Percent")).toMatchObject({
      chain: ["Percent", "Positive", "integer"],
      minimumValue: 0,
      maximumValue: 100,
      patterns: ["^1"],
    });
    expect(view.resolveType("Percent").annotations.get("sql.type")).toBe("smallint");
    expect(view.resolveType("Word").patterns).toEqual(["a", "^[0-9a-f-]+$"]);
  });

  test("linkml:Any is a type, not a class", () => {
    expect(view.classes.has("Anything")).toBe(false);
    expect(view.inducedSlot("C", "x").range).toBe("Anything");
    expect(view.rangeKind("C")).toBe("class");
    expect(view.rangeKind("Nothing")).toBeUndefined();
  });
});

describe("enums", () => {
  const view = viewOf(`
enums:
  Base: {permissible_values: {a: {}, b: first b, 10: {}, 9: {title: Nine}}}
  More:
    inherits: [Base]
    permissible_values: {b: {description: second b}, c:}
    include: [{permissible_values: {d: {}, e: {}}}]
    minus: [{permissible_values: {a: {}, e: {}}}]
  Dynamic: {reachable_from: {source_nodes: [x:1]}}
  FromDynamic: {inherits: [Dynamic], permissible_values: {z: {}}}
  Concepts: {concepts: [x:1, x:2]}
  Unlisted: {description: nothing}
`);
  const texts = (name: string): readonly string[] | undefined =>
    view.enumValues(name)?.map(({ text = "" }) => text);

  test.each([
    ["Base", ["a", "b", "10", "9"]],
    ["More", ["b", "10", "9", "d", "c"]],
    ["Dynamic", undefined],
    ["FromDynamic", undefined],
    ["Concepts", ["x:1", "x:2"]],
    ["Unlisted", undefined],
  ])("%s", (name, expected) => expect(texts(name)).toEqual(expected));

  test("a value keeps its nearest definition", () => {
    expect(view.enumValues("Base")?.[1]?.description).toBe("first b");
    expect(view.enumValues("More")?.find(({ text }) => text === "b")?.description).toBe("second b");
  });
});

describe("forms of writing", () => {
  test("annotations", () => {
    const view = viewOf(`
classes:
  A: {annotations: {x: text, n: 1.0, yes: true, none:, deep: {value: v}, list: [1, a]}}
  B: {annotations: [{tag: x, value: 1}, {tag: y, value: {k: v}}]}
`);
    expect(Object.fromEntries(view.classes.get("A")?.annotations ?? [])).toEqual({
      x: "text",
      n: "1.0",
      yes: "true",
      none: "",
      deep: "v",
      list: '[1,"a"]',
    });
    expect(Object.fromEntries(view.classes.get("B")?.annotations ?? [])).toEqual({
      x: "1",
      y: '{"k":"v"}',
    });
  });

  test("lists instead of mappings, single values instead of lists, text as written", () => {
    const view = viewOf(`
version: 1.10
classes:
  - name: A
    aliases: just one
    attributes: [a, {name: b, range: integer}, {c: {range: date}}]
prefixes:
  ex: https://example.org/
settings:
  digits: "[0-9]"
`);
    expect(view.inducedSlots("A").map(({ name, range }) => `${name} ${range}`)).toEqual([
      "a string",
      "b integer",
      "c date",
    ]);
    expect(view.classes.get("A")?.aliases).toEqual(["just one"]);
    expect(view.schema.version).toBe("1.10");
    expect(view.schema.prefixes?.get("ex")?.prefixReference).toBe("https://example.org/");
    expect(view.schema.settings?.get("digits")?.settingValue).toBe("[0-9]");
  });

  test.each([
    ["a list", "[{literal_form: a b, predicate: EXACT_SYNONYM}, {literal_form: c}]"],
    ["a list of keys", "[{a b: {predicate: EXACT_SYNONYM}}, c]"],
    ["a mapping", "{c: , a b: {literal_form: a b, predicate: EXACT_SYNONYM}}"],
  ])("structured aliases as %s", (_, aliases) => {
    const view = viewOf(`classes:\n  A: {structured_aliases: ${aliases}}\n`);
    expect(resolvedSchema(view)).toMatchObject({
      classes: {
        A: {
          structured_aliases: [
            { literal_form: "a b", predicate: "EXACT_SYNONYM" },
            { literal_form: "c" },
          ],
        },
      },
    });
  });

  test("a single structured alias instead of a list", () => {
    const view = viewOf("classes:\n  A: {structured_aliases: {literal_form: a, contexts: [b]}}\n");
    expect(view.classes.get("A")?.structuredAliases).toMatchObject([{ literalForm: "a" }]);
  });
});

describe("URIs", () => {
  const view = viewOfFiles({
    "a.yaml": `id: https://example.org/a
name: a
default_prefix: a
default_range: string
prefixes: {a: "https://example.org/a#", ex: "https://example.org/ex/"}
imports: [b]
slots:
  has part: {}
  named: {slot_uri: ex:name}
classes:
  order item: {slots: [has part, named]}
  Given: {class_uri: "ex:G", attributes: {own: {}}}
`,
    "b.yaml": `id: https://example.org/b\nname: b\ndefault_range: string\nclasses:\n  Far: {attributes: {far: {}}}\n`,
  });

  test("are as declared, else in the default namespace of the file", () => {
    expect(view.classCurie("order item")).toBe("a:OrderItem");
    expect(view.classUri("order_item")).toBe("https://example.org/a#OrderItem");
    expect(view.classCurie("Given")).toBe("ex:G");
    expect(view.classUri("Given")).toBe("https://example.org/ex/G");
    expect(view.classCurie("Far")).toBe("https://example.org/b/Far");
    expect(view.slotCurie(view.inducedSlot("order item", "has part"))).toBe("a:has_part");
    expect(view.slotUri(view.inducedSlot("order item", "named"))).toBe(
      "https://example.org/ex/name",
    );
    expect(view.slotUri(view.inducedSlot("Far", "far"))).toBe("https://example.org/b/far");
  });

  test("a CURIE is expanded by the schema's prefixes", () => {
    expect(view.expandCurie("ex:x")).toBe("https://example.org/ex/x");
    expect(view.expandCurie("linkml:Any")).toBe("https://w3id.org/linkml/Any");
    expect(view.expandCurie("https://example.org/y")).toBe("https://example.org/y");
    expect(view.expandCurie("nope:x")).toBeUndefined();
    expect(view.expandCurie("plain")).toBeUndefined();
  });
});

test("apply_to makes a mixin of the class, or slot, that says it", () => {
  const view = viewOf(`
slots:
  base: {}
  more: {mixin: true, apply_to: [base], required: true}
classes:
  Base: {attributes: {id: {identifier: true}}}
  Thing: {is_a: Base, mixins: [M], slots: [base]}
  M: {mixin: true, attributes: {m: {}}}
  Extra: {mixin: true, apply_to: Thing, attributes: {extra: {range: integer}}}
`);
  expect(view.classAncestors("Thing")).toEqual(["Thing", "M", "Extra", "Base"]);
  expect(view.inducedSlot("Thing", "extra")).toMatchObject({ range: "integer" });
  expect(view.inducedSlot("Thing", "base").required).toBe(true);
});
