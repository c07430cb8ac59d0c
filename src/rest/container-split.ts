// A LinkML document of a container → the rows it is made of: nested objects become rows of their own, and their ids stay in their place.

import type { ContainedClass, Container, ContainerModel } from "../emit/container.ts";
import type { NestedClass, Nesting } from "../emit/nesting.ts";
import type { YamlEntry, YamlMapping, YamlNode } from "../text/yaml-compose.ts";
import { withInverses, type ShownReferences } from "./container-inverse.ts";
import { fragment } from "./json-text.ts";
import type { ProblemError } from "./problem.ts";

export interface SplitDocument {
  /** Class → its rows, in the order of the document; each object once. */
  readonly rows: ReadonlyMap<string, readonly DocumentRow[]>;
  readonly errors: readonly ProblemError[];
}

/** One object, with the ids of others in the place of the objects themselves. */
export interface DocumentRow {
  /** JSON text of each member that has a value; numbers with the digits they came with. */
  readonly members: ReadonlyMap<string, string>;
  /** The texts of the ids that a member with a list of references holds. */
  readonly references: ReadonlyMap<string, readonly string[]>;
  /** Text of the id; undefined where the database numbers the rows. */
  readonly id: string | undefined;
  /** Where the object stands that it comes from. */
  readonly path: Path;
}

export type Path = readonly (string | number)[];

/** Takes a document apart that the validators have passed. */
export function splitDocument(
  root: YamlNode,
  container: Container,
  model: ContainerModel,
): SplitDocument {
  const splitter = new Splitter(model.classes);
  if (root.kind === "mapping") splitter.container(root, container);
  const { rows, errors } = withInverses(splitter.rows(), splitter.shown, splitter.classes);
  return { rows, errors: [...splitter.errors, ...errors] };
}

/** What stands for an object where it was nested. */
export interface Reference {
  readonly json: string;
  readonly text: string;
}

interface Found {
  readonly row: DocumentRow;
  /** Two objects with one id must be the same. */
  readonly fingerprint: string;
}

/** What has to be known of a class to make rows of its objects. */
export type SplitClass = Pick<
  ContainedClass,
  "class" | "key" | "slots" | "typeMember" | "isNumbered" | "nested"
>;

/** Takes objects apart and collects the rows that they are made of. */
export class Splitter {
  readonly errors: ProblemError[] = [];
  /** What slots say that only show their inverse. */
  readonly shown: ShownReferences[] = [];
  readonly classes: ReadonlyMap<string, SplitClass>;
  readonly #found = new Map<string, Map<string, Found>>();

  constructor(classes: readonly SplitClass[]) {
    this.classes = new Map(classes.map((each) => [each.class, each]));
  }

  rows(): ReadonlyMap<string, readonly DocumentRow[]> {
    return new Map(
      [...this.#found].map(([name, found]) => [name, [...found.values()].map(({ row }) => row)]),
    );
  }

  container(root: YamlMapping, { members, unstored }: Container): void {
    for (const nesting of members) {
      const node = root.entries.get(nesting.member)?.node;
      if (node !== undefined) this.references(node, nesting, [nesting.member]);
    }
    for (const member of unstored) {
      const node = root.entries.get(member)?.node;
      if (node === undefined || isNull(node)) continue;
      this.errors.push({
        pointer: fragment([member]),
        code: "not_stored",
        detail: `"${member}" has no rows that could keep it; leave it out.`,
      });
    }
  }

  /** The ids of everything that a member refers to, in order. */
  references(node: YamlNode, nesting: Nesting, path: Path): readonly Reference[] {
    if (node.kind === "sequence") {
      return node.items.flatMap((item, index) => this.#reference(item, nesting, [...path, index]));
    }
    if (node.kind === "mapping" && nesting.multivalued && nesting.dictionary !== undefined) {
      return [...node.entries].flatMap(([key, { node: entry }]) =>
        this.#entry(key, entry, nesting, [...path, key]),
      );
    }
    return this.#reference(node, nesting, path);
  }

  /** An entry of a dictionary: the key stands for a member, and a value that is no object for another. */
  #entry(key: string, entry: YamlNode, nesting: Nesting, path: Path): readonly Reference[] {
    const { dictionary } = nesting;
    if (dictionary === undefined) return [];
    const keyNode: YamlNode = { kind: "scalar", start: -1, value: key, text: key, weight: 1 };
    const entries = new Map<string, YamlEntry>([[dictionary.key, { keyStart: -1, node: keyNode }]]);
    if (entry.kind === "mapping") for (const [name, each] of entry.entries) entries.set(name, each);
    else if (!isNull(entry) && dictionary.simple !== undefined)
      entries.set(dictionary.simple, { keyStart: -1, node: entry });
    return this.#object({ kind: "mapping", start: -1, entries, weight: 1 }, nesting, path);
  }

  #reference(node: YamlNode, nesting: Nesting, path: Path): readonly Reference[] {
    if (node.kind === "mapping") return this.#object(node, nesting, path);
    return isNull(node) || node.kind === "sequence" ? [] : [scalarReference(node)];
  }

