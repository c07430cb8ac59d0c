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

/** Gives the comment on a member of an object, indented like it; is asked for each member in turn. */
type MemberDoc = (member: MemberExpression) => string;

const WIDTH = 100;

/** What was printed: forms of a class share the expressions of their members, and so do classes that inherit the same. */
interface Printed {
  readonly flat: Map<ZodExpression, string>;
  readonly members: Map<MemberExpression, string>;
}

export class ZodSource {
  readonly #names: SourceNames;
  readonly #memberDoc: MemberDoc;
  readonly #printed: Printed;

  constructor(
    names: SourceNames,
    memberDoc: MemberDoc = () => "",
    printed: Printed = { flat: new Map(), members: new Map() },
  ) {
    this.#names = names;
    this.#memberDoc = memberDoc;
    this.#printed = printed;
  }

  /** Prints the same, with these comments. */
  commented(memberDoc: MemberDoc): ZodSource {
    return new ZodSource(this.#names, memberDoc, this.#printed);
  }

  /** On one line where that fits; `indent` is that of the line it stands on, `before` the width of what precedes it there. */
  print(expression: ZodExpression, indent = "", before = 0): string {
    const flat = this.#flat(expression);
    return indent.length + before + flat.length <= WIDTH ? flat : this.#broken(expression, indent);
  }

  #flat(expression: ZodExpression): string {
    const known = this.#printed.flat.get(expression);
    if (known !== undefined) return known;
    const text = this.#flatText(expression);
    this.#printed.flat.set(expression, text);
    return text;
  }

  #flatText(expression: ZodExpression): string {
    const list = (items: readonly ZodExpression[]): string =>
      items.map((item) => this.#flat(item)).join(", ");
    switch (expression.kind) {
      case "method":
        return `${this.#flat(expression.on)}.${expression.name}(${list(expression.args)})`;
      case "zod":
        return `${callee(expression)}(${list(expression.args)})`;
      case "check": {
        const { name, args } = expression;
        return args === undefined ? name : `${name}(${list(args)})`;
      }
      case "list":
        return `[${list(expression.items)}]`;
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

  /** The arguments on lines of their own. */
  #broken(expression: ZodExpression, indent: string): string {
    switch (expression.kind) {
      case "method": {
        const on = this.print(expression.on, indent, expression.args.length > 0 ? 20 : 0);
        return `${on}.${expression.name}${this.#arguments(expression.args, indent)}`;
      }
      case "zod":
        return callee(expression) + this.#arguments(expression.args, indent);
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
    const flat = args.map((argument) => this.#flat(argument)).join(", ");
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
    for (const member of members) text += this.#memberDoc(member) + this.#member(member);
    return `${text}}`;
  }

  #member(member: MemberExpression): string {
    const known = this.#printed.members.get(member);
    if (known !== undefined) return known;
    const text = this.#memberText(member);
    this.#printed.members.set(member, text);
    return text;
  }

  #memberText({ name, value, lazy }: MemberExpression): string {
    const key = propertyKey(name);
    const isGetter = lazy && needsClass(value, this.#names.isDeferred);
    if (!isGetter) return `  ${key}: ${this.print(value, "  ", key.length + 3)},\n`;
    return `  get ${key}() {\n    return ${this.print(value, "    ", 8)};\n  },\n`;
  }
}

/** Its brackets hug those of the call whose only argument it is. */
function isHugged({ kind, ...rest }: ZodExpression): boolean {
  const isList = kind === "json" && "value" in rest && Array.isArray(rest.value);
  return ["list", "thunk", "members", "mask"].includes(kind) || isList;
}

function maskMembers(names: readonly string[]): readonly string[] {
  return names.map((name) => `${propertyKey(name)}: true`);
}

function callee({ path }: Extract<ZodExpression, { kind: "zod" }>): string {
  return ["z", ...path].join(".");
}
