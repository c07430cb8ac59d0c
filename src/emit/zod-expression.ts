// Zod schemas as data: calls with arguments and nothing more, so that what prints them as TypeScript (zod-source.ts) and what builds them
// (live-zod.ts) know no rule of ours and cannot differ in one.

import type * as z from "zod";
import type { EnumShape, PropertyShape, Shape } from "../constraint/shape.ts";
import type { Variant } from "../constraint/variant.ts";
import type * as checks from "./zod-runtime/checks.ts";
import type * as collections from "./zod-runtime/collections.ts";

export type ZodExpression =
  /** `z.string()` */
  | {
      readonly kind: "zod";
      readonly name: keyof typeof z;
      readonly args: readonly ZodExpression[];
    }
  /** `on.min(3)` */
  | {
      readonly kind: "method";
      readonly on: ZodExpression;
      readonly name: string;
      readonly args: readonly ZodExpression[];
    }
  /** `member("name", present)`, of zod-runtime/; without arguments its value */
  | {
      readonly kind: "check";
      readonly name: CheckName;
      readonly args?: readonly ZodExpression[];
    }
  /** JSON as it is. */
  | { readonly kind: "json"; readonly value: unknown }
  /** `/^a/u` */
  | { readonly kind: "pattern"; readonly source: string }
  | { readonly kind: "list"; readonly items: readonly ZodExpression[] }
  /** The argument of `z.strictObject`. */
  | { readonly kind: "members"; readonly members: readonly MemberExpression[] }
  /** The argument of `omit` and `partial`: `{ name: true }` */
  | { readonly kind: "mask"; readonly names: readonly string[] }
  /** The schema of an enum with a name. */
  | { readonly kind: "enum"; readonly name: string; readonly shape: EnumShape }
  /** The schema of a class in one of its forms. */
  | { readonly kind: "class"; readonly name: string; readonly variant: Variant }
  /** `() => value` */
  | { readonly kind: "thunk"; readonly value: ZodExpression }
  /** A constant that was declared above. */
  | { readonly kind: "constant"; readonly name: string; readonly value: ZodExpression };

export type CheckName = keyof typeof checks | keyof typeof collections;

export interface MemberExpression {
  readonly name: string;
  readonly value: ZodExpression;
  /** Made when it is first needed: it leads to another class. */
  readonly lazy: boolean;
  /** Must be there. */
  readonly present: boolean;
  readonly shape: Shape;
  /** Of two of the same name that share this, the one that may be absent takes what the other takes, or nothing. */
  readonly core: ZodExpression;
  readonly property: PropertyShape;
}

/** How a property looks in one form of its class; "none" where the form does not have it. */
export type Look = MemberExpression | "none";

/** `z.{name}(…)` */
export function zod(name: keyof typeof z, ...args: readonly ZodExpression[]): ZodExpression {
  return { kind: "zod", name, args };
}

/** `{on}.{name}(…)` */
export function call(
  on: ZodExpression,
  name: string,
  ...args: readonly ZodExpression[]
): ZodExpression {
  return { kind: "method", on, name, args };
}

export function check(name: CheckName, ...args: readonly ZodExpression[]): ZodExpression {
  return { kind: "check", name, args };
}

/** A check that is a value, not a function that makes one. */
export function named(name: CheckName): ZodExpression {
  return { kind: "check", name };
}

export function json(value: unknown): ZodExpression {
  return { kind: "json", value };
}

/** Adds checks to a schema. */
export function checked(value: ZodExpression, checks: readonly ZodExpression[]): ZodExpression {
  return checks.length === 0 ? value : call(value, "check", ...checks);
}

/** What is declared elsewhere: the file of an expression has to import it. */
export type Declared = Extract<ZodExpression, { readonly kind: "check" | "enum" | "class" }>;

/** Adds to `found` everything declared elsewhere that the expression names, those of its members left out. */
export function declaredIn(expression: ZodExpression, found: Declared[] = []): readonly Declared[] {
  switch (expression.kind) {
    case "check":
      found.push(expression);
      for (const argument of expression.args ?? []) declaredIn(argument, found);
      break;
    case "enum":
    case "class":
      found.push(expression);
      break;
    case "zod":
      for (const argument of expression.args) declaredIn(argument, found);
      break;
    case "method":
      declaredIn(expression.on, found);
      for (const argument of expression.args) declaredIn(argument, found);
      break;
    case "list":
      for (const item of expression.items) declaredIn(item, found);
      break;
    case "thunk":
      declaredIn(expression.value, found);
      break;
    case "members":
    case "mask":
    case "constant":
    case "json":
    case "pattern":
  }
  return found;
}

/** Whether the schema of such a class must be there to build it. */
export function needsClass(
  expression: ZodExpression,
  isSuch: (className: string) => boolean,
): boolean {
  switch (expression.kind) {
    case "class":
      return isSuch(expression.name);
    case "zod":
      return anyNeeds(expression.args, isSuch);
    case "check":
      return expression.args !== undefined && anyNeeds(expression.args, isSuch);
    case "method":
      return needsClass(expression.on, isSuch) || anyNeeds(expression.args, isSuch);
    case "list":
      return anyNeeds(expression.items, isSuch);
    case "members":
      return expression.members.some(({ lazy, value }) => !lazy && needsClass(value, isSuch));
    case "thunk":
    case "mask":
    case "constant":
    case "enum":
    case "json":
    case "pattern":
      return false;
  }
}

function anyNeeds(list: readonly ZodExpression[], isSuch: (className: string) => boolean): boolean {
  for (const item of list) if (needsClass(item, isSuch)) return true;
  return false;
}

/** It cannot be built before the schemas of other classes. */
export function leadsToClass(expression: ZodExpression): boolean {
  return needsClass(expression, isClass);
}

const isClass = (): boolean => true;
