// What Zod has no word for: elements that must differ, objects by their key, objects told by a member. The live validators call these
// functions; generated/schemas gets a copy of this file (texts.ts, held equal by a test).

import * as z from "zod";
import { absent, broken, innerIssues, isObject, own, sizeIssues } from "./checks.ts";

/** No two elements are equal; the order of an object's members does not count. */
export const distinct: z.core.CheckFn<readonly unknown[]> = ({ value, issues }) => {
  for (const { index, first } of repetitions(value)) {
    const message = `Must not be the same as element ${first + 1}`;
    issues.push(broken("list_elements_unique", message, value[index], [index]));
  }
};

/** These members must tell any two objects of a list or dictionary apart. Absent equals absent unless `nullsDistinct`. */
export const distinctMembers = (
  members: readonly string[],
  nullsDistinct: boolean,
): z.core.CheckFn<unknown> => {
  return ({ value, issues }) => {
    if (Array.isArray(value))
      issues.push(...sharedMembers([...value.entries()], members, nullsDistinct));
  };
};

function sharedMembers(
  entries: readonly (readonly [key: PropertyKey, item: unknown])[],
  members: readonly string[],
  nullsDistinct: boolean,
): z.core.$ZodRawIssue[] {
  const objects = entries.filter(([, item]) => isObject(item));
  const keys = objects.map(([, item]) => {
    const values = members.map((name) => own(item as object, name) ?? null);
    // One that nothing else equals.
    return nullsDistinct && values.includes(null) ? Symbol("distinct") : values;
  });
  return [...repetitions(keys)].map(({ index, first }) => {
    const [key, item] = objects[index]!;
    const message = `Must differ from ${describeEntry(objects[first]![0])} in ${members.join(", ")}`;
    return broken("unique_keys", message, item, [key]);
  });
}

const describeEntry = (key: PropertyKey): string =>
  typeof key === "number" ? `element ${key + 1}` : JSON.stringify(String(key));

function* repetitions(
  values: readonly unknown[],
): Generator<{ readonly index: number; readonly first: number }> {
  const seen = new Map<unknown, number>();
  for (const [index, value] of values.entries()) {
    const key = typeof value === "symbol" ? value : canonical(value);
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else yield { index, first };
  }
}

/** JSON with the members of objects in order; absent and null members are the same. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, item]) => !absent(item))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`);
  return `{${members.join(",")}}`;
}

/** An object with free keys, `__proto__` among them; a null member is an absent one. */
export const record = <T extends z.ZodType>(
  values: T,
): z.ZodType<Record<string, z.output<T> | null>> =>
  z.unknown().check(({ value, issues }) => {
    if (!isObject(value)) {
      issues.push({ code: "invalid_type", expected: "record", input: value });
      return;
    }
    for (const [key, item] of Object.entries(value)) {
      if (!absent(item)) issues.push(...innerIssues(values, item, [key]));
    }
  }) as never;

/** Looks at the member `__proto__`, which Zod passes over. */
export const withProto = <T extends z.ZodType, P extends z.ZodType>(
  object: T,
  proto: P,
): z.ZodType<z.output<T> & z.output<z.ZodObject<{ ["__proto__"]: P }>>> =>
  z.unknown().check(({ value, issues }) => {
    const others = isObject(value)
      ? Object.fromEntries(Object.entries(value).filter(([name]) => name !== "__proto__"))
      : value;
    issues.push(...innerIssues(object, others, []));
    if (isObject(value)) {
      issues.push(...innerIssues(proto, own(value, "__proto__"), ["__proto__"]));
    }
  }) as never;

