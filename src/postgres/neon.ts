// The Session that production uses: Neon's serverless driver over HTTP. Values stay text, and no message of the driver gets out: some
// hold the connection string.

import {
  neon,
  neonConfig,
  NeonDbError,
  type HTTPQueryOptions,
  type NeonQueryFunction,
} from "@neondatabase/serverless";

import {
  DatabaseError,
  type PostgresFields,
  type QueryOptions,
  type Row,
  type Session,
  type Statement,
} from "./session.ts";

/** How Neon is reached. */
export interface NeonOptions {
  /** Another endpoint for this database's host than Neon's own; for a local one. */
  readonly endpoint?: string;
}

/** Opens nothing: each call of the session is one HTTP request. Throws DatabaseError where the connection string cannot be read. */
export function neonSession(connectionString: string, options: NeonOptions = {}): Session {
  const sql = open(connectionString, options.endpoint);
  return {
    async query(statement, queryOptions) {
      return attempt(
        () =>
          sql.query(statement.text, parameters(statement), requestOptions(queryOptions)) as Promise<
            Row[]
          >,
        queryOptions,
      );
    },
    async transaction(statements, queryOptions) {
      if (statements.length === 0) return [];
      const queries = statements.map((statement) =>
        sql.query(statement.text, parameters(statement), requestOptions()),
      );
      return attempt(
        () => sql.transaction(queries, requestOptions(queryOptions)) as Promise<Row[][]>,
        queryOptions,
      );
    },
  };
}

/** The same database past Neon's pooler: `-pooler` taken from the first label of the host. Throws DatabaseError. */
export function unpooledUrl(connectionString: string): string {
  const url = parse(connectionString);
  const [label = "", ...rest] = url.hostname.split(".");
  if (!label.endsWith("-pooler")) return connectionString;
  url.hostname = [label.slice(0, -"-pooler".length), ...rest].join(".");
  return url.href;
}

type Query = NeonQueryFunction<false, false>;

function open(connectionString: string, endpoint: string | undefined): Query {
  const url = parse(connectionString);
  if (endpoint !== undefined) redirect(url, endpoint);
  try {
    return neon(connectionString);
  } catch {
    throw malformed();
  }
}

function parse(connectionString: string): URL {
  try {
    // `postgres:` is no special scheme to URL: its host would be neither checked nor lower-cased.
    const url = new URL(connectionString);
    if (!/^postgres(?:ql)?:$/.test(url.protocol) || url.hostname === "" || url.pathname.length < 2)
      throw malformed();
    return url;
  } catch {
    throw malformed();
  }
}

function malformed(): DatabaseError {
  return new DatabaseError(
    "unavailable",
    "DATABASE_URL is not a connection string: it should read postgresql://user:password@host/database.",
  );
}

/** Host and port → endpoint. The driver's setting is global; this keeps databases apart all the same. */
const endpoints = new Map<string, string>();
const usual = neonConfig.fetchEndpoint;

function redirect(url: URL, endpoint: string): void {
  endpoints.set(endpointKey(url.hostname, url.port), endpoint);
  neonConfig.fetchEndpoint = (host, port, options) =>
    endpoints.get(endpointKey(host, port)) ??
    (typeof usual === "function" ? usual(host, port, options) : usual);
}

const endpointKey = (host: string, port: string | number): string =>
  `${host}:${port === "" ? 5432 : port}`;

function requestOptions(options?: QueryOptions): HTTPQueryOptions<false, false> {
  return {
    // Postgres's own text, so that no digit is lost.
    types: { getTypeParser: () => (text: string) => text },
    ...(options?.timeoutMs === undefined
      ? {}
      : { fetchOptions: { signal: AbortSignal.timeout(options.timeoutMs) } }),
  };
}

function parameters(statement: Statement): (string | null)[] {
  return [...(statement.params ?? [])];
}

async function attempt<T>(run: () => Promise<T>, options: QueryOptions | undefined): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw databaseError(error, options);
  }
}

function databaseError(error: unknown, options: QueryOptions | undefined): DatabaseError {
  if (isTimeout(error)) return timedOut(options);
  if (!(error instanceof NeonDbError)) return unavailable("could not be asked.");
  const { code: sqlstate = "", sourceError } = error;
  if (sourceError !== undefined) {
    return isTimeout(sourceError) ? timedOut(options) : unavailable("could not be reached.");
  }
  const status = /^Server error \(HTTP status (\d{3})\)/.exec(error.message)?.[1];
  if (status === "413" || status === "507") {
    const what =
      status === "413"
        ? "request is over the 10 MiB that the database takes"
        : "answer is over the 10 MiB that the database sends";
    return new DatabaseError("too_large", `The ${what} at once.`);
  }
  if (status !== undefined) return unavailable(`answered with HTTP status ${status}.`);
  // Without a SQLSTATE, or in the classes of authorization and of databases, no statement was run.
  if (sqlstate === "" || /^(?:28|3D)/.test(sqlstate)) {
    return unavailable(
      "refused the connection. Check user, password and database name in DATABASE_URL.",
    );
  }
  return new DatabaseError("postgres", error.message, postgresFields(error, sqlstate));
}

function unavailable(words: string): DatabaseError {
  return new DatabaseError("unavailable", `The database ${words}`);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError");
}

function timedOut(options: QueryOptions | undefined): DatabaseError {
  return new DatabaseError(
    "timeout",
    `The database did not answer within ${options?.timeoutMs ?? 0} ms.`,
  );
}

function postgresFields(error: NeonDbError, sqlstate: string): PostgresFields {
  const { message, detail, hint, schema, table, column, constraint, where } = error;
  const named = { detail, hint, schema, table, column, constraint, where };
  return {
    sqlstate,
    message,
    ...Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined)),
  };
}
