// What a slot holds, once types, enums and the storage of classes are known.
// The SQL side (lower) and the JSON side (the shapes) both start from here, so that they agree.

import type { AnonymousSlotExpression, InducedSlot, ResolvedType } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { classMembers } from "./class-members.ts";
import { asksForInlining, keySlot, type Inlining } from "./inlining.ts";
import { readSqlType, type SqlType } from "./sql-type.ts";
import type { StorageKind } from "./storage-kind.ts";

export type SlotRange =
  | ScalarRange
  | EnumRange
  | ReferenceRange
  | ValueRange
  | UnionRange
  /** An index declaration: neither column nor JSON member. */
  | { readonly kind: "index" };

export interface ScalarRange {
  readonly kind: "scalar";
  readonly type: ResolvedType;
  /** The type whose operators and functions its values have. */
  readonly postgresType: string;
  /** What `sql.type` says, where that is not `postgresType`, and what limits it sets. */
  readonly sqlType?: SqlType;
}

export interface EnumRange {
  readonly kind: "enum";
  readonly name: string;
  /** Undefined for a dynamic enum: open text. */
  readonly values: readonly string[] | undefined;
}

/** The key of a row in `class`'s table, or, where it is polymorphic, in that of one of `classes`. */
export interface ReferenceRange {
  readonly kind: "reference" | "polymorphic";
  readonly class: string;
  readonly key: ScalarRange | EnumRange;
  /** The concrete classes that a row may be of. */
  readonly classes: readonly string[];
}

/** Objects of one of `classes`, inside jsonb; of any form where the range is abstract and nothing concrete is one. */
export interface ValueRange {
  readonly kind: "value";
  readonly class: string;
  readonly classes: readonly string[];
}

/** One of several ranges. */
interface UnionRange {
  readonly kind: "union";
  readonly options: readonly SlotRange[];
  /** What holds the values of all of them. */
  readonly postgresType: string;
}

/** What says or refines a range. */
type RangeExpression = Inlining &
  Pick<AnonymousSlotExpression, "range" | "multivalued" | "anyOf" | "exactlyOneOf" | "allOf"> & {
    /** False for the range of an induced slot that is only the default. */
    readonly rangeGiven?: boolean;
  };

/** Answers `rangeOf(slot)` for every slot of the schema. */
export class SlotRanges {
  readonly #view: SchemaView;
  readonly #kinds: ReadonlyMap<string, StorageKind>;
  readonly #named = new Map<string, SlotRange>();
  readonly #ofSlots = new Map<InducedSlot, SlotRange>();
  /** Classes whose key is being looked up. */
  readonly #openKeys = new Set<string>();

  constructor(view: SchemaView, kinds: ReadonlyMap<string, StorageKind>) {
    this.#view = view;
    this.#kinds = kinds;
  }

  rangeOf(slot: InducedSlot): SlotRange {
    let range = this.#ofSlots.get(slot);
    if (range === undefined) this.#ofSlots.set(slot, (range = this.#rangeOf(slot)));
    return range;
  }

  #rangeOf(slot: InducedSlot): SlotRange {
    if (slot.array !== undefined) return this.named("Any", false);
    if (this.isIndexIdentifier(slot)) return this.#text();
    return withSqlType(this.#said(slot), slot);
  }

  /** Whether it identifies rows by what has no value in them. That is an error; `rangeOf` takes text in its place. */
  isIndexIdentifier(slot: InducedSlot): boolean {
    return (
      slot.identifier === true && slot.array === undefined && this.#said(slot).kind === "index"
    );
  }

  #said(slot: InducedSlot): SlotRange {
    return this.expressed(slot, asksForInlining(slot)) ?? this.named(slot.range, false);
  }

  /** The range that an expression gives; undefined where it only refines another one. */
  expressed(expression: RangeExpression, inlined: boolean): SlotRange | undefined {
    const options = rangedOptions(expression);
    if (options === undefined) return this.#single(expression, inlined);
    const ranges = options.map(
      (option) =>
        this.expressed(option, inlined || asksForInlining(option)) ??
        (expression.range === undefined ? undefined : this.named(expression.range, false)),
    );
    const hasLists = options.some(
      (option) => option.multivalued === true && expression.multivalued !== true,
    );
    return unionRange(
      ranges.flatMap((range) => range ?? []),
      hasLists,
    );
  }

  #single(expression: RangeExpression, inlined: boolean): SlotRange | undefined {
    const { range, rangeGiven, allOf } = expression;
    const given = rangeGiven === false ? undefined : range;
    const named = given === undefined ? undefined : this.named(given, inlined);
    if (named !== undefined && !isAny(named)) return named;
    // Where only the parts of all_of say something, the first of them is a start.
    const part = allOf?.find(hasRange);
    if (part !== undefined) return this.expressed(part, inlined || asksForInlining(part));
    return named ?? (range === undefined ? undefined : this.named(range, inlined));
  }

  /** What a class, enum or type means as a range. */
  named(name: string, inlined: boolean): SlotRange {
    const key = inlined ? `${name} inlined` : name;
    let range = this.#named.get(key);
    if (range === undefined) {
      range = this.#resolve(name, inlined);
      this.#named.set(key, range);
    }
    return range;
  }

  #resolve(name: string, inlined: boolean): SlotRange {
    switch (this.#view.rangeKind(name)) {
      case "class":
        return this.#class(name, inlined);
      case "enum":
        return {
          kind: "enum",
          name,
          values: this.#view.enumValues(name)?.map((value) => value.name),
        };
      case "type":
      case undefined: {
        const type = this.#view.resolveType(name);
        if (type.unionOf.length > 0) {
          return unionRange(
            type.unionOf.map((member) => this.named(member, false)),
            false,
          );
        }
        return scalarRange(type, type.annotations.get("sql.type"));
      }
    }
  }

  #class(name: string, inlined: boolean): SlotRange {
    const kind = this.#kinds.get(name);
    if (kind === "index") return { kind: "index" };
    const classes = this.concreteClasses(name);
    const hasRows = this.#view.identifierSlot(name) !== undefined;
    if (hasRows && (kind === "table" || kind === "abstract")) {
      const isOwn = kind === "table" && classes.length === 1;
      return {
        kind: isOwn ? "reference" : "polymorphic",
        class: name,
        key: this.keyOf(name),
        classes,
      };
    }
    // A key that identifies nothing outside its collection: no table, but still a plain value.
    if (!inlined && keySlot(this.#view, name) !== undefined) return this.keyOf(name);
    return { kind: "value", class: name, classes };
  }

  /** The classes whose objects may stand for one of `name`. */
  concreteClasses(name: string): readonly string[] {
    return classMembers(this.#view, name).filter((member) => {
      const kind = this.#kinds.get(member);
      return kind !== "abstract" && kind !== "index";
    });
  }

  /** What the identifier or key of `className` holds; text where it is no plain value, or leads back to the class. */
  keyOf(className: string): ScalarRange | EnumRange {
    const key = keySlot(this.#view, className);
    const isOpen = this.#openKeys.has(className);
    this.#openKeys.add(className);
    const range = key && !isOpen ? withSqlType(this.named(key.range, false), key) : undefined;
    if (!isOpen) this.#openKeys.delete(className);
    return range?.kind === "scalar" || range?.kind === "enum" ? range : this.#text();
  }

  /** Stands in for a range that has no plain values. */
  #text(): ScalarRange {
    return scalarRange(this.#view.resolveType("string"), undefined);
  }
}

