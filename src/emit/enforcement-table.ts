// What each metaslot came to → a page that says what is enforced where: shares by metaslot, and a row for whatever is not enforced by
// all three of Zod, Postgres and the OpenAPI document.

import type { ObjectShape } from "../constraint/shape.ts";
import type { Enforcement } from "../lower/enforcement.ts";
import { memberGap, objectGap } from "./openapi/gaps.ts";

/** An entry, and who enforces it. */
interface Row extends Readonly<Record<Enforcer, boolean>> {
  readonly entry: Enforcement;
  /** Why OpenAPI does not enforce what Zod does. */
  readonly openApiGap: string | undefined;
}

/** Classes named in one row; of more there is only the number. */
const namedClasses = 4;

const introduction = `# What is enforced where

Zod judges every request body, Postgres every row however it was written; the schemas of the OpenAPI document tell clients beforehand. What all
three enforce is only counted here; below, everything else has a row.
`;

/** Markdown; the same for the same schema. */
export function enforcementTable(
  entries: readonly Enforcement[],
  shapes: ReadonlyMap<string, ObjectShape>,
): string {
  const rows = entries.map((entry) => tableRow(entry, shapes));
  const gaps = rows.filter(({ everywhere }) => !everywhere);
  const tables = [
    introduction,
    entries.length === 0 ? "The schema has no tables.\n" : shareTable(rows),
    ...(gaps.length === 0 ? [] : ["## Not everywhere\n", gapTable(gaps)]),
  ];
  return tables.join("\n");
}

function tableRow(entry: Enforcement, shapes: ReadonlyMap<string, ObjectShape>): Row {
  const { classes, slot, metaslot, zod } = entry;
  // All of them have the slot as the first one has it.
  const object = shapes.get(classes[0] ?? "");
  const property =
    slot === undefined ? undefined : object?.properties.find(({ name }) => name === slot);
  const openApiGap =
    property === undefined ? object && objectGap(object, metaslot) : memberGap(property, metaslot);
  const postgres = entry.reason === undefined && entry.postgres.length > 0;
  const openApi = zod && openApiGap === undefined;
  return { entry, zod, postgres, openApi, everywhere: postgres && openApi, openApiGap };
}

/** All rows, and those of each metaslot. */
function shareTable(rows: readonly Row[]): string {
  const groups = [...Map.groupBy(rows, ({ entry }) => entry.metaslot)]
    .map(([metaslot, group]) => ({ metaslot, times: timesOf(group), cells: shares(group) }))
    .toSorted((one, other) => other.times - one.times || (one.metaslot < other.metaslot ? -1 : 1));
  const lines = [
    ["all of them", ...shares(rows)],
    ...groups.map(({ metaslot, cells }) => [code(metaslot), ...cells]),
  ];
  return table(["Metaslot", "Times", "Zod", "Postgres", "OpenAPI", "all three"], lines);
}

const enforcers = ["zod", "postgres", "openApi", "everywhere"] as const;

type Enforcer = (typeof enforcers)[number];

/** How many there are, and what part of them each enforces. */
function shares(rows: readonly Row[]): readonly string[] {
  const times = timesOf(rows);
  const parts = enforcers.map((one) => timesOf(rows, one));
  return [String(times), ...parts.map((part) => percent(part, times))];
}

/** Each counts in every class that it is about; with `enforcer`, where that enforces it. */
function timesOf(rows: readonly Row[], enforcer?: Enforcer): number {
  return rows.reduce((times, row) => {
    const counts = enforcer === undefined || row[enforcer];
    return counts ? times + row.entry.classes.length : times;
  }, 0);
}

/** Never 100 where something is missing. */
function percent(part: number, whole: number): string {
  return `${Math.floor((part * 100) / whole)} %`;
}

/** What is the same for several classes stands in one row. */
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
      classes(group.flatMap(({ entry: { classes: names } }) => names)),
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

/** By what, without the names. */
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
  const distinct = [...new Set(names)].toSorted();
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
