// The live namespace, read in one statement → a Database, its surroundings, its fingerprints and what the history says.

import type { LiveDatabase, LiveTable, TableShadows } from "../../migration/live.ts";
import { historyNamespace, retiredNamespace } from "../../migration/names.ts";
import { separateShadows } from "../../migration/shadow/live-shadows.ts";
import type { Table } from "../../relational/database.ts";
import { TYPE_MARK } from "../../relational/fingerprint.ts";
import { compareText, normalize } from "../../relational/normalize.ts";
import { unpackTable, type PackedTable } from "./fields.ts";
import { decodeType, type TypeJson } from "./types.ts";
import { decodeTable, type TableDescription, type TableJson } from "./json.ts";
import { decodeRoutine, type RoutineJson } from "./triggers.ts";
import { catalogStatement, setTimeouts, SETTINGS, tablesStatement, type Slice } from "./sql.ts";
import { decodeHistory, historyExpression, type HistoryState } from "../history/history-state.ts";
import { DatabaseError, type Row, type Session } from "../session.ts";

/** What one reading of the database says. */
export interface Catalog {
  readonly live: LiveDatabase;
  /** Table → what its definition hashes to. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** As the statement answered, for showing tables in detail. */
  readonly tables: readonly TableJson[];
  readonly history: HistoryState | undefined;
  /** `18.4`. */
  readonly serverVersion: string;
  readonly serverMajor: number;
  readonly databaseName: string;
  /** How many locks the server holds at once, for all sessions together. */
  readonly lockSlots: number;
  /** Tables that someone builds an index of right now. */
  readonly building: ReadonlySet<string>;
  readonly namespaceExists: boolean;
  readonly historyNamespaceExists: boolean;
  readonly retiredNamespaceExists: boolean;
}

/** For a sleeping database to wake and a large catalog to be read. */
const READ_TIMEOUT_MS = 30_000;

/** How it is read. */
export interface CatalogOptions {
  /** Whether `bytes` of tables are measured, and the definitions of constraints written out. */
  readonly details?: boolean;
  /** How long another session's exclusive lock on a table is waited for. */
  readonly lockTimeoutMs?: number;
}

/**
 * Reads everything in one round trip, or in several where the answer is more than the database sends at once. It blocks nobody, but Postgres
 * measures and describes no table that someone else has locked exclusively. Rejects with DatabaseError, SQLSTATE 55P03 where that takes too
 * long.
 */
export async function readCatalog(
  session: Session,
  namespace: string,
  { details = false, lockTimeoutMs = 5_000 }: CatalogOptions = {},
): Promise<Catalog> {
  const namespaces = [namespace, historyNamespace(namespace), retiredNamespace(namespace)];
  const retired = retiredNamespace(namespace);
  const statement = (part: "all" | "without tables"): string =>
    catalogStatement(namespace, retired, namespaces, historyExpression(namespace), details, part);
  const read = (text: string): Promise<Row> => readRow(session, text, lockTimeoutMs);
  try {
    return await decodeCatalog(await read(statement("all")), namespace);
  } catch (error) {
    if (!isTooLarge(error)) throw error;
  }
  const rest = await read(statement("without tables"));
  const slices = await readSlices((slice) =>
    read(tablesStatement([namespace, retired], details, slice)),
  );
  const tables = slices.flatMap((row) => json(row, "tables") as readonly PackedTable[]);
  return decodeCatalog({ ...rest, tables: JSON.stringify(tables) }, namespace);
}

/** How many requests read the tables of a database that is too large for one; twice as many each time that is too few. */
const SLICES = 4;
const MOST_SLICES = 64;

