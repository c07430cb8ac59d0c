// What was dropped and is still there: the list of it, and bringing it back or really dropping it by name.

import type { RetiredThing } from "../../migration/retired/change-retired.ts";
import type { RetiredTable } from "../../migration/live.ts";
import { isRetiredName, retiredBy, retiredNamespace } from "../../migration/names.ts";
import type { Moves } from "../../migration/retired/way-back.ts";
import type { Column, EnumType, Table } from "../../relational/database.ts";
import { compareText } from "../../relational/normalize.ts";
import { qualifiedName, quoteIdentifier, quoteLiteral } from "../../sql/quote.ts";
import { readCatalog, type Catalog } from "../catalog/catalog.ts";
import { setTimeouts, SETTINGS } from "../catalog/sql.ts";
import { DamagedHistory, readStates } from "../history/history.ts";
import { APPLIED_AT, historyRows } from "../history/history-table.ts";
import { DatabaseError, type Session } from "../session.ts";

/** Something retired, as `GET /admin/retired` lists it. */
export interface RetiredItem {
  /** What it is called now: `_retired_3_User`, `User._retired_3_age`. This is what restore and purge are told. */
  readonly object: string;
  /** What it was called: `User`, `User.age`. */
  readonly name: string;
  readonly kind: "table" | "column" | "type";
  /** Of a column those that have a value; null where counting took too long. */
  readonly rows: number | null;
  /** Of a table with its long values, of a column those of its values. */
  readonly bytes: number | null;
  /** Id of the migration that retired it, and when that was; null where the history does not know it. */
  readonly migration: string | null;
  readonly since: string | null;
}

/** … and what the statements about it need. */
export type ListedThing = RetiredThing & { readonly item: RetiredItem };

/** How long the rows of all of them together are counted, in milliseconds. */
const COUNT_TIMEOUT_MS = 10_000;

/** Everything retired, oldest first. Three round trips. Rejects with DatabaseError. */
export async function readRetired(
  session: Session,
  namespace: string,
): Promise<{ readonly catalog: Catalog; readonly things: readonly ListedThing[] }> {
  const catalog = await readCatalog(session, namespace);
  const found = retiredThings(catalog);
  if (found.length === 0) return { catalog, things: [] };
  const migrations = await readRetirements(session, namespace);
  const sizes = await measure(session, namespace, found);
  const things = found.map((thing, index): ListedThing => {
    const live = retiredNameOf(thing);
    const migration = migrations.get(retiredBy(live) ?? 0);
    const name = migration?.names.get(live) ?? live.replace(/^_retired_\d+_/, "");
    const prefix = thing.kind === "column" ? `${thing.table.name}.` : "";
    const item: RetiredItem = {
      object: prefix + live,
      name: prefix + name,
      kind: thing.kind,
      ...(sizes?.[index] ?? {
        rows: null,
        bytes: thing.kind === "table" ? thing.retired.live.heap : null,
      }),
      migration: migration?.id ?? null,
      since: migration?.since ?? null,
    };
    return { ...thing, item, name };
  });
  return { catalog, things: things.toSorted(byAge) };
}

function retiredNameOf(thing: Found): string {
  switch (thing.kind) {
    case "table":
      return thing.retired.table.name;
    case "column":
      return thing.column.name;
    case "type":
      return thing.type.name;
  }
}

function byAge({ item: one }: ListedThing, { item: other }: ListedThing): number {
  const age = Number(one.migration ?? 0) - Number(other.migration ?? 0);
  return age || compareText(one.object, other.object);
}

type Found =
  | { readonly kind: "table"; readonly retired: RetiredTable }
  | { readonly kind: "column"; readonly table: Table; readonly column: Column }
  | { readonly kind: "type"; readonly type: EnumType };

/** Columns count where the table is ours: what others call so is theirs. */
function retiredThings({ live, history }: Catalog): readonly Found[] {
  const ours = new Set(history?.last?.model.tables.map(({ name }) => name));
  return [
    ...live.retired
      .filter(({ table }) => isRetiredName(table.name))
      .map((retired): Found => ({ kind: "table", retired })),
    ...live.database.tables
      .filter(({ name }) => ours.has(name))
      .flatMap((table) =>
        table.columns
          .filter(({ name }) => isRetiredName(name))
          .map((column): Found => ({ kind: "column", table, column })),
      ),
    ...(live.retiredTypes ?? [])
      .filter(({ name }) => isRetiredName(name))
      .map((type): Found => ({ kind: "type", type })),
  ];
}

interface Retiring {
  readonly id: string;
  readonly since: string;
  /** Retired name → what it was called. */
  readonly names: ReadonlyMap<string, string>;
}

/** Number of a migration → what it retired. Where someone has altered the history, it is not known of any. */
async function readRetirements(
  session: Session,
  namespace: string,
): Promise<ReadonlyMap<number, Retiring>> {
  const query = `SELECT json_build_object('number', number, 'id', id::text, 'since', ${APPLIED_AT}, 'retired', moves->'retired')::text AS state
FROM ${historyRows(namespace, "WHERE number IS NOT NULL")}`;
  const states = await readStates(session, namespace, query).catch((error: unknown) => {
    if (error instanceof DamagedHistory) return [];
    throw error;
  });
  const rows = states as readonly {
    readonly number: number;
    readonly id: string;
    readonly since: string;
    readonly retired: Moves["retired"] | null;
  }[];
  return new Map(
    rows.map(({ number, id, since, retired }) => [
      number,
      {
        id,
        since,
        names: new Map(
          (retired ?? []).map(({ table, column, as }): [string, string] => [as, column ?? table]),
        ),
      },
    ]),
  );
}

interface Size {
  readonly rows: number;
  readonly bytes: number;
}

/** Undefined where the time was not enough. */
async function measure(
  session: Session,
  namespace: string,
  things: readonly Found[],
): Promise<readonly Size[] | undefined> {
  const parts = things.map((thing, index) => {
    if (thing.kind === "table") {
      const table = qualifiedName(retiredNamespace(namespace), thing.retired.table.name);
      return `SELECT ${index} AS place, count(*) AS rows, pg_total_relation_size(${quoteLiteral(table)}) AS bytes FROM ${table}`;
    }
    if (thing.kind === "type") return `SELECT ${index} AS place, 0 AS rows, 0 AS bytes`;
    const column = quoteIdentifier(thing.column.name);
    return `SELECT ${index} AS place, count(${column}) AS rows, coalesce(sum(pg_column_size(${column})), 0) AS bytes FROM ${qualifiedName(namespace, thing.table.name)}`;
  });
  const timeouts = { statement_timeout: COUNT_TIMEOUT_MS, lock_timeout: COUNT_TIMEOUT_MS };
  try {
    const results = await session.transaction(
      [
        { text: SETTINGS },
        { text: setTimeouts(timeouts) },
        { text: `${parts.join("\nUNION ALL ")}\nORDER BY 1` },
      ],
      { timeoutMs: COUNT_TIMEOUT_MS + 5_000 },
    );
    return (results.at(-1) ?? []).map((row) => ({
      rows: Number(row["rows"]),
      bytes: Number(row["bytes"]),
    }));
  } catch (error) {
    const state = error instanceof DatabaseError ? error.fields?.sqlstate : undefined;
    if (state === "57014" || state === "55P03") return undefined;
    throw error;
  }
}
