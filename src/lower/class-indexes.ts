// What a class asks of indexes (IndexDefinition, the annotation sql.index, foreign keys) → indexes, each column set indexed once.

import { annotationOrigin } from "../linkml/induce.ts";
import { slotLabel, underscore } from "../linkml/names.ts";
import type { Index, IndexKey } from "../relational/database.ts";
import { type NamePrefix, shortenName } from "../relational/name.ts";
import type { Report } from "../text/diagnostic.ts";
import { type AuthoredSql, readAuthoredSql } from "./authored-sql.ts";
import { ExpressionError } from "../text/expression-reader.ts";
import type { ClassContext } from "./class-context.ts";
import type { ClassParts } from "./class-parts.ts";
import { declaredIndexes, type DeclaredIndex } from "./indexes.ts";
import {
  findColumn,
  isNamed,
  type KeyReader,
  MAX_KEY_COLUMNS,
  NO_ROOM,
  resolveColumns,
} from "./key-columns.ts";
import { unfitFor } from "./index-method.ts";
import type { ColumnStorage, SlotConstraint, StoredSlot } from "./stored-class.ts";

/** Adds the declared indexes, those of single slots, then one for each foreign key that has none yet. */
export function addIndexes(
  context: ClassContext,
  { slots, annotated, references }: Pick<ClassParts, "slots" | "annotated" | "references">,
  declared: ReadonlyMap<string, number>,
): readonly SlotConstraint[] {
  const indexes = classIndexes(context, context.report);
  const unique = [
    ...indexes.toSorted(byReach).flatMap((index) => addDeclared(context, slots, index, declared)),
    ...annotated.flatMap((slot) => addAnnotated(context, slot)),
  ];
  addForeignKeyIndexes(context, references);
  return unique;
}

function addDeclared(
  context: ClassContext,
  slots: readonly StoredSlot[],
  index: DeclaredIndex,
  declared: ReadonlyMap<string, number>,
): readonly SlotConstraint[] {
  const { definition, table, report } = context;
  const place = index.slot.origin;
  const from = `index "${index.name}" of class "${definition.name}"`;
  const at = { from, place, definition, report };
  const keys = index.fields.map((field) => readField(context, slots, index, field, at));
  const include = resolveColumns(index.include, slots, at);
  if (keys.includes(undefined) || include === undefined) return [];
  const fields = keys.filter((key) => key !== undefined);
  if (fields.length + include.length > MAX_KEY_COLUMNS) {
    const read = [...fields.flatMap((field) => field.slots), ...include.map(({ slot }) => slot)];
    const slot = read[MAX_KEY_COLUMNS]?.name ?? index.name;
    report("unindexable-slot", place, { from, slot, reason: NO_ROOM });
    return [];
  }
  const where = index.where === undefined ? undefined : readPart(context, slots, index, "where");
  if (where === null) return [];
  return addIndex(
    context,
    from,
    place,
    fields.flatMap((field) => field.slots),
    {
      name: indexName(index, table.prefix, declared),
      unique: index.unique,
      method: index.method,
      keys: fields.map(({ key }) => key),
      include: include.map(({ storage }) => storage.column),
      ...(where !== undefined && { where: { sql: where.sql } }),
    },
  );
}

/** A key of an index, and the slots that it reads. */
interface ReadField {
  readonly key: IndexKey;
  readonly slots: readonly StoredSlot[];
}

