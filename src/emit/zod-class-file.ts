// One class → its file: a schema and a type for each of its forms.

import type { ObjectShape, PropertyShape } from "../constraint/shape.ts";
import { variantMembers, type Variant } from "../constraint/variant.ts";
import { commentLines, propertyKey } from "./typescript-text.ts";
import { SourceWriter } from "./writer.ts";
import { formDoc, objectDoc } from "./zod-docs.ts";
import { derivedExpression } from "./zod-derivation.ts";
import {
  checked,
  declaredIn,
  type MemberExpression,
  type ZodExpression,
} from "./zod-expression.ts";
import { plannedForms, RULES, type PlannedForm } from "./zod-forms.ts";
import {
  classPath,
  ENUM_PATH,
  runtimePath,
  type Import,
  type MemberPrinter,
  type PrintedMember,
} from "./zod-members.ts";
import { formName, type RowForm, type ZodNames } from "./zod-names.ts";
import { objectExpression, shownMembers } from "./zod-objects.ts";
import type { ShapeContext } from "./zod-shapes.ts";
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
  readonly members: MemberPrinter;
}

/** What nests others comes behind what it is made of: a class may nest its own rows. */
const ROW_FORM_ORDER: readonly RowForm[] = ["nested", "read", "input", "create", "update"];

export class ClassFile {
  readonly #writer = new SourceWriter();
  readonly #source: ZodSource;
  /** Describes what has not been before. */
  readonly #describing: ZodSource;
  readonly #object: ObjectShape;
  readonly #project: ZodProject;
  readonly #path: string;
  /** The members of the objects that were printed with descriptions. */
  readonly #described: (readonly MemberExpression[])[] = [];
  /** Lines of the comments on all forms. */
  readonly #about: readonly string[];
  /** Schemas without a name outside this file. */
  readonly #constants = new Map<Variant, ZodExpression>();

