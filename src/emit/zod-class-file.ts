// One class → its file: a schema and a type for each of its forms.

import type { ObjectShape, PropertyShape } from "../constraint/shape.ts";
import { variantMembers, type Member, type Variant } from "../constraint/variant.ts";
import { docText, propertyKey } from "./typescript-text.ts";
import { SourceWriter } from "./writer.ts";
import { memberDoc, objectDoc, ROW_FORM_WORDS, type FormWords } from "./zod-docs.ts";
import {
  checked,
  declaredIn,
  type Declared,
  type MemberExpression,
  type ZodExpression,
} from "./zod-expression.ts";
import { ENUM_FILE, FORM_SUFFIXES, formName, type RowForm, type ZodNames } from "./zod-names.ts";
import { memberExpressions, objectChecks, objectExpression } from "./zod-objects.ts";
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

interface Form extends FormWords {
  readonly variant: Variant;
  /** Of the type. */
  readonly name: string;
}

/** What a form is made of. */
interface FormParts {
  readonly members: readonly Member[];
  readonly expressions: readonly MemberExpression[];
  /** Of what must hold between the members. */
  readonly checks: readonly ZodExpression[];
}

/** What nests others comes behind what it is made of: a class may nest its own rows. */
const ROW_FORM_ORDER: readonly RowForm[] = ["nested", "input", "read", "create", "update"];

const ENUM_PATH = `./${ENUM_FILE}`;
const COLLECTION_CHECKS: ReadonlySet<string> = new Set(Object.keys(collections));

function runtimePath(check: string): string {
  return COLLECTION_CHECKS.has(check) ? "./collections.ts" : "./checks.ts";
}

export class ClassFile {
  readonly #writer = new SourceWriter();
  readonly #source: ZodSource;
  readonly #types: TypeNames;
  readonly #object: ObjectShape;
  readonly #project: ZodProject;
  /** What has been said at a form above. */
  readonly #described = new Set<PropertyShape>();
  /** What is still to be said in the form that is being printed, by the name of the member. */
  #undescribed: ReadonlyMap<string, PropertyShape> = new Map();
  /** Those whose imports are there. */
  readonly #imported = new Set<MemberExpression>();
  readonly #parts = new Map<Variant, FormParts>();

  constructor(object: ObjectShape, project: ZodProject) {
    this.#object = object;
    this.#project = project;
    const { names } = project;
    const writer = this.#writer;
    writer.importNamespace("z", "zod");
    this.#source = project.source.commented((name) => {
      const property = this.#undescribed.get(name);
      return property === undefined ? "" : this.#comment(property);
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
    const forms = this.#forms();
    const rules = this.#sharedRules(forms);
    for (const form of forms) this.#form(form, rules);
    return this.#writer.toString();
  }

  #pathOf(className: string): string {
    return `./${this.#project.names.classes.get(className)!.path}`;
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

  #importMembers(members: readonly MemberExpression[]): void {
    const { declared } = this.#project;
    for (const member of members) {
      if (this.#imported.has(member)) continue;
      this.#imported.add(member);
      let known = declared.get(member);
      if (known === undefined) declared.set(member, (known = declaredIn(member.value)));
      this.#import(known);
    }
  }

  #partsOf(variant: Variant): FormParts {
    const known = this.#parts.get(variant);
    if (known !== undefined) return known;
    const { context } = this.#project;
    const members = variantMembers(this.#object, variant);
    const parts = {
      members,
      expressions: memberExpressions(members, variant, context),
      checks: objectChecks(this.#object, variant, context),
    };
    this.#parts.set(variant, parts);
    return parts;
  }

  get #typeName(): string {
    return this.#project.names.classes.get(this.#object.name)!.typeName;
  }

