// What a slot is computed from → SQL for GENERATED ALWAYS AS: immutable, and of the row's own columns only.

import type { Computation } from "../constraint/computation.ts";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { columnName } from "./class-context.ts";

/** The expression of a column; null where one of the slots in it has no value. */
export function computedSql(value: Computation): string {
  const sql = print(value);
  if (!isLenient(value)) return sql;
  // These give an answer although one of their operands has none.
  const present = [...columnsOf(value)].map((name) => `${quoteIdentifier(name)} IS NOT NULL`);
  return present.length === 0 ? sql : `CASE WHEN ${present.join(" AND ")} THEN ${sql} END`;
}

function print(value: Computation): string {
  switch (value.kind) {
    case "literal":
      if (typeof value.value === "string") return `${quoteLiteral(value.text)}::text`;
      return value.type === "boolean" ? value.text : `${value.text}::${value.type}`;
    case "slot":
      return quoteIdentifier(columnName(value.slot));
    case "negative":
      return `(- ${print(value.operand)})`;
    case "not":
      return `(NOT ${print(value.operand)})`;
    case "text":
      return `(${print(value.operand)})::text`;
    case "size":
      return `${value.operand.type === "text" ? "length" : "cardinality"}(${print(value.operand)})::bigint`;
    case "binary":
      return printBinary(value);
    case "choice":
      return `(CASE WHEN ${print(value.condition)} THEN ${print(value.chosen)} ELSE ${print(value.otherwise)} END)`;
    case "greatest":
    case "least":
      return `${value.kind}(${value.operands.map(print).join(", ")})`;
  }
}

const OPERATORS = { "==": "=", "!=": "<>", and: "AND", or: "OR" } as const;

function printBinary({
  operator,
  left,
  right,
  type,
}: Extract<Computation, { kind: "binary" }>): string {
  const [a, b] = [print(left), print(right)];
  if (operator === "/") return `(${a}::${type} / nullif(${b}, 0))`;
  if (operator === "+" && type === "text") return `(${a} || ${b})`;
  const sign = operator in OPERATORS ? OPERATORS[operator as keyof typeof OPERATORS] : operator;
  // Text is compared by code points, as Python does, whatever the database's collation.
  const collation = left.type === "text" && /[<>]/.test(sign) ? ' COLLATE "C"' : "";
  return `(${a} ${sign} ${b}${collation})`;
}

/** Whether a part of it can be known without one of its operands. */
function isLenient(value: Computation): boolean {
  switch (value.kind) {
    case "literal":
    case "slot":
      return false;
    case "negative":
    case "not":
    case "text":
    case "size":
      return isLenient(value.operand);
    case "binary": {
      const { operator, left, right } = value;
      return operator === "and" || operator === "or" || isLenient(left) || isLenient(right);
    }
    case "choice":
    case "greatest":
    case "least":
      return true;
  }
}

function columnsOf(value: Computation): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (part: Computation): void => {
    switch (part.kind) {
      case "literal":
        return;
      case "slot":
        names.add(columnName(part.slot));
        return;
      case "negative":
      case "not":
      case "text":
      case "size":
        return visit(part.operand);
      case "binary":
        return [part.left, part.right].forEach(visit);
      case "choice":
        return [part.condition, part.chosen, part.otherwise].forEach(visit);
      case "greatest":
      case "least":
        return part.operands.forEach(visit);
    }
  };
  visit(value);
  return names;
}
