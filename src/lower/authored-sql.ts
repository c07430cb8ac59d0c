// SQL that an author writes in a schema → the same with columns for slots, every part of a known type and in parentheses. Text of the
// schema reaches it through literals and column names only, both quoted.

import { suggest } from "../text/suggest.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import {
  CAST_TYPES,
  COMMON_TYPE_FUNCTIONS,
  FUNCTION_ALIASES,
  NUMBER_FUNCTIONS,
  NUMBER_TYPES,
  SQL_FUNCTIONS,
  type SqlFunction,
  type Stability,
} from "./authored-sql-functions.ts";
import { parseSql, type SqlOperator, type SqlTree } from "./authored-sql-syntax.ts";
import { ExpressionError } from "../text/expression-reader.ts";

/** SQL that may stand where it was asked for. */
export interface AuthoredSql {
  readonly sql: string;
  /** As format_type prints it; UNKNOWN for NULL, a bare text, or what only the database knows. */
  readonly type: string;
  /** The columns that it reads, each once. */
  readonly columns: readonly string[];
  readonly stability: Stability;
}

export const UNKNOWN = "unknown";

/** A name as the author wrote it → its column; throws ExpressionError where there is none. */
export type FindColumn = (name: string) => { readonly column: string; readonly type: string };

/** Throws ExpressionError, whose message is a clause for the author, where the text is outside the grammar or makes no sense. */
export function readAuthoredSql(text: string, find: FindColumn): AuthoredSql {
  const reader = new Reader(find);
  const { sql, type } = reader.print(parseSql(text));
  return { sql, type, columns: [...reader.columns], stability: reader.stability };
}

interface Printed {
  readonly sql: string;
  readonly type: string;
}

const STABILITIES: readonly Stability[] = ["immutable", "stable", "volatile"];

class Reader {
  readonly #find: FindColumn;
  readonly columns = new Set<string>();
  stability: Stability = "immutable";

  constructor(find: FindColumn) {
    this.#find = find;
  }

  print(tree: SqlTree): Printed {
    switch (tree.kind) {
      case "text":
        return { sql: quoteLiteral(tree.text), type: UNKNOWN };
      case "number":
        return { sql: tree.text, type: numberType(tree.text) };
      case "constant":
        return { sql: tree.value, type: tree.value === "NULL" ? UNKNOWN : "boolean" };
      case "name": {
        const { column, type } = this.#find(tree.name);
        this.columns.add(column);
        return { sql: quoteIdentifier(column), type };
      }
      case "not":
        return { sql: `(NOT ${this.#condition(tree.operand)})`, type: "boolean" };
      case "negative": {
        const { sql, type } = this.#as(tree.operand, NUMBER_TYPES, "a number");
        return { sql: `(- ${sql})`, type };
      }
      case "is": {
        const operand =
          tree.what === "NULL" ? this.print(tree.operand).sql : this.#condition(tree.operand);
        return { sql: `(${operand} IS ${tree.what})`, type: "boolean" };
      }
      case "in":
      case "between":
        return this.#membership(tree);
      case "binary":
        return this.#binary(tree);
      case "case":
        return this.#case(tree);
      case "cast":
        return this.#cast(tree);
      case "call":
        return this.#call(tree);
    }
  }

