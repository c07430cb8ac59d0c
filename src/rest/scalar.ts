// How one value passes between the wire and Postgres, by its type: text of a URL → parameter, JSON text → SQL, SQL → JSON.

import { scalarFamily, withoutModifiers } from "../emit/filter.ts";

/** Text that ends in a zone; a bare date's `-01` is none. */
const zoned = /[Tt ].*(?:[Zz]|[+-]\d{2}(?::?\d{2})?)$/;
const zonedSql = String.raw`'[Tt ].*([Zz]|[+-]\d{2}(:?\d{2})?)$'`;

/**
 * Reads a value from a path or a query parameter: the text to bind as this type, or undefined where the type has no
 * such value (Postgres would raise an error). A date-time without zone is UTC.
 */
export function readScalar(type: string, text: string): string | undefined {
  if (text.includes("\0")) return undefined;
  switch (scalarFamily(type)) {
    case "text":
    case "other":
      return text;
    case "integer":
      return isWithin(type, text) ? text : undefined;
    case "numeric":
      return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) && text.length <= 1000
        ? text
        : undefined;
    case "float":
      return Number.isFinite(Number(text)) && /^[+-]?[\d.]+(?:[eE][+-]?\d+)?$/.test(text)
        ? text
        : undefined;
    case "boolean":
      return text === "true" || text === "false" ? text : undefined;
    case "date":
      return isDate(text) ? text : undefined;
    case "time":
      return isTime(text) ? text : undefined;
    case "timestamp":
      return isDateTime(text) && !zoned.test(text) ? text : undefined;
    case "instant": {
      if (!isDateTime(text)) return undefined;
      const instant = zoned.test(text) ? text : `${text}Z`;
      return hasPlainYear(instant) ? instant : undefined;
    }
    case "uuid":
      return /^[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}$/i.test(text) ? text : undefined;
    case "json":
      return undefined;
  }
}

/** What a value of this type looks like, for error messages: `must be …`. */
export function describeScalar(type: string): string {
  switch (scalarFamily(type)) {
    case "text":
    case "other":
    case "json":
      return "text without NUL";
    case "integer":
      return `a whole number of type ${type}`;
    case "numeric":
    case "float":
      return "a number";
    case "boolean":
      return "true or false";
    case "date":
      return "a date such as 2026-11-22, without a zone";
    case "time":
      return "a time such as 09:30:00, to the microsecond and without a zone";
    case "timestamp":
      return "a date and time such as 2026-11-22T09:30:00, without a zone";
    case "instant":
      return "a date and time such as 2026-11-22T09:30:00Z, to the microsecond and within the years 1 to 9999 in UTC";
    case "uuid":
      return "a UUID";
  }
}

/** SQL that makes a value of `type` from SQL for the text of a JSON value that Zod has passed. */
export function fromJsonText(type: string, text: string): string {
  switch (scalarFamily(type)) {
    case "text": // what is too long is refused when it is stored; a cast would cut it off
    case "other":
      return `(${text})::${withoutModifiers(type)}`;
    case "numeric": {
      // Digits beyond those of the type would be rounded away.
      const scale = /\(\d+,(\d+)\)/.exec(type)?.[1];
      const number = `(${text})::numeric`;
      if (scale === undefined) return number;
      return `(case when scale(trim_scale(${number})) <= ${scale} then ${text} else ${text} || ' has too many digits' end)::numeric`;
    }
    case "float":
    case "boolean":
    case "date":
    case "time":
    case "timestamp":
    case "uuid":
    case "json":
      return `(${text})::${type}`;
    case "integer": // 1.0 and 1e2 are whole numbers too; what is not, to the last digit, is refused by the second cast
      return `trim_scale((${text})::numeric)::text::${type}`;
    case "instant":
      return `(case when ${text} ~ ${zonedSql} then ${text} else ${text} || 'Z' end)::${type}`;
  }
}

/** SQL for what row_to_json should print for a column: UTC for instants, with the shortest fraction; all else as it is. */
export function toJson(type: string, array: boolean, value: string): string {
  if (scalarFamily(type) !== "instant") return value;
  if (!array) return instantText(value);
  const list = `select json_agg(${instantText("u.x")} order by u.n) from unnest(${value}) with ordinality u(x, n)`;
  return `(case when ${value} is not null then coalesce((${list}), '[]'::json) end)`;
}

/** SQL for a value as the text that stands for it in a path. */
export function toPathText(type: string, value: string): string {
  return scalarFamily(type) === "instant" ? instantText(value) : `${value}::text`;
}

function instantText(value: string): string {
  return `((to_json(${value} at time zone 'UTC') #>> '{}') || 'Z')`;
}

const integerBits: Readonly<Record<string, bigint>> = { smallint: 15n, integer: 31n, bigint: 63n };

function isWithin(type: string, text: string): boolean {
  if (!/^[+-]?\d{1,20}$/.test(text)) return false;
  const value = BigInt(text.replace("+", ""));
  const limit = 1n << (integerBits[type] ?? 63n);
  return -limit <= value && value < limit;
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || text.startsWith("0000")) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function isTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?$/.test(text);
}

/** Whether UTC too has a year from 1 to 9999: an offset may lead out of the first and the last day. */
function hasPlainYear(instant: string): boolean {
  const [, hours, minutes, sign = "+", offsetHours = 0, offsetMinutes = 0] =
    /^.{11}(\d\d):(\d\d).*?(?:[Zz]|([+-])(\d\d)(?::?(\d\d))?)$/.exec(instant) ?? [];
  const offset = Number(offsetHours) * 60 + Number(offsetMinutes);
  const minute = Number(hours) * 60 + Number(minutes) + (sign === "+" ? -offset : offset);
  if (instant.startsWith("0001-01-01")) return minute >= 0;
  return !instant.startsWith("9999-12-31") || minute < 24 * 60;
}

function isDateTime(text: string): boolean {
  const parts = /^(.{10})[Tt ](.*?)(?:[Zz]|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)?$/.exec(text);
  return parts !== null && isDate(parts[1] ?? "") && isTime(parts[2] ?? "");
}
