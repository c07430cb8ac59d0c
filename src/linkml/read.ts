// YAML nodes → LinkML definitions, following the table of metaslots. What does not fit the table is reported and left out.

import type { Origin } from "../text/diagnostic.ts";
import { childPointer } from "../text/pointer.ts";
import { plainValue } from "../text/yaml.ts";
import type { YamlMapping, YamlNode } from "../text/yaml-compose.ts";
import type { Elements } from "./metamodel.ts";
import { keyMetaslots, kindNames, simpleMetaslots, type ElementKind } from "./metaslots.ts";
import { fieldsOf, propertyOf, type Shape } from "./shape.ts";
import { readAnnotations } from "./read-annotations.ts";
import { usualValue } from "./usual-value.ts";
import {
  describeNode,
  describeScope,
  readBoolean,
  readInteger,
  readPattern,
  readScalar,
  readText,
  readTexts,
  wrongShape,
  type ReadContext,
  type ReferenceTarget,
  type Scope,
  type ValueSite,
} from "./read-values.ts";

/** Reads a whole document. Undefined if it is no mapping (reported). */
export function readSchema(
  root: YamlNode,
  name: string,
  context: ReadContext,
): Elements["schema_definition"] | undefined {
  if (root.kind !== "mapping") {
    context.report(
      "wrong-shape",
      { file: context.file, pointer: "" },
      { what: "A schema", expected: "a mapping", found: describeNode(root) },
    );
    return undefined;
  }
  return readElement("schema_definition", root, {
    context,
    pointer: "",
    scope: undefined,
    name,
  }) as Elements["schema_definition"];
}

interface Site {
  readonly context: ReadContext;
  readonly pointer: string;
  /** What the element is part of. */
  readonly scope: Scope | undefined;
  readonly name?: string;
}

const NO_ANNOTATIONS: ReadonlyMap<string, string> = new Map();

/** The fields are put together by name; the table that names them also makes the types in metamodel.ts. */
function readElement(kind: ElementKind, node: YamlNode, site: Site): unknown {
  const { context, pointer, name } = site;
  const origin: Origin = { file: context.file, pointer };
  const element: Record<string, unknown> = { origin, annotations: NO_ANNOTATIONS };
  const key = keyMetaslots[kind];
  if (name !== undefined && key !== undefined) {
    element["name"] = name;
    if (key !== "name") element[propertyOf(key)] = name;
  }
  const limit = context.elements.exceeded();
  if (limit > 0) context.report("schema-too-large", origin, { what: "elements", limit });
  if (context.elements.isFull) return element;
  if (node.kind === "mapping") readFields(kind, node, element, site);
  else if (node.kind === "scalar" && node.value === null) return element;
  else {
    const simple = simpleMetaslots[kind];
    if (simple === undefined || node.kind === "sequence") {
      const what =
        name === undefined ? `This ${kindNames[kind]}` : `The ${kindNames[kind]} "${name}"`;
      const instead =
        kind === "slot_definition" && node.kind === "scalar" ? `{range: ${node.text}}` : undefined;
      context.report("wrong-shape", origin, {
        what,
        expected: "a mapping",
        found: describeNode(node),
        instead,
      });
    } else
      element[propertyOf(simple)] = readValue(
        fieldsOf(kind).get(simple)?.shape ?? { kind: "text" },
        node,
        {
          ...site,
          metaslot: simple,
        },
      );
  }
  return element;
}

function readFields(
  kind: ElementKind,
  node: YamlMapping,
  element: Record<string, unknown>,
  site: Site,
): void {
  const { context, pointer, name } = site;
  const table = fieldsOf(kind);
  const key = keyMetaslots[kind];
  const scope: Scope | undefined =
    name === undefined || kind === "schema_definition"
      ? site.scope
      : { kind, name, outer: site.scope };
  for (const [written, entry] of node.entries) {
    const metaslot = written.includes(" ") ? written.replaceAll(" ", "_") : written;
    const field = table.get(metaslot);
    if (field === undefined) {
      const place: Origin = {
        file: context.file,
        pointer: childPointer(pointer, written),
        at: "key",
      };
      context.report("unknown-metaslot", place, {
        metaslot: written,
        kind: withArticle(kindNames[kind]),
        suggestion: context.suggest(metaslot, table.keys()),
      });
      continue;
    }
    if (entry.node.kind === "scalar" && entry.node.value === null) continue;
    const usual = usualValue(field.shape, entry.node);
    if (usual !== undefined && metaslot !== key && field.ineffective === undefined) {
      element[field.property] = usual;
      continue;
    }
    const fieldPointer = childPointer(pointer, written);
    const valueSite = { context, pointer: fieldPointer, metaslot, scope };
    const value = usual ?? readValue(field.shape, entry.node, valueSite);
    if (value === undefined) continue;
    if (metaslot === key && kind !== "schema_definition" && name !== undefined) {
      if (value !== name) {
        context.report(
          "name-mismatch",
          { file: context.file, pointer: fieldPointer },
          { kind: kindNames[kind], key: name, name: nameText(entry.node) },
        );
      }
      continue;
    }
    element[field.property] = value;
    if (field.ineffective !== undefined && !context.isBuiltin)
      reportIneffective(field.ineffective, value, valueSite);
  }
  if (element["structuredPattern"] !== undefined)
    context.structuredPatterns.push({
      element,
      origin: { file: context.file, pointer: childPointer(pointer, "structured_pattern") },
      scope,
    });
}

