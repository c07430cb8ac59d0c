// The relational model → entity-relationship diagrams in Mermaid: one of everything, or, where nobody could read that, an overview and
// one for each connected part, or for each class of a part that is still too large.

import { objectNames } from "../constraint/json-kind.ts";
import type { ObjectShape } from "../constraint/shape.ts";
import type { StoredClass } from "../lower/stored-class.ts";
import type { Column, Database, Table } from "../relational/database.ts";
import { remembered } from "../text/remembered.ts";
import { keyMarks } from "./diagram/key-marks.ts";
import { attributeName, attributeType, comment, quoted } from "./diagram/mermaid-text.ts";
import { connectedParts } from "./diagram/parts.ts";
import {
  joinRelations,
  joinTables,
  keyRelations,
  merged,
  parallel,
  relationText,
  type Relation,
} from "./diagram/relations.ts";
import { kebabCase } from "./identifier.ts";

/** The most entities that a picture with all columns shows; join tables become mere lines first. */
const readableEntities = 40;

export interface DiagramFile {
  /** `diagram.mmd`, or below `diagrams/`. */
  readonly path: string;
  /** Its lines, many of which stand in other diagrams too. */
  readonly pieces: readonly string[];
}

export interface DiagramInput {
  readonly database: Database;
  readonly classes: readonly StoredClass[];
  readonly shapes: ReadonlyMap<string, ObjectShape>;
}

export interface Diagrams {
  /** Of everything: `diagram.mmd`. */
  readonly whole: DiagramFile;
  /** Those that show more, where the whole is an overview; each is drawn when its turn comes. */
  readonly parts: () => Iterable<DiagramFile>;
}

export function mermaidDiagrams(input: DiagramInput): Diagrams {
  const drawing = new Drawing(input);
  const path = "diagram.mmd";
  const whole = drawing.whole();
  if (whole !== undefined) return { whole: { path, pieces: whole }, parts: () => [] };
  return { whole: { path, pieces: drawing.overview() }, parts: () => drawing.parts() };
}

class Drawing {
  readonly #database: Database;
  readonly #joins: ReturnType<typeof joinTables>;
  /** Table → column → what its objects are. */
  readonly #contents: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Inherited columns have the same words again and again, and the same names stand in many pictures. */
  readonly #comment = remembered(comment);
  readonly #quoted = remembered(quoted);
  readonly #entity = remembered((name: string) => line(this.#quoted(name)));
  readonly #type = remembered(attributeType);
  /** Of columns that are no keys and say nothing of objects inside them. */
  readonly #plainAttribute = remembered((column: Column) => this.#attribute(column, "", ""));
  /** Those of all tables, for the overview and the neighbourhoods. */
  #drawn: readonly DrawnLine[] | undefined;

  constructor({ database, classes, shapes }: DiagramInput) {
    this.#database = database;
    this.#joins = joinTables(classes);
    this.#contents = columnContents(classes, shapes);
  }

  /** Everything, where that can be read. */
  whole(): readonly string[] | undefined {
    return this.#picture(this.#database.tables);
  }

