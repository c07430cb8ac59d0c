// The relational model → entity-relationship diagrams in Mermaid: one of everything, or, where nobody could read that, an overview and
// one for each connected part, or for each class of a part that is still too large.

import { objectNames } from "../constraint/json-kind.ts";
import type { ObjectShape } from "../constraint/shape.ts";
import type { StoredClass } from "../lower/stored-class.ts";
import type { Column, Database, Table } from "../relational/database.ts";
import { remembered } from "../text/remembered.ts";
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
  readonly text: string;
}

export interface DiagramInput {
  readonly database: Database;
  readonly classes: readonly StoredClass[];
  readonly shapes: ReadonlyMap<string, ObjectShape>;
}

/** All diagrams; the first is `diagram.mmd`. */
export function mermaidDiagrams(input: DiagramInput): readonly DiagramFile[] {
  const drawing = new Drawing(input);
  const whole = drawing.whole();
  if (whole !== undefined) return [{ path: "diagram.mmd", text: whole }];
  const names = new FileNames();
  const parts = drawing.parts().map(({ name, text }) => ({ path: names.of(name), text }));
  return [{ path: "diagram.mmd", text: drawing.overview() }, ...parts];
}

interface NamedDiagram {
  readonly name: string;
  readonly text: string;
}

class Drawing {
  readonly #database: Database;
  readonly #joins: ReturnType<typeof joinTables>;
  /** Table → column → what its objects are. */
  readonly #contents: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Inherited columns have the same words again and again, and the same names stand in many pictures. */
  readonly #comment = remembered(comment);
  readonly #quoted = remembered(quoted);
  readonly #type = remembered(attributeType);
  /** Of columns that say nothing of objects inside them. */
  readonly #plainAttribute = remembered((column: Column) => this.#attribute(column));
  /** A table is in several pictures. */
  readonly #keyRelations = remembered(keyRelations);
  readonly #joinedRelations = remembered((table: Table) => {
    const join = this.#joins.get(table.name);
    return join === undefined ? this.#keyRelations(table) : joinRelations(table, join);
  });
  readonly #line = (relation: Relation): string => relationText(relation, this.#quoted);
  /** Those of all tables, for the overview and the neighbourhoods. */
  #drawn: readonly DrawnLine[] | undefined;

  constructor({ database, classes, shapes }: DiagramInput) {
    this.#database = database;
    this.#joins = joinTables(classes);
    this.#contents = columnContents(classes, shapes);
  }

  /** Everything, where that can be read. */
  whole(): string | undefined {
    return this.#picture(this.#database.tables);
  }

  /** Without columns; a join table is a line. */
  overview(): string {
    return diagram([
      "%% An overview, without columns; the pictures in diagrams/ have them.",
      ...this.#withoutJoins(this.#database.tables).map(({ name }) => this.#quoted(name)),
      ...this.#drawnLines().map(({ text }) => text),
    ]);
  }

  #drawnLines(): readonly DrawnLine[] {
    this.#drawn ??= parallel(this.#joined(this.#database.tables)).map((group) => {
      const relation = merged(group);
      const { source, target } = relation;
      return { source, target, count: group.length, text: this.#line(relation) };
    });
    return this.#drawn;
  }

  /** A diagram of each connected part, or of each table of a part that is too large; the tables that stand alone together. */
  parts(): readonly NamedDiagram[] {
    const { tables } = this.#database;
    const parts = connectedParts(tables);
    const alone = parts.filter(({ length }) => length === 1).flat();
    return [
      ...parts.filter(({ length }) => length > 1).flatMap((part) => this.#part(part)),
      ...chunks(alone, readableEntities).map((some) => ({
        name: "unconnected",
        text: diagram(some.flatMap((table) => this.#entity(table))),
      })),
    ];
  }

  #part(tables: readonly Table[]): readonly NamedDiagram[] {
    const text = this.#picture(tables);
    return text === undefined
      ? this.#neighbourhoods(tables)
      : [{ name: busiest(this.#ofKeys(tables)), text }];
  }

  /** All columns of these tables; undefined where they are too many. */
  #picture(tables: readonly Table[]): string | undefined {
    const showsJoins = tables.length <= readableEntities;
    const shown = showsJoins ? tables : this.#withoutJoins(tables);
    if (shown.length > readableEntities) return undefined;
    const relations = showsJoins ? this.#ofKeys(tables) : this.#joined(tables);
    return diagram([
      ...shown.flatMap((table) => this.#entity(table)),
      ...relations.map(this.#line),
    ]);
  }

  /** A line for each foreign key. */
  #ofKeys(tables: readonly Table[]): readonly Relation[] {
    return tables.flatMap(this.#keyRelations);
  }

  /** The same, but a join table is one line. */
  #joined(tables: readonly Table[]): readonly Relation[] {
    return tables.flatMap(this.#joinedRelations);
  }

  #withoutJoins(tables: readonly Table[]): readonly Table[] {
    return tables.filter(({ name }) => !this.#joins.has(name));
  }

  /** Each table but the join tables, with the names of those around it. */
  #neighbourhoods(tables: readonly Table[]): readonly NamedDiagram[] {
    const outgoing = Map.groupBy(this.#drawnLines(), ({ source }) => source);
    const incoming = Map.groupBy(
      this.#drawnLines().filter(({ source, target }) => source !== target),
      ({ target }) => target,
    );
    return this.#withoutJoins(tables).map((table) => {
      const { name } = table;
      const references = incoming.get(name) ?? [];
      const count = references.reduce((sum, line) => sum + line.count, 0);
      const isHub = count > readableEntities;
      const shown = [...(outgoing.get(name) ?? []), ...(isHub ? [] : references)];
      const around = new Set(shown.flatMap(({ source, target }) => [source, target]));
      around.delete(name);
      const text = diagram([
        ...(isHub ? [`%% ${count} references to it are left out.`] : []),
        ...this.#entity(table),
        ...[...around].map(this.#quoted),
        ...shown.map((line) => line.text),
      ]);
      return { name, text };
    });
  }

  #entity(table: Table): readonly string[] {
    const marks = keyMarks(table);
    const contents = this.#contents.get(table.name);
    const attributes = table.columns.map((column) => {
      const content = contents?.get(column.name);
      const { unmarked, start, end } =
        content === undefined ? this.#plainAttribute(column) : this.#attribute(column, content);
      const mark = marks.get(column.name);
      return mark === undefined ? unmarked : `${start} ${mark}${end}`;
    });
    return [`${this.#quoted(table.name)} {`, ...attributes, "}"];
  }

  #attribute({ name, type, comment: about }: Column, content?: string): Attribute {
    const words = content !== undefined && about !== undefined ? `${content}: ${about}` : content;
    const shown = this.#comment(words ?? about ?? "");
    const start = `  ${this.#type(type)} ${attributeName(name)}`;
    const end = shown === "" ? "" : ` ${shown}`;
    // What is copied to many pictures is put together once.
    return { unmarked: [start, end].join(""), start, end };
  }
}

/** The line of a column. */
interface Attribute {
  readonly unmarked: string;
  /** What stands before and behind the key marks. */
  readonly start: string;
  readonly end: string;
}

/** Parallel relations. */
interface DrawnLine {
  readonly source: string;
  readonly target: string;
  /** How many of them there are. */
  readonly count: number;
  readonly text: string;
}

function diagram(lines: readonly string[]): string {
  return ["erDiagram", ...lines].join("\n  ") + "\n";
}

/** Column → `PK`, `FK`, `UK`, as they apply; `UK` only where the column alone is unique. */
function keyMarks({ constraints, indexes }: Table): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  const add = (column: string, mark: string): void => {
    const others = marks.get(column);
    if (others === undefined) marks.set(column, mark);
    else if (!others.endsWith(mark)) marks.set(column, `${others}, ${mark}`);
  };
  for (const [kind, mark] of KEY_MARKS) {
    for (const constraint of constraints) {
      if (constraint.kind !== kind) continue;
      const { columns } = constraint;
      if (kind !== "unique" || columns.length === 1)
        for (const column of columns) add(column, mark);
    }
  }
  for (const { unique, where, keys } of indexes) {
    const [only] = keys;
    if (unique && where === undefined && keys.length === 1) add(only?.column ?? "", "UK");
  }
  return marks;
}

/** In the order in which they are shown. */
const KEY_MARKS = [
  ["primary_key", "PK"],
  ["foreign_key", "FK"],
  ["unique", "UK"],
] as const;

/** What is inside a jsonb column: the classes of its objects. */
function columnContents(
  classes: readonly StoredClass[],
  shapes: ReadonlyMap<string, ObjectShape>,
): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const contents = new Map<string, Map<string, string>>();
  for (const { name, table, slots } of classes) {
    for (const { name: slot, storage } of slots) {
      if (storage.kind !== "column" || storage.type !== "jsonb") continue;
      // Few classes have such a column.
      const shape = shapes.get(name)?.properties.find((one) => one.name === slot)?.shape;
      const content = shape && objectNames(shape).join(" or ");
      if (!content) continue;
      const columns = contents.get(table) ?? new Map<string, string>();
      contents.set(table, columns.set(storage.column, content));
    }
  }
  return contents;
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
