// A body in which rows of other tables are nested → the same with their ids in place of them, and the rows.

import type { NestedRows, RowNesting } from "../emit/nesting.ts";
import type { Resource } from "../emit/resource.ts";
import { parseJson } from "../text/json.ts";
import type { YamlEntry, YamlMapping, YamlNode } from "../text/yaml-compose.ts";
import { valueAt } from "../validate/findings.ts";
import { printNode, Splitter, type DocumentRow, type Path } from "./container-split.ts";
import { fragment, type JsonBody } from "./json-text.ts";
import type { ProblemError } from "./problem.ts";

/** Rows of one class that a body writes besides its own. */
export interface NestedWrite {
  readonly rows: NestedRows;
  readonly objects: readonly DocumentRow[];
}

export interface TakenApart {
  readonly body: JsonBody;
  readonly writes: readonly NestedWrite[];
  /** Member of a patch that adds to its list → the ids that it takes out of it. */
  readonly merged: ReadonlyMap<string, readonly string[]>;
  readonly errors: readonly ProblemError[];
}

/** Takes apart a body that the validators have passed; an id is that of the row that is changed. */
export function takeApart(
  body: JsonBody,
  { nested = [], key, table }: Pick<Resource, "nested" | "key" | "table">,
  change: { readonly id: string } | undefined,
): TakenApart {
  const root = nested.some(({ member }) => hasObjects(valueAt(body.value, [member])))
    ? parseJson(body.text, () => {})
    : undefined;
  if (root?.kind !== "mapping") return { body, writes: [], merged: new Map(), errors: [] };
  const known = rowsByClass(nested);
  const splitter = new Splitter(
    [...known.values()].map((rows) => ({ ...rows, isNumbered: false, nested: [] })),
  );
  const merged = new Map<string, readonly string[]>();
  const texts = new Map<string, string>();
  for (const nesting of nested) {
    const { member, multivalued } = nesting;
    const node = root.entries.get(member)?.node;
    if (node === undefined || isNull(node)) continue;
    const isPatch = change !== undefined && multivalued && node.kind === "mapping";
    const { kept, removed } = isPatch ? patched(node) : { kept: node, removed: [] };
    if (isPatch) merged.set(member, removed);
    const ids = splitter.references(kept, nesting, [member]).map(({ json }) => json);
    texts.set(member, multivalued ? `[${ids.join(",")}]` : (ids[0] ?? "null"));
  }
  const rows = splitter.rows();
  const id = change?.id ?? textOf(root.entries.get(key.name)?.node);
  const writes = [...known.values()].flatMap((each) => {
    const objects = rows.get(each.class) ?? [];
    return objects.length === 0 ? [] : [{ rows: each, objects }];
  });
  const text = withMembers(root, texts);
  return {
    body: { text, value: JSON.parse(text) as unknown },
    writes,
    merged,
    errors: [...splitter.errors, ...writes.flatMap((write) => wrongIds(write, table, id))],
  };
}

function rowsByClass(nested: readonly RowNesting[]): ReadonlyMap<string, NestedRows> {
  const classes = nested.flatMap((nesting) => nesting.classes);
  return new Map(classes.map(({ class: name, rows }) => [name, rows]));
}

/** The entries of a patch of a dictionary: null takes one out. */
function patched(node: YamlMapping): {
  readonly kept: YamlMapping;
  readonly removed: readonly string[];
} {
  const entries = [...node.entries];
  const isRemoved = ([, entry]: readonly [string, YamlEntry]): boolean => isNull(entry.node);
  return {
    kept: { ...node, entries: new Map(entries.filter((entry) => !isRemoved(entry))) },
    removed: entries.filter(isRemoved).map(([key]) => key),
  };
}

/** What is wrong with an identifier that no URL can hold as the last part of its path: clients and servers take those for folders. */
export function unreachable(id: unknown, path: Path): readonly ProblemError[] {
  if (id !== "" && id !== "." && id !== "..") return [];
  const detail = 'An identifier cannot be empty, "." or "..": no URL could lead to the row.';
  return [{ pointer: fragment(path), code: "unreachable_identifier", detail }];
}

/** A row cannot stand in itself, and must be one that a URL leads to. */
function wrongIds(
  { rows, objects }: NestedWrite,
  table: string,
  id: string | undefined,
): readonly ProblemError[] {
  return objects.flatMap(({ id: own, path }): readonly ProblemError[] => {
    const lost = unreachable(own, path);
    if (lost.length > 0 || rows.table !== table || own !== id) return lost;
    const detail = "This is the row itself: name it by its identifier.";
    return [{ pointer: fragment(path), code: "identifier_repeated", detail }];
  });
}

function withMembers({ entries }: YamlMapping, texts: ReadonlyMap<string, string>): string {
  const members = [...entries].map(
    ([name, { node }]) => `${JSON.stringify(name)}:${texts.get(name) ?? printNode(node)}`,
  );
  return `{${members.join(",")}}`;
}

function hasObjects(value: unknown): boolean {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some((each) => typeof each === "object" && each !== null);
}

function isNull(node: YamlNode): boolean {
  return node.kind === "scalar" && node.value === null;
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === "scalar" ? node.text : undefined;
}
