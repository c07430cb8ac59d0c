// Characters that no output can hold: NUL, which Postgres refuses in any text, and halves of surrogate pairs, which are no text at all.

import type { Report } from "../text/diagnostic.ts";
import { childPointer } from "../text/pointer.ts";
import type { YamlNode } from "../text/yaml-compose.ts";

/** What stands for such a character in a quoted text, after its backslash. */
const ESCAPE = /^(?:0|x00|u0000|U00000000|u[dD][89A-Fa-f])/;

/** Whether it is worth while to look at each value: in most files there are few backslashes, and none of these. */
function hasEscape(text: string): boolean {
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", at + 1)) {
    if (ESCAPE.test(text.slice(at + 1, at + 10))) return true;
  }
  return false;
}

/** Reports each value and key with such a character. */
export function checkCharacters(file: string, text: string, root: YamlNode, report: Report): void {
  if (text.isWellFormed() && !text.includes("\0") && !hasEscape(text)) return;
  const check = (found: string, pointer: string, at: "key" | "value"): void => {
    const character = unusableCharacter(found);
    if (character !== undefined) report("unusable-character", { file, pointer, at }, { character });
  };
  const visited = new Set<YamlNode>();
  const visit = (node: YamlNode, pointer: string): void => {
    if (visited.has(node)) return;
    visited.add(node);
    switch (node.kind) {
      case "scalar":
        check(node.text, pointer, "value");
        return;
      case "sequence":
        for (const [index, item] of node.items.entries()) visit(item, childPointer(pointer, index));
        return;
      case "mapping":
        for (const [key, entry] of node.entries) {
          const inner = childPointer(pointer, key);
          check(key, inner, "key");
          visit(entry.node, inner);
        }
    }
  };
  visit(root, "");
}

function unusableCharacter(text: string): string | undefined {
  if (text.includes("\0")) return "U+0000";
  return text.isWellFormed() ? undefined : "half of a surrogate pair";
}
