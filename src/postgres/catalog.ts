// The live namespace, read in one statement → a Database, its surroundings, its fingerprints and what the history says.

import type { LiveDatabase, LiveTable } from "../migration/live.ts";
import { historyNamespace, retiredNamespace } from "../migration/names.ts";
import { normalize } from "../relational/normalize.ts";
import { decodeTable, type TableJson } from "./catalog-json.ts";
import { decodeRoutine, type RoutineJson } from "./catalog-triggers.ts";
import { catalogStatement, setTimeouts, SETTINGS } from "./catalog-sql.ts";
import { decodeHistory, historyExpression, type HistoryState } from "./history-table.ts";
import { DatabaseError, type Row, type Session } from "./session.ts";

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
  readonly namespaceExists: boolean;
  readonly historyNamespaceExists: boolean;
  readonly retiredNamespaceExists: boolean;
}

/** For a sleeping database to wake and a large catalog to be read. */
const READ_TIMEOUT_MS = 30_000;

export interface CatalogOptions {
  /** Whether `bytes` of tables are measured. */
  readonly sizes?: boolean;
  /** How long another session's exclusive lock on a table is waited for. */
  readonly lockTimeoutMs?: number;
}

/**
 * Reads everything in one round trip. It blocks nobody, but Postgres measures and describes no table that someone else has locked
 * exclusively. Rejects with DatabaseError, SQLSTATE 55P03 where that takes too long.
 */
export async function readCatalog(
  session: Session,
  namespace: string,
  { sizes = false, lockTimeoutMs = 5_000 }: CatalogOptions = {},
): Promise<Catalog> {
  const namespaces = [namespace, historyNamespace(namespace), retiredNamespace(namespace)];
  const text = catalogStatement(namespace, namespaces, historyExpression(namespace), sizes);
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
  const row = await read().catch((error: unknown) => {
    if (error instanceof DatabaseError && error.fields?.sqlstate === "XX000") return read();
    throw error;
  });
  return decodeCatalog(row, namespace);
}

function decodeCatalog(row: Row, namespace: string): Catalog {
  const tables = json(row, "tables") as readonly TableJson[];
  const present = new Set(json(row, "namespaces") as readonly string[]);
  const dependents = json(row, "dependents") as readonly {
    table: string;
    column: string | null;
    part: string | null;
    description: string;
  }[];
  return {
    live: {
      database: normalize({
        namespace,
        tables: tables.map((table) => decodeTable(table.description, namespace)),
        routines: (json(row, "routines") as readonly RoutineJson[]).map(decodeRoutine),
      }),
      tables: new Map(
        tables.map((table): [string, LiveTable] => [table.description.name, table.circumstances]),
      ),
      relations: json(row, "relations") as LiveDatabase["relations"],
      dependents: dependents.map(({ table, column, part, description }) => ({
        table,
        description,
        ...(column === null ? {} : { column }),
        ...(part === null ? {} : { part }),
      })),
    },
    fingerprints: new Map(tables.map((table) => [table.description.name, table.fingerprint])),
    tables,
    history: decodeHistory(row["history"] ?? null),
    serverVersion: row["server_version"] ?? "",
    serverMajor: Math.floor(Number(row["server_version_num"] ?? 0) / 10_000),
    databaseName: row["database_name"] ?? "",
    namespaceExists: present.has(namespace),
    historyNamespaceExists: present.has(historyNamespace(namespace)),
    retiredNamespaceExists: present.has(retiredNamespace(namespace)),
  };
}

function json(row: Row, name: string): unknown {
  return JSON.parse(row[name] ?? "[]") as unknown;
}
