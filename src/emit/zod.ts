// Shapes → TypeScript source with Zod schemas and the types inferred from them: one file per class, one for the enums.

import {
  variantMembers,
  type EnumShape,
  type Member,
  type ObjectShape,
  type Shape,
  type StringShape,
  type Variant,
} from "../constraint/shape.ts";
import {
  embeddedClasses,
  namedEnums,
  recursiveClasses,
  referencedObjects,
} from "../constraint/shape-graph.ts";
import { SourceWriter } from "./writer.ts";
import {
  ENUM_FILE,
  FORM_SUFFIXES,
  INDEX_FILE,
  zodNames,
  type ZodClassName,
  type ZodNames,
} from "./zod-names.ts";
import { memberType } from "./zod-type.ts";

export interface ZodFile {
  /** Relative to the folder of schemas, e.g. `user.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface ZodModule {
  readonly files: readonly ZodFile[];
  /** Class → its file and the name that its exports begin with: `{User}Schema`, `{User}CreateSchema`, `{User}UpdateSchema`. */
  readonly classes: ReadonlyMap<string, ZodClassName>;
}

/**
 * Prints every class. `stored` are those with rows of their own: they get a schema for reading, creating and updating, and one more
 * where they are also values inside others; the rest are only that and get one.
 */
export function zodModule(
  shapes: ReadonlyMap<string, ObjectShape>,
  stored: ReadonlySet<string>,
): ZodModule {
  const enums = namedEnums(shapes);
  const names = zodNames([...shapes.keys()], [...enums.keys()], (name) => stored.has(name));
  const { classes } = names;
  const printer = new ZodPrinter(names, recursiveClasses(shapes), stored);
  const embedded = embeddedClasses(shapes);
  const files = [...shapes.values()].map((shape) => ({
    path: classes.get(shape.name)!.path,
    text: printer.classFile(shape, embedded.has(shape.name)),
  }));
  if (enums.size > 0) {
    files.push({ path: ENUM_FILE, text: printer.enumFile([...enums.values()]) });
  }
  const exports = files.map((file) => `export * from "./${file.path}";\n`).toSorted();
  files.push({ path: INDEX_FILE, text: SourceWriter.preamble + exports.join("") });
  return { files, classes };
}

const FORMS: readonly (readonly [keyof typeof FORM_SUFFIXES, summary: string])[] = [
  ["read", "as the API answers with it"],
  ["create", "the body of POST"],
  ["update", "the body of PATCH: null removes a value, an absent member stays"],
];

class ZodPrinter {
  readonly #names: ZodNames;
  readonly #recursive: ReadonlySet<string>;
  readonly #stored: ReadonlySet<string>;

  constructor(names: ZodNames, recursive: ReadonlySet<string>, stored: ReadonlySet<string>) {
    this.#names = names;
    this.#recursive = recursive;
    this.#stored = stored;
  }

  /** `embedded`: it stands inside others, too. */
  classFile(shape: ObjectShape, embedded: boolean): string {
    const writer = new SourceWriter();
    writer.importNamespace("z", "zod");
    const { typeName: type, valueName } = this.#names.classes.get(shape.name)!;
    const isStored = this.#stored.has(shape.name);
    if (isStored) {
      for (const [form, summary] of FORMS) {
        this.#object(writer, shape, form, { name: type + FORM_SUFFIXES[form], summary });
      }
    }
    if (embedded || !isStored) {
      const summary = "a value inside other objects";
      this.#object(writer, shape, "document", { name: valueName, summary });
    }
    return writer.toString();
  }

