// equals_expression → what a slot is computed from, with the types of Postgres; or why it cannot be computed from its row alone.

import { underscore } from "../linkml/names.ts";
import type { InducedSlot } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { parseExpression, type BinaryOperator, type ExpressionTree } from "./expression-syntax.ts";
import { ExpressionError } from "../text/expression-reader.ts";
import { elementType, type SlotRanges } from "./slot-range.ts";

/** A tree whose names are slots with columns, and of which every part has a type. It is null as soon as one of its slots is. */
export type Computation = {
  /** Postgres type, as format_type prints it. */
  readonly type: string;
} & (
  | { readonly kind: "literal"; readonly value: string | number | boolean; readonly text: string }
  | { readonly kind: "slot"; readonly slot: InducedSlot }
  | { readonly kind: "negative" | "not" | "text" | "size"; readonly operand: Computation }
  | {
      readonly kind: "binary";
      readonly operator: BinaryOperator;
      readonly left: Computation;
      readonly right: Computation;
    }
  | {
      readonly kind: "choice";
      readonly condition: Computation;
      readonly chosen: Computation;
      readonly otherwise: Computation;
    }
  | { readonly kind: "greatest" | "least"; readonly operands: readonly Computation[] }
);

/** What a slot comes to: computed, or the reason why not. */
export type Computed = { readonly value: Computation } | { readonly reason: string };

/** Reads the equals_expression of a slot of `owner`, a class with a table; undefined where it has none. */
export function computationOf(
  slot: InducedSlot,
  owner: string,
  view: SchemaView,
  ranges: SlotRanges,
): Computed | undefined {
  if (slot.equalsExpression === undefined) return undefined;
  try {
    if (slot.identifier === true) throw new ExpressionError("the slot identifies its row");
    if (slot.multivalued === true) throw new ExpressionError("the slot holds a list");
    const value = new Reader(view, ranges, owner).slot(slot);
    return { value };
  } catch (error) {
    if (error instanceof ExpressionError) return { reason: error.message };
    throw error;
  }
}

const INTEGER = "bigint";
const FLOAT = "double precision";
const NUMBERS: readonly string[] = [INTEGER, "numeric", FLOAT];

/** Reads computations of slots of one class. */
class Reader {
  readonly #view: SchemaView;
  readonly #ranges: SlotRanges;
  readonly #owner: string;
  /** The computed slots that are being read, from the outermost. */
  readonly #open: string[] = [];

  constructor(view: SchemaView, ranges: SlotRanges, owner: string) {
    this.#view = view;
    this.#ranges = ranges;
    this.#owner = owner;
  }

  /** The computation of a slot, as the type of its column can hold it. */
  slot(slot: InducedSlot): Computation {
    if (this.#open.includes(slot.name)) {
      throw new ExpressionError(`${[...this.#open, slot.name].join(" → ")} goes in a circle`);
    }
    this.#open.push(slot.name);
    const text = slot.equalsExpression ?? "";
    const tree = this.#tree(parseExpression(text));
    this.#open.pop();
    const type = elementType(this.#ranges.rangeOf(slot));
    const fits =
      tree.type === type || (NUMBERS.includes(tree.type) && [FLOAT, "numeric"].includes(type));
    if (!fits) throw new ExpressionError(`it gives ${tree.type}, and the slot holds ${type}`);
    return tree;
  }

  #tree(tree: ExpressionTree): Computation {
    switch (tree.kind) {
      case "literal":
        return { ...tree, type: literalType(tree.value, tree.text) };
      case "name":
        return this.#name(tree.name);
      case "unary": {
        const operand = this.#tree(tree.operand);
        require(operand, tree.operator === "not" ? ["boolean"] : NUMBERS);
        const kind = tree.operator === "not" ? "not" : "negative";
        return { kind, operand, type: operand.type };
      }
      case "binary": {
        const { operator } = tree;
        const left = this.#tree(tree.left);
        const right = this.#tree(tree.right);
        return { kind: "binary", operator, left, right, type: binaryType(operator, left, right) };
      }
      case "choice": {
        const condition = require(this.#tree(tree.condition), ["boolean"]);
        const chosen = this.#tree(tree.chosen);
        const otherwise = this.#tree(tree.otherwise);
        return {
          kind: "choice",
          condition,
          chosen,
          otherwise,
          type: commonType(chosen, otherwise),
        };
      }
      case "call":
        return this.#call(tree.name, tree.operands);
    }
  }

  #name(name: string): Computation {
    const slot = this.#find(name);
    if (slot.equalsExpression !== undefined) return this.slot(slot);
    if (slot.multivalued === true) throw new ExpressionError(`${name} is a list`);
    const range = this.#ranges.rangeOf(slot);
    const type = elementType(range);
    if (type === "jsonb") throw new ExpressionError(`${name} is no plain value`);
    return { kind: "slot", slot, type };
  }

