// How the default of each type is written: the functions of ifabsent, and the text of a value → the value.

import type { ResolvedType } from "../linkml/metamodel.ts";
import { isCalendarDate, isClockTime, isMoment } from "./moment.ts";

export interface ConstantDefault {
  readonly kind: "constant";
  readonly json: string | number | boolean;
  /** With the digits that the author wrote; as JSON where the column is jsonb. */
  readonly text: string;
}

export type Kind = "text" | "number" | "boolean" | "moment";

/** The functions of ifabsent, by what they make. */
const KINDS: Readonly<Record<string, Kind>> = {
  string: "text",
  str: "text",
  uri: "text",
  uriorcurie: "text",
  curie: "text",
  ncname: "text",
  nodeidentifier: "text",
  objectidentifier: "text",
  jsonpointer: "text",
  jsonpath: "text",
  sparqlpath: "text",
  int: "number",
  integer: "number",
  float: "number",
  double: "number",
  decimal: "number",
  bool: "boolean",
  boolean: "boolean",
  date: "moment",
  datetime: "moment",
  date_or_datetime: "moment",
  time: "moment",
};

export const functionNames = Object.keys(KINDS);

export function kindNamed(name: string): Kind | undefined {
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

/** How a value of a type is written. */
export interface Form {
  /** Undefined: a value of any kind. */
  readonly kind: Kind | undefined;
  readonly example: string;
  readonly read: (argument: string, kind: Kind | undefined) => ConstantDefault | undefined;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const TEXT: Form = { kind: "text", example: "string(…)", read: (text) => constant(text) };
const DECIMAL: Form = {
  kind: "number",
  example: "float(1.5)",
  read: (text) => (NUMBER.test(text) && Number.isFinite(Number(text)) ? number(text) : undefined),
};

/** By the Postgres type of the column; those that are not named hold text. */
const FORMS: Readonly<Record<string, Form>> = {
  bigint: {
    kind: "number",
    example: "int(3)",
    read: (text) =>
      /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? number(text) : undefined,
  },
  numeric: DECIMAL,
  "double precision": DECIMAL,
  boolean: {
    kind: "boolean",
    example: "true",
    read: (text) =>
      /^(true|false)$/i.test(text) ? constant(/^true$/i.test(text), text.toLowerCase()) : undefined,
  },
  date: moment("date(2024-01-31)", isCalendarDate),
  "time without time zone": moment("time(12:30:00)", isClockTime),
  "timestamp with time zone": {
    kind: "moment",
    example: "datetime(2024-01-31T12:30:00Z)",
    read: (text) => (isMoment(text) ? constant(withZone(text)) : undefined),
  },
  uuid: {
    kind: "text",
    example: "string(00000000-0000-0000-0000-000000000000)",
    read: (text) => (UUID.test(text) ? constant(text) : undefined),
  },
  jsonb: { kind: undefined, example: "string(…)", read: anyValue },
};

export function formOf({ base }: ResolvedType, postgresType: string): Form {
  if (base === "date_or_datetime" && postgresType === "text") {
    return moment("date(2024-01-31)", (text) => isCalendarDate(text) || isMoment(text));
  }
  return FORMS[postgresType] ?? TEXT;
}

function moment(example: string, isValid: (text: string) => boolean): Form {
  const read = (text: string) => (isValid(text) ? constant(text) : undefined);
  return { kind: "moment", example, read };
}

/** Without a zone it is UTC, as everywhere in this product. */
function withZone(text: string): string {
  const written = text.replace(" ", "T");
  return /(?:Z|[+-]\d\d:\d\d)$/.test(written) ? written : `${written}Z`;
}

/** For linkml:Any: a number or truth value where it says so, else text. */
function anyValue(argument: string, kind: Kind | undefined): ConstantDefault | undefined {
  const isNumber = kind === "number" || (kind === undefined && NUMBER.test(argument));
  const isTruth = kind === "boolean" || (kind === undefined && /^(true|false)$/i.test(argument));
  const form = isNumber ? DECIMAL : isTruth ? FORMS["boolean"] : TEXT;
  const value = form?.read(argument, kind);
  return value && { ...value, text: JSON.stringify(value.json) };
}

export function constant(json: string | number | boolean, text = String(json)): ConstantDefault {
  return { kind: "constant", json, text };
}

function number(argument: string): ConstantDefault {
  return constant(Number(argument), argument.replace(/^\+/, ""));
}