  #forms(): readonly Form[] {
    const { name } = this.#object;
    const { names, rowForms, documents } = this.#project;
    const className = names.classes.get(name)!;
    const ofRow = rowForms(name);
    return [
      ...ROW_FORM_ORDER.filter((variant) => ofRow.includes(variant)).map((variant) => ({
        variant,
        name: formName(className, variant),
        ...ROW_FORM_WORDS[variant],
      })),
      ...(documents.has(name)
        ? [
            {
              variant: "document" as const,
              name: formName(className, "document"),
              summary: "in a document or inside another object",
            },
          ]
        : []),
    ];
  }

  /** Rules that several forms have are printed once. */
  #sharedRules(forms: readonly Form[]): readonly ZodExpression[] {
    const [first = [], second] = forms
      .map(({ variant }) => this.#partsOf(variant).checks)
      .filter((checks) => checks.length > 0);
    if (second === undefined || !sameItems(first, second)) return [];
    this.#writer.blank();
    this.#writer.doc(["What must hold between members."]);
    const list = this.#source.print({ kind: "list", items: first }, "", "const rules = ".length);
    this.#writer.line(`const rules = ${list};`);
    this.#import(first.flatMap(declaredIn));
    return first;
  }

  #form(form: Form, rules: readonly ZodExpression[]): void {
    const { variant, name } = form;
    const { context } = this.#project;
    const object = this.#object;
    // What leads to itself, leads there in its document form.
    const isDeclared = variant === "document" && context.isRecursive(object.name);
    const { members, expressions, checks } = this.#partsOf(variant);
    const isShared = checks.length > 0 && sameItems(checks, rules);
    const writer = this.#writer;
    writer.blank();
    writer.doc(objectDoc(object, form));
    if (variant === "document" && !isDeclared && this.#isLikeCreate()) {
      const create = this.#typeName + FORM_SUFFIXES.create;
      writer.line(`export const ${name}Schema = ${create}Schema;`);
      writer.line(`export type ${name} = ${create};`);
      return;
    }
    this.#undescribed = isDeclared ? new Map() : this.#newMembers(members);
    const schema = objectExpression(object, expressions, context);
    const printed = isShared ? schema : checked(schema, checks);
    const value = this.#source.print(printed);
    this.#importMembers(expressions);
    this.#import(declaredIn(printed));
    const type = isDeclared ? `: z.ZodType<${name}>` : "";
    writer.line(
      `export const ${name}Schema${type} = ${value}${isShared ? ".check(...rules)" : ""};`,
    );
    if (isDeclared) this.#declare(name, members);
    else writer.line(`export type ${name} = z.infer<typeof ${name}Schema>;`);
  }

  /** A document says of an object what the body of POST says. */
  #isLikeCreate(): boolean {
    if (this.#project.rowForms(this.#object.name).length === 0) return false;
    const create = this.#partsOf("create");
    const document = this.#partsOf("document");
    return (
      sameItems(create.expressions, document.expressions) &&
      sameItems(create.checks, document.checks)
    );
  }

  #declare(name: string, members: readonly Member[]): void {
    const writer = this.#writer;
    const undescribed = this.#newMembers(members);
    writer.line(`export type ${name} = {`);
    for (const member of members) {
      const property = undescribed.get(member.property.name);
      const comment = property === undefined ? "" : this.#comment(property);
      const type = memberType(propertyKey(member.property.name), member, this.#types);
      writer.line(`${comment}  ${type}`);
    }
    if (this.#object.additional) writer.line("  [name: string]: unknown;");
    writer.line("};");
  }

  #comment(property: PropertyShape): string {
    const { comments } = this.#project;
    const known = comments.get(property);
    if (known !== undefined) return known;
    const text = memberDoc(property).join("\n");
    const made = docText(text === "" ? [] : [text], "  ");
    comments.set(property, made);
    return made;
  }

  /** Members are described at the first form that has them. */
  #newMembers(members: readonly Member[]): ReadonlyMap<string, PropertyShape> {
    const fresh = members
      .map(({ property }) => property)
      .filter((property) => !this.#described.has(property));
    for (const property of fresh) this.#described.add(property);
    return new Map(fresh.map((property) => [property.name, property]));
  }
}

function sameItems<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
