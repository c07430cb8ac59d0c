// What Zod has no word for: conditions, rules, and the texts and numbers that Postgres keeps. The live validators call these functions;
// generated/schemas gets a copy of this file (texts.ts, held equal by a test).

import * as z from "zod";

/** True or false of any value; null and undefined are the absence of one. */
export type Condition = (value: unknown) => boolean;

/** There is no value. */
export const absent = (value: unknown): value is null | undefined =>
  value === null || value === undefined;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const own = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;

/** What breaks a rule; `rule` is the metaslot it comes from. */
export const broken = (
  rule: string,
  message: string,
  input: unknown,
  path: PropertyKey[] = [],
): z.core.$ZodRawIssue => ({
  code: "custom",
  message,
  params: { rule },
  input,
  path,
  continue: true,
});

/** There is a value. */
export const present: Condition = (value) => !absent(value);

/** There is a value that the schema takes. */
export const is =
  (schema: z.core.$ZodType): Condition =>
  (value) =>
    !absent(value) && z.safeParse(schema, value).success;

/** A list with at least one element for which the condition holds. */
export const some =
  (element: Condition): Condition =>
  (value) =>
    Array.isArray(value) && value.some((item) => element(item));

/** A list, and the condition holds for each of its elements. */
export const every =
  (element: Condition): Condition =>
  (value) =>
    Array.isArray(value) && value.every((item) => element(item));

/** An object, and the condition holds for this member of it, which may be absent. */
export const member =
  (name: string, condition: Condition): Condition =>
  (value) =>
    isObject(value) && condition(own(value, name));

export const all =
  (...conditions: readonly Condition[]): Condition =>
  (value) =>
    conditions.every((condition) => condition(value));

export const any =
  (...conditions: readonly Condition[]): Condition =>
  (value) =>
    conditions.some((condition) => condition(value));

export const none =
  (...conditions: readonly Condition[]): Condition =>
  (value) =>
    !conditions.some((condition) => condition(value));

/** Exactly one of them holds. */
export const one =
  (...conditions: readonly Condition[]): Condition =>
  (value) =>
    conditions.filter((condition) => condition(value)).length === 1;

/** Judges an object as it will be once its absent members have these values. */
export const withDefaults =
  (defaults: Readonly<Record<string, unknown>>, condition: Condition): Condition =>
  (value) =>
    condition(isObject(value) ? { ...defaults, ...value } : value);

/** The value must satisfy a condition; `message` says it in words, `params.rule` names the metaslot that asked for it. */
export const rule = (
  metaslot: string,
  message: string,
  condition: Condition,
): z.core.CheckFn<unknown> => {
  return ({ value, issues }) => {
    if (!condition(value)) issues.push(broken(metaslot, message, value));
  };
};

/** Counted in characters (code points), as Postgres does. */
export const characters = (minimum: number, maximum = Infinity): z.core.CheckFn<string> => {
  return ({ value, issues }) => {
    issues.push(...sizeIssues([...value].length, "string", { minimum, maximum }, value));
  };
};

/** The decimal digits of a number. */
export const digits = (...patterns: readonly RegExp[]): z.core.CheckFn<number> => {
  return ({ value, issues }) => {
    const input = String(value);
    for (const pattern of patterns.filter((candidate) => !candidate.test(input))) {
      const format = { code: "invalid_format", format: "regex", pattern: String(pattern) } as const;
      issues.push({ ...format, input, continue: true });
    }
  };
};

/** At most so many digits after the point, as Postgres counts them. */
export const decimals = (most: number): z.core.CheckFn<number> => {
  return ({ value, issues }) => {
    const [, fraction = "", exponent = "0"] =
      /^-?\d+(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value)) ?? [];
    if (fraction.length - Number(exponent) <= most) return;
    const divisor = Number(`1e-${most}`);
    issues.push({
      code: "not_multiple_of",
      divisor,
      origin: "number",
      input: value,
      continue: true,
    });
  };
};

