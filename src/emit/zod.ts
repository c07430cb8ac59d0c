// Shapes → TypeScript source with Zod schemas and their types: one file per class, one for the enums, one for what Zod has no word for.

import type { EnumShape, ObjectShape } from "../constraint/shape.ts";
import { remembered } from "../text/remembered.ts";
import { ClassFile } from "./zod-class-file.ts";
import { documentClosure, zodGraph } from "./zod-graph.ts";
import { memberPrinter } from "./zod-members.ts";
import {
  ENUM_FILE,
  formName,
  INDEX_FILE,
  RUNTIME_FILES,
  zodNames,
  type RowForm,
  type ZodClassName,
  type ZodNames,
} from "./zod-names.ts";
import { runtimeTexts } from "./zod-runtime/texts.ts";
import { enumExpression } from "./zod-scalars.ts";
import { shapeContext } from "./zod-shapes.ts";
import { ZodSource, type SourceNames } from "./zod-source.ts";
import { SourceWriter } from "./writer.ts";

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
 * where they also stand in a document; the rest are only that and get one.
 */
export function zodModule(
  shapes: ReadonlyMap<string, ObjectShape>,
  stored: ReadonlySet<string>,
): ZodModule {
  const graph = zodGraph(shapes);
  const enums = [...graph.enums.values()];
  const rowForms = remembered((name: string): readonly RowForm[] =>
    stored.has(name) ? [...ROW_FORMS, ...(graph.nestedForms.get(name) ?? [])] : [],
  );
  const names = zodNames([...shapes.keys()], [...graph.enums.keys()], rowForms);
  const documents = documentClosure(
    [...shapes.keys()].flatMap((name) =>
      stored.has(name) ? [...(graph.rowUses.get(name) ?? [])] : [name],
    ),
    graph,
  );
  const context = shapeContext(shapes, graph.recursive);
  const source = new ZodSource({
    isDeferred: (name) => graph.deferred.has(name),
    enumSchema: (name) => `${names.enums.get(name)!}Schema`,
    classSchema: (name, variant) => `${formName(names.classes.get(name)!, variant)}Schema`,
  });
  const project = {
    names,
    context,
    source,
    rowForms,
    documents,
    members: memberPrinter(source, names),
  };
  const files = [...shapes.values()].map((shape) => ({
    path: names.classes.get(shape.name)!.path,
    text: new ClassFile(shape, project).text(),
  }));
  if (enums.length > 0) files.push({ path: ENUM_FILE, text: enumFile(enums, names) });
  const exports = files.map((file) => `export * from "./${file.path}";\n`).toSorted();
  files.push({ path: INDEX_FILE, text: SourceWriter.preamble + exports.join("") });
  files.push(...runtimeFiles(files));
  return { files, classes: names.classes };
}

const ROW_FORMS: readonly RowForm[] = ["read", "create", "update"];

/** What the other files import. */
function runtimeFiles(others: readonly ZodFile[]): readonly ZodFile[] {
  const file = (path: (typeof RUNTIME_FILES)[number]): ZodFile => ({
    path,
    text: `${SourceWriter.preamble}\n${runtimeTexts[path]}`,
  });
  const isUsed = (path: string): boolean =>
    others.some(({ text }) => text.includes(` from "./${path}";`));
  if (isUsed("collections.ts")) return RUNTIME_FILES.map(file);
  return isUsed("checks.ts") ? [file("checks.ts")] : [];
}

/** Enums refer to nothing. */
const NO_NAMES: SourceNames = {
  isDeferred: () => false,
  enumSchema: (name) => name,
  classSchema: (name) => name,
};

function enumFile(enums: readonly EnumShape[], names: ZodNames): string {
  const writer = new SourceWriter();
  writer.importNamespace("z", "zod");
  const source = new ZodSource(NO_NAMES);
  for (const shape of enums) {
    const name = names.enums.get(shape.name ?? "")!;
    writer.blank();
    writer.doc(shape.values.flatMap(describeValue));
    const start = `export const ${name}Schema = `;
    writer.line(`${start}${source.print(enumExpression(shape), "", start.length)};`);
    writer.line(`export type ${name} = z.infer<typeof ${name}Schema>;`);
  }
  return writer.toString();
}

/** Literal types have no comments of their own. */
function describeValue({
  text,
  title,
  description,
  deprecated,
}: EnumShape["values"][number]): string[] {
  const words = [deprecated && "(deprecated)", title, description].filter((part) => part);
  return words.length === 0 ? [] : [`- \`${text}\`: ${words.join(" ")}`];
}
