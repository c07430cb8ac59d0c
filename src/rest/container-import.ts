// The rows of a document → one SQL statement that writes them all: whole objects, new or in the place of those with the same id.

import type { ContainerModel } from "../emit/container.ts";
import type { Row, Statement } from "../postgres/session.ts";
import { quoteLiteral } from "../sql/quote.ts";
import type { SplitDocument } from "./container-split.ts";
import { ParameterList } from "./parameter-list.ts";
import { RowWriter } from "./row-writer.ts";

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
  const parameters = new ParameterList();
  const writer = new RowWriter(parameters, namespace, { returning: "t.xmax = 0 as fresh" });
  const counts = classes.flatMap((definition) => {
    const given = rows.get(definition.class) ?? [];
    if (given.length === 0) return [];
    const written = writer.write(definition, given).ctes;
    const fresh = written.map((name) => `(select count(*) from ${name} where fresh)`);
    return [`json_build_array(${quoteLiteral(definition.class)}, ${fresh.join(" + ")})`];
  });
  if (counts.length === 0) return undefined;
  return parameters.statement(`with ${writer.ctes.join(",\n")}
select json_build_array(${counts.join(", ")})::text as fresh`);
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
