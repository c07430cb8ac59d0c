// Shapes → TypeScript source with Zod schemas and the types inferred from them: one file per class, one for the enums.

import { kebabCase, typeName } from "./identifier.ts";
import {
  variantMembers,
  type EnumShape,
  type Member,
  type ObjectShape,
  type Shape,
  type StringShape,
  type Variant,
} from "./shape.ts";
import { SourceWriter } from "./writer.ts";

export interface ZodFile {
  /** Relative to the folder of schemas, e.g. `user.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface ZodModule {
  readonly files: readonly ZodFile[];
  /** Class → its file and the name that its exports begin with: `{User}Schema`, `{User}CreateSchema`, `{User}UpdateSchema`. */
  readonly classes: ReadonlyMap<string, { readonly path: string; readonly typeName: string }>;
}

const ENUM_FILE = "enums.ts";
const INDEX_FILE = "index.ts";

/**
 * Prints every class. `stored` are those with rows of their own: they get a schema for reading, creating and updating;
 * the others are values inside them and get one.
 */
export function zodModule(
  shapes: ReadonlyMap<string, ObjectShape>,
  stored: ReadonlySet<string>,
): ZodModule {
  const names = fileNames([...shapes.keys()]);
  const classes = new Map(
    [...shapes.keys()].map((name, index) => [
      name,
      { path: names[index]!, typeName: typeName(name) },
    ]),
  );
  const enums = new Map<string, EnumShape>();
  for (const shape of shapes.values()) {
    for (const { shape: child } of shape.properties) collectEnums(child, enums);
  }
  const printer = new ZodPrinter(classes, recursiveClasses(shapes));
  const files = [...shapes.values()].map((shape) => ({
    path: classes.get(shape.name)!.path,
    text: printer.classFile(shape, stored.has(shape.name)),
  }));
  if (enums.size > 0) {
    files.push({ path: ENUM_FILE, text: printer.enumFile([...enums.values()]) });
  }
  const exports = files.map((file) => `export * from "./${file.path}";\n`).toSorted();
  files.push({ path: INDEX_FILE, text: SourceWriter.preamble + exports.join("") });
  return { files, classes };
}

/** Kebab-case, each once on file systems that ignore case; clear of the files with a meaning of their own. */
function fileNames(names: readonly string[]): string[] {
  const taken = new Set([ENUM_FILE, INDEX_FILE]);
  return names.map((name) => {
    const stem = kebabCase(name) || "class";
    let path = `${stem}.ts`;
    for (let count = 2; taken.has(path); count++) path = `${stem}-${count}.ts`;
    taken.add(path);
    return path;
  });
}

function collectEnums(shape: Shape, enums: Map<string, EnumShape>): void {
  if (shape.kind === "enum" && shape.name !== undefined) enums.set(shape.name, shape);
  for (const child of children(shape)) collectEnums(child, enums);
}

function children(shape: Shape): readonly Shape[] {
  if (shape.kind === "array") return [shape.items];
  if (shape.kind === "record") return [shape.values];
  return shape.kind === "union" ? shape.anyOf : [];
}

function referencedObjects(shape: Shape): readonly string[] {
  if (shape.kind === "object") return [shape.name];
  return children(shape).flatMap(referencedObjects);
}

/** Classes that contain themselves, directly or through others: their members are printed as getters. */
function recursiveClasses(shapes: ReadonlyMap<string, ObjectShape>): ReadonlySet<string> {
  const next = (name: string): readonly string[] =>
    (shapes.get(name)?.properties ?? []).flatMap((property) => referencedObjects(property.shape));
  const recursive = new Set<string>();
  for (const name of shapes.keys()) {
    const seen = new Set<string>();
    const queue = [...next(name)];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      queue.push(...next(at));
    }
    if (seen.has(name)) recursive.add(name);
  }
  return recursive;
}

const VARIANTS: readonly (readonly [Variant, suffix: string, summary: string])[] = [
  ["read", "", "as the API answers with it"],
  ["create", "Create", "the body of POST"],
  ["update", "Update", "the body of PATCH: null removes a value, an absent member stays"],
];

class ZodPrinter {
  readonly #classes: ZodModule["classes"];
  readonly #recursive: ReadonlySet<string>;

  constructor(classes: ZodModule["classes"], recursive: ReadonlySet<string>) {
    this.#classes = classes;
    this.#recursive = recursive;
  }

  classFile(shape: ObjectShape, stored: boolean): string {
    const writer = new SourceWriter();
    writer.importNamespace("z", "zod");
    const variants = stored ? VARIANTS : ([["value", "", "a value inside other objects"]] as const);
    for (const [variant, suffix, summary] of variants) {
      this.#object(writer, shape, variant, suffix, summary);
    }
    return writer.toString();
  }

  enumFile(enums: readonly EnumShape[]): string {
    const writer = new SourceWriter();
    writer.importNamespace("z", "zod");
    for (const shape of enums) {
      const name = typeName(shape.name ?? "");
      writer.blank();
      const described = shape.values.filter(({ description }) => description !== undefined);
      writer.doc(described.map(({ text, description }) => `- \`${text}\`: ${description}`));
      writer.line(`export const ${name}Schema = z.enum(${textList(shape)});`);
      writer.line(`export type ${name} = z.infer<typeof ${name}Schema>;`);
    }
    return writer.toString();
  }