/** Each slice is read at its own moment: the fingerprint that a plan rests on is asserted as one. */
async function readSlices(read: (slice: Slice) => Promise<Row>): Promise<readonly Row[]> {
  for (let of = SLICES; ; of *= 2) {
    try {
      const rows: Row[] = [];
      for (let index = 0; index < of; index++) rows.push(await read({ index, of }));
      return rows;
    } catch (error) {
      if (!isTooLarge(error) || of >= MOST_SLICES) throw error;
    }
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof DatabaseError && error.kind === "too_large";
}

async function readRow(session: Session, text: string, lockTimeoutMs: number): Promise<Row> {
  const read = async (): Promise<Row> => {
    const timeout = { text: setTimeouts({ lock_timeout: lockTimeoutMs }) };
    const [, , rows] = await session.transaction([{ text: SETTINGS }, timeout, { text }], {
      timeoutMs: READ_TIMEOUT_MS + lockTimeoutMs,
    });
    const row = rows?.[0];
    if (row === undefined)
      throw new DatabaseError(
        "unavailable",
        "The database answered nothing when its catalog was read.",
      );
    return row;
  };
  // pg_get_constraintdef and its like read newer catalogs than the statement's snapshot: something dropped meanwhile is XX000.
  return read().catch((error: unknown) => {
    if (error instanceof DatabaseError && error.fields?.sqlstate === "XX000") return read();
    throw error;
  });
}

async function decodeCatalog(row: Row, namespace: string): Promise<Catalog> {
  const described = (json(row, "tables") as readonly PackedTable[])
    .map(unpackTable)
    .toSorted((left, right) => compareText(left.description.name, right.description.name));
  const tables = described.filter((table) => table.namespace === namespace);
  const types = json(row, "types") as readonly TypeJson[];
  const relations = json(row, "relations") as LiveDatabase["relations"];
  const { decoded, shadows } = decodeTables(tables, namespace);
  const serials = new Set(decoded.flatMap(({ columns }) => columns.map(({ serial }) => serial)));
  const present = new Set(json(row, "namespaces") as readonly string[]);
  const dependents = json(row, "dependents") as readonly DependentJson[];
  return {
    live: {
      database: normalize({
        namespace,
        tables: decoded,
        routines: (json(row, "routines") as readonly RoutineJson[]).map(decodeRoutine),
        types: types.map(decodeType),
      }),
      tables: new Map(
        tables.map((table): [string, LiveTable] => [table.description.name, table.circumstances]),
      ),
      relations: relations.filter(
        ({ name, kind, extension }) =>
          extension || (kind !== "enum type" && !(kind === "sequence" && serials.has(name))),
      ),
      dependents: [
        ...dependents
          .filter((each) => each.namespace === namespace && !keepsShadow(each, shadows))
          .map(decodeDependent),
        ...tables.flatMap(({ description: table }) => sequenceUsers(table)),
      ],
      retired: described
        .filter((table) => table.namespace !== namespace)
        .map((table) => ({
          table: decodeTable(table.description, namespace),
          live: table.circumstances,
          fingerprint: table.fingerprint,
          dependents: dependents
            .filter((use) => use.namespace !== namespace && use.table === table.description.name)
            .map(({ description }) => description),
        })),
      retiredTypes: (json(row, "retired_types") as readonly TypeJson[]).map(decodeType),
      ...(shadows.size > 0 && { shadows }),
    },
    fingerprints: new Map([
      ...tables.map((table) => [table.description.name, table.fingerprint] as const),
      ...types.map((type) => [TYPE_MARK + type.name, type.fingerprint] as const),
    ]),
    tables,
    history: await decodeHistory(row["history"] ?? null),
    serverVersion: row["server_version"] ?? "",
    serverMajor: Math.floor(Number(row["server_version_num"] ?? 0) / 10_000),
    databaseName: row["database_name"] ?? "",
    lockSlots: Number(row["lock_slots"] ?? 0),
    building: new Set(json(row, "building") as readonly string[]),
    namespaceExists: present.has(namespace),
    historyNamespaceExists: present.has(historyNamespace(namespace)),
    retiredNamespaceExists: present.has(retiredNamespace(namespace)),
  };
}

/** The tables of the namespace, and what a migration was filling in them when it was cut off. */
function decodeTables(
  tables: readonly TableJson[],
  namespace: string,
): { readonly decoded: readonly Table[]; readonly shadows: ReadonlyMap<string, TableShadows> } {
  const shadows = new Map<string, TableShadows>();
  const decoded = tables.map(({ description }) => {
    const separated = separateShadows(decodeTable(description, namespace));
    if (separated.shadows !== undefined) shadows.set(description.name, separated.shadows);
    return separated.table;
  });
  return { decoded, shadows };
}

interface DependentJson {
  readonly namespace: string;
  readonly table: string;
  readonly column: string | null;
  readonly part: string | null;
  readonly description: string;
}

/** Whether it is the trigger of a column that a migration was filling. */
function keepsShadow(
  { table, part }: DependentJson,
  shadows: ReadonlyMap<string, TableShadows>,
): boolean {
  return shadows.get(table)?.columns.some(({ name }) => name === part) === true;
}

function decodeDependent({
  table,
  column,
  part,
  description,
}: DependentJson): LiveDatabase["dependents"][number] {
  return {
    table,
    description,
    ...(column !== null && { column }),
    ...(part !== null && { part }),
  };
}

function sequenceUsers({ name, columns }: TableDescription): LiveDatabase["dependents"] {
  return columns.flatMap((column) =>
    (column.sequence?.users ?? []).map((description) => ({
      table: name,
      column: column.name,
      ofSequence: true as const,
      description,
    })),
  );
}

function json(row: Row, name: string): unknown {
  return JSON.parse(row[name] ?? "[]") as unknown;
}
