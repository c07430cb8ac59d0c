// A database → the hash that stands for what it holds. It is written as numbers, in which every text has the one of its first use, and
// the texts follow: inherited columns and checks, with long texts, stand in many tables and are hashed once.

import { constraintTerms } from "./constraint-terms.ts";
import type {
  Column,
  Constraint,
  Database,
  Expression,
  Index,
  Table,
  Trigger,
} from "./database.ts";
import { NumberWriter } from "./number-writer.ts";
import { sha256, sha256Bytes } from "./sha256.ts";

/** `sha256:…` of what the database is to hold; where its author wrote it, and what it used to be called, does not count. */
export function databaseHash(database: Database): string {
  const { numbers, texts } = new DatabaseWriter(database);
  // Where one text ends and the next begins is said as well.
  for (const text of texts.keys()) numbers.add(text.length);
  return `sha256:${sha256(sha256Bytes(numbers.bytes()) + [...texts.keys()].join(""))}`;
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

/** What is held of a constraint beside its name. */
function constraintValues(constraint: Constraint): readonly unknown[] {
  const { kind, columns, comment } = constraint;
  const checked = kind === "check" ? [columns, expressionTexts(constraint.expression)] : [];
  return [kind, ...checked, ...constraintTerms(constraint), comment];
}

/** The texts themselves, which run to many thousand characters: as parts of an object they would be written, and escaped, once more. */
function expressionTexts(expression: Expression | undefined): readonly unknown[] | undefined {
  return expression === undefined ? undefined : [expression.sql, expression.canonical];
}

/** The same of an index. */
function indexValues(index: Index): readonly unknown[] {
  return [
    index.unique,
    index.method,
    index.keys.map((key) => [
      key.column,
      key.expression,
      key.descending,
      key.nulls,
      key.collation,
      key.operatorClass,
    ]),
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

function triggerValues(trigger: Trigger): readonly unknown[] {
  const { name, event, columns, routine, variant } = trigger;
  return [name, event, columns, routine, trigger.arguments, variant];
}

/** So much of a name is left where it is shortened (see `shortenName`). */
const STEM = 54;

/** What stands for all but texts: odd numbers, where texts have even ones. A list is the last of these plus twice its length. */
const MARKS = { absent: 1, false: 3, true: 5, list: 7 };

/** Every part has a number of values, or says it before it has them, so that no two databases come to the same numbers and texts. */
class DatabaseWriter {
  readonly numbers = new NumberWriter();
  /** In the order in which they are met, each with its number. */
  readonly texts = new Map<string, number>();
  /** Tables share columns and expressions: of an object that is met again the number is known. */
  readonly #objects = new Map<object, number>();

  constructor({ namespace, tables, routines, types }: Database) {
    for (const value of [namespace, routines, types]) this.#value(value);
    this.numbers.add(tables.length);
    for (const table of tables) this.#table(table);
  }

  #table({ name, columns, constraints, indexes, triggers, comment, former }: Table): void {
    for (const value of [name, triggers?.map(triggerValues), comment, former]) this.#value(value);
    const stem = name.slice(0, STEM);
    this.numbers.add(columns.length);
    for (const column of columns) this.numbers.add(this.#object(column, columnValues));
    this.numbers.add(constraints.length);
    for (const constraint of constraints) {
      this.#name(constraint.name, name, stem);
      for (const value of constraintValues(constraint)) this.#value(value);
    }
    this.numbers.add(indexes.length);
    for (const index of indexes) {
      this.#name(index.name, name, stem);
      for (const value of indexValues(index)) this.#value(value);
    }
  }

  /** What is on a table is mostly named after it: then it is said how far, and what follows. */
  #name(name: string, table: string, stem: string): void {
    const same = name.startsWith(table) ? table.length : name.startsWith(stem) ? stem.length : 0;
    this.numbers.add(same);
    this.numbers.add(this.#text(name.slice(same)));
  }

  #value(value: unknown): void {
    if (value === undefined) this.numbers.add(MARKS.absent);
    else if (typeof value === "string") this.numbers.add(this.#text(value));
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
    let number = this.texts.get(text);
    if (number === undefined) this.texts.set(text, (number = 2 * this.texts.size));
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
