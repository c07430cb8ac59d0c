// A LinkML pattern → the same regular expression for JavaScript and for Postgres.
// The two engines differ without a word (`\b` is backspace in Postgres, `.` matches newlines there, `\w` follows its locale,
// repeat counts end at 255), so the pattern is parsed once and printed for each; what Postgres cannot say is left to Zod.

import { type AST, RegExpParser } from "@eslint-community/regexpp";

export interface Pattern {
  /** Source for `new RegExp(source, "u")`; found anywhere in the value, as LinkML's patterns are. */
  readonly ecmascript: string;
  /** For Postgres's `~` operator; absent when `reason` says why it cannot be said there. */
  readonly postgres?: string;
  readonly reason?: string;
}

/** Thrown inside this file only: the pattern has a part that Postgres cannot express exactly. */
class NotInPostgres extends Error {}

const DIGIT = "0-9";
const WORD = "A-Za-z0-9_";
/** ECMAScript's white space, spelled out: Postgres's own `\s` follows the locale. */
const SPACE =
  "\\t\\n\\u000b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
const WORD_BOUNDARY = `(?:(?<![${WORD}])(?=[${WORD}])|(?<=[${WORD}])(?![${WORD}]))`;
const NO_WORD_BOUNDARY = `(?:(?<![${WORD}])(?![${WORD}])|(?<=[${WORD}])(?=[${WORD}]))`;
/** RE_DUP_MAX of Postgres. */
const MAX_REPEAT = 255;

/** The latest translations: schemas repeat their patterns, and every output asks for them. */
const known = new Map<string, Pattern | undefined>();
const MAX_KNOWN = 2_000;

/** Postgres writes repeats out and gives up on what gets too large, when the first row comes; it takes twice as many. */
const MAX_STATES = 5_000;

/** Translates `source`; undefined when it is no regular expression at all. */
export function translatePattern(source: string): Pattern | undefined {
  if (known.has(source)) return known.get(source);
  if (known.size >= MAX_KNOWN) known.clear();
  const pattern = translate(source);
  known.set(source, pattern);
  return pattern;
}

function translate(source: string): Pattern | undefined {
  const unicode = parse(source, true);
  const tree = unicode ?? parse(source, false);
  if (tree === undefined) return undefined;
  // Without the u flag JavaScript takes needless escapes (`\-`); printed anew they are gone.
  const ecmascript = unicode === undefined ? print(tree, "ecmascript") : source;
  try {
    if (statesOf(tree.alternatives) > MAX_STATES) {
      throw new NotInPostgres(`its repeats come to more than ${MAX_STATES} states`);
    }
    return { ecmascript, postgres: print(tree, "postgres") };
  } catch (error) {
    if (error instanceof NotInPostgres) return { ecmascript, reason: error.message };
    throw error;
  }
}

/** The `ecmascript` of `translatePattern` alone, without the work for Postgres. */
export function ecmascriptPattern(source: string): string | undefined {
  try {
    // Most patterns are good as they stand, and the engine knows at once.
    RegExp(source, "u");
    return source;
  } catch {
    return translatePattern(source)?.ecmascript;
  }
}

function parse(source: string, unicode: boolean): AST.Pattern | undefined {
  try {
    return new RegExpParser().parsePattern(source, 0, source.length, { unicode });
  } catch {
    return undefined;
  }
}

type Target = "ecmascript" | "postgres";

function print(pattern: AST.Pattern, target: Target): string {
  return alternatives(pattern.alternatives, target);
}

function alternatives(list: readonly AST.Alternative[], target: Target): string {
  return list
    .map((alternative) => alternative.elements.map((e) => element(e, target)).join(""))
    .join("|");
}

function element(node: AST.Element, target: Target): string {
  switch (node.type) {
    case "Character":
      return character(node.value, target, "outside");
    case "CharacterSet":
      return characterSet(node, target);
    case "CharacterClass":
      return characterClass(node, target);
    case "ExpressionCharacterClass":
      return exactly(node, target, "set operations in a character class");
    case "Quantifier":
      return quantifier(node, target);
    case "Assertion":
      return assertion(node, target);
    case "Group":
      if (node.modifiers !== null) return exactly(node, target, "inline flags");
      return `(?:${alternatives(node.alternatives, target)})`;
    case "CapturingGroup": {
      const open = target === "postgres" ? "(?:" : node.name === null ? "(" : `(?<${node.name}>`;
      return `${open}${alternatives(node.alternatives, target)})`;
    }
    case "Backreference":
      return exactly(node, target, "a back reference");
  }
}

