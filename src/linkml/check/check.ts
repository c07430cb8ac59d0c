// All checks of a merged schema, in the order in which their errors make most sense to find.

import type { Report } from "../../text/diagnostic.ts";
import type { Reference } from "../read-values.ts";
import type { SchemaView } from "../schema-view.ts";
import { checkBounds } from "./bounds.ts";
import { checkClassSlots } from "./class-slots.ts";
import { checkCycles } from "./cycles.ts";
import { checkDefaultRange } from "./default-range.ts";
import { checkIdentifiers } from "./identifiers.ts";
import { checkNames } from "./names.ts";
import { checkReferences } from "./references.ts";
import { checkUris } from "./uris.ts";

/** A check looks at the whole schema and reports; it changes nothing. */
export type Check = (view: SchemaView, report: Report) => void;

const checks: readonly Check[] = [
  checkCycles,
  checkNames,
  checkUris,
  checkClassSlots,
  checkIdentifiers,
  checkDefaultRange,
  checkBounds,
];

export function checkSchema(
  view: SchemaView,
  references: readonly Reference[],
  report: Report,
): void {
  checkReferences(view, references, report);
  for (const check of checks) check(view, report);
}
