// A column gets its numbers otherwise than before (identity, serial, neither, or counting otherwise) → the statements for it.

import { equalCounter, equalReach, isDescending } from "../relational/counter.ts";
import type { Column } from "../relational/database.ts";
import * as definition from "../sql/definition.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import {
  counterOptions,
  createSequence,
  dropSequence,
  nextNumber,
  ownedSequence,
  ownSequence,
  resetOptions,
} from "../sql/sequence.ts";

/** Whether both get their numbers in the same way. */
export function equalNumbering(left: Column, right: Column): boolean {
  return (
    left.identity === right.identity &&
    left.serial === right.serial &&
    equalCounter(left.counter, right.counter)
  );
}

/** Whether the column gets a number by itself. */
export function isNumbered({ identity, serial }: Column): boolean {
  return identity !== undefined || serial !== undefined;
}

/** From one way to the other; new numbers start after those that are there. */
export function changeNumbering(
  namespace: string,
  table: string,
  from: Column,
  to: Column,
): readonly string[] {
  const alter = (action: string): string =>
    definition.alterColumn(namespace, table, to.name, action);
  const options = equalCounter(from.counter, to.counter) ? [] : resetOptions(to);
  const restarts = isRestarted(from, to);
  const restart = restarts ? startAfterRows(namespace, table, to) : [];
  if (from.identity !== undefined && to.identity !== undefined) {
    const actions = [
      ...(from.identity === to.identity ? [] : [`SET GENERATED ${to.identity.toUpperCase()}`]),
      ...options.map((option) => `SET ${option}`),
      ...(restarts ? ["RESTART"] : []),
    ];
    return [alter(actions.join(" ")), ...restart];
  }
  if (from.serial !== undefined && from.serial === to.serial) {
    const type = to.counter?.type ?? to.type;
    const name = qualifiedName(namespace, from.serial);
    const actions = [`AS ${type}`, ...options, ...(restarts ? ["RESTART"] : [])];
    return [`ALTER SEQUENCE ${name} ${actions.join(" ")}`, ...restart];
  }
  return [
    ...dropNumbering(namespace, table, from),
    ...(to.identity === undefined
      ? []
      : [
          alter(`ADD GENERATED ${to.identity.toUpperCase()} AS IDENTITY${counterOptions(to)}`),
          ...startAfterRows(namespace, table, to),
        ]),
    ...(to.serial === undefined
      ? []
      : [
          ...createSequence(namespace, to),
          ...ownSequence(namespace, table, to),
          ...startAfterRows(namespace, table, to),
          alter(`SET DEFAULT ${nextNumber(namespace, to.serial)}`),
        ]),
  ];
}

/** Whether new numbers are to start after those that are there, so that the last of these is looked for. */
export function looksAtRows(from: Column, to: Column): boolean {
  if (!isNumbered(to)) return false;
  const isSame =
    from.serial === to.serial && (from.identity === undefined) === (to.identity === undefined);
  return !isSame || isRestarted(from, to);
}

/** Whether a sequence cannot go on where it is, as it counts among other numbers from now on. */
function isRestarted(from: Column, to: Column): boolean {
  return !equalReach(from.counter, to.counter) && !isWidened(from, to);
}

/** The column no longer gets numbers; those it has it keeps. */
export function dropNumbering(namespace: string, table: string, column: Column): readonly string[] {
  const alter = (action: string): string =>
    definition.alterColumn(namespace, table, column.name, action);
  return [
    ...(column.identity === undefined ? [] : [alter("DROP IDENTITY")]),
    ...(column.serial === undefined
      ? []
      : [alter("DROP DEFAULT"), dropSequence(namespace, column.serial)]),
  ];
}

/** What is beyond the reach of the sequence leaves it where it starts. */
function startAfterRows(namespace: string, table: string, column: Column): readonly string[] {
  const name = qualifiedName(namespace, table);
  const value = quoteIdentifier(column.name);
  const next = isDescending(column.counter ?? {})
    ? `min(${value})::numeric - 1`
    : `max(${value})::numeric + 1`;
  const sequence = `${ownedSequence(namespace, table, column.name)}::pg_catalog.regclass`;
  return [
    `SELECT pg_catalog.setval(s.seqrelid::pg_catalog.regclass, n.next::bigint, false) FROM (SELECT ${next} AS next FROM ${name}) n JOIN pg_catalog.pg_sequence s ON s.seqrelid = ${sequence} AND n.next BETWEEN s.seqmin AND s.seqmax`,
  ];
}

/** Whether the sequence of an identity has to fit into a smaller type before the column gets that. */
export function isNarrowed({ from, to }: { readonly from: Column; readonly to: Column }): boolean {
  const size = ({ type }: Column): number => SIZES.indexOf(type);
  return from.identity !== undefined && to.identity !== undefined && size(to) < size(from);
}

/** The column as it counts once it has another type: the sequence of a serial keeps its own, that of an identity goes along. */
export function countedAs(column: Column, type: string): Column {
  if (column.serial === undefined || column.type === type) return column;
  const { counter = {}, ...plain } = column;
  const { type: own = column.type, ...rest } = counter;
  const counted = { ...rest, ...(own !== type && { type: own }) };
  return { ...plain, ...(Object.keys(counted).length > 0 && { counter: counted }) };
}

/** Whether a sequence only gets a larger type, so that it can go on where it is. */
function isWidened(from: Column, to: Column): boolean {
  const type = to.counter?.type ?? to.type;
  const size = (name: string): number => SIZES.indexOf(name);
  const own = from.counter?.type ?? type;
  return size(own) < size(type) && equalReach({ ...from.counter, type }, { ...to.counter, type });
}

const SIZES: readonly string[] = ["smallint", "integer", "bigint"];