function isAny(range: SlotRange): boolean {
  return range.kind === "scalar" && range.type.base === "Any";
}

/**
 * The alternatives that say together what the range is, instead of the expression itself: those of any_of or exactly_one_of
 * when each of them has a range. (LinkML wants `range: Any` beside them, but most authors leave the default range.)
 * Where the slot itself has only the default range, that is the range of the alternatives without one.
 */
export function rangedOptions(
  expression: RangeExpression,
): readonly AnonymousSlotExpression[] | undefined {
  const { anyOf, exactlyOneOf } = expression;
  if (anyOf === undefined && exactlyOneOf === undefined) return undefined;
  const isDefault = expression.rangeGiven === false;
  return [anyOf, exactlyOneOf].find(
    (options) =>
      options !== undefined && options.some(hasRange) && (isDefault || options.every(hasRange)),
  );
}

export function hasRange(expression: RangeExpression): boolean {
  return expression.range !== undefined || rangedOptions(expression) !== undefined;
}

function unionRange(ranges: readonly SlotRange[], hasLists: boolean): SlotRange {
  const options = [...new Set(ranges.flatMap((r) => (r.kind === "union" ? r.options : [r])))];
  const [only] = options;
  if (only !== undefined && options.length === 1 && !hasLists) return only;
  const types = new Set(options.map(elementType));
  return { kind: "union", options, postgresType: hasLists ? "jsonb" : commonType(types) };
}

const NUMBERS = new Set(["bigint", "double precision", "numeric"]);
const TEXTS = new Set([
  "text",
  "uuid",
  "date",
  "time without time zone",
  "timestamp with time zone",
]);

/** The type whose values are JSON of one kind, as those of all these types are; else jsonb, which keeps the kind of each. */
function commonType(types: ReadonlySet<string>): string {
  const [first = "jsonb", ...others] = types;
  if (others.length === 0) return first;
  const all = [...types];
  if (all.every((type) => NUMBERS.has(type)))
    return types.has("numeric") ? "numeric" : "double precision";
  return all.every((type) => TEXTS.has(type)) ? "text" : "jsonb";
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
  const text = slot.annotations.get("sql.type");
  return range.kind === "scalar" && text !== undefined ? scalarRange(range.type, text) : range;
}

/** What is said wrongly says nothing here; it is reported where it stands. */
function scalarRange(type: ResolvedType, text: string | undefined): ScalarRange {
  const usual = postgresType(type);
  const made = text === undefined ? undefined : readSqlType(text, type.base, usual);
  const sqlType = made?.type === made?.base ? undefined : made;
  return {
    kind: "scalar",
    type,
    postgresType: made?.base ?? usual,
    ...(sqlType && { sqlType }),
  };
}

/** Bases that are not named here are text. A type called uuid is a uuid. */
export function postgresType(type: ResolvedType): string {
  const isUuid = type.chain.some((name) => name.toLowerCase() === "uuid");
  return isUuid ? "uuid" : (POSTGRES_TYPES[type.base] ?? "text");
}

/** The Postgres type that one element of the range is stored as, without `[]`. */
export function storedType(range: SlotRange): string {
  if (range.kind === "scalar") return range.sqlType?.type ?? range.postgresType;
  return isKeyed(range) ? storedType(range.key) : elementType(range);
}

function isKeyed(range: SlotRange): range is ReferenceRange {
  return range.kind === "reference" || range.kind === "polymorphic";
}

/** The Postgres type whose operators and functions one element of the range has, without `[]`. */
export function elementType(range: SlotRange): string {
  switch (range.kind) {
    case "scalar":
    case "union":
      return range.postgresType;
    case "enum":
      return "text";
    case "reference":
    case "polymorphic":
      return elementType(range.key);
    case "value":
    case "index":
      return "jsonb";
  }
}
