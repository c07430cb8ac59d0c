// A YAML node → the value of a metaslot, where it is in the form in which nearly all are.

import type { YamlNode } from "../text/yaml-compose.ts";
import type { Shape } from "./shape.ts";

/** A value of which nothing is to be said, so that nobody need know where it stands. Undefined for any other: read-values.ts reads those. */
export function usualValue(
  shape: Shape,
  node: YamlNode,
): string | boolean | readonly string[] | undefined {
  if (node.kind === "scalar") {
    if (shape.kind === "text") return node.text;
    return shape.kind === "boolean" && typeof node.value === "boolean" ? node.value : undefined;
  }
  if (shape.kind !== "texts" || node.kind === "mapping") return undefined;
  const texts: string[] = [];
  for (const item of node.items) {
    if (item.kind !== "scalar" || item.value === null) return undefined;
    texts.push(item.text);
  }
  return texts;
}