/** A slot, or an expression over slots; undefined, and a diagnostic, where it is neither. */
function readField(
  context: ClassContext,
  slots: readonly StoredSlot[],
  index: DeclaredIndex,
  { slot: text, descending }: DeclaredIndex["fields"][number],
  at: KeyReader,
): ReadField | undefined {
  const isName = !/[(:|+*/%>]/.test(text) || slots.some((slot) => isNamed(slot, underscore(text)));
  if (!isName) {
    const read = readPart(context, slots, index, "fields", text);
    if (read === null) return undefined;
    const storage = { type: read.type.replace("[]", ""), array: read.type.endsWith("[]") };
    if (!isFit(at, index.method, text, storage)) return undefined;
    const columns = new Set(read.columns);
    return {
      key: { expression: { sql: read.sql }, descending },
      slots: slots.filter(
        ({ storage: held }) => held.kind === "column" && columns.has(held.column),
      ),
    };
  }
  const [found] = resolveColumns([text], slots, at) ?? [];
  if (found === undefined) return undefined;
  if (!isFit(at, index.method, found.slot.name, found.storage)) return undefined;
  return { key: { column: found.storage.column, descending }, slots: [found.slot] };
}

/** False, and a diagnostic, where an index of the method takes no such values. */
function isFit(
  { from, place, report }: Pick<KeyReader, "from" | "place" | "report">,
  method: string,
  slot: string,
  storage: Pick<ColumnStorage, "type" | "array">,
): boolean {
  const reason = unfitFor(method, storage);
  if (reason !== undefined) report("unindexable-slot", place, { from, slot, reason });
  return reason === undefined;
}

/** The predicate or a key of an index; null, and a diagnostic, where it is none. */
function readPart(
  { definition, report }: ClassContext,
  slots: readonly StoredSlot[],
  { where, slot, name }: DeclaredIndex,
  part: "where" | "fields",
  text = where ?? "",
): AuthoredSql | null {
  try {
    const read = readAuthoredSql(text, (column) => findColumn(column, slots));
    if (part === "where" && read.type !== "boolean")
      throw new ExpressionError("it is no condition");
    if (read.columns.length === 0) throw new ExpressionError("it reads no slot");
    if (read.stability !== "immutable") {
      throw new ExpressionError("its result does not depend on the row alone");
    }
    return read;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const reason = `${part === "where" ? `"where"` : `"${text}"`} of "${name}" is not usable: ${error.message}`;
    const { origin } = slot.ifabsent ?? slot;
    report("invalid-index", origin, { owner: definition.name, reason });
    return null;
  }
}

/** `sql.index` of a slot: `true`, `unique`, or a method. */
function addAnnotated(context: ClassContext, stored: StoredSlot): readonly SlotConstraint[] {
  const { slot, storage } = stored;
  const text = slot?.annotations.get("sql.index");
  if (slot === undefined || text === undefined || text === "false") return [];
  const { definition, report, table } = context;
  const label = slotLabel(slot, definition.name);
  const from = `the index of ${label}`;
  const place = annotationOrigin(slot, "sql.index");
  const method = METHOD_WORDS[text];
  if (method === undefined) {
    const allowed = Object.keys(METHOD_WORDS);
    report("unsupported-sql-index", place, { from: label, text, allowed });
    return [];
  }
  if (storage.kind !== "column") {
    const reason = "its values stand in another table";
    report("unindexable-slot", place, { from, slot: stored.name, reason });
    return [];
  }
  const isList = storage.array || storage.type === "jsonb";
  const chosen = text === "true" && isList ? "gin" : method;
  if (!isFit({ from, place, report }, chosen, stored.name, storage)) return [];
  const unique = text === "unique";
  return addIndex(context, from, place, [stored], {
    name: table.prefix.name(`${storage.column}_${unique ? "key" : "idx"}`),
    unique,
    method: chosen,
    keys: [{ column: storage.column, descending: false }],
    include: [],
  });
}

const METHOD_WORDS: Readonly<Record<string, string>> = {
  true: "btree",
  unique: "btree",
  btree: "btree",
  hash: "hash",
  gin: "gin",
  brin: "brin",
};

/** Adds it, unless another one does the same; what it keeps unique, for those who name the slots of an error. */
function addIndex(
  { table, report, namespace }: ClassContext,
  from: string,
  place: DeclaredIndex["slot"]["origin"],
  slots: readonly StoredSlot[],
  index: Index,
): readonly SlotConstraint[] {
  const other = redundantTo(index, table);
  if (other !== undefined) {
    report("redundant-index", place, { from, other });
    return [];
  }
  table.index({ ...index, location: namespace.locate(place) }, place);
  return index.unique
    ? [{ name: index.name, kind: "unique", slots: slots.map((slot) => slot.name) }]
    : [];
}

/** Those first that can make others needless. */
function byReach(one: DeclaredIndex, other: DeclaredIndex): number {
  return Number(other.unique) - Number(one.unique) || other.fields.length - one.fields.length;
}

function redundantTo(
  { unique, method, keys, include, where }: Index,
  table: ClassContext["table"],
): string | undefined {
  if (method !== "btree" || include.length > 0 || where !== undefined) return undefined;
  const columns = keys.flatMap(({ column }) => column ?? []);
  if (columns.length < keys.length) return undefined;
  return unique ? table.uniqueOver(columns, false) : table.indexOver(keys);
}

function addForeignKeyIndexes(
  { table, namespace }: ClassContext,
  references: readonly StoredSlot[],
): void {
  for (const { slot, storage } of references) {
    if (slot === undefined || storage.kind !== "column") continue;
    if (table.isIndexed(storage.column)) continue;
    const index: Index = {
      name: table.prefix.name(`${storage.column}_idx`),
      unique: false,
      method: "btree",
      keys: [{ column: storage.column, descending: false }],
      include: [],
      location: namespace.locate(slot.origin),
    };
    table.index(index, slot.origin);
  }
}

/** How many classes declare an index of each name: those of one keep it, the others get their table's name before it. */
export function countIndexNames(contexts: readonly ClassContext[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of contexts.flatMap((context) => classIndexes(context, () => undefined)))
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function classIndexes(
  { definition, indexSlots }: ClassContext,
  report: Report,
): readonly DeclaredIndex[] {
  return indexSlots.flatMap((slot) => declaredIndexes(slot, definition.name, report));
}

function indexName(
  { name }: DeclaredIndex,
  table: NamePrefix,
  declared: ReadonlyMap<string, number>,
): string {
  return declared.get(name) === 1 ? shortenName(name) : table.name(name);
}
