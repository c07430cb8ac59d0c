// Shapes → TypeScript source with Zod schemas and their types: one file per class, one for the enums, one for what Zod has no word for.

import type { EnumShape, ObjectShape } from "../constraint/shape.ts";
import { remembered } from "../text/remembered.ts";
import { ClassFile, type ZodProject } from "./zod-class-file.ts";
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
  readonly pieces: readonly string[];
}

export interface ZodModule {
  /** One for each class, and what they import; each is printed when its turn comes. */
  readonly files: () => Iterable<ZodFile>;
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
  return { files: () => zodFiles([...shapes.values()], enums, project), classes: names.classes };
}

function* zodFiles(
  shapes: readonly ObjectShape[],
  enums: readonly EnumShape[],
  project: ZodProject,
): IterableIterator<ZodFile> {
  const { names } = project;
  const paths: string[] = [];
  const runtime = new Set<RuntimeFile>();
  for (const shape of shapes) {
    const { path } = names.classes.get(shape.name)!;
    const file = new ClassFile(shape, project);
    const pieces = file.pieces();
    for (const name of RUNTIME_FILES) if (file.imports(`./${name}`)) runtime.add(name);
    paths.push(path);
    yield { path, pieces };
  }
  if (enums.length > 0) {
    paths.push(ENUM_FILE);
    yield { path: ENUM_FILE, pieces: enumFile(enums, names) };
  }
  const exports = paths.map((path) => `export * from "./${path}";\n`).toSorted();
  yield { path: INDEX_FILE, pieces: [SourceWriter.preamble, ...exports] };
  yield* runtimeFiles(runtime);
}

type RuntimeFile = (typeof RUNTIME_FILES)[number];

const ROW_FORMS: readonly RowForm[] = ["read", "create", "update"];

/** What the other files import, and what that imports. */
function runtimeFiles(imported: ReadonlySet<RuntimeFile>): readonly ZodFile[] {
  const needed = RUNTIME_FILES.filter(
    (path) => imported.has(path) || (path === "checks.ts" && imported.has("collections.ts")),
  );
  return needed.map((path) => ({
    path,
    pieces: [SourceWriter.preamble, "\n", runtimeTexts[path]],
  }));
}

/** Enums refer to nothing. */
const NO_NAMES: SourceNames = {
  isDeferred: () => false,
  enumSchema: (name) => name,
  classSchema: (name) => name,
};

function enumFile(enums: readonly EnumShape[], names: ZodNames): readonly string[] {
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
  return writer.pieces();
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