export function sizeIssues(
  size: number,
  origin: "string" | "set",
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  input: unknown,
): z.core.$ZodRawIssue[] {
  const common = { origin, inclusive: true, input, continue: true };
  if (size < minimum) return [{ code: "too_small", minimum, ...common }];
  return size > maximum ? [{ code: "too_big", maximum, ...common }] : [];
}

/** From the year 1 on. */
export const date = z.iso.date().regex(/^(?!0000)/u, "Must be of the year 1 or later");

/** To the microsecond. */
export const time = z.iso
  .time()
  .regex(/^(?!.*\.\d{7})/u, "Must not be more exact than a microsecond");

/** From the year 1 to 9999, in UTC too; to the microsecond, with an offset below 16 hours. */
export const dateTime = z.iso
  .datetime({ offset: true, local: true })
  .regex(
    /^(?!0000|0001-01-01T.*\+(?!00:00)|9999-12-31T.*-(?!00:00))/u,
    "Must be of the years 1 to 9999 in UTC",
  )
  .regex(
    /^(?!.*(?:\.\d{7}|[+-](?:1[6-9]|2\d):))/u,
    "Must not be more exact than a microsecond, nor 16 hours or more from UTC",
  );

/** A date, time or date-time not before this one; a date-time without an offset is one of UTC. */
export const notBefore = (bound: string): z.core.CheckFn<string> => {
  return ({ value, issues }) => {
    if (comparable(value) >= comparable(bound)) return;
    issues.push(broken("minimum_value", `Must be ${bound} or later`, value));
  };
};

/** A date, time or date-time not after this one. */
export const notAfter = (bound: string): z.core.CheckFn<string> => {
  return ({ value, issues }) => {
    if (comparable(value) <= comparable(bound)) return;
    issues.push(broken("maximum_value", `Must be ${bound} or earlier`, value));
  };
};

/** A text of which an earlier moment has a smaller one. */
function comparable(moment: string): string {
  const [, day = "", time = "", fraction = "", offset = ""] =
    /^(\d{4}-\d\d-\d\d)?T?(\d\d:\d\d(?::\d\d)?)?(?:\.(\d+))?(Z|[+-]\d\d:\d\d)?$/.exec(moment) ?? [];
  const clock = time.length === 5 ? `${time}:00` : time;
  const digits = fraction.replace(/0+$/, "");
  if (day === "" || time === "") return day + clock + digits;
  const instant = new Date(`${day}T${clock}${offset || "Z"}`);
  return Number.isNaN(instant.getTime()) ? moment : instant.toISOString().slice(0, 19) + digits;
}

/** Any JSON but null. */
export const anything: z.ZodType<NonNullable<z.core.util.JSONType>> = z
  .unknown()
  .check(({ value, issues }) => {
    if (absent(value)) {
      issues.push({ code: "invalid_type", expected: "nonoptional", input: value });
    } else if (!isJson(value)) {
      issues.push({ code: "custom", message: "Must be JSON", input: value });
    }
  }) as never;

function isJson(value: unknown): boolean {
  if (absent(value)) return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value === "object") return Object.values(value).every(isJson);
  return typeof value === "string" || typeof value === "boolean";
}

/** Shields a member whose name every object inherits (`constructor`): without one of its own the object has none. */
export const ownMember = (value: unknown): unknown =>
  typeof value === "function" || value === Object.prototype ? undefined : value;

/** What is wrong with a value that stands at a path. */
export function innerIssues(
  schema: z.core.$ZodType,
  value: unknown,
  path: readonly PropertyKey[],
): z.core.$ZodRawIssue[] {
  const issues = z.safeParse(schema, value).error?.issues ?? [];
  return issues.map(
    (issue) =>
      ({ ...issue, path: [...path, ...issue.path], continue: true }) as z.core.$ZodRawIssue,
  );
}
