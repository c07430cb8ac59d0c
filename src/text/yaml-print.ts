// Plain data → YAML text that YAML 1.1 and 1.2 readers understand alike.

import { dump } from "js-yaml";

/** Long texts stay on one line: line breaks would move with every edit. */
export function printYaml(value: unknown): string {
  return dump(value, { lineWidth: -1, noRefs: true });
}