/** One of these, told by a member; `tags` has its values for each, null where it may be absent. */
export const tagged = <const Options extends readonly z.ZodType[]>(
  member: string,
  tags: readonly (readonly unknown[])[],
  options: Options,
): z.ZodType<z.output<Options[number]>> =>
  z.unknown().check(({ value, issues }) => {
    if (!isObject(value)) {
      issues.push({ code: "invalid_type", expected: "object", input: value });
      return;
    }
    const tag = own(value, member) ?? null;
    const candidates = options.filter((_, index) => tags[index]?.includes(tag));
    const [first, ...others] = candidates;
    if (first === undefined) {
      const known = [...new Set(tags.flat())].filter((other) => typeof other === "string");
      issues.push({ code: "invalid_value", values: known, input: tag, path: [member] });
      return;
    }
    const schema = others.length === 0 ? first : z.union(candidates);
    issues.push(...innerIssues(schema, value, []));
  }) as never;

export interface DictionaryOptions<Key extends string = string, Simple extends string = string> {
  /** The member that the key stands for. */
  readonly key: Key;
  /** The key is written as a number inside the object. */
  readonly numeric?: boolean;
  /** The member that a value stands for that is no object. */
  readonly simple?: Simple;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly distinct?: readonly {
    readonly members: readonly string[];
    readonly nullsDistinct: boolean;
  }[];
}

/** What may stand under a key: the object with or without the key in it, null for one with nothing else, its one value. */
export type DictionaryEntry<
  T,
  Key extends string,
  Simple extends string = never,
> = T extends unknown
  ?
      | (Omit<T, Key> & { [name in Key]?: unknown })
      | (Simple extends keyof T ? T[Simple] : never)
      | null
  : never;

/** Objects by their key: each must be what `values` takes, once its key is put into it. */
export const dictionary = <
  Values extends z.ZodType,
  const Key extends string,
  const Simple extends string = never,
>(
  values: Values,
  options: DictionaryOptions<Key, Simple>,
): z.ZodType<Record<string, DictionaryEntry<z.output<Values>, Key, Simple>>> =>
  z.unknown().check(({ value, issues }) => {
    if (!isObject(value)) {
      issues.push({ code: "invalid_type", expected: "record", input: value });
      return;
    }
    const objects = Object.entries(value).map(
      ([key, entry]) => [key, keyed(key, entry, options)] as const,
    );
    for (const [key, object] of objects) {
      issues.push(...entryIssues(values, key, object, own(value, key), options));
    }
    const { minimum = 0, maximum = Infinity } = options;
    issues.push(...sizeIssues(objects.length, "set", { minimum, maximum }, value));
    for (const { members, nullsDistinct } of options.distinct ?? []) {
      issues.push(...sharedMembers(objects, members, nullsDistinct));
    }
  }) as never;

function keyed(
  key: string,
  entry: unknown,
  { key: name, simple, numeric }: DictionaryOptions,
): unknown {
  const number = numeric && key.trim() !== "" ? Number(key) : NaN;
  const members = Number.isFinite(number) ? { [name]: number } : { [name]: key };
  if (absent(entry)) return members;
  // A null member is an absent one.
  if (isObject(entry)) return absent(own(entry, name)) ? { ...entry, ...members } : entry;
  return simple === undefined ? entry : { ...members, [simple]: entry };
}

function entryIssues(
  values: z.core.$ZodType,
  key: string,
  object: unknown,
  entry: unknown,
  { key: name, simple }: DictionaryOptions,
): z.core.$ZodRawIssue[] {
  const repeated = isObject(entry) ? own(entry, name) : undefined;
  const isRepeated = repeated === key || (typeof repeated === "number" && String(repeated) === key);
  if (!absent(repeated) && !isRepeated) {
    const message = `Must be ${JSON.stringify(key)}, the key it stands under`;
    return [broken("key", message, repeated, [key, name])];
  }
  return innerIssues(values, object, []).map((issue) => {
    const [first, ...rest] = issue.path ?? [];
    // What the document does not spell out has no place of its own in it.
    if (first === name && absent(repeated)) {
      const message = `The key is no valid ${JSON.stringify(name)}: ${issue.message}`;
      return broken("key", message, key, [key]);
    }
    const isValue = first === simple && !isObject(entry);
    return { ...issue, path: [key, ...(isValue ? rest : (issue.path ?? []))] };
  });
}
