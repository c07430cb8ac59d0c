// The port between our SQL and whatever runs it: Neon's HTTP driver in the Worker, the same driver in tests.

/** A parameterised statement; `params` are text, or null for SQL NULL. */
export interface Statement {
  readonly text: string;
  readonly params?: readonly (string | null)[];
}

/** Column name → Postgres's text output, null for SQL NULL. */
export type Row = Readonly<Record<string, string | null>>;

/** Something that runs SQL. Each call is one round trip (one subrequest of the Worker). */
export interface Session {
  /** Runs one statement. Rejects with DatabaseError. */
  query(statement: Statement, options?: QueryOptions): Promise<readonly Row[]>;
  /** Runs the statements in one transaction, all or nothing; one row list each. Rejects with DatabaseError. */
  transaction(
    statements: readonly Statement[],
    options?: QueryOptions,
  ): Promise<readonly (readonly Row[])[]>;
}

/** How a request is made. */
export interface QueryOptions {
  /** Milliseconds after which the request is aborted (the server then cancels the query). */
  readonly timeoutMs?: number;
}

/** What Postgres said about a failed statement. Only `sqlstate` and names are fit for a client: message and detail may hold row contents. */
export interface PostgresFields {
  readonly sqlstate: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly where?: string;
}

/**
 * A statement that failed.
 * - `kind: "postgres"`: Postgres refused it; `fields` says why.
 * - `kind: "unavailable"`: no answer from the database (down, refused, Neon 5xx). Whether it ran is unknown.
 * - `kind: "timeout"`: our own time limit ended it.
 * - `kind: "too_large"`: request or response over Neon's limit.
 * The message never holds the connection string.
 */
export class DatabaseError extends Error {
  override readonly name = "DatabaseError";
  readonly kind: "postgres" | "unavailable" | "timeout" | "too_large";
  readonly fields: PostgresFields | undefined;

  constructor(kind: DatabaseError["kind"], message: string, fields?: PostgresFields) {
    super(message);
    this.kind = kind;
    this.fields = fields;
  }
}
