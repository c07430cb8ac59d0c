// A LinkML document → the INSERT statements that an ordinary client would send: columns by name, one statement a row, nothing checked beforehand.
//
// The client is a strictly typed one, such as pgx or asyncpg: it asks the server for the types of the columns and binds a JSON value only to a
// type that stands for it (text takes strings, bigint numbers, jsonb anything). Left to itself Postgres would write the number 5 or a
// list into a text column without a word, so a binding that fails is counted apart.

import type { CompiledSchema } from "../../src/compile.ts";
import { objectNames } from "../../src/constraint/json-kind.ts";
import type { DictionaryShape, Shape } from "../../src/constraint/shape.ts";
import type { StoredClass, StoredSlot } from "../../src/lower/stored-class.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../src/sql/quote.ts";

type Json = unknown;
type JsonObject = Readonly<Record<string, Json>>;

/** A value that no parameter of the column's type can hold. */
export class BindError extends Error {}
/** The class of the document has no table, nor have the classes in it. */
export class NoTable extends Error {}

/** The statements for one document; throws BindError and NoTable. */
export function insertStatements(
  compiled: CompiledSchema,
  className: string,
  document: JsonObject,
): readonly string[] {
  return new Inserter(compiled).document(className, document);
}

class Inserter {
  readonly #compiled: CompiledSchema;
  readonly #classes: ReadonlyMap<string, StoredClass>;
  readonly #statements: string[] = [];
  #surrogates = 0;

  constructor(compiled: CompiledSchema) {
    this.#compiled = compiled;
    this.#classes = new Map(compiled.lowered.classes.map((stored) => [stored.name, stored]));
  }

  document(className: string, document: JsonObject): readonly string[] {
    if (this.#classes.has(className)) this.#row(className, document);
    else this.#container(className, document);
    return this.#statements;
  }

  /** Rows from the members of an object that has no row of its own. */
  #container(className: string, document: JsonObject): void {
    const { model } = this.#compiled;
    const kind = model.kinds.get(className);
    if (kind !== "container") {
      if (kind === "abstract") {
        // There is nothing to insert into, which is what Postgres says.
        this.#statements.push(`INSERT INTO ${this.#name(className)} DEFAULT VALUES`);
        return;
      }
      throw new NoTable(className);
    }
    const properties = new Map(
      model.classes.get(className)!.properties.map((property) => [property.name, property]),
    );
    for (const [name, value] of Object.entries(document)) {
      const property = properties.get(name);
      if (property === undefined) throw new BindError(`nothing is called ${name}`);
      if (value === null) continue;
      const shape = property.document ?? property.shape;
      for (const item of this.#objects(value, shape)) {
        // A reference to a row that stands elsewhere, or nowhere.
        if (!isObject(item) && objectNames(shape).length === 0) continue;
        if (!isObject(item)) throw new BindError(`${name} has something that is no object`);
        this.#row(this.#classOf(item, shape), item);
      }
    }
  }

