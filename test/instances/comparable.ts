// An object as it went in and as it came back, without the differences that the product documents.

import { objectNames } from "../../src/constraint/json-kind.ts";
import type { ObjectShape } from "../../src/constraint/shape.ts";

export type Document = Readonly<Record<string, unknown>>;

/**
 * What must be equal. Left out are:
 * - null and absent, and the empty list or dictionary of references and absent, which are the same;
 * - the order of a container's own lists, and of members;
 * - the way a moment is written: it comes back in UTC;
 * - of `returned`, what `sent` did not have and the database fills in, also in rows that are nested in it.
 */
export function comparable(
  returned: Document,
  className: string,
  classes: Classes,
  sent?: Document,
): unknown {
  const asSent = sent === undefined ? returned : unfilled(returned, sent, [className], classes);
  const kept = Object.entries(asSent as Document).filter(([, value]) => !isEmpty(value));
  const isContainer = kept.every(([, value]) => typeof value === "object");
  return plain(
    Object.fromEntries(
      kept.map(([name, value]) => [name, isContainer ? unordered(plain(value)) : value]),
    ),
  );
}

type Classes = ReadonlyMap<string, ObjectShape>;

/** The same without what the database has filled in where nothing was sent. */
function unfilled(
  value: unknown,
  sent: unknown,
  names: readonly string[],
  classes: Classes,
): unknown {
  if (Array.isArray(value) && Array.isArray(sent))
    return value.map((item, index) => unfilled(item, sent[index], names, classes));
  if (!isObject(value) || !isObject(sent)) return value;
  const properties = names.flatMap((name) => classes.get(name)?.properties ?? []);
  const members = Object.entries(value).flatMap(([name, member]) => {
    const own = properties.filter((property) => property.name === name);
    const isFilled = isEmpty(member) || own.some(({ hasDefault }) => hasDefault);
    if (isFilled && (sent[name] ?? null) === null) return [];
    const nested = own.flatMap(({ document, shape }) => objectNames(document ?? shape));
    return [[name, unfilled(member, sent[name], nested, classes)]];
  });
  return Object.fromEntries(members) as Document;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value)
    ? value.length === 0
    : isObject(value) && Object.keys(value).length === 0;
}

function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unordered(value: unknown): unknown {
  return Array.isArray(value)
    ? value.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
    : value;
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "string") return moment(value);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, plain(member)]),
  );
}

function moment(text: string): string {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return text;
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
