// One class → its file: a schema and a type for each of its forms.

import type { ObjectShape, PropertyShape } from "../constraint/shape.ts";
import type { Member, Variant } from "../constraint/variant.ts";
import { commentLines, docText, propertyKey } from "./typescript-text.ts";
import { SourceWriter } from "./writer.ts";
import { formDoc, memberDoc, objectDoc } from "./zod-docs.ts";
import { derivedExpression } from "./zod-derivation.ts";
import {
  checked,
  declaredIn,
  type Declared,
  type MemberExpression,
  type ZodExpression,
} from "./zod-expression.ts";
import { plannedForms, RULES, type PlannedForm } from "./zod-forms.ts";
import { ENUM_FILE, formName, type RowForm, type ZodNames } from "./zod-names.ts";
import { objectExpression } from "./zod-objects.ts";
import type { ShapeContext } from "./zod-shapes.ts";
import * as collections from "./zod-runtime/collections.ts";
import type { ZodSource } from "./zod-source.ts";
import { memberType, type TypeNames } from "./zod-type.ts";

export interface ZodProject {
  readonly names: ZodNames;
  readonly context: ShapeContext;
  /** The forms of a class with rows of its own; none where it has none. */
  readonly rowForms: (className: string) => readonly RowForm[];
  /** The classes whose document form is needed. */
  readonly documents: ReadonlySet<string>;
  readonly source: ZodSource;
  /** Comments on members, and what they name elsewhere: most members are inherited, so these are kept for all classes. */
  readonly comments: Map<PropertyShape, string>;
  readonly declared: Map<MemberExpression, readonly Declared[]>;
}

/** What nests others comes behind what it is made of: a class may nest its own rows. */
const ROW_FORM_ORDER: readonly RowForm[] = ["nested", "read", "input", "create", "update"];

const ENUM_PATH = `./${ENUM_FILE}`;
const COLLECTION_CHECKS: ReadonlySet<string> = new Set(Object.keys(collections));

function runtimePath(check: string): string {
  return COLLECTION_CHECKS.has(check) ? "./collections.ts" : "./checks.ts";
}

export class ClassFile {
  readonly #writer = new SourceWriter();
  readonly #source: ZodSource;
  /** For a schema whose type is written out: that has the comments. */
  readonly #uncommented: ZodSource;
  readonly #types: TypeNames;
  readonly #object: ObjectShape;
  readonly #project: ZodProject;
  /** Members are described where they are first printed. */
  readonly #described = new Set<PropertyShape>();
  /** Lines of the comments on all forms. */
  readonly #about: readonly string[];
  /** Schemas without a name outside this file. */
  readonly #constants = new Map<Variant, ZodExpression>();

