// Two types → temporary functions that try the cast from one to the other. Postgres alone can say which values survive, so it is asked in
// its own way: value by value, and what fails gives NULL.

import { shortenName } from "../../relational/name.ts";
import { dollarQuote, quoteIdentifier } from "../../sql/quote.ts";
import { castExpression } from "./cast.ts";
import { parseType } from "./format-type.ts";
import { neverFails } from "./type-change.ts";

/** Statements that make the functions which conversions between these types use, and those that remove them. */
export interface CastFunctions {
  readonly create: readonly string[];
  readonly drop: readonly string[];
}

/** Functions for casts between types that may fail, each type pair once. */
export function castFunctions(
  pairs: readonly (readonly [from: string, to: string])[],
): CastFunctions {
  const failing = pairs.filter(([from, to]) => !neverFails(from, to));
  const distinct = [...new Map(failing.map((pair) => [JSON.stringify(pair), pair])).values()];
  return {
    create: distinct.map(([from, to]) => createCast(from, to)),
    drop: distinct.map(([from, to]) => `DROP FUNCTION ${functionName(from, to)}(${from})`),
  };
}

/** A function in the session's own namespace: gives NULL where the value has no equal of the other type. */
function createCast(from: string, to: string): string {
  const body = `BEGIN RETURN ${castExpression("v", from, to)}; EXCEPTION WHEN OTHERS THEN RETURN NULL; END`;
  return createFunction(functionName(from, to), from, to, body);
}

/** `value`, of one type, in the other, or NULL where there is no such value; where the cast may fail, by one of `castFunctions`. */
export function triedCast(value: string, from: string, to: string): string {
  return neverFails(from, to)
    ? `(${castExpression(value, from, to)})`
    : `${functionName(from, to)}(${value})`;
}

/** SQLSTATE of what ends a migration because rows are no longer as they were counted; of our own making, in a class that Postgres does not use. */
export const STALE = "LN002";

/** Like `createCast`, but what would be refused or changed is an error: nothing is lost even by those who write while others migrate. */
export function createExactCast(from: string, to: string): string {
  const another = isAnother(from, to, {
    old: "v",
    converted: "converted",
    back: castExpression("converted", to, from),
  });
  const body = `DECLARE
  converted ${to} := ${castExpression("v", from, to)};
BEGIN
  IF ${another} THEN RAISE EXCEPTION USING ERRCODE = '${STALE}', MESSAGE = 'refused by linkml-neon'; END IF;
  RETURN converted;
END`;
  return createFunction(exactName(from, to), from, to, body);
}

/** Whether an error comes from there, or from what fills a new column, as Postgres's context of it says. */
export function isRefusedValue(context: string | undefined): boolean {
  return /function (?:pg_temp_\d+\."exact |.*\."?_new_\d+_.*\(\) line)/.test(context ?? "");
}

/** Removes what `createExactCast` makes. */
export function dropExactCast(from: string, to: string): string {
  return `DROP FUNCTION ${exactName(from, to)}(${from})`;
}

/** `value` by the function that `createExactCast` makes. */
export function exactCast(value: string, from: string, to: string): string {
  return `${exactName(from, to)}(${value})`;
}

/**
 * A condition for `converted` being another value than `old`, from which it was made, where `back` is what it turns back into: numbers
 * by their value, all else by how it is written.
 */
export function isAnother(
  from: string,
  to: string,
  { old, converted, back }: Readonly<Record<"old" | "converted" | "back", string>>,
): string {
  const [former, wanted] = [parseType(from), parseType(to)];
  const sameKind = former.name === wanted.name && former.isArray === wanted.isArray;
  const left = sameKind ? converted : back;
  return former.name === "numeric"
    ? `(${left}) IS DISTINCT FROM ${old}`
    : `(${left})::text IS DISTINCT FROM (${old})::text`;
}

function functionName(from: string, to: string): string {
  return temporaryName(`${from} to ${to}`);
}

function exactName(from: string, to: string): string {
  return temporaryName(`exact ${from} to ${to}`);
}

function temporaryName(name: string): string {
  return `pg_temp.${quoteIdentifier(shortenName(name))}`;
}

function createFunction(name: string, from: string, to: string, body: string): string {
  return `CREATE FUNCTION ${name}(v ${from}) RETURNS ${to} LANGUAGE plpgsql STRICT AS ${dollarQuote(body)}`;
}