  /** Adds a row and those that belong to it; its key as SQL. */
  #row(className: string, object: JsonObject): string {
    const stored = this.#classes.get(className);
    if (stored === undefined) throw new NoTable(className);
    const slots = new Map(stored.slots.map((slot) => [slot.name, slot]));
    const columns: string[] = [];
    const values: string[] = [];
    let key = "NULL";
    if (stored.key.slot === undefined) {
      key = String(++this.#surrogates);
      columns.push(columnOf(stored.key));
      values.push(key);
    }
    const later: (() => void)[] = [];
    for (const [name, value] of Object.entries(object)) {
      // Absent and null are the same.
      if (value === null) continue;
      const slot = slots.get(name);
      if (slot !== undefined && slot === stored.key && slot.slot === undefined) {
        throw new BindError(`nothing is called ${name}`);
      }
      if (slot?.storage.kind === "join" && (Array.isArray(value) || isObject(value))) {
        const { storage } = slot;
        later.push(() => this.#joinRows(className, slot, storage, key, value));
        continue;
      }
      // Postgres makes it itself.
      if (slot?.storage.kind === "derived") continue;
      if (slot?.storage.kind === "column" && slot.storage.computed === true) continue;
      // What has no column is written all the same: Postgres refuses it.
      const isColumn = slot?.storage.kind === "column";
      columns.push(quoteIdentifier(isColumn ? slot.storage.column : name));
      const text = isColumn ? this.#value(className, slot, value) : json(value);
      values.push(text);
      if (slot === stored.key) key = text;
    }
    const list =
      columns.length === 0
        ? "DEFAULT VALUES"
        : `(${columns.join(", ")}) VALUES (${values.join(", ")})`;
    this.#statements.push(`INSERT INTO ${this.#name(stored.table)} ${list}`);
    for (const add of later) add();
    return key;
  }

  #joinRows(
    className: string,
    slot: StoredSlot,
    storage: Extract<StoredSlot["storage"], { kind: "join" }>,
    owner: string,
    value: Json,
  ): void {
    const shape = this.#documentShape(className, slot.name);
    const table = this.#name(storage.table);
    const columns = [storage.ownerColumn, storage.targetColumn, storage.positionColumn];
    for (const [position, item] of this.#objects(value, shape).entries()) {
      const target = isObject(item)
        ? this.#row(this.#classOf(item, shape), item)
        : bind(storage.targetType, item);
      const list = columns.map(quoteIdentifier).join(", ");
      this.#statements.push(
        `INSERT INTO ${table} (${list}) VALUES (${owner}, ${target}, ${position})`,
      );
    }
  }

  #value(className: string, slot: StoredSlot, value: Json): string {
    if (slot.storage.kind !== "column") return json(value);
    const { type, array } = slot.storage;
    if (type === "jsonb") return json(value);
    if (array) {
      if (!Array.isArray(value)) throw new BindError(`${slot.name} is no list`);
      const items = value.map((item: Json) => (item === null ? "NULL" : bind(type, item)));
      return `ARRAY[${items.join(", ")}]::${type}[]`;
    }
    // A row of another table that stands inline.
    const shape = this.#documentShape(className, slot.name);
    if (isObject(value) && shape !== undefined && objectNames(shape).length > 0) {
      return this.#row(this.#classOf(value, shape), value);
    }
    return bind(type, value);
  }

  #documentShape(className: string, member: string): Shape | undefined {
    const property = this.#compiled.model.classes
      .get(className)
      ?.properties.find(({ name }) => name === member);
    return property && (property.document ?? property.shape);
  }

  /** A list as it is; a dictionary as the list of its objects, each with its key. */
  #objects(value: Json, shape: Shape | undefined): readonly Json[] {
    if (Array.isArray(value)) return value;
    const dictionary = shape && dictionaryIn(shape);
    if (!isObject(value) || dictionary === undefined) return [value];
    return Object.entries(value).map(([key, item]) => {
      const own = keyed(dictionary, key);
      if (item === null) return own;
      if (isObject(item)) return { ...own, ...item };
      return dictionary.simple === undefined ? item : { ...own, [dictionary.simple.member]: item };
    });
  }

  /** Which of the classes of a shape the object is of: the one it names, else the first that has all its members. */
  #classOf(object: JsonObject, shape: Shape | undefined): string {
    const names = shape === undefined ? [] : objectNames(shape);
    const candidates = names.map((name) => this.#compiled.model.classes.get(name)!);
    const fits = candidates.find(({ properties }) => {
      const declared = new Set(properties.map(({ name }) => name));
      const isNamed = properties.every(
        ({ name, shape: own }) => object[name] === undefined || mayBe(own, object[name]),
      );
      return isNamed && Object.keys(object).every((name) => declared.has(name));
    });
    const found = fits?.name ?? names[0];
    if (found === undefined) throw new BindError("an object where no class has one");
    return found;
  }

  #name(table: string): string {
    return qualifiedName(this.#compiled.database.namespace, table);
  }
}

/** Whether a member that names the class can have this value. */
function mayBe(shape: Shape, value: Json): boolean {
  if (shape.kind === "literal") return value === shape.value;
  return shape.kind !== "enum" || shape.values.some(({ text }) => text === value);
}

function columnOf({ storage }: StoredSlot): string {
  if (storage.kind === "derived") throw new Error("A derived slot has no column.");
  return quoteIdentifier(storage.kind === "column" ? storage.column : storage.table);
}

function keyed({ key }: DictionaryShape, value: string): JsonObject {
  return { [key]: value };
}

function dictionaryIn(shape: Shape): DictionaryShape | undefined {
  if (shape.kind === "dictionary") return shape;
  if (shape.kind !== "union") return undefined;
  return shape.anyOf.map(dictionaryIn).find((found) => found !== undefined);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function json(value: Json): string {
  return `${quoteLiteral(JSON.stringify(value))}::jsonb`;
}

/** What a typed parameter sends: its text, for Postgres to read as the type. */
function bind(type: string, value: Json): string {
  const kind =
    type === "bigint" || type === "numeric" || type === "double precision"
      ? "number"
      : type === "boolean"
        ? "boolean"
        : "string";
  if (typeof value !== kind) throw new BindError(`${JSON.stringify(value)} is no ${type}`);
  return `${quoteLiteral(String(value))}::${type}`;
}