  constructor(object: ObjectShape, project: ZodProject) {
    this.#object = object;
    this.#project = project;
    this.#about = objectDoc(object).flatMap(commentLines);
    const { names } = project;
    const writer = this.#writer;
    writer.importNamespace("z", "zod");
    this.#source = project.source.commented((member) => {
      this.#importMember(member);
      return this.#comment(member.property);
    });
    this.#uncommented = project.source.commented((member) => {
      this.#importMember(member);
      return "";
    });
    this.#types = {
      check: (name) => writer.importName(name, runtimePath(name)),
      entry: () => writer.importType("DictionaryEntry", "./collections.ts"),
      enum: (name) => writer.importType(names.enums.get(name)!, ENUM_PATH),
      object: (name) => {
        const type = names.classes.get(name)?.valueName;
        if (type === undefined) return undefined;
        return name === object.name ? type : writer.importType(type, this.#pathOf(name));
      },
    };
  }

  text(): string {
    const { context, source } = this.#project;
    const forms = plannedForms(this.#object, this.#variants(), context, source);
    const rules = this.#sharedRules(forms);
    const sources = new Set(forms.map((form) => form.print === "derived" && form.from.variant));
    for (const form of forms) this.#form(form, sources.has(form.variant), rules);
    return this.#writer.toString();
  }

  #variants(): readonly Variant[] {
    const { name } = this.#object;
    const { rowForms, documents } = this.#project;
    const ofRow = rowForms(name);
    const forms: Variant[] = ROW_FORM_ORDER.filter((form) => ofRow.includes(form));
    return documents.has(name) ? [...forms, "document"] : forms;
  }

  #pathOf(className: string): string {
    return `./${this.#project.names.classes.get(className)!.path}`;
  }

  #typeName(variant: Variant): string {
    return formName(this.#project.names.classes.get(this.#object.name)!, variant);
  }

  /** Imports what the expressions name. */
  #import(declared: readonly Declared[]): void {
    const { enums, classes } = this.#project.names;
    for (const each of declared) {
      const { kind, name } = each;
      if (kind === "check") this.#writer.importName(name, runtimePath(name));
      else if (kind === "enum") this.#writer.importName(`${enums.get(name)!}Schema`, ENUM_PATH);
      else if (name !== this.#object.name) {
        const schema = `${formName(classes.get(name)!, each.variant)}Schema`;
        this.#writer.importName(schema, this.#pathOf(name));
      }
    }
  }

  #importMember(member: MemberExpression): void {
    const { declared } = this.#project;
    let known = declared.get(member);
    if (known === undefined) declared.set(member, (known = declaredIn(member.value)));
    this.#import(known);
  }

  /** Rules that several forms have are printed once. Gives their list. */
  #sharedRules(forms: readonly PlannedForm[]): string {
    const [first, ...others] = forms.filter(({ print, rules }) => print !== "same" && rules !== "");
    if (first === undefined || others.every(({ rules }) => rules !== first.rules)) return "";
    this.#writer.blank();
    this.#writer.doc(["What must hold between members."]);
    this.#writer.line(`${RULES}${first.rules};`);
    this.#import(first.checks.flatMap(declaredIn));
    return first.rules;
  }

  #form(form: PlannedForm, isSource: boolean, rules: string): void {
    const { variant, members, checks } = form;
    const name = this.#typeName(variant);
    const writer = this.#writer;
    // What leads to itself, leads there in its document form.
    const isDeclared =
      variant === "document" && this.#project.context.isRecursive(this.#object.name);
    const source = isDeclared ? this.#uncommented : this.#source;
    writer.blank();
    let schema = this.#unchecked(form);
    if (isSource && checks.length > 0) schema = this.#constant(variant, schema);
    writer.comment([...formDoc(this.#object, variant).flatMap(commentLines), ...this.#about]);
    const isShared = form.print !== "same" && rules !== "" && form.rules === rules;
    if (form.print !== "same" && !isShared) schema = checked(schema, checks);
    const start = `export const ${name}Schema${isDeclared ? `: z.ZodType<${name}>` : ""} = `;
    const text = source.print(schema, "", start.length);
    writer.line(`${start}${text}${isShared ? ".check(...rules)" : ""};`);
    this.#import(declaredIn(schema));
    if (isDeclared) this.#declare(name, members);
    else if (form.print === "same") {
      writer.line(`export type ${name} = ${this.#typeName(form.as.variant)};`);
    } else writer.line(`export type ${name} = z.infer<typeof ${name}Schema>;`);
  }

  /** The schema of a form, without what must hold between its members. */
  #unchecked(form: PlannedForm): ZodExpression {
    switch (form.print) {
      case "full":
        return objectExpression(this.#object, form.expressions, this.#project.context);
      case "derived":
        return derivedExpression(this.#sourceOf(form.from), form.by);
      case "same":
        return this.#exported(form.as.variant);
    }
  }

  #exported(variant: Variant): ZodExpression {
    return { kind: "class", name: this.#object.name, variant };
  }

  #sourceOf({ variant }: PlannedForm): ZodExpression {
    return this.#constants.get(variant) ?? this.#exported(variant);
  }

  /** Of a schema with checks Zod makes no others; so they are made of one without, which has a name in this file. */
  #constant(variant: Variant, value: ZodExpression): ZodExpression {
    const start = `const ${variant} = `;
    this.#writer.doc(["Without what must hold between members: other forms are made of it."]);
    this.#writer.line(`${start}${this.#source.print(value, "", start.length)};`);
    this.#writer.blank();
    this.#import(declaredIn(value));
    const constant: ZodExpression = { kind: "constant", name: variant, value };
    this.#constants.set(variant, constant);
    return constant;
  }

  #declare(name: string, members: readonly Member[]): void {
    const writer = this.#writer;
    writer.line(`export type ${name} = {`);
    for (const member of members) {
      const type = memberType(propertyKey(member.property.name), member, this.#types);
      writer.line(`${this.#comment(member.property)}  ${type}`);
    }
    if (this.#object.additional) writer.line("  [name: string]: unknown;");
    writer.line("};");
  }

  /** Once for each member. */
  #comment(property: PropertyShape): string {
    if (this.#described.has(property)) return "";
    this.#described.add(property);
    const { comments } = this.#project;
    let known = comments.get(property);
    if (known === undefined) {
      const text = memberDoc(property).join("\n");
      comments.set(property, (known = docText(text === "" ? [] : [text], "  ")));
    }
    return known;
  }
}