/** What is accepted without effect is said where it stands. */
function reportIneffective(reason: string, value: unknown, site: ValueSite): void {
  if (value === false || (Array.isArray(value) && value.length === 0)) return;
  const place: Origin = { file: site.context.file, pointer: site.pointer, at: "key" };
  const params = { from: describeScope(site.scope), what: site.metaslot, reason };
  site.context.report("not-enforced", place, params);
}

function readValue(shape: Shape, node: YamlNode, site: ValueSite): unknown {
  switch (shape.kind) {
    case "text":
      return readText(node, site);
    case "texts":
      return readTexts(node, site).map(({ text }) => text);
    case "pattern":
      return readPattern(node, site);
    case "boolean":
      return readBoolean(node, site);
    case "integer":
      return readInteger(node, site);
    case "scalar":
      return readScalar(node, site);
    case "data":
      return plainValue(node);
    case "annotations":
      return readAnnotations(node, site);
    case "reference":
      return readReference(shape.target, node, site);
    case "references":
      return readReferences(shape.target, node, site);
    case "mapping":
      return readMapping(shape.of, node, site);
    case "list":
      return readList(shape.of, node, site);
    case "element":
      return readElement(shape.of, node, site);
  }
}

function readReference(
  target: ReferenceTarget,
  node: YamlNode,
  site: ValueSite,
): string | undefined {
  const text = readText(node, site);
  if (text !== undefined) refer(target, text, site.pointer, site);
  return text;
}

function readReferences(
  target: ReferenceTarget,
  node: YamlNode,
  site: ValueSite,
): readonly string[] {
  return readTexts(node, site).map(({ text, pointer }) => {
    refer(target, text, pointer, site);
    return text;
  });
}

function refer(
  target: ReferenceTarget,
  name: string,
  pointer: string,
  { context, metaslot, scope }: ValueSite,
): void {
  const origin: Origin = { file: context.file, pointer };
  context.references.push({ target, name, metaslot, scope, origin });
}

/** A mapping from names to elements; also LinkML's list form, in which each element says its name itself. */
function readMapping(kind: ElementKind, node: YamlNode, site: ValueSite): unknown {
  const { context, pointer, scope } = site;
  const elements = new Map<string, unknown>();
  if (node.kind === "mapping") {
    for (const [name, entry] of node.entries) {
      const place = childPointer(pointer, name);
      const body = site.metaslot === "slot_usage" ? usage(entry.node, place, site) : entry.node;
      elements.set(name, readElement(kind, body, { context, pointer: place, scope, name }));
    }
    return elements;
  }
  if (node.kind === "scalar") return wrongShape(site, "a mapping of names to definitions", node);
  const key = keyMetaslots[kind] ?? "name";
  for (const [index, item] of node.items.entries()) {
    const itemPointer = childPointer(pointer, index);
    const found = listed(item, key, itemPointer);
    const place: Origin = { file: context.file, pointer: itemPointer };
    if (found === undefined) context.report("missing-name", place, { kind: kindNames[kind], key });
    else if (elements.has(found.name)) {
      context.report("duplicate-element", place, { kind: kindNames[kind], name: found.name });
    } else {
      const { name, body } = found;
      elements.set(name, readElement(kind, body, { context, pointer: found.pointer, scope, name }));
    }
  }
  return elements;
}

/** LinkML's own loader takes a text in place of the metaslots for something without effect. */
function usage(node: YamlNode, pointer: string, { context }: ValueSite): YamlNode {
  if (node.kind !== "scalar" || node.value === null) return node;
  context.report("ignored-usage", { file: context.file, pointer }, { text: node.text });
  return ABSENT;
}

const ABSENT: YamlNode = { kind: "scalar", start: -1, value: null, text: "", weight: 1 };

interface Listed {
  readonly name: string;
  readonly body: YamlNode;
  readonly pointer: string;
}

/** `- name: age` with its metaslots, `- age: …` or only `- age`. */
function listed(item: YamlNode, key: string, pointer: string): Listed | undefined {
  if (item.kind === "sequence") return undefined;
  if (item.kind === "scalar")
    return item.value === null ? undefined : { name: item.text, body: ABSENT, pointer };
  const named = item.entries.get(key)?.node;
  if (named?.kind === "scalar" && named.value !== null)
    return { name: named.text, body: item, pointer };
  const [only, another] = item.entries;
  if (only === undefined || another !== undefined) return undefined;
  const [name, { node: body }] = only;
  return { name, body, pointer: childPointer(pointer, name) };
}

/** A list of elements; a mapping from keys to elements as well, where they have a key. */
function readList(kind: ElementKind, node: YamlNode, site: ValueSite): unknown {
  const { context, pointer, scope } = site;
  if (node.kind === "scalar") return wrongShape(site, "a list", node);
  const key = keyMetaslots[kind];
  if (node.kind === "mapping") {
    if (key === undefined || node.entries.get(key)?.node.kind === "scalar")
      return [readElement(kind, node, { context, pointer, scope })];
    // The order of keys means nothing, but a list has one.
    const entries = [...node.entries].toSorted(([one], [other]) => (one < other ? -1 : 1));
    return entries.map(([name, { node: body }]) =>
      readElement(kind, body, { context, pointer: childPointer(pointer, name), scope, name }),
    );
  }
  return node.items.map((item, index) => {
    const place = childPointer(pointer, index);
    const found = key === undefined ? undefined : listed(item, key, place);
    return found === undefined
      ? readElement(kind, item, { context, pointer: place, scope })
      : readElement(kind, found.body, { context, pointer: found.pointer, scope, name: found.name });
  });
}

function nameText(node: YamlNode): string {
  return node.kind === "scalar" ? node.text : "";
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "An" : "A"} ${noun}`;
}
