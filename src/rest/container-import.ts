// The rows of a document → one SQL statement that writes them all: whole objects, new or in the place of those with the same id.

import type { ContainedClass, ContainerModel } from "../emit/container.ts";
import type { ColumnStorage, JoinStorage, ResourceSlot } from "../emit/resource.ts";
import type { Row, Statement } from "../postgres/session.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import type { DocumentRow, SplitDocument } from "./container-split.ts";
import { ParameterList } from "./parameter-list.ts";
import { bodyValue } from "./query.ts";
import { fromJsonText } from "./scalar.ts";

/** How many rows of each class were new, and how many took the place of one. */
export interface ImportCounts {
  readonly inserted: Readonly<Record<string, number>>;
  readonly updated: Readonly<Record<string, number>>;
}

/**
 * Writes everything in one statement, so that foreign keys are checked when all rows are there, whatever their order.
 * Undefined where the document holds no rows. It returns one row of counts, which `importCounts` reads.
 */
export function importStatement(
  { rows }: SplitDocument,
  { classes }: ContainerModel,
  namespace: string,
): Statement | undefined {
  const writer = new ImportWriter(namespace);
  for (const definition of classes) {
    const given = rows.get(definition.class) ?? [];
    if (given.length > 0) writer.write(definition, given);
  }
  return writer.statement();
}

/** What the statement's row says. */
export function importCounts({ rows }: SplitDocument, row: Row | undefined): ImportCounts {
  const inserted: Record<string, number> = {};
  const updated: Record<string, number> = {};
  for (const [name, fresh] of JSON.parse(row?.["fresh"] ?? "[]") as [string, number][]) {
    const total = rows.get(name)?.length ?? 0;
    if (fresh > 0) inserted[name] = fresh;
    if (fresh < total) updated[name] = total - fresh;
  }
  return { inserted, updated };
}

class ImportWriter {
  readonly #parameters = new ParameterList();
  readonly #ctes: string[] = [];
  readonly #counts: string[] = [];
  readonly #namespace: string;

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  statement(): Statement | undefined {
    if (this.#ctes.length === 0) return undefined;
    const text = `with ${this.#ctes.join(",\n")}
select json_build_array(${this.#counts.join(", ")})::text as fresh`;
    return this.#parameters.statement(text);
  }

  write(definition: ContainedClass, rows: readonly DocumentRow[]): void {
    const written = [...groups(definition, rows)].map(([, group]) =>
      this.#insert(definition, group),
    );
    const counts = written.map((name) => `(select count(*) from ${name} where fresh)`);
    this.#counts.push(`json_build_array(${quoteLiteral(definition.class)}, ${counts.join(" + ")})`);
    for (const slot of definition.slots)
      if (slot.storage.kind === "join") this.#join(definition, slot.name, slot.storage, rows);
  }

  #insert(definition: ContainedClass, { rows, slots }: Group): string {
    const name = `t${this.#ctes.length}`;
    const objects = rows.map(({ members }) => {
      const texts = [...members].map(([key, json]) => `${JSON.stringify(key)}:${json}`);
      return `{${texts.join(",")}}`;
    });
    const body = this.#parameters.bind(`[${objects.join(",")}]`, "jsonb");
    const columns = slots.map(columnName);
    const source =
      slots.length === 0
        ? `select from jsonb_array_elements(${body})`
        : `(${columns.join(", ")}) select ${slots.map(value).join(", ")} from jsonb_array_elements(${body}) body(j)`;
    this.#ctes.push(
      `${name} as (insert into ${qualifiedName(this.#namespace, definition.table)} as t ${source}${conflict(definition, slots)}
  returning t.xmax = 0 as fresh)`,
    );
    return name;
  }

  /** The join rows of all owners of a class: those that were there go, also where the document says nothing. */
  #join(
    { key }: ContainedClass,
    member: string,
    storage: JoinStorage,
    rows: readonly DocumentRow[],
  ): void {
    const table = qualifiedName(this.#namespace, storage.table);
    const [owner, target, position] = [
      storage.ownerColumn,
      storage.targetColumn,
      storage.positionColumn,
    ].map(quoteIdentifier);
    const ids = rows.flatMap(({ id }) => id ?? []);
    const pairs = rows.flatMap(({ id, references }) =>
      (references.get(member) ?? []).map((text, index) => [id, text, index + 1]),
    );
    const gone = `d${this.#ctes.length}`;
    const owners = this.#parameters.bind(JSON.stringify(ids), "jsonb");
    this.#ctes.push(
      `${gone} as (delete from ${table} j using jsonb_array_elements_text(${owners}) o(id)
  where j.${owner} = ${fromJsonText(keyType(key), "o.id")} returning 1)`,
    );
    if (pairs.length === 0) return;
    const list = this.#parameters.bind(JSON.stringify(pairs), "jsonb");
    // Reading the count of the deleted rows makes the deletion come first.
    this.#ctes.push(
      `i${this.#ctes.length} as (insert into ${table} (${owner}, ${target}, ${position})
  select ${fromJsonText(keyType(key), "p.j ->> 0")}, ${fromJsonText(storage.targetType, "p.j ->> 1")}, (p.j ->> 2)::integer
  from jsonb_array_elements(${list}) p(j) where (select count(*) from ${gone}) >= 0)`,
    );
  }
}

interface Group {
  readonly rows: DocumentRow[];
  /** The columns that are set. */
  readonly slots: readonly ResourceSlot[];
}

/** Rows by which of the columns they set that the database or the server would fill in otherwise. */
function groups(
  { slots, defaults, computed, isNumbered, key }: ContainedClass,
  rows: readonly DocumentRow[],
): ReadonlyMap<string, Group> {
  const columns = slots.filter(
    ({ name, storage }) =>
      storage.kind === "column" && !computed.includes(name) && !(isNumbered && name === key.name),
  );
  const filled = new Set(defaults);
  const found = new Map<string, Group>();
  for (const row of rows) {
    const set = columns.filter(({ name }) => row.members.has(name) || !filled.has(name));
    const signature = set.map(({ name }) => name).join("\n");
    const group = found.get(signature) ?? { rows: [], slots: set };
    found.set(signature, group);
    group.rows.push(row);
  }
  return found;
}

function conflict(
  { key, slots, isNumbered }: ContainedClass,
  set: readonly ResourceSlot[],
): string {
  if (isNumbered) return "";
  const others = set.filter(({ name }) => name !== key.name);
  const stamps = slots.filter((slot) => slot.onUpdateNow && !set.includes(slot));
  const settings = [
    ...others.map((slot) => `${columnName(slot)} = excluded.${columnName(slot)}`),
    ...stamps.map((slot) => `${columnName(slot)} = now()`),
  ];
  const action = settings.length === 0 ? "nothing" : `update set ${settings.join(", ")}`;
  return ` on conflict (${columnName(key)}) do ${action}`;
}

/** Absent is null, also for an array column. */
function value(slot: ResourceSlot): string {
  const text = bodyValue(slot);
  const isArray = slot.storage.kind === "column" && slot.storage.array;
  return isArray ? `case when body.j ? ${quoteLiteral(slot.name)} then ${text} end` : text;
}

function columnName(slot: ResourceSlot): string {
  return quoteIdentifier(columnStorage(slot).column);
}

function keyType(key: ResourceSlot): string {
  return columnStorage(key).type;
}

function columnStorage({ name, storage }: ResourceSlot): ColumnStorage {
  if (storage.kind !== "column") throw new Error(`"${name}" is not stored in a column.`);
  return storage;
}