  #find(name: string): InducedSlot {
    const wanted = underscore(name);
    const slot = this.#view
      .inducedSlots(this.#owner)
      .find((candidate) => underscore(candidate.name) === wanted);
    if (slot === undefined) throw new ExpressionError(`${name} is no slot of its class`);
    return slot;
  }

  #call(name: string, trees: readonly ExpressionTree[]): Computation {
    const [first] = trees;
    if (["len", "length", "strlen"].includes(name) && trees.length === 1 && first !== undefined) {
      return { kind: "size", operand: this.#sized(first), type: INTEGER };
    }
    const operands = trees.map((tree) => this.#tree(tree));
    const [operand] = operands;
    if (name === "str" && operands.length === 1 && operand !== undefined) {
      require(operand, [INTEGER, "text"]);
      return operand.type === "text" ? operand : { kind: "text", operand, type: "text" };
    }
    if ((name === "max" || name === "min") && operands.length > 1) {
      const type = operands
        .slice(1)
        .reduce((common, next) => commonType({ type: common }, next), operands[0]?.type ?? "");
      return { kind: name === "max" ? "greatest" : "least", operands, type };
    }
    throw new ExpressionError(`the function ${name} is not known here`);
  }

  /** A text, or a list that stands in a column of its row. */
  #sized(tree: ExpressionTree): Computation {
    const slot = tree.kind === "name" ? this.#find(tree.name) : undefined;
    if (slot?.multivalued !== true) return require(this.#tree(tree), ["text"]);
    const range = this.#ranges.rangeOf(slot);
    if (range.kind !== "scalar" && range.kind !== "enum") {
      throw new ExpressionError(`${slot.name} is no list of plain values`);
    }
    return { kind: "slot", slot, type: `${elementType(range)}[]` };
  }
}

function literalType(value: string | number | boolean, text: string): string {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "string") return "text";
  return /^\d+$/.test(text) && Number.isSafeInteger(value) ? INTEGER : FLOAT;
}

function binaryType(operator: BinaryOperator, left: Computation, right: Computation): string {
  switch (operator) {
    case "and":
    case "or":
      require(left, ["boolean"]);
      require(right, ["boolean"]);
      return "boolean";
    case "+":
      if (left.type === "text" && right.type === "text") return "text";
      return numberType(left, right);
    case "-":
    case "*":
      return numberType(left, right);
    case "/":
      // As in Python: the quotient of two integers is no integer.
      return numberType(left, right) === "numeric" ? "numeric" : FLOAT;
    default:
      commonType(left, right);
      return "boolean";
  }
}

function numberType(left: Computation, right: Computation): string {
  require(left, NUMBERS);
  require(right, NUMBERS);
  return commonType(left, right);
}

/** The type of two values that stand side by side. */
function commonType(left: { readonly type: string }, right: { readonly type: string }): string {
  if (left.type === right.type) return left.type;
  if (NUMBERS.includes(left.type) && NUMBERS.includes(right.type)) {
    return NUMBERS[Math.max(NUMBERS.indexOf(left.type), NUMBERS.indexOf(right.type))] ?? FLOAT;
  }
  throw new ExpressionError(`${left.type} and ${right.type} do not go together`);
}

function require(value: Computation, types: readonly string[]): Computation {
  if (types.includes(value.type)) return value;
  throw new ExpressionError(`${value.type} stands where ${types[0]} is asked for`);
}