  #condition(tree: SqlTree): string {
    return this.#as(tree, ["boolean"], "a condition").sql;
  }

  /** Of one of the types, or of a type that the database will find out. */
  #as(tree: SqlTree, types: readonly string[], wanted: string): Printed {
    const printed = this.print(tree);
    if (printed.type !== UNKNOWN && !types.includes(printed.type)) {
      throw new ExpressionError(`${printed.type} stands where ${wanted} is asked for`);
    }
    return printed;
  }

  #membership(tree: Extract<SqlTree, { kind: "in" | "between" }>): Printed {
    const operand = this.print(tree.operand);
    const others = (tree.kind === "in" ? tree.options : [tree.low, tree.high]).map((other) =>
      this.print(other),
    );
    commonType([operand, ...others]);
    const list = others.map(({ sql }) => sql);
    const test = tree.kind === "in" ? `IN (${list.join(", ")})` : `BETWEEN ${list.join(" AND ")}`;
    return { sql: `(${operand.sql} ${test})`, type: "boolean" };
  }

  #binary({ operator, left, right }: Extract<SqlTree, { kind: "binary" }>): Printed {
    if (operator === "AND" || operator === "OR") {
      const sql = `(${this.#condition(left)} ${operator} ${this.#condition(right)})`;
      return { sql, type: "boolean" };
    }
    const [one, other] = [this.print(left), this.print(right)];
    const type = operatorType(operator, one, other);
    return { sql: `(${one.sql} ${operator} ${other.sql})`, type };
  }

  #case({ branches, otherwise }: Extract<SqlTree, { kind: "case" }>): Printed {
    const conditions = branches.map(({ condition }) => this.#condition(condition));
    const values = branches.map(({ value }) => this.print(value));
    const rest = otherwise && this.print(otherwise);
    const type = commonType([...values, ...(rest === undefined ? [] : [rest])]);
    const lines = values.map(({ sql }, index) => `WHEN ${conditions[index]} THEN ${sql}`);
    if (rest !== undefined) lines.push(`ELSE ${rest.sql}`);
    return { sql: `(CASE ${lines.join(" ")} END)`, type };
  }

  #cast({ operand, type }: Extract<SqlTree, { kind: "cast" }>): Printed {
    const target = CAST_TYPES.get(type);
    if (target === undefined) {
      const allowed = [...new Set(CAST_TYPES.values())].join(", ");
      throw new ExpressionError(`a cast to ${type} is not allowed; it can be to ${allowed}`);
    }
    const { sql, type: from } = this.print(operand);
    if (
      operand.kind !== "text" &&
      (MOMENTS.has(from) !== MOMENTS.has(target) || from === UNKNOWN)
    ) {
      this.#is("stable");
    }
    return { sql: `(${sql})::${target}`, type: target };
  }

  #call({ name: written, operands }: Extract<SqlTree, { kind: "call" }>): Printed {
    const name = FUNCTION_ALIASES.get(written) ?? written;
    if (COMMON_TYPE_FUNCTIONS.has(name)) {
      const printed = operands.map((operand) => this.print(operand));
      const isPair = printed.length === 2;
      if (printed.length === 0 || (name === "nullif" && !isPair)) throw wrongCount(name);
      return { sql: call(name, printed), type: commonType(printed) };
    }
    if (NUMBER_FUNCTIONS.has(name)) {
      const [operand, ...more] = operands;
      if (operand === undefined || more.length > 0) throw wrongCount(name);
      const printed = this.#as(operand, NUMBER_TYPES, "a number");
      return { sql: call(name, [printed]), type: printed.type };
    }
    const known = SQL_FUNCTIONS.get(name);
    if (known === undefined) throw unknownFunction(written);
    return this.#known(name, known, operands);
  }

  #known(name: string, known: SqlFunction, operands: readonly SqlTree[]): Printed {
    const { takes, optional = takes.length, gives, stability = "immutable" } = known;
    if (operands.length > takes.length || operands.length < optional) throw wrongCount(name);
    this.#is(stability);
    const printed = operands.map((operand, index): Printed => {
      switch (takes[index]) {
        case "integer": {
          const { sql, type } = this.#as(operand, ["integer", "bigint"], "a whole number");
          return type === "integer" ? { sql, type } : { sql: `(${sql})::integer`, type: "integer" };
        }
        case "number": {
          const { sql, type } = this.#as(operand, NUMBER_TYPES, "a number");
          return type === "numeric" ? { sql, type } : { sql: `(${sql})::numeric`, type: "numeric" };
        }
        case "list":
          return this.#list(operand);
        default:
          return this.#as(operand, ["text"], "a text");
      }
    });
    return { sql: call(name, printed), type: gives };
  }

  #list(operand: SqlTree): Printed {
    const printed = this.print(operand);
    if (printed.type === UNKNOWN || printed.type.endsWith("[]")) return printed;
    throw new ExpressionError(`${printed.type} stands where a list is asked for`);
  }

  #is(stability: Stability): void {
    if (STABILITIES.indexOf(stability) > STABILITIES.indexOf(this.stability)) {
      this.stability = stability;
    }
  }
}

/** Types whose texts depend on settings of the session. */
const MOMENTS: ReadonlySet<string> = new Set([
  "date",
  "time without time zone",
  "timestamp with time zone",
]);

function call(name: string, operands: readonly Printed[]): string {
  return `${name}(${operands.map(({ sql }) => sql).join(", ")})`;
}

function wrongCount(name: string): ExpressionError {
  return new ExpressionError(`${name} takes another number of operands`);
}

function unknownFunction(name: string): ExpressionError {
  const names = [...SQL_FUNCTIONS.keys(), ...COMMON_TYPE_FUNCTIONS, ...NUMBER_FUNCTIONS];
  const near = suggest(name, names);
  const instead =
    near === undefined ? `it can be ${names.toSorted().join(", ")}` : `did you mean "${near}"?`;
  return new ExpressionError(`the function ${name} is not allowed; ${instead}`);
}

function numberType(text: string): string {
  if (!/^\d+$/.test(text)) return "numeric";
  return Number(text) < 2 ** 31 ? "integer" : "bigint";
}

function operatorType(
  operator: Exclude<SqlOperator, "AND" | "OR">,
  left: Printed,
  right: Printed,
): string {
  switch (operator) {
    case "LIKE":
    case "ILIKE":
      requireText(left, operator);
      requireText(right, operator);
      return "boolean";
    case "||":
      if (left.type.endsWith("[]") || right.type.endsWith("[]")) return commonType([left, right]);
      requireText(left, operator);
      requireText(right, operator);
      return "text";
    case "->":
    case "->>":
      if (left.type !== "jsonb" && left.type !== UNKNOWN) {
        throw new ExpressionError(`${operator} asks for a jsonb value, not ${left.type}`);
      }
      return operator === "->" ? "jsonb" : "text";
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmeticType(operator, left, right);
    default:
      commonType([left, right]);
      return "boolean";
  }
}

function requireText({ type }: Printed, operator: string): void {
  if (type === "text" || type === UNKNOWN) return;
  throw new ExpressionError(`${operator} asks for texts, not ${type}`);
}

function arithmeticType(operator: string, left: Printed, right: Printed): string {
  for (const { type } of [left, right]) {
    if (type === UNKNOWN || NUMBER_TYPES.includes(type)) continue;
    throw new ExpressionError(`${operator} asks for numbers, not ${type}`);
  }
  return commonType([left, right]);
}

/** The type of values that stand side by side. */
function commonType(values: readonly Printed[]): string {
  return values.reduce((common, { type }) => {
    if (common === UNKNOWN || type === common) return type;
    if (type === UNKNOWN) return common;
    const ranks = [common, type].map((name) => NUMBER_TYPES.indexOf(name));
    if (ranks.includes(-1)) throw new ExpressionError(`${common} and ${type} do not go together`);
    return NUMBER_TYPES[Math.max(...ranks)] ?? common;
  }, UNKNOWN);
}
