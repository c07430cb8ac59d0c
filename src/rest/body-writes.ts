// What a body writes besides the row `t` → CTEs: join rows, and the rows that were nested in it.

import type { JoinStorage } from "../emit/resource.ts";
import { qualifiedName, quoteIdentifier } from "../sql/quote.ts";
import { bodyMember } from "./body-value.ts";
import type { ParameterList } from "./parameter-list.ts";
import type { Assignment, CreatePlan, UpdatePlan } from "./plan.ts";
import { Relations, type Change } from "./relations.ts";
import { columnName, columnOf } from "./row.ts";
import { RowWriter } from "./row-writer.ts";
import { fromJsonText } from "./scalar.ts";

/** Written where `t` is: a patch of a row that is not there, or has another version by now, writes nothing. */
export class BodyWrites {
  readonly #plan: CreatePlan | UpdatePlan;
  readonly #parameters: ParameterList;
  readonly #namespace: string;
  readonly #ctes: string[] = [];
  readonly #changes = new Map<string, Change>();
  /** A query for the key of `t`. */
  readonly #owner: string;

  constructor(plan: CreatePlan | UpdatePlan, parameters: ParameterList, namespace: string) {
    this.#plan = plan;
    this.#parameters = parameters;
    this.#namespace = namespace;
    const { table, key } = plan.resource;
    this.#owner = `select ${quoteIdentifier(columnName(key))} from t`;
    this.#change(table, { written: ["t"], column: columnName(key), values: [this.#owner] });
    for (const [index, assignment] of plan.assignments.entries()) {
      const { storage } = assignment.slot;
      if (storage.kind === "join") this.#join(assignment, storage, index);
    }
    this.#nested();
  }

  /** Each behind a comma. */
  ctes(): string {
    return this.#ctes.map((cte) => `,\n${cte}`).join("");
  }

  /** The tables as the statement leaves them. */
  relations(): Relations {
    return new Relations(this.#namespace, this.#changes);
  }

  #change(table: string, change: Change): void {
    const { written = [], values = [] } = this.#changes.get(table) ?? {};
    this.#changes.set(table, {
      ...change,
      written: [...written, ...change.written],
      values: [...values, ...change.values],
    });
  }

  #join(assignment: Assignment, storage: JoinStorage, index: number): void {
    const { table, ownerColumn, targetColumn, positionColumn } = storage;
    const name = qualifiedName(this.#namespace, table);
    const columns = [ownerColumn, targetColumn, positionColumn].map(quoteIdentifier).join(", ");
    let condition = "";
    if (this.#plan.kind === "update") {
      this.#ctes.push(
        `d${index} as (delete from ${name} as j using t where ${this.#owns(storage)} returning 1)`,
      );
      // Reading the count of the deleted rows makes the deletion come first.
      condition = `\n  where (select count(*) from d${index}) >= 0`;
    }
    const list =
      assignment.removed === undefined
        ? given(assignment, storage)
        : this.#merged(assignment, storage);
    this.#ctes.push(`i${index} as (insert into ${name} (${columns})
  select ${columnOf(this.#plan.resource.key)}, l.id, l.n from t, body, lateral (${list}) l${condition}
  returning ${columns})`);
    this.#change(table, { written: [`i${index}`], column: ownerColumn, values: [this.#owner] });
  }

  #owns({ ownerColumn }: JoinStorage): string {
    return `j.${quoteIdentifier(ownerColumn)} = ${columnOf(this.#plan.resource.key)}`;
  }

  /** What is there and not taken out, and behind it what is new. */
  #merged(assignment: Assignment, storage: JoinStorage): string {
    const { targetColumn, positionColumn, targetType } = storage;
    const stored = `${qualifiedName(this.#namespace, storage.table)} j where ${this.#owns(storage)}`;
    const target = `j.${quoteIdentifier(targetColumn)}`;
    const removed = this.#parameters.bindTexts(assignment.removed ?? []);
    const gone = `select ${fromJsonText(targetType, "r.x")} from unnest(${removed}) r(x)`;
    return `select m.id, (row_number() over (order by m.part, m.n))::integer as n from (
    select ${target} as id, 0 as part, j.${quoteIdentifier(positionColumn)} as n from ${stored} and ${target} not in (${gone})
    union all select g.id, 1, g.n from (${given(assignment, storage)}) g where g.id not in (select ${target} from ${stored})) m`;
  }

  #nested(): void {
    const { nested, kind } = this.#plan;
    if (nested.length === 0) return;
    const writer = new RowWriter(this.#parameters, this.#namespace, {
      returning: "t.*",
      prefix: "n",
      ...(kind === "update" && { condition: "exists (select 1 from t)" }),
    });
    for (const { rows, objects } of nested) {
      const { ctes, joins } = writer.write(rows, objects);
      const key = columnName(rows.key);
      const values = ctes.map((cte) => `select ${quoteIdentifier(key)} from ${cte}`);
      this.#change(rows.table, { written: ctes, column: key, values });
      for (const { storage, cte, owners } of joins) {
        const written = cte === undefined ? [] : [cte];
        this.#change(storage.table, { written, column: storage.ownerColumn, values: [owners] });
      }
    }
    this.#ctes.push(...writer.ctes);
  }
}

/** A query for the ids that the body gives, with their places. */
function given({ slot, value }: Assignment, { targetType }: JoinStorage): string {
  const ids = value === null ? "'[]'::jsonb" : bodyMember(slot, "->");
  return `select ${fromJsonText(targetType, "u.x")} as id, u.n::integer as n from jsonb_array_elements_text(${ids}) with ordinality u(x, n)`;
}