  enumFile(enums: readonly EnumShape[]): string {
    const writer = new SourceWriter();
    writer.importNamespace("z", "zod");
    for (const shape of enums) {
      const name = this.#names.enums.get(shape.name ?? "")!;
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
    { name, summary }: { readonly name: string; readonly summary: string },
  ): void {
    const title = shape.title ?? shape.name;
    writer.blank();
    writer.doc([
      `${title}, ${summary}.`,
      ...(shape.description === undefined ? [] : [shape.description]),
      ...(shape.deprecated ? ["@deprecated"] : []),
    ]);
    const members = variantMembers(shape, variant);
    const isRecursive = this.#recursive.has(shape.name);
    const declared = isRecursive ? `: z.ZodType<${name}>` : "";
    const factory = shape.additional ? "looseObject" : "strictObject";
    writer.line(`export const ${name}Schema${declared} = z.${factory}({`);
    for (const member of members) this.#member(writer, shape.name, member);
    writer.line("});");
    if (isRecursive) this.#typeOf(writer, shape, name, members);
    else writer.line(`export type ${name} = z.infer<typeof ${name}Schema>;`);
  }

  #typeOf(
    writer: SourceWriter,
    shape: ObjectShape,
    name: string,
    members: readonly Member[],
  ): void {
    const names = {
      object: (className: string): string | undefined => {
        const target = this.#names.classes.get(className);
        if (target === undefined || className === shape.name) return target?.valueName;
        writer.importName(`type ${target.valueName}`, `./${target.path}`);
        return target.valueName;
      },
      enum: (enumName: string): string => {
        const type = this.#names.enums.get(enumName)!;
        writer.importName(`type ${type}`, `./${ENUM_FILE}`);
        return type;
      },
    };
    writer.line(`export type ${name} = {`);
    for (const member of members) {
      writer.line(`  ${memberType(propertyKey(member.property.name), member, names)}`);
    }
    if (shape.additional) writer.line("  [name: string]: unknown;");
    writer.line("};");
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
        return stringExpression(writer, shape);
      case "integer":
        return `z.int()${bounds(shape)}`;
      case "number":
        return `z.number()${bounds(shape)}`;
      case "boolean":
        return "z.boolean()";
      case "enum":
        if (shape.name === undefined) return `z.enum(${textList(shape)})`;
        return writer.importName(`${this.#names.enums.get(shape.name)!}Schema`, `./${ENUM_FILE}`);
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
        const target = this.#names.classes.get(shape.name);
        if (target === undefined) return "z.json()";
        const schema = `${target.valueName}Schema`;
        return shape.name === owner ? schema : writer.importName(schema, `./${target.path}`);
      }
      case "dictionary":
        return "z.record(z.string(), z.json())";
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

function stringExpression(writer: SourceWriter, shape: StringShape): string {
  const patterns = shape.patterns.map((pattern) => `.regex(${regexLiteral(pattern)})`).join("");
  const min = shape.minLength === undefined ? "" : `.min(${shape.minLength})`;
  const max = shape.maxLength === undefined ? "" : `.max(${shape.maxLength})`;
  return stringBase(writer, shape) + min + max + dayBounds(shape) + patterns;
}

function dayBounds({ earliest, latest }: StringShape): string {
  const rule = (operator: string, bound: string, words: string): string =>
    `.refine((day) => day ${operator} "${bound}", "must be ${words} ${bound}")`;
  return (
    (earliest === undefined ? "" : rule(">=", earliest, "on or after")) +
    (latest === undefined ? "" : rule("<=", latest, "on or before"))
  );
}

/** Of dates and times what Postgres keeps unchanged. */
function stringBase(writer: SourceWriter, { format }: StringShape): string {
  switch (format) {
    case "date":
      return writer.constant("date", "z.iso.date().regex(/^(?!0000)/u)", "From the year 1 on.");
    case "time":
      return writer.constant(
        "time",
        "z.iso.time().regex(/^(?!.*\\.\\d{7})/u)",
        "To the microsecond.",
      );
    case "date-time":
      return writer.constant(
        "dateTime",
        "z.iso.datetime({ offset: true, local: true })" +
          ".regex(/^(?!0000|0001-01-01T.*\\+(?!00:00)|9999-12-31T.*-(?!00:00))/u)" +
          ".regex(/^(?!.*(?:\\.\\d{7}|[+-](?:1[6-9]|2\\d):))/u)",
        "From the year 1 to 9999, in UTC too; to the microsecond, with an offset below 16 hours.",
      );
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
