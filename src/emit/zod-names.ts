// Names of classes and enums → names of the files and exports of the Zod module, each used once whatever the schema calls its elements.

import type { Variant } from "../constraint/variant.ts";
import { kebabCase, typeName } from "./identifier.ts";

export const ENUM_FILE = "enums.ts";
export const INDEX_FILE = "index.ts";
/** Those of zod-runtime/. */
export const RUNTIME_FILES = ["checks.ts", "collections.ts"] as const;

export interface ZodClassName {
  readonly path: string;
  /** What the exports of a stored class begin with; the type of one that is only a value. */
  readonly typeName: string;
  /** The type of its objects inside others. */
  readonly valueName: string;
}

export interface ZodNames {
  readonly classes: ReadonlyMap<string, ZodClassName>;
  readonly enums: ReadonlyMap<string, string>;
}

/** What the type of each form of a stored class ends in; the last two are there where they look other than the row by itself. */
export const FORM_SUFFIXES = {
  read: "",
  create: "Create",
  update: "Update",
  nested: "Nested",
  input: "Input",
} as const;

/** The name of the type of one form. */
export function formName({ typeName: type, valueName }: ZodClassName, variant: Variant): string {
  return variant === "document" ? valueName : type + FORM_SUFFIXES[variant];
}

export type RowForm = keyof typeof FORM_SUFFIXES;

/** The same classes and enums in the same order give the same names. `rowForms` are those of a class with rows of its own. */
export function zodNames(
  classes: readonly string[],
  enums: readonly string[],
  rowForms: (className: string) => readonly RowForm[],
): ZodNames {
  const paths = fileNames(classes);
  // What the checks call a type.
  const taken = new Set<string>(["DictionaryEntry"]);
  const claim = (wish: string, suffixes: readonly string[]): string => {
    for (let count = 1; ; count++) {
      const name = count === 1 ? wish : `${wish}${count}`;
      // Types and schemas are exported from one index.
      const exports: string[] = [];
      for (const suffix of suffixes) exports.push(name + suffix, `${name}${suffix}Schema`);
      if (exports.some((one) => taken.has(one))) continue;
      for (const one of exports) taken.add(one);
      return name;
    }
  };
  const types = classes.map((name) => {
    const suffixes = rowForms(name).map((form) => FORM_SUFFIXES[form]);
    return claim(typeName(name), suffixes.length === 0 ? [""] : suffixes);
  });
  // The one name that nothing else is built on comes after all others.
  return {
    enums: new Map(enums.map((name) => [name, claim(typeName(name), [""])])),
    classes: new Map(
      classes.map((name, index) => {
        const type = types[index]!;
        const valueName = rowForms(name).length > 0 ? claim(`${type}Value`, [""]) : type;
        return [name, { path: paths[index]!, typeName: type, valueName }];
      }),
    ),
  };
}

/** Kebab-case, each once on file systems that ignore case; clear of the files with a meaning of their own. */
function fileNames(names: readonly string[]): string[] {
  const taken = new Set<string>([ENUM_FILE, INDEX_FILE, ...RUNTIME_FILES]);
  return names.map((name) => {
    const stem = kebabCase(name) || "class";
    let path = `${stem}.ts`;
    for (let count = 2; taken.has(path); count++) path = `${stem}-${count}.ts`;
    taken.add(path);
    return path;
  });
}
