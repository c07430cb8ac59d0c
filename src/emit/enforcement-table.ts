// What each metaslot came to → a page that says what is enforced where: shares by metaslot, and a row for whatever is not enforced by
// all three of Zod, Postgres and the OpenAPI document.

import type { ObjectShape, PropertyShape } from "../constraint/shape.ts";
import type { Enforcement } from "../lower/enforcement.ts";
import { memberGap, objectGap } from "./openapi/gaps.ts";

/** An entry, and who enforces it. */
interface Row {
  readonly entry: Enforcement;
  readonly postgres: boolean;
  readonly openApi: boolean;
  readonly everywhere: boolean;
  /** Why OpenAPI does not enforce what Zod does. */
  readonly openApiGap: string | undefined;
}

/** Classes named in one row; of more there is only the number. */
const namedClasses = 4;

const introduction = `# What is enforced where

Zod judges every request body, Postgres every row however it was written; the schemas of the OpenAPI document tell clients beforehand. What all
three enforce is only counted here; below, everything else has a row.
`;

/** Markdown; the same for the same schema, and linear in it. */
export function enforcementTable(
  entries: readonly Enforcement[],
  shapes: ReadonlyMap<string, ObjectShape>,
): string {
  const shares = new Shares();
  const gaps: Row[] = [];
  // There are very many: each is counted at once, and most are then forgotten.
  visitRows(entries, shapes, (row) => {
    shares.add(row);
    if (!row.everywhere) gaps.push(row);
  });
  const tables = [
    introduction,
    entries.length === 0 ? "The schema has no tables.\n" : shares.table(),
    ...(gaps.length === 0 ? [] : ["## Not everywhere\n", gapTable(gaps)]),
  ];
  return tables.join("\n");
}

function visitRows(
  entries: readonly Enforcement[],
  shapes: ReadonlyMap<string, ObjectShape>,
  visit: (row: Row) => void,
): void {
  // The entries of a class stand together.
  let owner: string | undefined;
  let object: ObjectShape | undefined;
  const properties = new Map<string, PropertyShape>();
  for (const entry of entries) {
    const { slot, metaslot } = entry;
    if (entry.class !== owner) {
      owner = entry.class;
      object = shapes.get(owner);
      properties.clear();
      for (const property of object?.properties ?? []) properties.set(property.name, property);
    }
    const property = slot === undefined ? undefined : properties.get(slot);
    const openApiGap =
      property !== undefined
        ? memberGap(property, metaslot)
        : object && objectGap(object, metaslot);
    const postgres = entry.reason === undefined && entry.postgres.length > 0;
    const openApi = entry.zod && openApiGap === undefined;
    visit({ entry, postgres, openApi, everywhere: postgres && openApi, openApiGap });
  }
}

/** Of all rows, and of those of each metaslot. */
class Shares {
  readonly #all = new Counts();
  readonly #groups = new Map<string, Counts>();

  add(row: Row): void {
    const { metaslot } = row.entry;
    let group = this.#groups.get(metaslot);
    if (group === undefined) this.#groups.set(metaslot, (group = new Counts()));
    group.add(row);
    this.#all.add(row);
  }

  table(): string {
    const sorted = [...this.#groups].toSorted(
      ([one, some], [other, others]) => others.times - some.times || (one < other ? -1 : 1),
    );
    const lines = [
      ["all of them", ...this.#all.cells()],
      ...sorted.map(([metaslot, counts]) => [code(metaslot), ...counts.cells()]),
    ];
    return table(["Metaslot", "Times", "Zod", "Postgres", "OpenAPI", "all three"], lines);
  }
}

/** How many rows there are, and how many of them each enforces. */
class Counts {
  times = 0;
  #zod = 0;
  #postgres = 0;
  #openApi = 0;
  #everywhere = 0;

  add({ entry, postgres, openApi, everywhere }: Row): void {
    this.times++;
    if (entry.zod) this.#zod++;
    if (postgres) this.#postgres++;
    if (openApi) this.#openApi++;
    if (everywhere) this.#everywhere++;
  }

  cells(): readonly string[] {
    const parts = [this.#zod, this.#postgres, this.#openApi, this.#everywhere];
    return [String(this.times), ...parts.map((part) => percent(part, this.times))];
  }
}

/** Never 100 where something is missing. */
function percent(part: number, whole: number): string {
  return `${Math.floor((part * 100) / whole)} %`;
}

/** Classes inherit slots, so what is the same for several stands in one row. */
function gapTable(gaps: readonly Row[]): string {
  const groups = Map.groupBy(gaps, ({ entry, openApiGap }) =>
    JSON.stringify([
      entry.slot,
      entry.metaslot,
      entry.zod,
      mechanisms(entry),
      reasons(entry, openApiGap),
    ]),
  );
  const lines = [...groups.values()].map((group) => {
    const [{ entry, openApi, openApiGap }] = group as [Row, ...Row[]];
    return [
      classes(group.map(({ entry: { class: name } }) => name)),
      entry.slot === undefined ? "" : code(entry.slot),
      code(entry.metaslot),
      entry.zod ? "yes" : "no",
      mechanisms(entry),
      openApi ? "yes" : "no",
      text(reasons(entry, openApiGap)),
    ];
  });
  return table(["Class", "Slot", "Metaslot", "Zod", "Postgres", "OpenAPI", "Why"], lines);
}

/** By what, without the names, which have the class in them. */
function mechanisms({ postgres, reason }: Enforcement): string {
  if (postgres.length === 0) return "no";
  const kinds = [...new Set(postgres.map((one) => one.split(" ", 1)[0]!))].join(", ");
  return reason === undefined ? text(kinds) : text(`in part (${kinds})`);
}

function reasons({ zod, postgres, reason }: Enforcement, openApiGap: string | undefined): string {
  const isBetweenRows = !zod && postgres.length > 0;
  return [
    ...(reason === undefined ? [] : [reason]),
    ...(isBetweenRows ? ["it is about several rows, which only the database sees"] : []),
    ...(openApiGap === undefined ? [] : [`OpenAPI: ${openApiGap}`]),
  ].join("; ");
}

function classes(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  const shown = distinct.slice(0, namedClasses).map(code).join(", ");
  const more = distinct.length - namedClasses;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heads, heads.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function code(name: string): string {
  return `\`${text(name).replaceAll("`", "'")}\``;
}

/** A cell ends at a bar or a line's end. */
function text(words: string): string {
  return words.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
