// One issue of Zod's → a code and a sentence that says what is expected, in the words of JSON and LinkML rather than of Zod.

import type { core } from "zod";
import { suggest } from "../text/suggest.ts";
import { quote } from "./target.ts";

type Issue = core.$ZodIssue;

export interface Wording {
  readonly code: string;
  readonly detail: string;
}

/** More values than this are counted instead. */
const MAX_VALUES = 10;
const MAX_PATTERN = 200;

/** `value` is what the issue is about: only its kind is told. */
export function describeIssue(issue: Issue, value: unknown): Wording {
  switch (issue.code) {
    case "invalid_type":
      return { code: "invalid_type", detail: expected([issue.expected], value) };
    case "invalid_value":
      return { code: "invalid_value", detail: oneOf(issue.values, value) };
    case "too_small":
      return { code: "too_small", detail: bound("least", issue.origin, issue.minimum) };
    case "too_big":
      return { code: "too_big", detail: bound("most", issue.origin, issue.maximum) };
    case "invalid_format":
      return { code: "invalid_format", detail: format(issue) };
    case "not_multiple_of":
      return { code: issue.code, detail: `Must be a multiple of ${issue.divisor}.` };
    case "invalid_union":
      // The type designator names none of the classes that may stand here.
      return "options" in issue && issue.options !== undefined
        ? { code: "invalid_value", detail: oneOf(issue.options, value) }
        : { code: "invalid_union", detail: union(issue.errors, value) };
    case "custom":
      return { code: ruleOf(issue) ?? "invalid", detail: sentence(issue.message) };
    case "unrecognized_keys":
    case "invalid_key":
    case "invalid_element":
      return { code: issue.code, detail: sentence(issue.message) };
  }
}

export function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** The metaslot whose rule is broken. */
function ruleOf({ params }: core.$ZodIssueCustom): string | undefined {
  const rule: unknown = params?.["rule"];
  return typeof rule === "string" ? rule : undefined;
}

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function expected(kinds: readonly string[], value: unknown): string {
  const wanted = [...new Set(kinds.map((kind) => KINDS[kind] ?? kind))];
  return `Must be ${wanted.join(" or ")}, not ${kindOf(value)}.`;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number" && !Number.isInteger(value)) {
    return Number.isFinite(value)
      ? "a number with a fraction"
      : "an infinite number or none at all";
  }
  return KINDS[typeof value] ?? "absent";
}

function oneOf(values: readonly unknown[], value: unknown): string {
  if (values.length === 1) return `Must be ${JSON.stringify(values[0])}.`;
  const texts = values.filter((candidate) => typeof candidate === "string");
  const near = typeof value === "string" ? suggest(value, texts) : undefined;
  const shown = values.slice(0, MAX_VALUES).map((candidate) => JSON.stringify(candidate));
  const rest = values.length - shown.length;
  const list = shown.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  return `Must be one of ${list}${near === undefined ? "." : `; did you mean ${quote(near)}?`}`;
}

function bound(at: "least" | "most", origin: string, limit: number | bigint): string {
  if (origin === "string") return `Must have at ${at} ${count(limit, "character")}.`;
  if (origin === "array" || origin === "set")
    return `Must have at ${at} ${count(limit, "element")}.`;
  return `Must be at ${at} ${limit}.`;
}

function count(number: number | bigint, what: string): string {
  return `${number} ${what}${Number(number) === 1 ? "" : "s"}`;
}

const FORMATS: Readonly<Record<string, string>> = {
  date: "a date such as 2026-11-22",
  datetime: "a date and time such as 2026-11-22T20:15:00Z",
  time: "a time of day such as 20:15:00",
  url: "a URI with a scheme, such as https://example.org/",
  uuid: "a UUID",
  guid: "a UUID",
  email: "an e-mail address",
};

function format({ format: name, pattern }: core.$ZodIssueInvalidStringFormat): string {
  const words = FORMATS[name];
  if (words !== undefined) return `Must be ${words}.`;
  if (pattern === undefined) return `Must be a ${name}.`;
  const shown = pattern.length > MAX_PATTERN ? `${pattern.slice(0, MAX_PATTERN)}…` : pattern;
  return `Must match the pattern ${shown}`;
}

/** What the branches want instead, where all of them want another kind of value. */
function union(branches: readonly (readonly Issue[])[], value: unknown): string {
  const kinds = branches.flatMap((branch) =>
    branch.flatMap((issue) =>
      issue.code === "invalid_type" && issue.path.length === 0 ? issue.expected : [],
    ),
  );
  if (branches.length > 0 && kinds.length === branches.length) return expected(kinds, value);
  return `Fits none of the ${branches.length} forms that are allowed here.`;
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
