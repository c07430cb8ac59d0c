// What a slot holds, once types, enums and the storage of classes are known.
// Both the SQL side (lower/columns, lower/checks) and the JSON side (emit/shapes) start from here, so that they agree.

import type { InducedSlot, ResolvedType } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { StorageKind } from "./storage-kind.ts";

export type SlotRange =
  | ScalarRange
  | EnumRange
  /** The key of a row in `class`'s table; a foreign key. */
  | { readonly kind: "reference"; readonly class: string; readonly key: ScalarRange | EnumRange }
  /** The key of a row in the table of some subclass of `class`; no foreign key yet. */
  | { readonly kind: "polymorphic"; readonly class: string; readonly key: ScalarRange | EnumRange }
  /** Objects of one of `classes`, inside jsonb; of any form where the range is abstract and nothing concrete is one. */
  | { readonly kind: "value"; readonly classes: readonly string[] }
  /** One of several ranges, inside jsonb. */
  | { readonly kind: "union"; readonly options: readonly SlotRange[] }
  /** An index declaration: neither column nor JSON member. */
  | { readonly kind: "index" };

export interface ScalarRange {
  readonly kind: "scalar";
  readonly type: ResolvedType;
  readonly postgresType: string;
}

export interface EnumRange {
  readonly kind: "enum";
  readonly name: string;
  /** Undefined for a dynamic enum: open text. */
  readonly values: readonly string[] | undefined;
}

/** Answers `rangeOf(slot)` for every slot of the schema. */
export class SlotRanges {
  readonly #view: SchemaView;
  readonly #kinds: ReadonlyMap<string, StorageKind>;

  constructor(view: SchemaView, kinds: ReadonlyMap<string, StorageKind>) {
    this.#view = view;
    this.#kinds = kinds;
  }

  rangeOf(slot: InducedSlot): SlotRange {
    const options = [...(slot.anyOf ?? []), ...(slot.exactlyOneOf ?? [])].flatMap(
      (option) => option.range ?? [],
    );
    const names = [...new Set(options)];
    if (names.length > 1) {
      return { kind: "union", options: names.map((name) => this.#named(name)) };
    }
    return withSqlType(this.#named(names[0] ?? slot.range), slot);
  }

  #named(name: string): SlotRange {
    switch (this.#view.rangeKind(name)) {
      case "class":
        return this.#class(name);
      case "enum":
        return {
          kind: "enum",
          name,
          values: this.#view.enumValues(name)?.map((value) => value.name),
        };
      case "type":
      case undefined: {
        const type = this.#view.resolveType(name);
        return { kind: "scalar", type, postgresType: postgresType(type) };
      }
    }
  }

  #class(name: string): SlotRange {
    const concrete = this.#view.classDescendants(name).filter((descendant) => {
      const kind = this.#kinds.get(descendant);
      return kind !== "abstract" && kind !== "index";
    });
    switch (this.#kinds.get(name)) {
      case "index":
        return { kind: "index" };
      case "table":
        if (concrete.length === 1) return { kind: "reference", class: name, key: this.keyOf(name) };
        return { kind: "polymorphic", class: name, key: this.keyOf(name) };
      case "abstract":
        if (this.#view.identifierSlot(name) !== undefined) {
          return { kind: "polymorphic", class: name, key: this.keyOf(name) };
        }
        break;
      case "surrogate":
      case "value":
      case "container":
      case undefined:
    }
    return { kind: "value", classes: concrete };
  }

  /** What the identifier of `className` holds; text where it is no plain value. */
  keyOf(className: string): ScalarRange | EnumRange {
    const identifier = this.#view.identifierSlot(className);
    const range = identifier && withSqlType(this.#named(identifier.range), identifier);
    if (range?.kind === "scalar" || range?.kind === "enum") return range;
    const type = this.#view.resolveType("string");
    return { kind: "scalar", type, postgresType: "text" };
  }
}

const POSTGRES_TYPES: Readonly<Record<string, string>> = {
  integer: "bigint",
  float: "double precision",
  double: "double precision",
  decimal: "numeric",
  boolean: "boolean",
  date: "date",
  time: "time without time zone",
  datetime: "timestamp with time zone",
  Any: "jsonb",
};

/** `sql.type` on the slot itself, rather than on its type. */
function withSqlType(range: SlotRange, slot: InducedSlot): SlotRange {
  const isUuid = range.kind === "scalar" && slot.annotations.get("sql.type") === "uuid";
  return isUuid ? { ...range, postgresType: "uuid" } : range;
}

/** What `sql.type` may say: the types whose values Zod and the API know to check. */
export const ALLOWED_SQL_TYPES = ["uuid"] as const;

/** Bases that are not named here are text. A type called uuid, or with the annotation `sql.type: uuid`, is a uuid. */
function postgresType(type: ResolvedType): string {
  const isUuid =
    type.annotations.get("sql.type") === "uuid" ||
    type.chain.some((name) => name.toLowerCase() === "uuid");
  return isUuid ? "uuid" : (POSTGRES_TYPES[type.base] ?? "text");
}

/** The Postgres type of one element of the range, without `[]`. */
export function elementType(range: SlotRange): string {
  switch (range.kind) {
    case "scalar":
      return range.postgresType;
    case "enum":
      return "text";
    case "reference":
    case "polymorphic":
      return elementType(range.key);
    case "value":
    case "union":
    case "index":
      return "jsonb";
  }
}
