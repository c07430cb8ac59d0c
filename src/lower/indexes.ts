// Index declarations of a class → indexes. They are written as an attribute whose range is IndexDefinition:
//   ifabsent: list([{"name": "by_email", "fields": ["email"], "unique": true, "where": "deleted_at IS NULL"}])

import type { InducedSlot } from "../linkml/metamodel.ts";
import { collectDiagnostics, type Report } from "../text/diagnostic.ts";
import { parseYaml } from "../text/yaml.ts";

/** One declared index, with slot names as the author wrote them. */
export interface DeclaredIndex {
  readonly name: string;
  readonly fields: readonly { readonly slot: string; readonly descending: boolean }[];
  readonly unique: boolean;
  readonly method: string;
  readonly include: readonly string[];
  /** SQL, as the author wrote it. */
  readonly where?: string;
  readonly slot: InducedSlot;
}

const METHODS = new Set(["btree", "hash", "gin", "gist", "brin"]);
const MEMBERS = new Set(["name", "fields", "unique", "method", "include", "where"]);

/** The indexes that one declaring slot of class `owner` asks for; what cannot be read is reported. */
export function declaredIndexes(
  slot: InducedSlot,
  owner: string,
  report: Report,
): readonly DeclaredIndex[] {
  const text = slot.ifabsent?.text.trim();
  if (text === undefined) return [];
  const fail = (reason: string): readonly DeclaredIndex[] => {
    report("invalid-index", slot.ifabsent?.origin ?? slot.origin, { owner, reason });
    return [];
  };
  const list = /^list\s*\(([\s\S]*)\)$/.exec(text)?.[1];
  if (list === undefined) return fail("ifabsent must be list([…])");
  const value = parseList(list);
  if (!Array.isArray(value)) return fail("what stands in list(…) is no list of objects");
  return value.flatMap((entry: unknown, index) => {
    const declared = readEntry(entry, slot);
    return typeof declared === "string" ? fail(`entry ${index + 1} ${declared}`) : [declared];
  });
}

/** JSON is a part of YAML, and YAML also reads what people write for JSON: single quotes, bare words. */
function parseList(text: string): unknown {
  const nowhere = { file: "", line: 1, column: 1 };
  const problems = collectDiagnostics(() => nowhere);
  const document = parseYaml({ path: "", text }, problems.report);
  return problems.hasErrors() ? undefined : document?.value;
}

function readEntry(entry: unknown, slot: InducedSlot): DeclaredIndex | string {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return "is no object";
  const members = new Map(Object.entries(entry));
  const unknown = [...members.keys()].find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) return `has the unknown member "${unknown}"`;
  const name = members.get("name");
  if (typeof name !== "string" || name === "") return `has no "name"`;
  const fields = textList(members.get("fields"));
  if (fields === undefined || fields.length === 0) return `has no "fields"`;
  const include = textList(members.get("include") ?? []);
  if (include === undefined) return `has an "include" that is no list of slot names`;
  const method = members.get("method") ?? "btree";
  if (typeof method !== "string" || !METHODS.has(method)) {
    return `has the unknown method "${String(method)}"`;
  }
  const unique = members.get("unique") ?? false;
  if (typeof unique !== "boolean") return `has a "unique" that is neither true nor false`;
  const where = members.get("where");
  if (where !== undefined && typeof where !== "string") return `has a "where" that is no text`;
  const declared: DeclaredIndex = {
    name,
    fields: fields.map((field) =>
      field.startsWith("-")
        ? { slot: field.slice(1), descending: true }
        : { slot: field, descending: false },
    ),
    unique,
    method,
    include,
    ...(where !== undefined && { where }),
    slot,
  };
  return methodProblem(declared) ?? declared;
}

/** What Postgres refuses of a method, whatever the types of the slots. */
function methodProblem({ method, unique, fields, include }: DeclaredIndex): string | undefined {
  if (method === "btree") return undefined;
  if (unique) return `is unique, which only a btree index can be, not ${method}`;
  if (fields.some(({ descending }) => descending)) {
    return `sorts a field descending, which only a btree index can, not ${method}`;
  }
  if (include.length > 0 && method !== "gist") {
    return `has an "include", which a ${method} index cannot have`;
  }
  return method === "hash" && fields.length > 1
    ? "has several fields, but a hash index has one"
    : undefined;
}

function textList(value: unknown): string[] | undefined {
  const list = typeof value === "string" ? [value] : value;
  if (!Array.isArray(list) || list.some((item) => typeof item !== "string")) return undefined;
  return list as string[];
}