  #object(
    writer: SourceWriter,
    shape: ObjectShape,
    variant: Variant,
    suffix: string,
    summary: string,
  ): void {
    const name = `${this.#classes.get(shape.name)!.typeName}${suffix}`;
    const title = shape.title ?? shape.name;
    writer.blank();
    writer.doc([
      `${title}, ${summary}.`,
      ...(shape.description === undefined ? [] : [shape.description]),
      ...(shape.deprecated ? ["@deprecated"] : []),
    ]);
    writer.line(`export const ${name}Schema = z.${shape.open ? "looseObject" : "strictObject"}({`);
    for (const member of variantMembers(shape, variant)) this.#member(writer, shape.name, member);
    writer.line("});");
    writer.line(`export type ${name} = z.infer<typeof ${name}Schema>;`);
  }

  #member(writer: SourceWriter, owner: string, member: Member): void {
    const { property } = member;
    const key = propertyKey(property.name);
    const expression = this.#expression(writer, property.shape, owner) + optionality(member);
    writer.doc(
      [
        ...(property.description === undefined ? [] : [property.description]),
        ...(property.deprecated ? ["@deprecated"] : []),
      ],
      "  ",
    );
    const isRecursive = referencedObjects(property.shape).some((name) => this.#recursive.has(name));
    if (isRecursive) writer.line(`  get ${key}() {\n    return ${expression};\n  },`);
    else writer.line(`  ${key}: ${expression},`);
  }

  #expression(writer: SourceWriter, shape: Shape, owner: string): string {
    const nested = (child: Shape): string => this.#expression(writer, child, owner);
    switch (shape.kind) {
      case "string":
        return stringExpression(shape);
      case "integer":
        return `z.int()${bounds(shape)}`;
      case "number":
        return `z.number()${bounds(shape)}`;
      case "boolean":
        return "z.boolean()";
      case "enum":
        if (shape.name === undefined) return `z.enum(${textList(shape)})`;
        return writer.importName(`${typeName(shape.name)}Schema`, `./${ENUM_FILE}`);
      case "literal":
        return `z.literal(${JSON.stringify(shape.value)})`;
      case "array": {
        const min = shape.minItems === undefined ? "" : `.min(${shape.minItems})`;
        const max = shape.maxItems === undefined ? "" : `.max(${shape.maxItems})`;
        const unique = shape.unique
          ? `.refine((items) => new Set(items.map((item) => JSON.stringify(item))).size === items.length, "must not hold the same value twice")`
          : "";
        return `z.array(${nested(shape.items)})${min}${max}${unique}`;
      }
      case "object": {
        const target = this.#classes.get(shape.name);
        if (target === undefined) return "z.json()";
        const schema = `${target.typeName}Schema`;
        return shape.name === owner ? schema : writer.importName(schema, `./${target.path}`);
      }
      case "record":
        return `z.record(z.string(), ${nested(shape.values)})`;
      case "union":
        return `z.union([${shape.anyOf.map(nested).join(", ")}])`;
      case "any":
        return "z.json()";
    }
  }
}

function optionality({ present, nullable }: Member): string {
  if (present) return nullable ? ".nullable()" : "";
  return nullable ? ".nullish()" : ".optional()";
}

function bounds(shape: { readonly minimum?: number; readonly maximum?: number }): string {
  const min = shape.minimum === undefined ? "" : `.min(${shape.minimum})`;
  const max = shape.maximum === undefined ? "" : `.max(${shape.maximum})`;
  return min + max;
}

/** Years from 1 to 9999, at most microseconds: what Postgres keeps unchanged. */
const DATE = "z.iso.date().regex(/^(?!0000)/u)";
const TIME = "z.iso.time().regex(/^(?!.*\\.\\d{7})/u)";
const DATE_TIME =
  "z.iso.datetime({ offset: true, local: true }).regex(/^(?!0000)(?!.*\\.\\d{7})/u)";

function stringExpression(shape: StringShape): string {
  const patterns = shape.patterns.map((pattern) => `.regex(${regexLiteral(pattern)})`).join("");
  const min = shape.minLength === undefined ? "" : `.min(${shape.minLength})`;
  const max = shape.maxLength === undefined ? "" : `.max(${shape.maxLength})`;
  return stringBase(shape) + min + max + patterns;
}

function stringBase({ format }: StringShape): string {
  switch (format) {
    case "date":
      return DATE;
    case "time":
      return TIME;
    case "date-time":
      return DATE_TIME;
    case "uuid":
      return "z.guid()";
    // The patterns of the type say what Postgres checks too; a stricter reading here would refuse rows it takes.
    default:
      return "z.string()";
  }
}

function regexLiteral(source: string): string {
  // A line break or a slash would end a literal.
  return /[\n\r\u2028\u2029/]/.test(source) || source === ""
    ? `new RegExp(${JSON.stringify(source)}, "u")`
    : `/${source}/u`;
}

function textList(shape: EnumShape): string {
  return `[${shape.values.map(({ text }) => JSON.stringify(text)).join(", ")}]`;
}

function propertyKey(name: string): string {
  // A quoted `__proto__` would set the prototype; a computed one is a member like any other.
  if (name === "__proto__") return `["__proto__"]`;
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
