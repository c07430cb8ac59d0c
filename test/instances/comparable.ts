// An object as it went in and as it came back, without the differences that the product documents.

import type { ObjectShape } from "../../src/constraint/shape.ts";

export type Document = Readonly<Record<string, unknown>>;

/**
 * What must be equal. Left out are:
 * - null and absent, and the empty list of references and absent, which are the same;
 * - the order of a container's own lists, and of members;
 * - the way a moment is written: it comes back in UTC;
 * - of `returned`, what `sent` did not have and the database fills in.
 */
export function comparable(
  returned: Document,
  object: ObjectShape | undefined,
  sent?: Document,
): unknown {
  const filled = new Set(
    (object?.properties ?? [])
      .filter(({ name, hasDefault }) => hasDefault && (sent?.[name] ?? null) === null)
      .map(({ name }) => name),
  );
  const kept = Object.entries(returned).filter(
    ([name, value]) =>
      !(sent !== undefined && filled.has(name)) && !(Array.isArray(value) && value.length === 0),
  );
  const isContainer = kept.every(([, value]) => typeof value === "object");
  return plain(
    Object.fromEntries(
      kept.map(([name, value]) => [name, isContainer ? unordered(plain(value)) : value]),
    ),
  );
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
