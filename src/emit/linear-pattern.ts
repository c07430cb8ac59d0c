// A regular expression that always comes to an end: where backtracking could take forever, all ways through the pattern are followed at
// once, one character of the text after the other. For patterns that somebody uploads, and for texts that somebody sends.

import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { isSlow } from "../constraint/slow-pattern.ts";

/** Up to here even quadratic backtracking takes no time that anyone would notice. */
const SHORT = 5_000;
/** Counted repeats are written out: a program may become longer than its pattern. */
const MAX_STATES = 20_000;

/** The pattern with the `u` flag. It is found in a text exactly where JavaScript's own finds it. */
export function linearPattern(source: string): RegExp {
  return new LinearRegExp(source);
}

class LinearRegExp extends RegExp {
  readonly #isSlow: boolean;
  #program: Program | "none" | undefined;

  constructor(source: string) {
    super(source, "u");
    this.#isSlow = isSlow(source);
  }

  override test(text: string): boolean {
    if (!this.#isSlow && text.length <= SHORT) return super.test(text);
    this.#program ??= programOf(this.source);
    return this.#program === "none" ? super.test(text) : isFound(this.#program, text);
  }
}

/** States by their number; the first is the start. */
interface Program {
  readonly states: readonly State[];
  readonly start: number;
}

type State =
  | { readonly kind: "character"; readonly takes: (code: number) => boolean; readonly next: number }
  | { readonly kind: "either"; first: number; readonly second: number }
  | { readonly kind: "place"; readonly place: Place; readonly next: number }
  | { readonly kind: "found" };

type Place = "start" | "end" | "word" | "no word";

/** What cannot be followed in this way: it looks ahead, behind or back. */
class NoProgram extends Error {}

function programOf(source: string): Program | "none" {
  try {
    const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: true });
    const writer = new ProgramWriter();
    const start = writer.alternatives(pattern.alternatives, writer.add({ kind: "found" }));
    return { states: writer.states, start };
  } catch (error) {
    if (error instanceof NoProgram) return "none";
    throw error;
  }
}

/** Writes states from the end of the pattern to its start: each is told where it goes on. */
class ProgramWriter {
  readonly states: State[] = [];

  add(state: State): number {
    if (this.states.length === MAX_STATES) throw new NoProgram();
    return this.states.push(state) - 1;
  }

  alternatives(list: readonly AST.Alternative[], next: number): number {
    return list
      .map(({ elements }) =>
        elements.reduceRight((after, each) => this.#element(each, after), next),
      )
      .reduce((second, first) => this.add({ kind: "either", first, second }));
  }

  #element(node: AST.Element, next: number): number {
    switch (node.type) {
      case "Character": {
        const { value } = node;
        return this.add({ kind: "character", takes: (code) => code === value, next });
      }
      case "CharacterSet":
      case "CharacterClass":
        return this.add({ kind: "character", takes: setTest(node.raw), next });
      case "Group":
        if (node.modifiers !== null) throw new NoProgram();
        return this.alternatives(node.alternatives, next);
      case "CapturingGroup":
        return this.alternatives(node.alternatives, next);
      case "Quantifier":
        return this.#repeat(node, next);
      case "Assertion":
        return this.add({ kind: "place", place: placeOf(node), next });
      case "ExpressionCharacterClass":
      case "Backreference":
        throw new NoProgram();
    }
  }

  #repeat({ element, min, max }: AST.Quantifier, next: number): number {
    let start = next;
    if (max === Infinity) {
      const loop = { kind: "either" as const, first: next, second: next };
      start = this.add(loop);
      loop.first = this.#element(element, start);
    } else {
      for (let count = min; count < max; count++) {
        start = this.add({ kind: "either", first: this.#element(element, start), second: next });
      }
    }
    for (let count = 0; count < min; count++) start = this.#element(element, start);
    return start;
  }
}

function placeOf(node: AST.Assertion): Place {
  switch (node.kind) {
    case "start":
    case "end":
      return node.kind;
    case "word":
      return node.negate ? "no word" : "word";
    case "lookahead":
    case "lookbehind":
      throw new NoProgram();
  }
}

/** JavaScript's own word for one character, remembered for each that was asked about. */
function setTest(raw: string): (code: number) => boolean {
  const pattern = new RegExp(`^${raw}$`, "u");
  const known = new Map<number, boolean>();
  return (code) => {
    const answer = known.get(code) ?? pattern.test(String.fromCodePoint(code));
    known.set(code, answer);
    return answer;
  };
}

/** At most as many steps as the text has characters times the program has states. */
function isFound({ states, start }: Program, text: string): boolean {
  // The place in the text where a state was last reached: nothing is followed twice from one place.
  const reached = new Int32Array(states.length).fill(-1);
  let current: number[] = [];
  let before: number | undefined;
  for (let at = 0; ;) {
    const code = text.codePointAt(at);
    const following: number[] = [];
    // It may begin anywhere.
    const open = [start, ...current];
    for (let state = open.pop(); state !== undefined; state = open.pop()) {
      if (reached[state] === at) continue;
      reached[state] = at;
      const step = states[state]!;
      if (step.kind === "found") return true;
      if (step.kind === "either") open.push(step.first, step.second);
      else if (step.kind === "character") {
        if (code !== undefined && step.takes(code)) following.push(step.next);
      } else if (isAt(step.place, before, code)) open.push(step.next);
    }
    if (code === undefined) return false;
    current = following;
    before = code;
    at += code > 0xffff ? 2 : 1;
  }
}

function isAt(place: Place, before: number | undefined, code: number | undefined): boolean {
  switch (place) {
    case "start":
      return before === undefined;
    case "end":
      return code === undefined;
    case "word":
      return isWord(before) !== isWord(code);
    case "no word":
      return isWord(before) === isWord(code);
  }
}

function isWord(code: number | undefined): boolean {
  return code !== undefined && /^\w$/u.test(String.fromCodePoint(code));
}
