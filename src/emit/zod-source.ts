// Zod expressions → TypeScript.

import type { Variant } from "../constraint/variant.ts";
import { remembered } from "../text/remembered.ts";
import { literalText, patternText, propertyKey } from "./typescript-text.ts";
import { json, needsClass, type MemberExpression, type ZodExpression } from "./zod-expression.ts";

/** The names of what is declared elsewhere; whoever prints a file sees to its imports. */
export interface SourceNames {
  /** The schema of this class may not be there yet while the file is read. */
  readonly isDeferred: (className: string) => boolean;
  readonly enumSchema: (enumName: string) => string;
  readonly classSchema: (className: string, variant: Variant) => string;
}

/** Adds the lines of the members of an object to the pieces; is asked once for each object. */
type MembersPrinter = (members: readonly MemberExpression[], pieces: string[]) => void;

/** What has none of the members of objects in it. */
type Memberless = Exclude<ZodExpression, { readonly kind: "method" | "zod" | "thunk" | "members" }>;

const WIDTH = 100;
/** Arguments that are less wide stay on the line of their call. */
const NARROW = 30;
/** Of a member on one line: `a: true, `. */
const LEAST_MEMBER = 9;

/** Forms of a class share the expressions of their members, and so do classes that inherit the same: each is printed once. */
class Printed {
  readonly flat = new Map<ZodExpression, string>();
  /** With the indent that they have there. */
  readonly brokenChecks = new Map<
    ZodExpression,
    { readonly indent: string; readonly text: string }
  >();
  readonly literal = remembered(literalText);
  readonly maskMember = remembered((name: string) => `${propertyKey(name)}: true`);
}

export class ZodSource {
  readonly #names: SourceNames;
  readonly #printMembers: MembersPrinter;
  readonly #printed: Printed;

  constructor(names: SourceNames, printMembers?: MembersPrinter, printed = new Printed()) {
    this.#names = names;
    this.#printMembers =
      printMembers ??
      ((members, pieces) => members.forEach((each) => pieces.push(this.member(each))));
    this.#printed = printed;
  }

  /** Prints the same, but the members of objects like this. */
  withMembers(printMembers: MembersPrinter): ZodSource {
    return new ZodSource(this.#names, printMembers, this.#printed);
  }

  /** On one line where that fits; `indent` is that of the line it stands on, `before` the width of what precedes it there. */
  print(expression: ZodExpression, indent = "", before = 0): string {
    const flat = this.#onOneLine(expression, indent.length + before);
    if (flat !== undefined) return flat;
    const pieces: string[] = [];
    this.#broken(pieces, expression, indent);
    return pieces.join("");
  }

  /** The same in pieces, behind those that are there. */
  printTo(pieces: string[], expression: ZodExpression, indent = "", before = 0): void {
    const flat = this.#onOneLine(expression, indent.length + before);
    if (flat === undefined) this.#broken(pieces, expression, indent);
    else pieces.push(flat);
  }

  /** Undefined where that does not fit behind what stands `before`. */
  #onOneLine(expression: ZodExpression, before: number): string | undefined {
    if (leastWidth(expression) > WIDTH) return undefined;
    const flat = this.#flat(expression);
    return before + flat.length <= WIDTH ? flat : undefined;
  }

  /** The lines of a member in an object literal. */
  member({ name, value, lazy }: MemberExpression): string {
    const key = propertyKey(name);
    const isGetter = lazy && needsClass(value, this.#names.isDeferred);
    if (!isGetter) return `  ${key}: ${this.print(value, "  ", key.length + 3)},\n`;
    return `  get ${key}() {\n    return ${this.print(value, "    ", 8)};\n  },\n`;
  }

  #flat(expression: ZodExpression): string {
    if (isName(expression)) return this.#flatText(expression);
    const { flat } = this.#printed;
    const known = flat.get(expression);
    if (known !== undefined) return known;
    const text = this.#flatText(expression);
    flat.set(expression, text);
    return text;
  }

