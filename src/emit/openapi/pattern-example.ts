// A regular expression → a text in which it is found: the plainest one, for examples. Lookarounds are not followed, so what comes out
// has to be tried.

import { type AST, RegExpParser } from "@eslint-community/regexpp";

/** Signs to take from a class of them, the most readable first. */
const signs = [..."a1A-_ .:/@#+,;0bBZz9%=~"];

/** The longest text made. */
const maxLength = 200;

/** A text that the pattern probably matches, from its first to its last sign; undefined where it is none. */
export function patternExample(source: string): string | undefined {
  try {
    const parser = new RegExpParser();
    const pattern = parser.parsePattern(source, 0, source.length, { unicode: true });
    return new Sampler().alternatives(pattern.alternatives);
  } catch {
    return undefined;
  }
}

class Sampler {
  readonly #groups = new Map<AST.CapturingGroup, string>();

  alternatives([first]: readonly AST.Alternative[]): string {
    return (first?.elements ?? []).map((element) => this.#element(element)).join("");
  }

  #element(element: AST.Element): string {
    switch (element.type) {
      case "Assertion":
        return "";
      case "Character":
        return String.fromCodePoint(element.value);
      case "CharacterSet":
      case "CharacterClass":
      case "ExpressionCharacterClass":
        return oneOf(element.raw);
      case "Group":
        return this.alternatives(element.alternatives);
      case "CapturingGroup": {
        const text = this.alternatives(element.alternatives);
        this.#groups.set(element, text);
        return text;
      }
      case "Backreference": {
        const target = Array.isArray(element.resolved) ? element.resolved[0] : element.resolved;
        return (target && this.#groups.get(target)) ?? "";
      }
      case "Quantifier": {
        // Something optional is left out, but one of many shows what they are.
        const count = Math.max(element.min, element.max > 1 ? 1 : 0);
        const text = this.#element(element.element);
        if (count * text.length > maxLength) throw new RangeError("The example is too long.");
        return text.repeat(count);
      }
    }
  }
}

/** A sign of the class, as it stands in the pattern. */
function oneOf(set: string): string {
  const expression = new RegExp(`^${set}$`, "u");
  const found = signs.find((sign) => expression.test(sign));
  if (found === undefined) throw new RangeError("No common sign is in the class.");
  return found;
}
