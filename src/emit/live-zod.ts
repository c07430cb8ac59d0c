// Shapes → Zod schemas that are there at once, without source text (Workers forbid eval): for uploaded schemas and for instances.

import * as z from "zod";
import type { Condition, ObjectShape, Shape } from "../constraint/shape.ts";
import type { Variant } from "../constraint/variant.ts";
import { linearPattern } from "./linear-pattern.ts";
import {
  checked,
  type CheckName,
  type MemberExpression,
  type ZodExpression,
} from "./zod-expression.ts";
import { zodGraph } from "./zod-graph.ts";
import {
  objectChecks,
  objectExpression,
  propertyForms,
  propertyLooks,
  shownMembers,
} from "./zod-objects.ts";
import { enumExpression } from "./zod-scalars.ts";
import * as checks from "./zod-runtime/checks.ts";
import * as collections from "./zod-runtime/collections.ts";
import {
  conditionExpression,
  shapeContext,
  shapeExpression,
  type ShapeContext,
} from "./zod-shapes.ts";

const CHECKS: Readonly<Record<CheckName, unknown>> = { ...checks, ...collections };

export interface LiveValidators {
  /** The validator of a class in one of its forms, made when first asked for. Throws a RangeError for a class that the table has not. */
  validator(className: string, variant: Variant): z.ZodType;
  /** The validator of any shape; null and undefined have none. */
  shape(shape: Shape): z.ZodType;
  /** Whether a condition holds for a value, by the same schemas. */
  holds(condition: Condition, value: unknown): boolean;
}

/** Validators of all classes. Costs little until the first is asked for, and then only what that one needs. */
export function liveValidators(classes: ReadonlyMap<string, ObjectShape>): LiveValidators {
  return new ZodBuilder(classes);
}

class ZodBuilder implements LiveValidators {
  readonly #context: ShapeContext;
  readonly #schemas = new Map<string, z.ZodType>();

  constructor(classes: ReadonlyMap<string, ObjectShape>) {
    this.#context = shapeContext(classes, zodGraph(classes).recursive);
  }

  validator(className: string, variant: Variant): z.ZodType {
    return this.#cached(`${variant} ${className}`, () => {
      const object = this.#context.classes.get(className);
      if (object === undefined) throw new RangeError(`There is no class "${className}".`);
      const properties = propertyForms(object, this.#context);
      const looks = propertyLooks(properties, variant, this.#context);
      return checked(
        objectExpression(object, shownMembers(looks), this.#context),
        objectChecks(object, variant, this.#context),
      );
    });
  }

  shape(shape: Shape): z.ZodType {
    return this.#build(shapeExpression(shape, this.#context)) as z.ZodType;
  }

  holds(condition: Condition, value: unknown): boolean {
    const holds = this.#build(conditionExpression(condition, this.#context)) as checks.Condition;
    return holds(value);
  }

  #cached(key: string, expression: () => ZodExpression): z.ZodType {
    const made = this.#schemas.get(key);
    if (made !== undefined) return made;
    const schema = this.#build(expression()) as z.ZodType;
    this.#schemas.set(key, schema);
    return schema;
  }

  #build(expression: ZodExpression): unknown {
    switch (expression.kind) {
      case "zod":
        return apply(z, expression.name, this.#arguments(expression.args));
      case "method":
        return apply(this.#build(expression.on), expression.name, this.#arguments(expression.args));
      case "check":
        return expression.args === undefined
          ? CHECKS[expression.name]
          : apply(CHECKS, expression.name, this.#arguments(expression.args));
      case "json":
        return expression.value;
      case "pattern":
        return linearPattern(expression.source);
      case "list":
        return this.#arguments(expression.items);
      case "members":
        return this.#members(expression.members);
      case "mask":
        return Object.fromEntries(expression.names.map((name) => [name, true]));
      case "enum": {
        const { name, shape } = expression;
        return this.#cached(`enum ${name}`, () => enumExpression(shape));
      }
      case "class":
        return this.validator(expression.name, expression.variant);
      case "thunk":
        return () => this.#build(expression.value);
      case "constant":
        return this.#build(expression.value);
    }
  }

  #arguments(args: readonly ZodExpression[]): unknown[] {
    return args.map((argument) => this.#build(argument));
  }

  #members(members: readonly MemberExpression[]): object {
    const shape = {};
    for (const { name, value, lazy } of members) {
      const how = lazy ? { get: () => this.#build(value) } : { value: this.#build(value) };
      Object.defineProperty(shape, name, { ...how, enumerable: true, configurable: true });
    }
    return shape;
  }
}

/** Calls what has the name in `target`. */
function apply(target: unknown, name: string, args: readonly unknown[]): unknown {
  const called: unknown = Reflect.get(target as object, name);
  return Reflect.apply(called as () => unknown, target, args);
}