/** ECMAScript keeps the author's text; Postgres has no exact form of it. */
function exactly(node: AST.Node, target: Target, what: string): string {
  if (target === "postgres") throw new NotInPostgres(`it uses ${what}`);
  return node.raw;
}

/** How many characters the pattern has with its repeats written out. */
function statesOf(list: readonly AST.Alternative[]): number {
  return list.reduce(
    (sum, { elements }) => sum + elements.reduce((all, e) => all + states(e), 0),
    0,
  );
}

function states(node: AST.Element): number {
  switch (node.type) {
    case "Quantifier":
      return states(node.element) * Math.max(1, node.max === Infinity ? node.min : node.max);
    case "Group":
    case "CapturingGroup":
      return statesOf(node.alternatives);
    case "Assertion":
      return "alternatives" in node ? statesOf(node.alternatives) : 1;
    default:
      return 1;
  }
}

function quantifier(node: AST.Quantifier, target: Target): string {
  if (target === "postgres" && node.element.type === "Assertion") {
    throw new NotInPostgres("it repeats an assertion");
  }
  const repeated = element(node.element, target);
  const { min, max } = node;
  if (target === "postgres" && (min > MAX_REPEAT || (max > MAX_REPEAT && max !== Infinity))) {
    throw new NotInPostgres(`it repeats more than ${MAX_REPEAT} times`);
  }
  // Whether a repeat is lazy does not change if there is a match, and Postgres mixes greed by rules of its own.
  const lazy = target === "ecmascript" && !node.greedy ? "?" : "";
  return repeated + repeatCount(min, max) + lazy;
}

function repeatCount(min: number, max: number): string {
  if (min === 0 && max === 1) return "?";
  if (max === Infinity) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function assertion(node: AST.Assertion, target: Target): string {
  switch (node.kind) {
    case "start":
      return "^";
    case "end":
      return "$";
    case "word":
      if (target === "ecmascript") return node.negate ? "\\B" : "\\b";
      return node.negate ? NO_WORD_BOUNDARY : WORD_BOUNDARY;
    case "lookahead":
    case "lookbehind": {
      const direction = node.kind === "lookahead" ? "" : "<";
      const sign = node.negate ? "!" : "=";
      return `(?${direction}${sign}${alternatives(node.alternatives, target)})`;
    }
  }
}

function characterSet(node: AST.CharacterSet, target: Target): string {
  if (node.kind === "property") return exactly(node, target, "a Unicode property");
  if (target === "ecmascript") return node.raw;
  if (node.kind === "any") return "[^\\n\\r\\u2028\\u2029]";
  return `[${node.negate ? "^" : ""}${setMembers(node.kind)}]`;
}

function setMembers(kind: "digit" | "space" | "word"): string {
  return kind === "digit" ? DIGIT : kind === "space" ? SPACE : WORD;
}

function characterClass(node: AST.CharacterClass, target: Target): string {
  if (node.unicodeSets) return exactly(node, target, "set operations in a character class");
  if (target === "postgres" && node.elements.length === 0) {
    throw new NotInPostgres("it has an empty character class");
  }
  const members = node.elements.map((member) => {
    switch (member.type) {
      case "Character":
        return character(member.value, target, "class");
      case "CharacterClassRange":
        return `${character(member.min.value, target, "class")}-${character(member.max.value, target, "class")}`;
      case "CharacterSet":
        return classCharacterSet(member, target);
    }
  });
  return `[${node.negate ? "^" : ""}${members.join("")}]`;
}

function classCharacterSet(node: AST.ClassRangesCharacterClassElement, target: Target): string {
  if (target === "ecmascript") return node.raw;
  if (node.type !== "CharacterSet" || node.kind === "property") {
    return exactly(node, target, "a Unicode property");
  }
  if (node.negate) throw new NotInPostgres("it has a negated set inside a character class");
  return setMembers(node.kind);
}

/** One code point, escaped where it would mean something else. */
function character(code: number, target: Target, where: "outside" | "class"): string {
  const text = String.fromCodePoint(code);
  if (code === 0 && target === "postgres") throw new NotInPostgres("it names the NUL character");
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) {
    return `\\u${code.toString(16).padStart(4, "0")}`;
  }
  if (code >= 0xa0) {
    // Surrogates cannot be written as text.
    return code >= 0xd800 && code <= 0xdfff ? `\\u${code.toString(16)}` : text;
  }
  const special = where === "class" ? "\\]^-[" : "\\^$.*+?()[]{}|/";
  return special.includes(text) ? `\\${text}` : text;
}
