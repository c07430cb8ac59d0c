// SQL that an author writes in a schema (an index's `where`, `sql.backfill`) → a tree. The grammar is the part of SQL's expressions that
// speaks of one row: literals, slots by name, operators, CASE, casts and calls. Nothing else of SQL can be said in it.

import { ExpressionError, ExpressionReader, type Lexicon } from "../text/expression-reader.ts";

export type SqlTree =
  | { readonly kind: "text" | "number"; readonly text: string }
  | { readonly kind: "constant"; readonly value: "NULL" | "TRUE" | "FALSE" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "not" | "negative"; readonly operand: SqlTree }
  | {
      readonly kind: "binary";
      readonly operator: SqlOperator;
      readonly left: SqlTree;
      readonly right: SqlTree;
    }
  | { readonly kind: "is"; readonly operand: SqlTree; readonly what: "NULL" | "TRUE" | "FALSE" }
  | { readonly kind: "in"; readonly operand: SqlTree; readonly options: readonly SqlTree[] }
  | {
      readonly kind: "between";
      readonly operand: SqlTree;
      readonly low: SqlTree;
      readonly high: SqlTree;
    }
  | { readonly kind: "case"; readonly branches: readonly Branch[]; readonly otherwise?: SqlTree }
  | { readonly kind: "cast"; readonly operand: SqlTree; readonly type: string }
  | { readonly kind: "call"; readonly name: string; readonly operands: readonly SqlTree[] };

export interface Branch {
  readonly condition: SqlTree;
  readonly value: SqlTree;
}

export type SqlOperator =
  | (typeof COMPARISONS)[number]
  | "OR"
  | "AND"
  | "LIKE"
  | "ILIKE"
  | "IS DISTINCT FROM"
  | "||"
  | "->>"
  | "->"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";

const MAX_DEPTH = 50;

const LEXICON: Lexicon<"number" | "text" | "name" | "word" | "sign"> = {
  token:
    /\s*(?:(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|'((?:[^']|'')*)'|"((?:[^"]|"")+)"|([A-Za-z_]\w*)|(->>|->|::|\|\||<>|!=|<=|>=|[-+*/%<>=(),]))/y,
  kinds: ["number", "text", "name", "word", "sign"],
  ignoresCase: true,
  maxLength: 4000,
  maxDepth: MAX_DEPTH,
};

/** Throws ExpressionError where the text is outside the grammar. */
export function parseSql(text: string): SqlTree {
  return new Parser(text, LEXICON).whole();
}

const COMPARISONS = ["=", "<>", "!=", "<=", ">=", "<", ">"] as const;

/** Operators that associate to the left, by how loosely they bind, below comparisons and what binds like them. */
const LEVELS = [
  ["||", "->>", "->"],
  ["+", "-"],
  ["*", "/", "%"],
] as const;

const RESERVED: ReadonlySet<string> = new Set(
  "ALL AND ANY AS BETWEEN CASE CAST COLLATE CURRENT_DATE CURRENT_TIMESTAMP CURRENT_USER DISTINCT ELSE END EXISTS FALSE FROM ILIKE IN IS LIKE NOT NULL OR SELECT SESSION_USER SIMILAR SOME THEN TRUE USER WHEN WHERE".split(
    " ",
  ),
);

class Parser extends ExpressionReader<(typeof LEXICON)["kinds"][number]> {
  whole(): SqlTree {
    const tree = this.#or();
    if (this.token.kind !== "end") throw this.unexpected();
    return tree;
  }

  #or(): SqlTree {
    return this.deeper(() => this.#chain(["OR"], () => this.#chain(["AND"], () => this.#not())));
  }

