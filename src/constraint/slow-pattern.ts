// Patterns that a backtracking engine may never finish: `(a+)+`, where a text can be cut into rounds in ever so many ways.

import { type AST, RegExpParser } from "@eslint-community/regexpp";
import type { Origin } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { childPointer } from "../text/pointer.ts";
import type { Report } from "../text/diagnostic.ts";

interface Patterned {
  readonly name: string;
  readonly pattern?: string;
  readonly origin: Origin;
}

/** Reports the slow patterns of all slots and types, each where it is written. */
export function checkPatterns(view: SchemaView, report: Report): void {
  const known = new Map<string, boolean>();
  const check = (kind: string, elements: Iterable<Patterned>, owner = ""): void => {
    for (const { name, pattern, origin } of elements) {
      if (pattern === undefined) continue;
      let slow = known.get(pattern);
      if (slow === undefined) known.set(pattern, (slow = isSlow(pattern)));
      const place = { file: origin.file, pointer: childPointer(origin.pointer, "pattern") };
      if (slow) report("slow-pattern", place, { from: `${kind} "${name}"${owner}` });
    }
  };
  check("type", view.schema.types.values());
  check("slot", view.slots.values());
  for (const { name, attributes, slotUsage } of view.classes.values()) {
    const owner = ` of class "${name}"`;
    check("slot", attributes?.values() ?? [], owner);
    check("slot", slotUsage?.values() ?? [], owner);
  }
}

/** More rounds than this are as good as no limit. */
const MANY = 50;

/** Whether some repeat holds a repeat that alone can make up its whole round. What is no pattern is not slow. */
export function isSlow(source: string): boolean {
  // Without two repeats there is nothing to look for.
  if (!/[*+}].*[*+}]/s.test(source)) return false;
  let tree: AST.Pattern;
  try {
    tree = new RegExpParser().parsePattern(source, 0, source.length);
  } catch {
    return false;
  }
  return someQuantifier(tree, (outer) => isEndless(outer) && hasRepeatingRound(outer.element));
}

function isEndless({ max }: AST.Quantifier): boolean {
  return max > MANY;
}

/** Whether some way through the element is nothing but an endless repeat, all else in it being optional. */
function hasRepeatingRound(element: AST.Element): boolean {
  if (element.type === "Quantifier") {
    return isEndless(element) || hasRepeatingRound(element.element);
  }
  if (element.type !== "Group" && element.type !== "CapturingGroup") return false;
  return element.alternatives.some(({ elements }) =>
    elements.some(
      (part, index) =>
        hasRepeatingRound(part) &&
        elements.every((other, place) => place === index || canBeEmpty(other)),
    ),
  );
}

function canBeEmpty(element: AST.Element): boolean {
  switch (element.type) {
    case "Quantifier":
      return element.min === 0 || canBeEmpty(element.element);
    case "Group":
    case "CapturingGroup":
      return element.alternatives.some(({ elements }) => elements.every(canBeEmpty));
    case "Assertion":
    case "Backreference":
      return true;
    default:
      return false;
  }
}

function someQuantifier(
  node: AST.Pattern | AST.Element,
  holds: (quantifier: AST.Quantifier) => boolean,
): boolean {
  switch (node.type) {
    case "Quantifier":
      return holds(node) || someQuantifier(node.element, holds);
    case "Pattern":
    case "Group":
    case "CapturingGroup":
      return node.alternatives.some(({ elements }) =>
        elements.some((element) => someQuantifier(element, holds)),
      );
    case "Assertion":
      return (
        (node.kind === "lookahead" || node.kind === "lookbehind") &&
        node.alternatives.some(({ elements }) =>
          elements.some((element) => someQuantifier(element, holds)),
        )
      );
    default:
      return false;
  }
}
