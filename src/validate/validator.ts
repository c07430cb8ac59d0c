// Instances of one class of a compiled schema → verdicts. The same for POST /admin/validate and `npm run validate`.

import type { CompiledSchema } from "../compile.ts";
import type { ObjectShape } from "../constraint/shape.ts";
import type { Variant } from "../constraint/variant.ts";
import { liveValidators, type LiveValidators } from "../emit/live-zod.ts";
import { findings, type Finding } from "./findings.ts";
import { memberNames } from "./member-names.ts";

export type { Finding } from "./findings.ts";
export { instanceTarget } from "./target.ts";

export interface Verdict {
  readonly valid: boolean;
  /** Nothing where it is valid; at most `maxFindings`. */
  readonly errors: readonly Finding[];
  /** How many more there are. */
  readonly omitted: number;
}

/** Enough for a person to see what is wrong. */
const maxFindings = 100;

/**
 * A judge of instances of a class that `instanceTarget` found. An instance is what a LinkML document holds; of a stored class also what
 * the API answers with, and what it takes. Null members count as absent. Never throws for an instance that is JSON.
 */
export function instanceValidator(
  { model, lowered }: CompiledSchema,
  className: string,
): (instance: unknown) => Verdict {
  const { classes } = model;
  const object = classes.get(className);
  if (object === undefined) throw new RangeError(`There is no class "${className}".`);
  const live = sharedValidators(classes);
  const isStored = lowered.classes.some(({ name }) => name === className);
  const variants: readonly Variant[] = isStored ? ["document", "create", "read"] : ["document"];
  return (instance) => {
    let nearest: readonly Finding[] | undefined;
    for (const variant of variants) {
      const result = live.validator(className, variant).safeParse(instance);
      if (result.success) return { valid: true, errors: [], omitted: 0 };
      const found = findings(result.error.issues, {
        instance,
        memberNames: (path) => memberNames(path, object, variant, classes),
      });
      if (nearest === undefined || found.length < nearest.length) nearest = found;
    }
    const errors = (nearest ?? []).slice(0, maxFindings);
    return { valid: false, errors, omitted: (nearest ?? []).length - errors.length };
  };
}

/** Classes refer to each other, so their validators are made for all of a schema at once. */
const validatorsOf = new WeakMap<object, LiveValidators>();

function sharedValidators(classes: ReadonlyMap<string, ObjectShape>): LiveValidators {
  const known = validatorsOf.get(classes) ?? liveValidators(classes);
  validatorsOf.set(classes, known);
  return known;
}
