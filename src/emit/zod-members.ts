// The members of objects → what stands of them in a file: their lines, the comments above these, and what they import. Most members are
// inherited, so each is printed once for all files.

import type { PropertyShape } from "../constraint/shape.ts";
import { remembered } from "../text/remembered.ts";
import { commentLines, docComment } from "./typescript-text.ts";
import { memberDoc } from "./zod-docs.ts";
import { declaredIn, type Declared, type MemberExpression } from "./zod-expression.ts";
import { ENUM_FILE, formName, type ZodNames } from "./zod-names.ts";
import * as collections from "./zod-runtime/collections.ts";
import type { ZodSource } from "./zod-source.ts";

/** `import { name } from "{from}"` */
export interface Import {
  readonly name: string;
  readonly from: string;
}

export interface PrintedMember {
  /** The comment above it; "" for none. */
  readonly comment: string;
  /** Its lines in an object literal. */
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface MemberPrinter {
  readonly print: (member: MemberExpression) => PrintedMember;
  /** With the indent of a member, and a line break behind it; "" for none. */
  readonly comment: (property: PropertyShape) => string;
  readonly importOf: (declared: Declared) => Import;
}

export function memberPrinter(source: ZodSource, names: ZodNames): MemberPrinter {
  const importOf = (declared: Declared): Import => importIn(declared, names);
  // Properties that differ in what they hold say the same of it again and again.
  const commentText = remembered((text: string) => docComment(commentLines(text), "  "));
  const comment = (property: PropertyShape): string => {
    const text = memberDoc(property).join("\n");
    return text === "" ? "" : commentText(text);
  };
  const print = remembered((member: MemberExpression): PrintedMember => {
    return {
      comment: comment(member.property),
      text: source.member(member),
      imports: declaredIn(member.value).map(importOf),
    };
  });
  return { print, comment, importOf };
}

export const ENUM_PATH = `./${ENUM_FILE}`;
const COLLECTION_CHECKS: ReadonlySet<string> = new Set(Object.keys(collections));

/** Of a check. */
export function runtimePath(check: string): string {
  return COLLECTION_CHECKS.has(check) ? "./collections.ts" : "./checks.ts";
}

export function classPath(className: string, { classes }: ZodNames): string {
  return `./${classes.get(className)!.path}`;
}

function importIn(declared: Declared, names: ZodNames): Import {
  const { name } = declared;
  switch (declared.kind) {
    case "check":
      return { name, from: runtimePath(name) };
    case "enum":
      return { name: `${names.enums.get(name)!}Schema`, from: ENUM_PATH };
    case "class": {
      const schema = `${formName(names.classes.get(name)!, declared.variant)}Schema`;
      return { name: schema, from: classPath(name, names) };
    }
  }
}
