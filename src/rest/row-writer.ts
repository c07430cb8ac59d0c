// Whole rows of any classes → the CTEs that write them: new, or in the place of those with the same id.

import type { NestedRows } from "../emit/nesting.ts";
import type { JoinStorage, ResourceSlot } from "../emit/resource.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../sql/quote.ts";
import { bodyValue } from "./body-value.ts";
import type { DocumentRow } from "./container-split.ts";
import type { ParameterList } from "./parameter-list.ts";
import { columnName, keyType } from "./row.ts";
import { fromJsonText } from "./scalar.ts";

/** `isNumbered`: the database numbers the rows, so that each is a new one. */
export type WritableRows = NestedRows & { readonly isNumbered?: boolean };

export interface RowWriterOptions {
  /** The RETURNING list of what is written to the table of a class, as `t`. */
  readonly returning: string;
  /** Before the names of the CTEs. */
  readonly prefix?: string;
  /** Without it nothing is written. */
  readonly condition?: string;
}

/** What was written of one class. */
export interface WrittenRows {
  /** The CTEs with its rows; one that says nothing but its id is in none of them where it was there before. */
  readonly ctes: readonly string[];
  readonly joins: readonly WrittenJoin[];
}

export interface WrittenJoin {
  readonly storage: JoinStorage;
  /** The CTE with the join rows, if there are any. */
  readonly cte: string | undefined;
  /** A query for the keys of the rows that they belong to. */
  readonly owners: string;
}

export class RowWriter {
  readonly ctes: string[] = [];
  readonly #parameters: ParameterList;
  readonly #namespace: string;
  readonly #options: RowWriterOptions;

  constructor(parameters: ParameterList, namespace: string, options: RowWriterOptions) {
    this.#parameters = parameters;
    this.#namespace = namespace;
    this.#options = options;
  }

  write(definition: WritableRows, rows: readonly DocumentRow[]): WrittenRows {
    const ctes = [...groups(definition, rows).values()].map((group) =>
      this.#insert(definition, group),
    );
    const joins = definition.slots.flatMap(({ name, storage }) =>
      storage.kind === "join" ? [this.#join(definition, name, storage, rows)] : [],
    );
    return { ctes, joins };
  }

  #add(kind: string, sql: string): string {
    const name = `${this.#options.prefix ?? ""}${kind}${this.ctes.length}`;
    this.ctes.push(`${name} as (${sql})`);
    return name;
  }

  #insert(definition: WritableRows, { rows, slots }: Group): string {
    const objects = rows.map(({ members }) => {
      const texts = [...members].map(([key, json]) => `${JSON.stringify(key)}:${json}`);
      return `{${texts.join(",")}}`;
    });
    const body = this.#parameters.bind(`[${objects.join(",")}]`, "jsonb");
    const columns = slots.map((slot) => quoteIdentifier(columnName(slot)));
    const { condition, returning } = this.#options;
    const where = condition === undefined ? "" : ` where ${condition}`;
    const source =
      slots.length === 0
        ? `select from jsonb_array_elements(${body})${where}`
        : `(${columns.join(", ")}) select ${slots.map(value).join(", ")} from jsonb_array_elements(${body}) body(j)${where}`;
    return this.#add(
      "t",
      `insert into ${qualifiedName(this.#namespace, definition.table)} as t ${source}${conflict(definition, slots)}
  returning ${returning}`,
    );
  }

  /** The join rows of all owners of a class: those that were there go, also where nothing is said of them. */
  #join(
    definition: WritableRows,
    member: string,
    storage: JoinStorage,
    rows: readonly DocumentRow[],
  ): WrittenJoin {
    const table = qualifiedName(this.#namespace, storage.table);
    const columns = [storage.ownerColumn, storage.targetColumn, storage.positionColumn];
    const [owner, target, position] = columns.map(quoteIdentifier);
    const ids = rows.flatMap(({ id }) => id ?? []);
    const pairs = rows.flatMap(({ id, references }) =>
      (references.get(member) ?? []).map((text, index) => [id, text, index + 1]),
    );
    const { condition = "true" } = this.#options;
    const type = keyType(definition);
    const list = this.#parameters.bind(JSON.stringify(ids), "jsonb");
    const owners = `select ${fromJsonText(type, "o.id")} from jsonb_array_elements_text(${list}) o(id)`;
    const gone = this.#add(
      "d",
      `delete from ${table} j where j.${owner} in (${owners}) and ${condition} returning 1`,
    );
    if (pairs.length === 0) return { storage, cte: undefined, owners };
    const given = this.#parameters.bind(JSON.stringify(pairs), "jsonb");
    // Reading the count of the deleted rows makes the deletion come first.
    const cte = this.#add(
      "i",
      `insert into ${table} (${owner}, ${target}, ${position})
  select ${fromJsonText(type, "p.j ->> 0")}, ${fromJsonText(storage.targetType, "p.j ->> 1")}, (p.j ->> 2)::integer
  from jsonb_array_elements(${given}) p(j) where (select count(*) from ${gone}) >= 0 and ${condition}
  returning ${owner}, ${target}, ${position}`,
    );
    return { storage, cte, owners };
  }
}

interface Group {
  readonly rows: DocumentRow[];
  /** The columns that are set. */
  readonly slots: readonly ResourceSlot[];
}

/** Rows by which of the columns they set that the database or the server would fill in otherwise. */
function groups(
  { slots, defaults, isNumbered, key }: WritableRows,
  rows: readonly DocumentRow[],
): ReadonlyMap<string, Group> {
  const columns = slots.filter(
    ({ name, storage }) =>
      storage.kind === "column" &&
      storage.computed !== true &&
      !(isNumbered === true && name === key.name),
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

function conflict({ key, slots, isNumbered }: WritableRows, set: readonly ResourceSlot[]): string {
  if (isNumbered === true) return "";
  const column = (slot: ResourceSlot): string => quoteIdentifier(columnName(slot));
  const others = set.filter(({ name }) => name !== key.name);
  const stamps = slots.filter((slot) => slot.onUpdateNow && !set.includes(slot));
  const settings = [
    ...others.map((slot) => `${column(slot)} = excluded.${column(slot)}`),
    ...stamps.map((slot) => `${column(slot)} = now()`),
  ];
  const action = settings.length === 0 ? "nothing" : `update set ${settings.join(", ")}`;
  return ` on conflict (${column(key)}) do ${action}`;
}

/** Absent is null, also for an array column. */
function value(slot: ResourceSlot): string {
  const text = bodyValue(slot);
  const isArray = slot.storage.kind === "column" && slot.storage.array;
  return isArray ? `case when body.j ? ${quoteLiteral(slot.name)} then ${text} end` : text;
}
