// The annotations of an element → what is wrong with those that are ours.

import { postgresType, type SlotRange } from "../constraint/slot-range.ts";
import { allowedSqlTypes, readSqlType } from "../constraint/sql-type.ts";
import { annotationOrigin } from "../linkml/induce.ts";
import type {
  ClassDefinition,
  InducedSlot,
  ResolvedType,
  TypeDefinition,
} from "../linkml/metamodel.ts";
import type { Report } from "../text/diagnostic.ts";
import { suggest } from "../text/suggest.ts";

type Annotated = ClassDefinition | InducedSlot | TypeDefinition;

const SQL_ANNOTATIONS = [
  "sql.table",
  "sql.column",
  "sql.type",
  "sql.default",
  "sql.on_update",
  "sql.renamed_from",
  "sql.backfill",
  "sql.owned",
  "sql.index",
];

/** Reports those that nobody knows. */
export function checkAnnotations(element: Annotated, report: Report): void {
  for (const name of element.annotations.keys()) {
    if (!name.startsWith("sql.") || SQL_ANNOTATIONS.includes(name)) continue;
    const suggestion = suggest(name, SQL_ANNOTATIONS);
    report("unknown-annotation", annotationOrigin(element, name), { name, suggestion });
  }
}

/** Reports an `sql.type` that does not hold every value of the type. */
export function checkSqlType(
  element: InducedSlot | TypeDefinition,
  type: ResolvedType,
  report: Report,
): void {
  const text = element.annotations.get("sql.type");
  if (text === undefined) return;
  const usual = postgresType(type);
  if (readSqlType(text, type.base, usual) !== undefined) return;
  report("unsupported-sql-type", annotationOrigin(element, "sql.type"), {
    type: text,
    range: type.base,
    allowed: allowedSqlTypes(type.base, usual),
  });
}

/** The same of a slot. One whose values are no plain ones of a type has none. */
export function checkSlotType(slot: InducedSlot, range: SlotRange, report: Report): void {
  if (range.kind === "scalar") {
    checkSqlType(slot, range.type, report);
    return;
  }
  const type = slot.annotations.get("sql.type");
  if (type === undefined) return;
  const place = annotationOrigin(slot, "sql.type");
  report("unsupported-sql-type", place, { type, range: slot.range, allowed: [] });
}
