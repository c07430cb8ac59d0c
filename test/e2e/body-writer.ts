// The rows made so far → bodies of new ones and of changes: the document's examples, with references to rows that exist.

import type { CompiledSchema } from "../../src/compile.ts";
import type { Operation, Resource } from "../../src/emit/resource.ts";
import { type Reference, referencesOf } from "./references.ts";
import type { Json, JsonObject, ServedDocument } from "./served-document.ts";

export interface Row {
  readonly resource: Resource;
  /** `/api/users/…` */
  readonly path: string;
  readonly id: string;
  /** As the API answered when it was made; what was put into the table, where the API may not make any. */
  readonly body: JsonObject;
  /** Undefined where the API did not make it. */
  readonly etag: string | undefined;
}

export function may(resource: Resource, operation: Operation): boolean {
  return resource.operations.includes(operation);
}

export function rowsOf(table: string, rows: readonly Row[]): Row[] {
  return rows.filter(({ resource }) => resource.table === table);
}

function keysOf(rows: readonly Row[]): Json[] {
  return rows.map(({ resource, body }) => body[resource.key.name]!);
}

export class BodyWriter {
  readonly #document: ServedDocument;
  readonly #schema: CompiledSchema;
  readonly #references = new Set<string>();

  constructor(document: ServedDocument, schema: CompiledSchema) {
    this.#document = document;
    this.#schema = schema;
  }

  /** Those written so far, as `Class.slot`, sorted. */
  get references(): string[] {
    return [...this.#references].toSorted();
  }

  /** The document's example, and all references that can be made. */
  full(resource: Resource, rows: readonly Row[]): JsonObject {
    const example = this.#example(resource);
    const { name: key } = resource.key;
    const isTaken = key in example && keysOf(rows).includes(example[key]!);
    const other = isTaken ? this.#another(resource, key, example[key]!, rows) : undefined;
    return {
      ...example,
      ...(other !== undefined && { [key]: other }),
      ...this.#targets(resource, rows, 0),
    };
  }

  /** Only what must be there, each member with another value, and references to itself; undefined where no other key is found. */
  bare(resource: Resource, rows: readonly Row[]): JsonObject | undefined {
    const example = this.#example(resource);
    const members = resource.slots
      .filter(({ name, required }) => required && name in example)
      .map(({ name }) => [name, this.#another(resource, name, example[name]!, rows)] as const);
    const { name: key, required } = resource.key;
    if (required && members.some(([name, value]) => name === key && value === undefined))
      return undefined;
    const targets = this.#targets(
      resource,
      rows,
      1,
      ({ slot, target }) => slot.required || target === resource.table,
    );
    const must = Object.fromEntries(
      members.map(([name, value]) => [name, value ?? example[name]!] as const),
    );
    return this.#satisfyRules(resource, { ...must, ...targets });
  }

  /** A rule may ask for more than what is required, or for less than another value brings about: the example satisfies it. */
  #satisfyRules(resource: Resource, bare: JsonObject): JsonObject {
    if (!may(resource, "create")) return bare;
    const body: { [name: string]: Json } = { ...bare };
    for (const [name, value] of Object.entries(this.#example(resource))) {
      if (this.#document.takesBody(resource.path, body)) break;
      if (name !== resource.key.name) body[name] = value;
    }
    return body;
  }

  /** Another value for one member of a row; undefined where it has none that can be changed. */
  change({ resource, body }: Row, rows: readonly Row[]): JsonObject | undefined {
    const references = this.#referenceNames(resource);
    for (const { name, readonly } of resource.slots) {
      const value = body[name];
      if (readonly || name === resource.key.name || references.has(name)) continue;
      if (value === undefined || value === null) continue;
      const other = this.#another(resource, name, value, rows);
      if (other !== undefined) return { [name]: other };
    }
    return undefined;
  }

  /** The example without references: in an example, these name no rows that exist. */
  #example(resource: Resource): JsonObject {
    const example = may(resource, "create")
      ? this.#document.createExample(resource.path)
      : this.#document.rowExample(resource.path);
    const references = this.#referenceNames(resource);
    return Object.fromEntries(Object.entries(example).filter(([name]) => !references.has(name)));
  }

  #referenceNames(resource: Resource): ReadonlySet<string> {
    return new Set(referencesOf(resource, this.#schema).map(({ slot }) => slot.name));
  }

  /** Ids for the wanted references: of the nth row there is, or of the first. */
  #targets(
    resource: Resource,
    rows: readonly Row[],
    nth: number,
    wanted: (reference: Reference) => boolean = () => true,
  ): JsonObject {
    const references = referencesOf(resource, this.#schema).filter(wanted);
    return Object.fromEntries(
      references.flatMap(({ slot, target }) => {
        const targets = rowsOf(target, rows);
        const row = targets[nth] ?? targets[0];
        if (row === undefined) return [];
        this.#references.add(`${resource.class}.${slot.name}`);
        const id = row.body[row.resource.key.name]!;
        return [[slot.name, slot.storage.kind === "join" ? [id] : id]];
      }),
    );
  }

  /** Another value for a member, one that no row has yet. */
  #another(resource: Resource, name: string, value: Json, rows: readonly Row[]): Json | undefined {
    if (!may(resource, "create")) return undefined;
    const schema = this.#document.createProperties(resource.path)[name];
    // Classes that are named by one reference share their ids.
    const taken =
      name === resource.key.name
        ? keysOf(rows)
        : rowsOf(resource.table, rows).map(({ body }) => body[name] ?? null);
    return schema && this.#document.another(schema, value, taken);
  }
}