  /** Without columns; a join table is a line. */
  overview(): readonly string[] {
    const lines = [line("%% An overview, without columns; the pictures in diagrams/ have them.")];
    for (const { name } of this.#withoutJoins(this.#database.tables))
      lines.push(this.#entity(name));
    for (const { text } of this.#drawnLines()) lines.push(text);
    return diagram(lines);
  }

  #drawnLines(): readonly DrawnLine[] {
    this.#drawn ??= parallel(this.#joined(this.#database.tables)).map((group) => {
      const relation = merged(group);
      const { source, target } = relation;
      return { source, target, count: group.length, text: this.#relation(relation) };
    });
    return this.#drawn;
  }

  /** A diagram of each connected part, or of each table of a part that is too large; the tables that stand alone together. */
  *parts(): IterableIterator<DiagramFile> {
    const names = new FileNames();
    const parts = connectedParts(this.#database.tables);
    for (const part of parts.filter(({ length }) => length > 1)) {
      const pieces = this.#picture(part);
      if (pieces === undefined) yield* this.#neighbourhoods(part, names);
      else yield { path: names.of(busiest(this.#ofKeys(part))), pieces };
    }
    const alone = parts.filter(({ length }) => length === 1).flat();
    for (const some of chunks(alone, readableEntities))
      yield { path: names.of("unconnected"), pieces: this.#withColumns(some, []) };
  }

  /** All columns of these tables; undefined where they are too many. */
  #picture(tables: readonly Table[]): readonly string[] | undefined {
    const showsJoins = tables.length <= readableEntities;
    const shown = showsJoins ? tables : this.#withoutJoins(tables);
    if (shown.length > readableEntities) return undefined;
    const relations = showsJoins ? this.#ofKeys(tables) : this.#joined(tables);
    return this.#withColumns(shown, relations);
  }

  #withColumns(tables: readonly Table[], relations: readonly Relation[]): readonly string[] {
    const lines: string[] = [];
    for (const table of tables) this.#addEntity(table, lines);
    for (const relation of relations) lines.push(this.#relation(relation));
    return diagram(lines);
  }

  #relation(relation: Relation): string {
    return line(relationText(relation, this.#quoted));
  }

  /** A line for each foreign key. */
  #ofKeys(tables: readonly Table[]): readonly Relation[] {
    return tables.flatMap(keyRelations);
  }

  /** The same, but a join table is one line. */
  #joined(tables: readonly Table[]): readonly Relation[] {
    return tables.flatMap((table) => {
      const join = this.#joins.get(table.name);
      return join === undefined ? keyRelations(table) : joinRelations(table, join);
    });
  }

  #withoutJoins(tables: readonly Table[]): readonly Table[] {
    return tables.filter(({ name }) => !this.#joins.has(name));
  }

  /** Each table but the join tables, with the names of those around it. */
  *#neighbourhoods(tables: readonly Table[], names: FileNames): IterableIterator<DiagramFile> {
    const outgoing = Map.groupBy(this.#drawnLines(), ({ source }) => source);
    const incoming = Map.groupBy(
      this.#drawnLines().filter(({ source, target }) => source !== target),
      ({ target }) => target,
    );
    for (const table of this.#withoutJoins(tables)) {
      const { name } = table;
      yield {
        path: names.of(name),
        pieces: this.#neighbourhood(table, outgoing.get(name) ?? [], incoming.get(name) ?? []),
      };
    }
  }

  #neighbourhood(
    table: Table,
    outgoing: readonly DrawnLine[],
    incoming: readonly DrawnLine[],
  ): readonly string[] {
    const count = incoming.reduce((sum, line) => sum + line.count, 0);
    const isHub = count > readableEntities;
    const shown = isHub ? outgoing : outgoing.concat(incoming);
    const around = new Set<string>();
    shown.forEach(({ source, target }) => around.add(source).add(target));
    around.delete(table.name);
    const lines: string[] = [];
    if (isHub) lines.push(line(`%% ${count} references to it are left out.`));
    this.#addEntity(table, lines);
    around.forEach((name) => lines.push(this.#entity(name)));
    shown.forEach(({ text }) => lines.push(text));
    return diagram(lines);
  }

  #addEntity(table: Table, lines: string[]): void {
    const marks = keyMarks(table);
    const contents = this.#contents.get(table.name);
    lines.push(this.#entity(table.name), " {");
    table.columns.forEach((column) => {
      const mark = marks.get(column.name) ?? "";
      const content = contents?.get(column.name) ?? "";
      const isPlain = mark === "" && content === "";
      lines.push(isPlain ? this.#plainAttribute(column) : this.#attribute(column, mark, content));
    });
    lines.push(line("}"));
  }

  /** The line of a column; "" where it has no mark, or no objects inside it. */
  #attribute({ name, type, comment: about = "" }: Column, mark: string, content: string): string {
    const separator = content === "" || about === "" ? "" : ": ";
    const shown = this.#comment(content + separator + about);
    const key = mark === "" ? "" : ` ${mark}`;
    const end = shown === "" ? "" : ` ${shown}`;
    return line(`  ${this.#type(type)} ${attributeName(name)}${key}${end}`);
  }
}

/** Parallel relations. */
interface DrawnLine {
  readonly source: string;
  readonly target: string;
  /** How many of them there are. */
  readonly count: number;
  readonly text: string;
}

function diagram(lines: readonly string[]): readonly string[] {
  return ["erDiagram"].concat(lines, "\n");
}

/** What follows the line before; put together once, as it stands in many pictures. */
function line(text: string): string {
  return ["\n  ", text].join("");
}

/** What is inside a jsonb column: the classes of its objects. */
function columnContents(
  classes: readonly StoredClass[],
  shapes: ReadonlyMap<string, ObjectShape>,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const contents = new Map<string, Map<string, string>>();
  for (const { name, table, slots } of classes) {
    slots.forEach(({ name: slot, storage }) => {
      if (storage.kind !== "column" || storage.type !== "jsonb") return;
      // Few classes have such a column.
      const content = objectsIn(slot, shapes.get(name));
      if (content === "") return;
      const columns = contents.get(table) ?? new Map<string, string>();
      contents.set(table, columns.set(storage.column, content));
    });
  }
  return contents;
}

function objectsIn(slot: string, object: ObjectShape | undefined): string {
  const property = object?.properties.find(({ name }) => name === slot);
  return property === undefined ? "" : objectNames(property.shape).join(" or ");
}

/** The table with the most lines; the first by name of several. */
function busiest(relations: readonly Relation[]): string {
  const counts = new Map<string, number>();
  for (const { source, target } of relations) {
    for (const name of new Set([source, target])) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [first] = [...counts].toSorted(
    ([name, count], [other, more]) => more - count || (name < other ? -1 : 1),
  );
  return first?.[0] ?? "part";
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** File names that differ in more than case. */
class FileNames {
  readonly #taken = new Set<string>();

  of(table: string): string {
    const base = kebabCase(table) || "table";
    let name = base;
    for (let count = 2; this.#taken.has(name); count++) name = `${base}-${count}`;
    this.#taken.add(name);
    return `diagrams/${name}.mmd`;
  }
}
