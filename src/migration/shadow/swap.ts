// The moment in which a new column, filled and proved, takes the place of the one that it replaces → its statements. None of them reads a row.

import { isDescending } from "../../relational/counter.ts";
import type { Check, Column } from "../../relational/database.ts";
import * as definition from "../../sql/definition.ts";
import { dropRoutine, dropTrigger } from "../../sql/routine.ts";
import { nextNumber, optionWords, ownedSequence, ownSequence } from "../../sql/sequence.ts";
import { dollarQuote, quoteLiteral } from "../../sql/quote.ts";
import type { Change } from "../change.ts";
import { countedAs, isNarrowed } from "../numbering.ts";
import { retireColumn } from "../retired/statements.ts";
import type { StatementContext } from "../statements.ts";
import { shadowRoutine } from "./shadow-changes.ts";

/** What a change says of a new column that is ready. */
export interface Swapped {
  /** What it is called until then. */
  readonly shadow?: string;
  /** Proves that every row has a value, as is wanted of the column. */
  readonly required?: Check;
}

/** A change of which every value is in place already. */
export type Swap = Extract<
  Change,
  { readonly kind: "change_type" | "convert_column" | "revert_column" }
> & { readonly shadow: string };

/** The old column goes, unless what the new one was made from is to be kept. */
export function swapStatements(swap: Swap, context: StatementContext): readonly string[] {
  const { namespace, number } = context;
  const { table, from, to, shadow, required } = swap;
  const alter = (column: string, action: string): string =>
    definition.alterColumn(namespace, table, column, action);
  const taken = [
    definition.renameColumn(namespace, table, shadow, to.name),
    ...(required === undefined
      ? []
      : [
          alter(to.name, "SET NOT NULL"),
          definition.dropConstraint(namespace, table, required.name),
        ]),
  ];
  const free = [
    dropTrigger(namespace, table, shadow),
    dropRoutine(namespace, shadowRoutine(number, table, to.name)),
  ];
  switch (carriedNumbers(from, to)) {
    case "none":
      return [...free, ...leave(swap, from, context), ...taken];
    case "serial": {
      const { serial = "", ...plain } = from;
      return [
        ...free,
        ...ownSequence(namespace, table, { ...from, name: shadow }),
        alter(shadow, `SET DEFAULT ${nextNumber(namespace, serial)}`),
        alter(from.name, "DROP DEFAULT"),
        ...leave(swap, plain, context),
        ...taken,
      ];
    }
    case "identity": {
      const statements = [...leave(swap, from, context), ...taken];
      return [...free, carryIdentity(swap, statements, namespace)];
    }
  }
}

/** How the new column goes on with the numbers of the old one, where both get them alike. */
export function carriedNumbers(from: Column, to: Column): "none" | "serial" | "identity" {
  if (from.serial !== undefined && from.serial === to.serial) return "serial";
  if (from.identity === undefined || to.identity === undefined) return "none";
  const turns = isDescending(from.counter ?? {}) !== isDescending(to.counter ?? {});
  return isNarrowed({ from, to }) && turns ? "none" : "identity";
}

/** How the sequence of an identity counts at first: as before, unless that is too far for the new type. */
function countedFirst(from: Column, to: Column): Column {
  return isNarrowed({ from, to }) ? { ...to, identity: from.identity ?? "always" } : from;
}

function leave(swap: Swap, column: Column, context: StatementContext): readonly string[] {
  const { table } = swap;
  const drop = (name: string): string => definition.dropColumn(context.namespace, table, name);
  const retire = (as?: string): readonly string[] =>
    retireColumn({ kind: "retire_column", table, column, ...(as && { as }) }, context);
  switch (swap.kind) {
    case "change_type":
      return [drop(column.name)];
    case "convert_column":
      return retire(swap.as);
    case "revert_column":
      return [...retire(), drop(swap.restores)];
  }
}

/** The sequence of an identity goes with its column: the next one, of the same name, begins where it has ended. */
function carryIdentity(
  { table, from, to }: Swap,
  statements: readonly string[],
  namespace: string,
): string {
  const named = `(SEQUENCE NAME %s${optionWords(countedFirst(from, to))})`;
  const add = definition.alterColumn(
    namespace,
    table,
    to.name,
    `ADD GENERATED ${(from.identity ?? "").toUpperCase()} AS IDENTITY `,
  );
  const body = `DECLARE
  numbers text := ${ownedSequence(namespace, table, from.name)};
  last bigint;
  called boolean;
BEGIN
  EXECUTE 'SELECT last_value, is_called FROM ' || numbers INTO last, called;
${statements.map((statement) => `  EXECUTE ${quoteLiteral(statement)};`).join("\n")}
  EXECUTE ${quoteLiteral(add)} || pg_catalog.format(${quoteLiteral(named)}, numbers);
  PERFORM pg_catalog.setval(seqrelid::pg_catalog.regclass, last, called) FROM pg_catalog.pg_sequence
    WHERE seqrelid = numbers::pg_catalog.regclass AND last BETWEEN seqmin AND seqmax;
END`;
  return `DO ${dollarQuote(body)}`;
}

/** What its numbers come from, of a column that has just taken its place. */
export function numbersOf(from: Column, to: Column): Partial<Column> {
  if (carriedNumbers(from, to) === "none") return {};
  const { identity, serial, counter } = countedFirst(countedAs(from, to.type), to);
  return { ...(identity && { identity }), ...(serial && { serial }), ...(counter && { counter }) };
}
