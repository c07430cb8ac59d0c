// YAML scalars → the values of metaslots: text as written, booleans and integers with some tolerance, lists of text.

import type { Origin, Report } from "../text/diagnostic.ts";
import { childPointer } from "../text/pointer.ts";
import type { Suggest } from "../text/suggest.ts";
import type { YamlNode } from "../text/yaml-compose.ts";
import type { ElementCount } from "./limits.ts";
import { checkPattern } from "./pattern.ts";
import type { PatternExpression } from "./metamodel.ts";
import { kindNames, type ElementKind } from "./metaslots.ts";

/** What an element is part of, for messages: `slot "age" of class "Person"`. */
export interface Scope {
  readonly kind: ElementKind;
  readonly name: string;
  readonly outer?: Scope | undefined;
}

export type ReferenceTarget = "class" | "slot" | "enum" | "type" | "subset" | "range";

/** A name of another element, as it was met; whether it exists is known once all files are read. */
export interface Reference {
  readonly target: ReferenceTarget;
  readonly name: string;
  readonly metaslot: string;
  readonly scope: Scope | undefined;
  readonly origin: Origin;
}

export interface ReadContext {
  readonly file: string;
  /** A module of LinkML's own: nobody wants to hear what has no effect in it. */
  readonly isBuiltin: boolean;
  readonly report: Report;
  readonly suggest: Suggest;
  readonly elements: ElementCount;
  /** Filled in reading order. */
  readonly references: Reference[];
  /** Elements with a `structured_pattern`, which needs the settings of all files; filled in reading order. */
  readonly structuredPatterns: PatternSite[];
}

/** An element whose `pattern` is still to be made from its `structuredPattern`. */
export interface PatternSite {
  readonly element: { readonly structuredPattern?: PatternExpression; pattern?: string };
  readonly origin: Origin;
  readonly scope: Scope | undefined;
}

/** The value of one metaslot. */
export interface ValueSite {
  readonly context: ReadContext;
  readonly pointer: string;
  readonly metaslot: string;
  readonly scope: Scope | undefined;
}

/** Undefined, here and below, where the value does not fit (reported). */
export function readText(node: YamlNode, site: ValueSite): string | undefined {
  if (node.kind === "scalar") return node.text;
  // Some generators write a single value as a list of one.
  const only = node.kind === "sequence" && node.items.length === 1 ? node.items[0] : undefined;
  if (only?.kind === "scalar") return only.text;
  return mismatch(node, site, "text");
}

/** Undefined also where it is too large (reported). */
export function readPattern(node: YamlNode, site: ValueSite): string | undefined {
  const text = readText(node, site);
  if (text === undefined) return undefined;
  const { context, pointer, scope } = site;
  const place = { file: context.file, pointer };
  return checkPattern(text, describeScope(scope), place, context.report) ? text : undefined;
}

export interface LocatedText {
  readonly text: string;
  readonly pointer: string;
}

export function readTexts(node: YamlNode, site: ValueSite): readonly LocatedText[] {
  if (node.kind === "scalar") return [{ text: node.text, pointer: site.pointer }];
  if (node.kind === "mapping") {
    mismatch(
      node,
      site,
      "a list",
      site.metaslot === "slots" ? "attributes, if the slots are defined here" : undefined,
    );
    return [];
  }
  const texts: LocatedText[] = [];
  for (const [index, item] of node.items.entries()) {
    const pointer = childPointer(site.pointer, index);
    const remark = REMARKS.has(site.metaslot) ? unquotedRemark(item) : undefined;
    if (remark !== undefined) {
      site.context.report("unquoted-colon", { file: site.context.file, pointer }, { text: remark });
      texts.push({ text: remark, pointer });
    } else if (item.kind !== "scalar")
      mismatch(item, { ...site, pointer, metaslot: `An item of ${site.metaslot}` }, "text");
    else if (item.value !== null) texts.push({ text: item.text, pointer });
  }
  return texts;
}

/** Metaslots with texts for people, and nobody else. */
const REMARKS: ReadonlySet<string> = new Set(["comments", "notes", "todos"]);

/** `- Example: like this`, which is a mapping to YAML: the text as it stands there. Undefined for anything else. */
function unquotedRemark(item: YamlNode): string | undefined {
  if (item.kind !== "mapping" || item.entries.size !== 1) return undefined;
  const [[key, { node }] = ["", { node: item }]] = item.entries;
  return node.kind === "scalar" ? `${key}: ${node.text}` : undefined;
}

const looseBooleans = new Map([
  ["true", true],
  ["yes", true],
  ["on", true],
  ["y", true],
  ["1", true],
  ["false", false],
  ["no", false],
  ["off", false],
  ["n", false],
  ["0", false],
]);

export function readBoolean(node: YamlNode, site: ValueSite): boolean | undefined {
  if (node.kind === "scalar") {
    if (typeof node.value === "boolean") return node.value;
    const value = looseBooleans.get(node.text.toLowerCase());
    if (value !== undefined) {
      const place = { file: site.context.file, pointer: site.pointer };
      site.context.report("loose-boolean", place, { what: site.metaslot, text: node.text, value });
      return value;
    }
  }
  return mismatch(node, site, "true or false");
}

export function readInteger(node: YamlNode, site: ValueSite): number | undefined {
  if (node.kind === "scalar") {
    if (/^[-+]?\d+$/.test(node.text)) return Number(node.text);
    const loose = looseNumber(node.text, site);
    if (loose !== undefined) return loose;
  }
  return mismatch(node, site, "a whole number");
}

export function readScalar(node: YamlNode, site: ValueSite): string | number | boolean | undefined {
  if (node.kind === "scalar" && node.value !== null)
    return looseNumber(node.text, site) ?? node.value;
  return mismatch(node, site, "a number or text");
}

/** `1_000`, which YAML 1.1 takes for a number and YAML 1.2 for text. */
function looseNumber(text: string, site: ValueSite): number | undefined {
  if (!/^[-+]?\d+(?:_\d+)+$/.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  const place = { file: site.context.file, pointer: site.pointer };
  site.context.report("loose-number", place, { what: site.metaslot, text, value });
  return value;
}

function mismatch(node: YamlNode, site: ValueSite, expected: string, instead?: string): undefined {
  const place = { file: site.context.file, pointer: site.pointer };
  site.context.report("wrong-shape", place, {
    what: site.metaslot,
    expected,
    found: describeNode(node),
    instead,
  });
  return undefined;
}

/** Reports that the value of a metaslot is of another kind. */
export function wrongShape(site: ValueSite, expected: string, node: YamlNode): undefined {
  site.context.report(
    "wrong-shape",
    { file: site.context.file, pointer: site.pointer },
    { what: site.metaslot, expected, found: describeNode(node) },
  );
  return undefined;
}

/** `slot "age" of class "Person"`. */
export function describeScope(scope: Scope | undefined): string {
  if (scope === undefined) return "the schema";
  const own = `${kindNames[scope.kind]} "${scope.name}"`;
  return scope.outer === undefined ? own : `${own} of ${describeScope(scope.outer)}`;
}

export function describeNode(node: YamlNode): string {
  if (node.kind === "mapping") return "a mapping";
  if (node.kind === "sequence") return "a list";
  if (node.value === null) return "empty";
  return typeof node.value === "string" ? `the text "${node.text.slice(0, 40)}"` : node.text;
}
