// Which files make up a schema, and what becomes of the others.

import { describe, expect, test } from "vitest";
import { loadSchema } from "../../src/linkml/load.ts";
import { viewOfFiles } from "./bundle.ts";

const app = `
id: https://example.org/app
name: app
default_range: string
imports:
  - core/entity
  - core/types.yaml
`;
const entity = `
id: https://example.org/app/core/entity
name: entity
imports: [types, linkml:types]
classes:
  Entity:
    abstract: true
    attributes:
      id: {identifier: true}
      created_at: {range: datetime}
`;
const types = `
id: https://example.org/app/core/types
name: types
types:
  Email:
    typeof: string
    pattern: ^\\S+@\\S+$
`;
const user = `
classes:
  User:
    is_a: Entity
    title: User
    description: A user of the application
    attributes:
      name: {range: string, required: true}
      email: {range: Email, required: true}
`;

describe("fragments", () => {
  const files = {
    "app.yaml": app,
    "core/entity.yaml": entity,
    "core/types.yaml": types,
    "models/user.yaml": user,
  };

  test("a file without id, name and imports is part of the root", () => {
    const view = viewOfFiles(files);
    expect(view.classSlots("User")).toEqual(["id", "created_at", "name", "email"]);
    expect(view.identifierSlot("User")?.name).toBe("id");
    expect(view.inducedSlot("User", "email")).toMatchObject({ range: "Email", required: true });
    expect(view.classes.get("User")).toMatchObject({
      title: "User",
      description: "A user of the application",
    });
    expect(view.locate(view.inducedSlot("User", "email").origin)).toEqual({
      file: "models/user.yaml",
      line: 9,
      column: 7,
    });
  });

  test("only below the root's folder; what else is there is named as unused", () => {
    const beside = {
      ...files,
      "notes.yaml": "hello: world\n",
      "timetable.yaml": "classes: [{at: 9}]\nteachers: [Ada]\nrooms: [1]\n",
      "drafts/own.yaml": "name: own\nclasses: {Draft: {}}\n",
    };
    expect(loadSchema({ root: "app.yaml", files: beside }).unused).toEqual([
      "drafts/own.yaml",
      "notes.yaml",
      "timetable.yaml",
    ]);
    const moved = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [`schemas/${path}`, text]),
    );
    const loaded = loadSchema({ root: "schemas/app.yaml", files: { ...moved, "user.yaml": user } });
    expect(loaded.unused).toEqual(["user.yaml"]);
    expect([...(loaded.view?.classes.keys() ?? [])]).toEqual(["Entity", "User"]);
  });

  test("the order of files makes no difference", () => {
    const reversed = Object.fromEntries(Object.entries(files).toReversed());
    const loaded = loadSchema({ root: "app.yaml", files: reversed });
    expect([...(loaded.view?.classes.keys() ?? [])]).toEqual(["Entity", "User"]);
  });
});

function root(imports: string): string {
  return `id: https://example.org/r
name: r
default_range: string
prefixes: {near: ./lib/, far: https://example.org/far/}
imports: ${imports}
classes:
  Here: {is_a: There}
`;
}

describe("imports", () => {
  const there = "id: https://example.org/far/there\nname: there\nclasses:\n  There: {}\n";

  test.each([
    ["beside", "[there]", "there.yaml"],
    ["in a folder", "[lib/there]", "lib/there.yaml"],
    ["with its ending", "[./lib/there.yaml]", "lib/there.yaml"],
    ["with the other ending", "[there]", "there.yml"],
    ["by a prefix that is a path", "[near:there]", "lib/there.yaml"],
    ["by a prefix whose expansion is the id", "[far:there]", "anywhere/x.yaml"],
    ["by the id itself", "[https://example.org/far/there]", "anywhere/x.yaml"],
    ["as a single text", "there", "there.yaml"],
  ])("%s", (_, imports, path) => {
    const view = viewOfFiles({ "root.yaml": root(imports), [path]: there });
    expect(view.classAncestors("Here")).toEqual(["Here", "There"]);
  });

  test("never lead out of the bundle", () => {
    const { diagnostics } = loadSchema({
      root: "a/root.yaml",
      files: { "a/root.yaml": root("[../../etc/there]") },
    });
    expect(diagnostics.map(({ code }) => code)).toEqual(["missing-import"]);
  });

  test("a bundled copy of a linkml: module is preferred to the built-in one", () => {
    const types =
      "id: https://w3id.org/linkml/types\nname: types\ntypes:\n  special: {typeof: string}\n";
    const own =
      "id: https://example.org/r\nname: r\nprefixes: {linkml: https://w3id.org/linkml/}\nimports: [linkml:types]\n";
    expect(viewOfFiles({ "r.yaml": own, "types.yaml": types }).types.has("special")).toBe(true);
  });

  test("linkml: modules are known by their name, whatever the prefix stands for", () => {
    const own =
      "id: https://example.org/r\nname: r\nprefixes: {linkml: https://w3id.org/linkml}\nimports: [linkml:types, linkml:units]\n";
    expect(viewOfFiles({ "r.yaml": own }).classes.has("UnitOfMeasure")).toBe(true);
  });

  test("the root's prefixes hold in the files that it imports, but for paths", () => {
    const between = (name: string): string =>
      `id: https://example.org/b\nname: b\nimports: [${name}]\n`;
    const files = (name: string) => ({
      "root.yaml": root("[lib/between]"),
      "lib/between.yaml": between(name),
      "lib/there.yaml": there,
    });
    expect(viewOfFiles(files("far:there")).classes.has("There")).toBe(true);
    const { diagnostics } = loadSchema({ root: "root.yaml", files: files("near:there") });
    expect(diagnostics.map(({ code }) => code)).toEqual(["unknown-prefix"]);
  });

  test("each file's default_range is for its own slots", () => {
    const other = "id: https://example.org/o\nname: o\ndefault_range: integer\nslots:\n  n: {}\n";
    const own =
      "id: https://example.org/r\nname: r\ndefault_range: date\nimports: [o]\nclasses:\n  C:\n    slots: [n]\n    attributes: {d: {}}\n";
    const view = viewOfFiles({ "r.yaml": own, "o.yaml": other });
    expect(view.inducedSlots("C").map(({ range }) => range)).toEqual(["integer", "date"]);
  });
});

test("a chain of thousands of imports ends with an error, not with the stack", () => {
  const header = (n: number) => `id: https://example.org/f${n}\nname: f${n}\n`;
  const files = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, n) => [
      `f${n}.yaml`,
      n === 2_999 ? header(n) : `${header(n)}imports: [f${n + 1}]\n`,
    ]),
  );
  const { diagnostics } = loadSchema({ root: "f0.yaml", files });
  expect(diagnostics.map(({ code, file }) => [code, file])).toEqual([
    ["chain-too-long", "f500.yaml"],
  ]);
});

test("all that is wrong is said at once, and the rest still works", () => {
  const text =
    "id: x\nname: x\ndefault_range: string\nclasses:\n  A: {is_a: Z, attributes: {a: {rnage: string}, b: {range: Q}}}\n";
  const { view, diagnostics } = loadSchema({ root: "x.yaml", files: { "x.yaml": text } });
  expect(diagnostics.map(({ code }) => code)).toEqual([
    "unknown-class",
    "unknown-metaslot",
    "unknown-range",
  ]);
  expect(view?.classSlots("A")).toEqual(["a", "b"]);
});