  #object(node: YamlMapping, nesting: Nesting, path: Path): readonly Reference[] {
    const { class: name } = this.#classOf(node, nesting.classes);
    const definition = this.classes.get(name);
    if (definition === undefined) return [];
    const members = new Map<string, string>();
    const references = new Map<string, readonly string[]>();
    const owned = ownReference(node, definition);
    const slots = new Map(definition.slots.map((slot) => [slot.name, slot]));
    for (const [member, { node: value }] of node.entries) {
      if (isNull(value)) continue;
      const inner = definition.nested.find((each) => each.member === member);
      const slot = slots.get(member);
      const isColumn = slot === undefined || slot.storage.kind === "column";
      if (inner === undefined && isColumn) {
        members.set(member, printNode(value));
        continue;
      }
      const ids =
        inner === undefined
          ? scalarReferences(value)
          : this.references(value, inner, [...path, member]);
      const texts = ids.map(({ text }) => text);
      if (slot?.storage.kind === "join") references.set(member, texts);
      else if (slot?.storage.kind === "derived") {
        if (owned !== undefined)
          this.shown.push({ slot, owner: owned, ids: texts, path: [...path, member] });
      } else if (ids[0] !== undefined) members.set(member, ids[0].json);
    }
    const id = idOf(node, definition);
    return this.#add(definition, { members, references, id, path });
  }

  #add(definition: SplitClass, row: DocumentRow): readonly Reference[] {
    const found = this.#found.get(definition.class) ?? new Map<string, Found>();
    this.#found.set(definition.class, found);
    const { id, path } = row;
    if (id === undefined) {
      found.set(`#${found.size}`, { row, fingerprint: "" });
      return [];
    }
    const fingerprint = fingerprintOf(row);
    const first = found.get(id);
    if (first !== undefined && first.fingerprint !== fingerprint) {
      this.errors.push({
        pointer: fragment(path),
        code: "identifier_repeated",
        detail: `Another ${definition.class} in the document has the same ${definition.key.name}, and other contents.`,
      });
    }
    if (first === undefined) found.set(id, { row, fingerprint });
    return [{ json: row.members.get(definition.key.name) ?? JSON.stringify(id), text: id }];
  }

  /** By its designator; without one, the first class that has all of its members. */
  #classOf(node: YamlMapping, candidates: readonly NestedClass[]): NestedClass {
    const possible = candidates.filter(({ designator }) => {
      const given = designator && node.entries.get(designator.member)?.node;
      return (
        given === undefined ||
        isNull(given) ||
        scalars(given).some(({ value }) => designator?.values.includes(value as never))
      );
    });
    const options = possible.length > 0 ? possible : candidates;
    const fitting = options.find(({ class: name }) => {
      const definition = this.classes.get(name);
      const slots = new Set(definition?.slots.map((slot) => slot.name));
      return [...node.entries.keys()].every(
        (member) => slots.has(member) || member === definition?.typeMember,
      );
    });
    return fitting ?? options[0]!;
  }
}

type Scalar = Extract<YamlNode, { kind: "scalar" }>;

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function scalars(node: YamlNode): readonly Scalar[] {
  if (node.kind === "sequence") return node.items.flatMap(scalars);
  return node.kind === "scalar" && node.value !== null ? [node] : [];
}

function scalarReferences(node: YamlNode): readonly Reference[] {
  return scalars(node).map(scalarReference);
}

function scalarReference(node: Scalar): Reference {
  return { json: printNode(node), text: node.text };
}

function idOf(node: YamlMapping, definition: SplitClass): string | undefined {
  return ownReference(node, definition)?.text;
}

function ownReference(node: YamlMapping, { key, isNumbered }: SplitClass): Reference | undefined {
  const id = isNumbered ? undefined : node.entries.get(key.name)?.node;
  return id?.kind === "scalar" ? scalarReference(id) : undefined;
}

function fingerprintOf({ members, references }: DocumentRow): string {
  const parts = [...members, ...references].map(([name, value]) => JSON.stringify([name, value]));
  return parts.toSorted().join();
}

/** JSON text of a node that was read from JSON. */
export function printNode(node: YamlNode): string {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "number" ? node.text : JSON.stringify(node.value);
    case "sequence":
      return `[${node.items.map(printNode).join(",")}]`;
    case "mapping":
      return `{${[...node.entries].map(([key, entry]) => `${JSON.stringify(key)}:${printNode(entry.node)}`).join(",")}}`;
  }
}
