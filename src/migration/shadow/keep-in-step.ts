// A column and the one that is to replace it → the body of a trigger function that fills the new one from the old in every row that is
// written. What the old one takes and the new one cannot hold is refused, or left out, as the plan says.

import type { Column } from "../../relational/database.ts";
import { quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { castExpression } from "../types/cast.ts";
import { isAnother } from "../types/cast-functions.ts";
import { classifyTypeChange, keepsValues, neverFails } from "../types/type-change.ts";
import type { AddShadow } from "./shadow-changes.ts";

/**
 * How a value gets into the new column. `exact`: as it is, or not at all; `tried`: where it can be converted; `back`: as it was in
 * `restores`, before it was converted to what it is, if nobody has changed it since.
 */
export type Conversion =
  | { readonly how: "exact" | "tried" }
  | { readonly how: "back"; readonly restores: string };

/** The columns of a row: `from` as it is called, and the new one, of the type of `to`, as `name`. */
export interface Replacement {
  readonly from: Column;
  readonly to: Column;
  readonly name: string;
  readonly conversion: Conversion;
}

/** Whether there are values that those who write them are refused. */
export function isRefusing({
  from,
  column,
  conversion,
  proof,
}: Pick<AddShadow, "from" | "column" | "conversion" | "proof">): boolean {
  if (conversion.how === "tried") return proof !== undefined && !neverFails(from.type, column.type);
  return !keepsValues(classifyTypeChange(from.type, column.type));
}

/** PL/pgSQL from DECLARE or BEGIN to END. */
export function keepInStep({ from, to, name, conversion }: Replacement): string {
  const old = `NEW.${quoteIdentifier(from.name)}`;
  const wanted = `NEW.${quoteIdentifier(name)}`;
  switch (conversion.how) {
    case "exact":
      return keepsValues(classifyTypeChange(from.type, to.type))
        ? body([], [assign(wanted, old, from.type, to.type)], wanted)
        : exact(old, wanted, from.type, to.type);
    case "tried":
      return body([], [tried(wanted, old, from.type, to.type)], wanted);
    case "back":
      return back(`NEW.${quoteIdentifier(conversion.restores)}`, old, wanted, [to.type, from.type]);
  }
}

/** The new column begins without a value, whatever was written to it. */
function body(declared: readonly string[], statements: readonly string[], wanted: string): string {
  const lines = [`${wanted} := NULL;`, ...statements, "RETURN NEW;"];
  return [
    ...(declared.length === 0 ? [] : ["DECLARE", ...declared.map(indented)]),
    "BEGIN",
    ...lines.map(indented),
    "END",
  ].join("\n");
}

const indented = (statement: string): string => `  ${statement}`;

/** No value stays none, whatever a cast would make of it. */
function assign(target: string, value: string, from: string, to: string): string {
  return `IF ${value} IS NOT NULL THEN ${target} := ${castExpression(value, from, to)}; END IF;`;
}

/** `target` keeps what it has where there is no such value. */
function tried(target: string, value: string, from: string, to: string): string {
  const assigned = assign(target, value, from, to);
  return neverFails(from, to)
    ? assigned
    : `BEGIN ${assigned} EXCEPTION WHEN OTHERS THEN NULL; END;`;
}

function exact(old: string, wanted: string, from: string, to: string): string {
  const another = isAnother(from, to, {
    old,
    converted: wanted,
    back: castExpression(wanted, to, from),
  });
  return body(
    [],
    [
      assign(wanted, old, from, to),
      `IF ${old} IS NOT NULL AND ${another} THEN ${refuse()} END IF;`,
    ],
    wanted,
  );
}

/** What was converted and has not changed since gets its old value; what was written since must have an equal in the old type. */
function back(
  kept: string,
  current: string,
  wanted: string,
  [old, now]: readonly [old: string, now: string],
): string {
  const text = (value: string): string => `${value}::text`;
  return body(
    [`again ${now};`],
    [
      tried("again", kept, old, now),
      `IF ${text("again")} IS NOT DISTINCT FROM ${text(current)} THEN`,
      `  ${wanted} := ${kept};`,
      "ELSE",
      indented(tried(wanted, current, now, old)),
      "  again := NULL;",
      indented(tried("again", wanted, old, now)),
      `  IF ${text("again")} IS DISTINCT FROM ${text(current)} THEN ${refuse()} END IF;`,
      "END IF;",
    ],
    wanted,
  );
}

/** To those who write it is a rule of the column, like any other. */
function refuse(): string {
  return `RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = ${quoteLiteral("a value has no equal in the type that its column is about to have")};`;
}