  #chain(operators: readonly SqlOperator[], operand: () => SqlTree): SqlTree {
    let left = operand();
    for (let count = 1; ; count++) {
      const operator = this.take(...operators);
      if (operator === undefined) return left;
      if (count > MAX_DEPTH) throw new ExpressionError("it is too long");
      left = { kind: "binary", operator, left, right: operand() };
    }
  }

  #not(): SqlTree {
    if (this.take("NOT") === undefined) return this.#is();
    return this.deeper(() => ({ kind: "not", operand: this.#not() }));
  }

  #is(): SqlTree {
    let operand = this.#comparison();
    for (let count = 1; this.take("IS") !== undefined; count++) {
      if (count > MAX_DEPTH) throw new ExpressionError("it is too long");
      const negated = this.take("NOT") !== undefined;
      operand = negate(this.#isWhat(operand), negated);
    }
    return operand;
  }

  #isWhat(operand: SqlTree): SqlTree {
    const what = this.take("NULL", "TRUE", "FALSE");
    if (what !== undefined) return { kind: "is", operand, what };
    this.expect("DISTINCT");
    this.expect("FROM");
    const right = this.#comparison();
    return { kind: "binary", operator: "IS DISTINCT FROM", left: operand, right };
  }

  #comparison(): SqlTree {
    const left = this.#membership();
    const operator = this.take(...COMPARISONS);
    if (operator === undefined) return left;
    if (operator === "=" && this.take("=") !== undefined) {
      throw new ExpressionError("== is no operator of SQL; write =");
    }
    const right = this.#membership();
    if (this.take(...COMPARISONS) !== undefined) {
      throw new ExpressionError("comparisons cannot be chained");
    }
    return { kind: "binary", operator, left, right };
  }

  /** IN, BETWEEN and LIKE bind more tightly than the comparisons. */
  #membership(): SqlTree {
    const operand = this.#binary(0);
    return this.attempt(() => this.#memberOf(operand)) ?? operand;
  }

  #memberOf(operand: SqlTree): SqlTree | undefined {
    const negated = this.take("NOT") !== undefined;
    switch (this.take("IN", "BETWEEN", "LIKE", "ILIKE")) {
      case "IN":
        this.expect("(");
        return negate({ kind: "in", operand, options: this.#list() }, negated);
      case "BETWEEN": {
        const low = this.#binary(0);
        this.expect("AND");
        return negate({ kind: "between", operand, low, high: this.#binary(0) }, negated);
      }
      case "LIKE":
        return negate(this.#like("LIKE", operand), negated);
      case "ILIKE":
        return negate(this.#like("ILIKE", operand), negated);
      case undefined:
        return undefined;
    }
  }

  #like(operator: "LIKE" | "ILIKE", left: SqlTree): SqlTree {
    return { kind: "binary", operator, left, right: this.#binary(0) };
  }

  #binary(level: number): SqlTree {
    const operators = LEVELS[level];
    return operators === undefined
      ? this.#negative()
      : this.#chain(operators, () => this.#binary(level + 1));
  }

  #negative(): SqlTree {
    if (this.take("-") === undefined) return this.#cast();
    return this.deeper(() => ({ kind: "negative", operand: this.#negative() }));
  }

  #cast(): SqlTree {
    let operand = this.#atom();
    for (let count = 1; this.take("::") !== undefined; count++) {
      if (count > MAX_DEPTH) throw new ExpressionError("it is too long");
      operand = { kind: "cast", operand, type: this.#type() };
    }
    return operand;
  }

  /** One to four words, as in `timestamp with time zone`. */
  #type(): string {
    const words: string[] = [];
    while (this.token.kind === "word" && words.length < 4) {
      const word = this.token.text.toLowerCase();
      const isPart = words.length === 0 || TYPE_WORDS.has(word);
      if (!isPart) break;
      words.push(word);
      this.skip();
    }
    if (words.length === 0) throw this.unexpected();
    return words.join(" ");
  }

  /** Up to the closing parenthesis. */
  #list(): readonly SqlTree[] {
    const items: SqlTree[] = [];
    do items.push(this.#or());
    while (this.take(",") !== undefined);
    this.expect(")");
    return items;
  }

  #atom(): SqlTree {
    const { kind, text } = this.token;
    if (this.take("(") !== undefined) {
      const tree = this.#or();
      this.expect(")");
      return tree;
    }
    if (kind === "sign" || kind === "end") throw this.unexpected();
    this.skip();
    switch (kind) {
      case "word":
        return this.#word(text);
      case "name":
        return { kind, name: text.replaceAll('""', '"') };
      case "text":
        return { kind, text: text.replaceAll("''", "'") };
      case "number":
        return { kind, text };
    }
  }

  #word(text: string): SqlTree {
    const word = text.toUpperCase();
    if (word === "NULL" || word === "TRUE" || word === "FALSE") {
      return { kind: "constant", value: word };
    }
    if (word === "CASE") return this.deeper(() => this.#case());
    if (word === "CAST") {
      this.expect("(");
      const operand = this.#or();
      this.expect("AS");
      const type = this.#type();
      this.expect(")");
      return { kind: "cast", operand, type };
    }
    if (RESERVED.has(word)) {
      throw new ExpressionError(
        `${text} cannot be used here; a slot of that name goes in quotes ("${text}")`,
      );
    }
    if (this.take("(") === undefined) return { kind: "name", name: text };
    const isEmpty = this.take(")") !== undefined;
    return { kind: "call", name: text.toLowerCase(), operands: isEmpty ? [] : this.#list() };
  }

  #case(): SqlTree {
    const branches: Branch[] = [];
    while (this.take("WHEN") !== undefined) {
      const condition = this.#or();
      this.expect("THEN");
      branches.push({ condition, value: this.#or() });
    }
    if (branches.length === 0) throw this.unexpected();
    const otherwise = this.take("ELSE") === undefined ? undefined : this.#or();
    this.expect("END");
    return { kind: "case", branches, ...(otherwise !== undefined && { otherwise }) };
  }
}

const TYPE_WORDS: ReadonlySet<string> = new Set(["precision", "with", "without", "time", "zone"]);

function negate(tree: SqlTree, negated: boolean): SqlTree {
  return negated ? { kind: "not", operand: tree } : tree;
}
