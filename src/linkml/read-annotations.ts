// The annotations of an element, in the forms that LinkML allows → tag and text.

import { plainValue } from "../text/yaml.ts";
import type { YamlNode } from "../text/yaml-compose.ts";
import { wrongShape, type ValueSite } from "./read-values.ts";

/** `{tag: value}`, `{tag: {value: …}}` and `[{tag: …, value: …}]`, all as text. */
export function readAnnotations(
  node: YamlNode,
  site: ValueSite,
): ReadonlyMap<string, string> | undefined {
  const annotations = new Map<string, string>();
  if (node.kind === "scalar") return wrongShape(site, "a mapping of tags to values", node);
  if (node.kind === "mapping") {
    for (const [tag, entry] of node.entries) annotations.set(tag, annotationText(entry.node));
    return annotations;
  }
  for (const item of node.items) {
    const tag = item.kind === "mapping" ? item.entries.get("tag")?.node : undefined;
    if (tag?.kind === "scalar") annotations.set(tag.text, annotationText(item));
    else wrongShape(site, "a list of mappings with tag and value", item);
  }
  return annotations;
}

function annotationText(node: YamlNode): string {
  if (node.kind === "scalar") return node.value === null ? "" : node.text;
  const value = node.kind === "mapping" ? node.entries.get("value")?.node : undefined;
  if (value !== undefined) return annotationText(value);
  return JSON.stringify(plainValue(node));
}