  #flatText(expression: ZodExpression): string {
    switch (expression.kind) {
      case "method": {
        const { on, name, args } = expression;
        return `${this.#flat(on)}.${name}(${this.#flatList(args)})`;
      }
      case "zod":
        return `z.${expression.name}(${this.#flatList(expression.args)})`;
      case "check": {
        const { name, args } = expression;
        return args === undefined ? name : `${name}(${this.#flatList(args)})`;
      }
      case "list":
        return `[${this.#flatList(expression.items)}]`;
      case "thunk":
        return `() => ${this.#flat(expression.value)}`;
      case "members":
        return this.#membersText(expression.members);
      case "mask":
        return `{ ${expression.names.map(this.#printed.maskMember).join(", ")} }`;
      case "json":
        return this.#printed.literal(expression.value);
      case "pattern":
        return patternText(expression.source);
      case "constant":
        return expression.name;
      case "enum":
        return this.#names.enumSchema(expression.name);
      case "class":
        return this.#names.classSchema(expression.name, expression.variant);
    }
  }

  #flatList(items: readonly ZodExpression[]): string {
    return items.length === 0 ? "" : items.map((item) => this.#flat(item)).join(", ");
  }

  #membersText(members: readonly MemberExpression[]): string {
    if (members.length === 0) return "{}";
    const pieces: string[] = [];
    this.#members(pieces, members);
    return pieces.join("");
  }

  /** The arguments on lines of their own. */
  #broken(pieces: string[], expression: ZodExpression, indent: string): void {
    switch (expression.kind) {
      case "method":
        this.printTo(pieces, expression.on, indent, expression.args.length > 0 ? 20 : 0);
        pieces.push(".", expression.name);
        this.#arguments(pieces, expression.args, indent);
        break;
      case "zod":
        pieces.push("z.", expression.name);
        this.#arguments(pieces, expression.args, indent);
        break;
      case "thunk":
        pieces.push("() => ");
        this.printTo(pieces, expression.value, indent, 6);
        break;
      case "members":
        // Of few it is known whether they fit on one line: they are printed.
        if (leastWidth(expression) <= WIDTH) pieces.push(this.#flat(expression));
        else this.#members(pieces, expression.members);
        break;
      default:
        pieces.push(this.#brokenText(expression, indent));
    }
  }

  #members(pieces: string[], members: readonly MemberExpression[]): void {
    pieces.push("{\n");
    this.#printMembers(members, pieces);
    pieces.push("}");
  }

  #brokenText(expression: Memberless, indent: string): string {
    switch (expression.kind) {
      case "check":
        return this.#brokenCheck(expression, indent);
      case "list":
        return this.#list("[", expression.items, "]", indent);
      case "json":
        return Array.isArray(expression.value)
          ? this.#values(expression.value, indent)
          : this.#flat(expression);
      case "mask":
        return onLines("{", expression.names.map(this.#printed.maskMember), "}", indent);
      case "pattern":
      case "constant":
      case "enum":
      case "class":
        return this.#flat(expression);
    }
  }

  /** Classes inherit their rules. */
  #brokenCheck(check: Extract<ZodExpression, { readonly kind: "check" }>, indent: string): string {
    const { name, args } = check;
    if (args === undefined) return name;
    const known = this.#printed.brokenChecks.get(check);
    if (known?.indent === indent) return known.text;
    const pieces: string[] = [name];
    this.#arguments(pieces, args, indent);
    const text = pieces.join("");
    this.#printed.brokenChecks.set(check, { indent, text });
    return text;
  }

  #arguments(pieces: string[], args: readonly ZodExpression[], indent: string): void {
    const [only] = args;
    if (only !== undefined && args.length === 1 && isHugged(only)) {
      pieces.push("(");
      this.#broken(pieces, only, indent);
      pieces.push(")");
      return;
    }
    const flat = leastWidthOf(args) < NARROW ? this.#flatList(args) : undefined;
    if (flat !== undefined && flat.length < NARROW) pieces.push("(", flat, ")");
    else pieces.push(this.#list("(", args, ")", indent));
  }

  #list(open: string, items: readonly ZodExpression[], close: string, indent: string): string {
    const inner = `${indent}  `;
    const texts = items.map((item) => this.print(item, inner, 1));
    return onLines(open, texts, close, indent);
  }

  #values(values: readonly unknown[], indent: string): string {
    // Those of an enum: there may be many.
    if (values.every((value) => typeof value === "string"))
      return onLines("[", values.map(this.#printed.literal), "]", indent);
    return this.#list("[", values.map(json), "]", indent);
  }
}

/** Each on a line of its own. */
function onLines(open: string, texts: readonly string[], close: string, indent: string): string {
  if (texts.length === 0) return open + close;
  const inner = `\n${indent}  `;
  return [open, inner, texts.join(`,${inner}`), `,\n${indent}`, close].join("");
}

/** Its brackets hug those of the call whose only argument it is. */
function isHugged(expression: ZodExpression): boolean {
  switch (expression.kind) {
    case "list":
    case "thunk":
    case "members":
    case "mask":
      return true;
    case "json":
      return Array.isArray(expression.value);
    default:
      return false;
  }
}

/** What is printed as fast as it is found among what was printed before. */
function isName(expression: ZodExpression): boolean {
  switch (expression.kind) {
    case "json":
    case "enum":
    case "class":
    case "constant":
      return true;
    case "check":
      return expression.args === undefined;
    default:
      return false;
  }
}

/** No text of it on one line is shorter; what is too wide by this need not be printed to see that. */
function leastWidth(expression: ZodExpression): number {
  switch (expression.kind) {
    case "mask":
      return LEAST_MEMBER * expression.names.length;
    case "members":
      return LEAST_MEMBER * expression.members.length;
    case "list":
      return leastWidthOf(expression.items);
    case "zod":
      return leastWidthOf(expression.args);
    case "check":
      return leastWidthOf(expression.args ?? []);
    case "method":
      return leastWidth(expression.on) + leastWidthOf(expression.args);
    case "json":
      return leastWidthOfValue(expression.value);
    default:
      return 1;
  }
}

function leastWidthOfValue(value: unknown): number {
  if (!Array.isArray(value)) return typeof value === "string" ? value.length : 1;
  let width = 0;
  for (const item of value) width += leastWidthOfValue(item) + 2;
  return width;
}

/** Each with a comma and a space, or in brackets. */
function leastWidthOf(items: readonly ZodExpression[]): number {
  let width = 0;
  for (const item of items) width += leastWidth(item) + 2;
  return width;
}
