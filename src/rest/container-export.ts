// The rows of a container's classes → one LinkML document: each object where another one nests it, else in the container's own member.

import type { ContainedClass, Container, ContainerModel } from "../emit/container.ts";
import type { Nesting } from "../emit/nesting.ts";
import type { Row, Statement } from "../postgres/session.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import { parseJson } from "../text/json.ts";
import type { YamlMapping, YamlNode } from "../text/yaml-compose.ts";
import { printNode } from "./container-split.ts";
import { Problem } from "./problem.ts";
import { Relations } from "./relations.ts";
import { columnOf, rowJson } from "./row.ts";

/** Characters; a document that nests the same rows again and again could grow without end. */
const maxLength = 32 * 1024 * 1024;

/** Reads all rows of the classes that a container's document holds; one row comes back, a column for each class. */
export function exportStatement(
  container: Container,
  model: ContainerModel,
  namespace: string,
): Statement {
  const columns = classesOf(container, model).map((definition, index) => {
    const { key, slots } = definition;
    const row = rowJson({ key, slots }, Relations.stored(namespace));
    const order = columnOf(key);
    return `(select coalesce(json_agg(${row} order by ${order}), '[]'::json) from ${qualifiedName(namespace, definition.table)} t)::text as ${quoteIdentifier(`c${index}`)}`;
  });
  return { text: `select ${columns.length === 0 ? "" : columns.join(",\n  ")}` };
}

/** The document, as JSON text. Throws 413 where it would be too long. */
export function exportedDocument(
  container: Container,
  model: ContainerModel,
  row: Row | undefined,
): string {
  const classes = classesOf(container, model);
  const objects = classes.map((definition, index) => ({
    definition,
    rows: readRows(row?.[`c${index}`] ?? "[]"),
  }));
  return new Assembly(objects).document(container);
}

/** Those that can be in the document, at any depth. */
function classesOf({ members }: Container, { classes }: ContainerModel): readonly ContainedClass[] {
  const byName = new Map(classes.map((each) => [each.class, each]));
  const reached = new Set<string>();
  const queue = [...members];
  for (let nesting = queue.pop(); nesting !== undefined; nesting = queue.pop()) {
    for (const { class: name } of nesting.classes) {
      if (reached.has(name)) continue;
      reached.add(name);
      queue.push(...(byName.get(name)?.nested ?? []));
    }
  }
  return classes.filter(({ class: name }) => reached.has(name));
}

function readRows(text: string): readonly YamlMapping[] {
  const list = parseJson(text, () => {});
  return list.kind === "sequence"
    ? list.items.filter((item): item is YamlMapping => item.kind === "mapping")
    : [];
}

/** A row on its way into the document. */
interface StoredObject {
  readonly definition: ContainedClass;
  readonly node: YamlMapping;
  isNested: boolean;
  isWritten: boolean;
  /** While its members are written. */
  isOpen: boolean;
}

interface ClassRows {
  readonly definition: ContainedClass;
  readonly rows: readonly YamlMapping[];
}

class Assembly {
  /** Class → id → object. */
  readonly #objects: ReadonlyMap<string, ReadonlyMap<string, StoredObject>>;
  #length = 0;

  constructor(classes: readonly ClassRows[]) {
    this.#objects = new Map(
      classes.map(({ definition, rows }) => [
        definition.class,
        new Map(
          rows.map((node) => [
            textOf(node.entries.get(definition.key.name)?.node),
            { definition, node, isNested: false, isWritten: false, isOpen: false },
          ]),
        ),
      ]),
    );
    for (const object of this.#all()) {
      for (const nesting of object.definition.nested)
        for (const nested of this.#nestedIn(object, nesting)) nested.isNested ||= nested !== object;
    }
  }

