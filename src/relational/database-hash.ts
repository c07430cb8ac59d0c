// A database → the hash that stands for what it holds. It is written as numbers, in which every text has the one of its first use, and
// the texts follow: inherited columns and checks, with long texts, stand in many tables and are hashed once.

import { constraintTerms } from "./constraint-terms.ts";
import type {
  Check,
  Column,
  Constraint,
  Database,
  Index,
  IndexKey,
  Table,
  Trigger,
} from "./database.ts";
import { NumberWriter } from "./number-writer.ts";
import { sha256, sha256Bytes } from "#sha256";

/** `sha256:…` of what the database is to hold; where its author wrote it, and what it used to be called, does not count. */
export function databaseHash(database: Database): string {
  const { numbers, texts } = new DatabaseWriter(database);
  // Where one text ends and the next begins is said as well.
  for (const text of texts) numbers.add(text.length);
  return `sha256:${sha256([...texts, sha256Bytes(numbers.bytes())].join(""))}`;
}

/** What is held of a column. */
function columnValues(column: Column): readonly unknown[] {
  return [
    column.name,
    column.type,
    column.notNull,
    column.collation,
    ordered(column.default),
    column.identity,
    column.serial,
    ordered(column.counter),
    ordered(column.generated),
    column.virtual,
    column.variant,
    column.comment,
  ];
}

/** With the texts themselves, which run to many thousand characters: as parts of an object they would be written, and escaped, once more. */
function checkValues({ columns, expression }: Check): readonly unknown[] {
  return [columns, expression !== undefined, expression?.sql, expression?.canonical];
}

/** What is held of an index beside its name and its keys. */
function indexValues(index: Index): readonly unknown[] {
  return [
    index.unique,
    index.method,
    index.include,
    index.where,
    index.nullsNotDistinct,
    index.parameters,
    index.invalid,
    index.reads,
    index.variant,
    index.comment,
  ];
}

function keyValues(key: IndexKey): readonly unknown[] {
  return [key.column, key.expression, key.descending, key.nulls, key.collation, key.operatorClass];
}

function triggerValues(trigger: Trigger): readonly unknown[] {
  return [trigger.event, trigger.columns, trigger.routine, trigger.arguments, trigger.variant];
}

const KINDS = { primary_key: 0, unique: 1, check: 2, foreign_key: 3 };

/** What stands for all but texts: odd numbers, where texts have even ones. A list is the last of these plus twice its length. */
const MARKS = { false: 1, true: 3, list: 5 };

/** Every part has a number of values, or says it before it has them, so that no two databases come to the same numbers and texts. */
class DatabaseWriter {
  readonly numbers = new NumberWriter();
  /** In the order in which they are met. */
  readonly texts: string[] = [];
  readonly #textNumbers = new Map<string, number>();
  /** Tables share columns: of an object that is met again the number is known. */
  readonly #objects = new Map<object, number>();

  constructor({ namespace, tables, routines, types }: Database) {
    this.#values([namespace, routines, types]);
    this.numbers.add(tables.length);
    for (const table of tables) this.#table(table);
  }

  #table(table: Table): void {
    const { name, columns, constraints, indexes, triggers = [], comment, former } = table;
    this.#values([name, comment, former]);
    this.numbers.add(columns.length);
    for (const column of columns) this.numbers.add(this.#object(column, columnValues));
    this.numbers.add(constraints.length);
    for (const constraint of constraints) this.#constraint(constraint);
    this.numbers.add(indexes.length);
    for (const index of indexes) {
      this.#name(index.name);
      this.numbers.add(index.keys.length);
      for (const key of index.keys) this.#values(keyValues(key));
      this.#values(indexValues(index));
    }
    this.numbers.add(triggers.length);
    for (const trigger of triggers) {
      this.#name(trigger.name);
      this.#values(triggerValues(trigger));
    }
  }

  #constraint(constraint: Constraint): void {
    this.numbers.add(KINDS[constraint.kind]);
    this.#name(constraint.name);
    if (constraint.kind === "check") {
      this.#values(checkValues(constraint));
    }
    this.#values(constraintTerms(constraint));
    this.#values([constraint.comment]);
  }

  /** Hardly two are the same: such a text is always the next one, and needs no number. */
  #name(name: string): void {
    this.texts.push(name);
  }

  /** As many as there always are in that place: which of them are given, and then these. */
  #values(values: readonly unknown[]): void {
    let given = 0;
    for (let place = 0; place < values.length; place++)
      if (values[place] !== undefined) given |= 1 << place;
    this.numbers.add(given);
    for (const value of values) if (value !== undefined) this.#value(value);
  }

  #value(value: unknown): void {
    if (typeof value === "string") this.numbers.add(this.#text(value));
    else if (typeof value === "boolean") this.numbers.add(value ? MARKS.true : MARKS.false);
    else if (Array.isArray(value)) {
      this.numbers.add(MARKS.list + 2 * value.length);
      for (const item of value) this.#value(item);
    } else this.numbers.add(this.#object(value as object, ordered));
  }

  #object<Part extends object>(part: Part, valuesOf: (part: Part) => unknown): number {
    let number = this.#objects.get(part);
    if (number === undefined) {
      number = this.#text(JSON.stringify(valuesOf(part)));
      this.#objects.set(part, number);
    }
    return number;
  }

  #text(text: string): number {
    let number = this.#textNumbers.get(text);
    if (number === undefined) {
      number = 2 * this.texts.length;
      this.texts.push(text);
      this.#textNumbers.set(text, number);
    }
    return number;
  }
}

/** Data whose members have no order. */
function ordered(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(ordered);
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, ordered(member)]));
}
