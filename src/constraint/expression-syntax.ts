// The text of an equals_expression → a tree. The grammar is the part of LinkML's expressions (which are Python's) that speaks of one row:
// literals, slots as `{name}` or bare, arithmetic, comparisons, and, or, not, `a if b else c`, and calls.

import { ExpressionError, ExpressionReader, type Lexicon } from "../text/expression-reader.ts";

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

const MAX_DEPTH = 100;

const LEXICON: Lexicon<"number" | "string" | "slot" | "word" | "sign"> = {
  token:
    /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\{\s*([^{}]*?)\s*\}|([A-Za-z_]\w*)|(==|!=|<=|>=|[-+*/<>(),]))/y,
  kinds: ["number", "string", "slot", "word", "sign"],
  ignoresCase: false,
  maxLength: 10_000,
  maxDepth: MAX_DEPTH,
};

/** Throws ExpressionError where the text is outside the grammar. */
export function parseExpression(text: string): ExpressionTree {
  return new Parser(text, LEXICON).whole();
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

class Parser extends ExpressionReader<(typeof LEXICON)["kinds"][number]> {
  whole(): ExpressionTree {
    const tree = this.#choice();
    if (this.token.kind !== "end") throw this.unexpected();
    return tree;
  }

  #choice(): ExpressionTree {
    return this.deeper(() => {
      const chosen = this.#binary(0);
      if (this.take("if") === undefined) return chosen;
      const condition = this.#binary(0);
      this.expect("else");
      return { kind: "choice", condition, chosen, otherwise: this.#choice() };
    });
  }

  /** Operators by how loosely they bind; `not` stands between `and` and the comparisons. */
  #binary(level: number): ExpressionTree {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    if (operators === "not") {
      if (this.take("not") === undefined) return this.#binary(level + 1);
      return this.deeper(() => ({
        kind: "unary",
        operator: "not",
        operand: this.#binary(level),
      }));
    }
    let left = this.#binary(level + 1);
    for (let count = 1; ; count++) {
      const operator = this.take(...operators);
      if (operator === undefined) return left;
      if (operators === COMPARISONS && count > 1) {
        throw new ExpressionError("comparisons cannot be chained");
      }
      if (count > MAX_DEPTH) throw new ExpressionError("it is too long");
      left = { kind: "binary", operator, left, right: this.#binary(level + 1) };
    }
  }

  #unary(): ExpressionTree {
    if (this.take("-") === undefined) return this.#atom();
    return this.deeper(() => ({ kind: "unary", operator: "-", operand: this.#unary() }));
  }

  #atom(): ExpressionTree {
    const { kind, text } = this.token;
    if (this.take("(") !== undefined) {
      const tree = this.#choice();
      this.expect(")");
      return tree;
    }
    if (kind === "sign" || kind === "end") throw this.unexpected();
    this.skip();
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
    }
  }

  #word(text: string): ExpressionTree {
    if (text === "True" || text === "False") {
      return { kind: "literal", value: text === "True", text: text.toLowerCase() };
    }
    if (RESERVED.has(text)) throw new ExpressionError(`${text} cannot be used here`);
    if (this.take("(") === undefined) return { kind: "name", name: text };
    const operands: ExpressionTree[] = [];
    while (this.take(")") === undefined) {
      if (operands.length > 0) this.expect(",");
      operands.push(this.#choice());
    }
    return { kind: "call", name: text, operands };
  }
}