  document(container: Container): string {
    const lists = container.members.map((nesting) => ({
      nesting,
      objects: [] as StoredObject[],
      texts: [] as string[],
    }));
    // Objects that nest each other in a circle come last: none of them is outermost.
    for (const wanted of [(object: StoredObject) => !object.isNested, () => true]) {
      for (const { nesting, objects, texts } of lists) {
        for (const object of this.#candidates(nesting)) {
          if (object.isWritten || !wanted(object)) continue;
          if (!nesting.multivalued && objects.length > 0) continue;
          objects.push(object);
          texts.push(this.#object(object, dictionaryKey(nesting)));
        }
      }
    }
    const members = lists
      .filter(({ objects }) => objects.length > 0)
      .map(({ nesting, objects, texts }) =>
        member(nesting.member, collection(nesting, objects, texts)),
      );
    return `{${members.join(",")}}`;
  }

  *#all(): Generator<StoredObject> {
    for (const objects of this.#objects.values()) yield* objects.values();
  }

  *#candidates({ classes }: Nesting): Generator<StoredObject> {
    for (const { class: name } of classes) yield* this.#objects.get(name)?.values() ?? [];
  }

  #find(id: string, { classes }: Nesting): StoredObject | undefined {
    for (const { class: name } of classes) {
      const object = this.#objects.get(name)?.get(id);
      if (object !== undefined) return object;
    }
    return undefined;
  }

  #nestedIn({ node }: StoredObject, nesting: Nesting): readonly StoredObject[] {
    const value = node.entries.get(nesting.member)?.node;
    const ids = value?.kind === "sequence" ? value.items : value === undefined ? [] : [value];
    return ids.flatMap((id) => this.#find(textOf(id), nesting) ?? []);
  }

  /** JSON text of an object, without `leftOut`. */
  #object(object: StoredObject, leftOut?: string): string {
    object.isWritten = true;
    object.isOpen = true;
    const { definition, node } = object;
    const members: string[] = [];
    for (const slot of definition.slots) {
      const value = node.entries.get(slot.name)?.node;
      if (value === undefined || isEmpty(value, slot.storage.kind !== "column")) continue;
      if (slot.name === leftOut || (definition.isNumbered && slot.name === definition.key.name))
        continue;
      const nesting = definition.nested.find((each) => each.member === slot.name);
      members.push(
        member(slot.name, nesting ? this.#nested(object, value, nesting) : printNode(value)),
      );
    }
    object.isOpen = false;
    const text = `{${members.join(",")}}`;
    this.#length += text.length;
    if (this.#length > maxLength)
      throw new Problem(413, "response_too_large", "The document would be too long.");
    return text;
  }

  #nested(object: StoredObject, value: YamlNode, nesting: Nesting): string {
    const objects = this.#nestedIn(object, nesting);
    // What is around it already can only be named.
    if (objects.some(({ isOpen }) => isOpen)) return printNode(value);
    const texts = objects.map((each) => this.#object(each, dictionaryKey(nesting)));
    return collection(nesting, objects, texts);
  }
}

function collection(
  nesting: Nesting,
  objects: readonly StoredObject[],
  texts: readonly string[],
): string {
  if (!nesting.multivalued) return texts[0] ?? "null";
  if (nesting.dictionary === undefined) return `[${texts.join(",")}]`;
  const entries = objects.map(({ node, definition }, index) => {
    const key = nesting.dictionary?.key ?? definition.key.name;
    return member(textOf(node.entries.get(key)?.node), texts[index] ?? "null");
  });
  return `{${entries.join(",")}}`;
}

function dictionaryKey({ multivalued, dictionary }: Nesting): string | undefined {
  return multivalued ? dictionary?.key : undefined;
}

function member(name: string, json: string): string {
  return `${JSON.stringify(name)}:${json}`;
}

function textOf(node: YamlNode | undefined): string {
  return node?.kind === "scalar" ? node.text : "";
}

/** Null, and a list of references that has none: a document says neither. */
function isEmpty(node: YamlNode, isJoin: boolean): boolean {
  if (node.kind === "sequence") return isJoin && node.items.length === 0;
  return node.kind === "scalar" && node.value === null;
}
