// The text of an equals_expression → a tree. The grammar is the part of LinkML's expressions (which are Python's) that speaks of one row:
// literals, slots as `{name}` or bare, arithmetic, comparisons, and, or, not, `a if b else c`, and calls.

export type ExpressionTree =
  | { readonly kind: "literal"; readonly value: string | number | boolean; readonly text: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "unary"; readonly operator: "-" | "not"; readonly operand: ExpressionTree }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: ExpressionTree;
      readonly right: ExpressionTree;
    }
  | {
      readonly kind: "choice";
      readonly condition: ExpressionTree;
      readonly chosen: ExpressionTree;
      readonly otherwise: ExpressionTree;
    }
  | { readonly kind: "call"; readonly name: string; readonly operands: readonly ExpressionTree[] };

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "and"
  | "or";

/** Deeper than any author writes; what is deeper could exhaust the stack. */
const MAX_DEPTH = 100;
const MAX_LENGTH = 10_000;

/** Why a text is no expression, for the author: "there is no … at …". */
export class ExpressionError extends Error {}

const TOKEN =
  /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\{\s*([^{}]*?)\s*\}|([A-Za-z_]\w*)|(==|!=|<=|>=|[-+*/<>(),]))/y;

interface Token {
  readonly kind: "number" | "string" | "slot" | "word" | "sign" | "end";
  readonly text: string;
}

/** Throws ExpressionError where the text is outside the grammar. */
export function parseExpression(text: string): ExpressionTree {
  if (text.length > MAX_LENGTH) throw new ExpressionError("it is too long");
  return new Parser(tokens(text)).whole();
}

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = pattern.lastIndex) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) {
      throw new ExpressionError(`"${text.slice(at, at + 20).trim()}" cannot be read`);
    }
    const [, number, string, slot, word, sign] = match;
    if (number !== undefined) found.push({ kind: "number", text: number });
    else if (string !== undefined) found.push({ kind: "string", text: string });
    else if (slot !== undefined) found.push({ kind: "slot", text: slot });
    else if (word !== undefined) found.push({ kind: "word", text: word });
    else found.push({ kind: "sign", text: sign ?? "" });
  }
  return [...found, { kind: "end", text: "its end" }];
}

const COMPARISONS = ["==", "!=", "<=", ">=", "<", ">"] as const;

const LEVELS: readonly (readonly BinaryOperator[] | "not")[] = [
  ["or"],
  ["and"],
  "not",
  COMPARISONS,
  ["+", "-"],
  ["*", "/"],
];

const RESERVED = new Set(["None", "if", "else", "and", "or", "not", "in", "is", "lambda", "for"]);

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(list: readonly Token[]) {
    this.#tokens = list;
  }

  whole(): ExpressionTree {
    const tree = this.#choice();
    if (this.#token.kind !== "end") throw this.#unexpected();
    return tree;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "its end" };
  }

  #unexpected(): ExpressionError {
    return new ExpressionError(`${this.#token.text} stands where nothing like it can`);
  }

  /** Goes on where the next token is one of these operators or words. */
  #take<Text extends string>(...texts: readonly Text[]): Text | undefined {
    const { kind, text } = this.#token;
    const taken = texts.find((candidate) => candidate === text);
    if (taken === undefined || (kind !== "sign" && kind !== "word")) return undefined;
    this.#at++;
    return taken;
  }

  #expect(text: string): void {
    if (this.#take(text) === undefined) throw this.#unexpected();
  }

  #choice(): ExpressionTree {
    if (++this.#depth > MAX_DEPTH) throw new ExpressionError("it is nested too deeply");
    let tree = this.#binary(0);
    if (this.#take("if") !== undefined) {
      const condition = this.#binary(0);
      this.#expect("else");
      tree = { kind: "choice", condition, chosen: tree, otherwise: this.#choice() };
    }
    this.#depth--;
    return tree;
  }

  /** Operators by how loosely they bind; `not` stands between `and` and the comparisons. */
  #binary(level: number): ExpressionTree {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    if (operators === "not") {
      if (this.#take("not") === undefined) return this.#binary(level + 1);
      if (++this.#depth > MAX_DEPTH) throw new ExpressionError("it is nested too deeply");
      const operand = this.#binary(level);
      this.#depth--;
      return { kind: "unary", operator: "not", operand };
    }
    let left = this.#binary(level + 1);
    for (let count = 1; ; count++) {
      const operator = this.#take(...operators);
      if (operator === undefined) return left;
      if (operators === COMPARISONS && count > 1) {
        throw new ExpressionError("comparisons cannot be chained");
      }
      if (count > MAX_DEPTH) throw new ExpressionError("it is too long");
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): ExpressionTree {
    if (this.#take("-") === undefined) return this.#atom();
    if (++this.#depth > MAX_DEPTH) throw new ExpressionError("it is nested too deeply");
    const operand = this.#unary();
    this.#depth--;
    return { kind: "unary", operator: "-", operand };
  }

  #atom(): ExpressionTree {
    const { kind, text } = this.#token;
    if (this.#take("(") !== undefined) {
      const tree = this.#choice();
      this.#expect(")");
      return tree;
    }
    this.#at++;
    switch (kind) {
      case "number":
        return { kind: "literal", value: Number(text), text };
      case "string": {
        const value = text.slice(1, -1).replaceAll(/\\(.)/gs, "$1");
        return { kind: "literal", value, text: value };
      }
      case "slot":
        return { kind: "name", name: text };
      case "word":
        return this.#word(text);
      default:
        this.#at--;
        throw this.#unexpected();
    }
  }

  #word(text: string): ExpressionTree {
    if (text === "True" || text === "False") {
      return { kind: "literal", value: text === "True", text: text.toLowerCase() };
    }
    if (RESERVED.has(text)) throw new ExpressionError(`${text} cannot be used here`);
    if (this.#take("(") === undefined) return { kind: "name", name: text };
    const operands: ExpressionTree[] = [];
    while (this.#take(")") === undefined) {
      if (operands.length > 0) this.#expect(",");
      operands.push(this.#choice());
    }
    return { kind: "call", name: text, operands };
  }
}