  constructor(object: ObjectShape, project: ZodProject) {
    this.#object = object;
    this.#project = project;
    this.#about = objectDoc(object).flatMap(commentLines);
    this.#path = classPath(object.name, project.names);
    this.#writer.importNamespace("z", "zod");
    this.#source = project.source.withMembers((list, pieces) => this.#members(list, pieces));
    this.#describing = project.source.withMembers((list, pieces) =>
      this.#describedMembers(list, pieces),
    );
  }

  pieces(): readonly string[] {
    const { context, source } = this.#project;
    const forms = plannedForms(this.#object, this.#variants(), context, source);
    const rules = this.#sharedRules(forms);
    const sources = new Set(forms.map((form) => form.print === "derived" && form.from.variant));
    for (const form of forms) this.#form(form, sources.has(form.variant), rules);
    return this.#writer.pieces();
  }

  /** Whether it imports anything from there, once it is printed. */
  imports(from: string): boolean {
    return this.#writer.imports(from);
  }

  #variants(): readonly Variant[] {
    const { name } = this.#object;
    const { rowForms, documents } = this.#project;
    const ofRow = rowForms(name);
    const forms: Variant[] = ROW_FORM_ORDER.filter((form) => ofRow.includes(form));
    return documents.has(name) ? [...forms, "document"] : forms;
  }

  #typeName(variant: Variant): string {
    return formName(this.#project.names.classes.get(this.#object.name)!, variant);
  }

  #import(imports: readonly Import[]): void {
    for (const { name, from } of imports) {
      if (from !== this.#path) this.#writer.importName(name, from);
    }
  }

  /** Imports what the expression names. */
  #importFor(expression: ZodExpression): void {
    this.#import(declaredIn(expression).map(this.#project.members.importOf));
  }

  /** Rules that several forms have are printed once. Gives their list. */
  #sharedRules(forms: readonly PlannedForm[]): string {
    const [first, ...others] = forms.filter(({ print, rules }) => print !== "same" && rules !== "");
    if (first === undefined || others.every(({ rules }) => rules !== first.rules)) return "";
    this.#writer.blank();
    this.#writer.doc(["What must hold between members."]);
    this.#writer.line(`${RULES}${first.rules};`);
    for (const check of first.checks) this.#importFor(check);
    return first.rules;
  }

  #form(form: PlannedForm, isSource: boolean, rules: string): void {
    const { variant, checks } = form;
    const name = this.#typeName(variant);
    const writer = this.#writer;
    // What leads to itself, leads there in its document form.
    const isDeclared =
      variant === "document" && this.#project.context.isRecursive(this.#object.name);
    // A type that is written out has the comments, and whatever is made of another form had them there.
    const source = form.print === "full" && !isDeclared ? this.#describing : this.#source;
    writer.blank();
    let schema = this.#unchecked(form);
    if (isSource && checks.length > 0) schema = this.#constant(variant, schema, source);
    writer.comment(formDoc(this.#object, variant).flatMap(commentLines).concat(this.#about));
    const isShared = form.print !== "same" && rules !== "" && form.rules === rules;
    if (form.print !== "same" && !isShared) schema = checked(schema, checks);
    const start = `export const ${name}Schema${isDeclared ? `: z.ZodType<${name}>` : ""} = `;
    this.#statement(start, schema, isShared ? ".check(...rules);" : ";", source);
    if (isDeclared) this.#declare(name, variant);
    else if (form.print === "same") {
      writer.line(`export type ${name} = ${this.#typeName(form.as.variant)};`);
    } else writer.line(`export type ${name} = z.infer<typeof ${name}Schema>;`);
  }

  /** The schema of a form, without what must hold between its members. */
  #unchecked(form: PlannedForm): ZodExpression {
    switch (form.print) {
      case "full":
        return objectExpression(this.#object, shownMembers(form.looks), this.#project.context);
      case "derived":
        return derivedExpression(this.#sourceOf(form.from), form.looks, form.from.looks);
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
  #constant(variant: Variant, value: ZodExpression, source: ZodSource): ZodExpression {
    this.#writer.doc(["Without what must hold between members: other forms are made of it."]);
    this.#statement(`const ${variant} = `, value, ";", source);
    this.#writer.blank();
    const constant: ZodExpression = { kind: "constant", name: variant, value };
    this.#constants.set(variant, constant);
    return constant;
  }

  #statement(start: string, schema: ZodExpression, end: string, source: ZodSource): void {
    const { body } = this.#writer;
    body.push(start);
    source.printTo(body, schema, "", start.length);
    body.push(end, "\n");
    this.#importFor(schema);
  }

  #declare(name: string, variant: Variant): void {
    const writer = this.#writer;
    writer.line(`export type ${name} = {`);
    const described = this.#describedBefore();
    const types = this.#types();
    for (const member of variantMembers(this.#object, variant)) {
      const { property } = member;
      const type = memberType(propertyKey(property.name), member, types);
      const comment = described.has(property) ? "" : this.#project.members.comment(property);
      writer.line(`${comment}  ${type}`);
    }
    if (this.#object.additional) writer.line("  [name: string]: unknown;");
    writer.line("};");
  }

  #types(): TypeNames {
    const { names } = this.#project;
    const writer = this.#writer;
    return {
      check: (name) => writer.importName(name, runtimePath(name)),
      entry: () => writer.importType("DictionaryEntry", "./collections.ts"),
      enum: (name) => writer.importType(names.enums.get(name)!, ENUM_PATH),
      object: (name) => {
        const type = names.classes.get(name)?.valueName;
        if (type === undefined) return undefined;
        return name === this.#object.name ? type : writer.importType(type, classPath(name, names));
      },
    };
  }

  #members(members: readonly MemberExpression[], pieces: string[]): void {
    for (const member of members) pieces.push(this.#member(member).text);
  }

  #describedMembers(members: readonly MemberExpression[], pieces: string[]): void {
    const before = this.#describedBefore();
    this.#described.push(members);
    for (const member of members) {
      const { comment, text } = this.#member(member);
      if (!before.has(member.property)) pieces.push(comment);
      pieces.push(text);
    }
  }

  #member(member: MemberExpression): PrintedMember {
    const printed = this.#project.members.print(member);
    // Most need nothing.
    if (printed.imports.length > 0) this.#import(printed.imports);
    return printed;
  }

  /** Members are described where they are first printed. */
  #describedBefore(): ReadonlySet<PropertyShape> {
    const before = new Set<PropertyShape>();
    for (const members of this.#described) for (const { property } of members) before.add(property);
    return before;
  }
}
