// Zod expressions → TypeScript.

import type { Variant } from "../constraint/variant.ts";
import { literalText, patternText, propertyKey } from "./typescript-text.ts";
import { json, needsClass, type MemberExpression, type ZodExpression } from "./zod-expression.ts";

/** The names of what is declared elsewhere; whoever prints a file sees to its imports. */
export interface SourceNames {
  /** The schema of this class may not be there yet while the file is read. */
  readonly isDeferred: (className: string) => boolean;
  readonly enumSchema: (enumName: string) => string;
  readonly classSchema: (className: string, variant: Variant) => string;
}

/** Gives the lines of a member of an object; is asked for each member in turn. */
type MemberText = (member: MemberExpression) => string;

const WIDTH = 100;

export class ZodSource {
  readonly #names: SourceNames;
  readonly #memberText: MemberText;
  /** What was printed: forms of a class share the expressions of their members, and so do classes that inherit the same. */
  readonly #printed: Map<ZodExpression, string>;

  constructor(
    names: SourceNames,
    memberText?: MemberText,
    printed = new Map<ZodExpression, string>(),
  ) {
    this.#names = names;
    this.#memberText = memberText ?? ((member) => this.member(member));
    this.#printed = printed;
  }

  /** Prints the same, but these texts for the members of objects. */
  withMembers(memberText: MemberText): ZodSource {
    return new ZodSource(this.#names, memberText, this.#printed);
  }

  /** On one line where that fits; `indent` is that of the line it stands on, `before` the width of what precedes it there. */
  print(expression: ZodExpression, indent = "", before = 0): string {
    const flat = this.#flat(expression);
    return indent.length + before + flat.length <= WIDTH ? flat : this.#broken(expression, indent);
  }

  /** The lines of a member in an object literal. */
  member({ name, value, lazy }: MemberExpression): string {
    const key = propertyKey(name);
    const isGetter = lazy && needsClass(value, this.#names.isDeferred);
    if (!isGetter) return `  ${key}: ${this.print(value, "  ", key.length + 3)},\n`;
    return `  get ${key}() {\n    return ${this.print(value, "    ", 8)};\n  },\n`;
  }

  #flat(expression: ZodExpression): string {
    const known = this.#printed.get(expression);
    if (known !== undefined) return known;
    const text = this.#flatText(expression);
    this.#printed.set(expression, text);
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
        return this.#members(expression.members);
      case "mask":
        return `{ ${maskMembers(expression.names).join(", ")} }`;
      case "json":
        return literalText(expression.value);
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

  /** The arguments on lines of their own. */
  #broken(expression: ZodExpression, indent: string): string {
    switch (expression.kind) {
      case "method": {
        const on = this.print(expression.on, indent, expression.args.length > 0 ? 20 : 0);
        return `${on}.${expression.name}${this.#arguments(expression.args, indent)}`;
      }
      case "zod":
        return `z.${expression.name}${this.#arguments(expression.args, indent)}`;
      case "check": {
        const { name, args } = expression;
        return args === undefined ? name : name + this.#arguments(args, indent);
      }
      case "list":
        return this.#list("[", expression.items, "]", indent);
      case "json":
        return Array.isArray(expression.value)
          ? this.#list("[", expression.value.map(json), "]", indent)
          : this.#flat(expression);
      case "mask": {
        const lines = maskMembers(expression.names).map((member) => `${indent}  ${member},\n`);
        return `{\n${lines.join("")}${indent}}`;
      }
      case "thunk":
        return `() => ${this.print(expression.value, indent, 6)}`;
      case "members":
      case "pattern":
      case "constant":
      case "enum":
      case "class":
        return this.#flat(expression);
    }
  }

  #arguments(args: readonly ZodExpression[], indent: string): string {
    const [only] = args;
    if (only !== undefined && args.length === 1 && isHugged(only)) {
      return `(${this.#broken(only, indent)})`;
    }
    const flat = this.#flatList(args);
    return flat.length < 30 ? `(${flat})` : this.#list("(", args, ")", indent);
  }

  #list(open: string, items: readonly ZodExpression[], close: string, indent: string): string {
    const inner = `${indent}  `;
    const lines = items.map((item) => `${inner}${this.print(item, inner, 1)},\n`);
    return `${open}\n${lines.join("")}${indent}${close}`;
  }

  #members(members: readonly MemberExpression[]): string {
    if (members.length === 0) return "{}";
    let text = "{\n";
    for (const member of members) text += this.#memberText(member);
    return `${text}}`;
  }
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

function maskMembers(names: readonly string[]): readonly string[] {
  return names.map((name) => `${propertyKey(name)}: true`);
}
