// A class → how each of its forms is to be printed: in full, as a change of one that stands above it, or by the name of one that is the same.

import type { ObjectShape } from "../constraint/shape.ts";
import type { Variant } from "../constraint/variant.ts";
import { sameItems } from "./same-items.ts";
import { derivationSize, fullSize } from "./zod-derivation.ts";
import type { Look, ZodExpression } from "./zod-expression.ts";
import { isPlainObject, objectChecks, propertyForms, propertyLooks } from "./zod-objects.ts";
import type { ShapeContext } from "./zod-shapes.ts";
import type { ZodSource } from "./zod-source.ts";

/** What a form is made of. */
export interface Form {
  readonly variant: Variant;
  /** Of each property. */
  readonly looks: readonly Look[];
  /** Of what must hold between the members. */
  readonly checks: readonly ZodExpression[];
  /** The list of them; "" for none. */
  readonly rules: string;
}

export interface DerivedForm extends Form {
  readonly print: "derived";
  readonly from: PlannedForm;
}

export type PlannedForm =
  | DerivedForm
  | (Form & { readonly print: "full" })
  | (Form & { readonly print: "same"; readonly as: PlannedForm });

/** In the order in which they are printed. */
export function plannedForms(
  object: ObjectShape,
  variants: readonly Variant[],
  context: ShapeContext,
  source: ZodSource,
): readonly PlannedForm[] {
  const planned: PlannedForm[] = [];
  const properties = propertyForms(object, context);
  for (const variant of variants) {
    const looks = propertyLooks(properties, variant, context);
    const checks = objectChecks(object, variant, context);
    const like = planned.find((other) => sameItems(other.checks, checks));
    const rules = like?.rules ?? rulesText(checks, source);
    planned.push(plan(object, { variant, looks, checks, rules }, planned));
  }
  return planned;
}

function rulesText(checks: readonly ZodExpression[], source: ZodSource): string {
  return checks.length === 0 ? "" : source.print({ kind: "list", items: checks }, "", RULES.length);
}

/** What the list of rules is printed behind where several forms have the same. */
export const RULES = "const rules = ";

function plan(object: ObjectShape, form: Form, above: readonly PlannedForm[]): PlannedForm {
  let best: PlannedForm | undefined;
  // Of two of the same size the nearer one is read more easily.
  let least = fullSize(form.looks) - 1;
  for (const from of above) {
    const size = from.print === "same" ? undefined : derivationSize(form.looks, from.looks);
    if (size === undefined) continue;
    if (size === 0 && from.rules === form.rules) return { ...form, print: "same", as: from };
    if (size > least) continue;
    best = from;
    least = size;
  }
  return best !== undefined && isPlainObject(object)
    ? { ...form, print: "derived", from: best }
    : { ...form, print: "full" };
}
