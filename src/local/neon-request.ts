// Reads one HTTP request of Neon's driver: headers and JSON body → which database to ask what, and in which form the answer is wanted.
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** One statement; `params` in Postgres's text form. */
export interface NeonQuery {
  readonly text: string;
  readonly params: readonly (string | null)[];
  /** Rows as arrays instead of objects. */
  readonly arrayMode: boolean;
}

/** What is asked: one statement, or a batch in one transaction begun by `begin`. */
export type NeonCall =
  | { readonly kind: "single"; readonly query: NeonQuery }
  | { readonly kind: "batch"; readonly queries: readonly NeonQuery[]; readonly begin: string };

/** Who asks, from the `Neon-Connection-String` header. The host in it is not used: there is one server. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A request that is refused before any SQL runs. `status` is the HTTP status. */
export class RequestRefused extends Error {
  override readonly name = "RequestRefused";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Neon's limit for requests and for responses. */
export const LIMIT_BYTES = 10 * 1024 * 1024;

const ISOLATION_LEVELS: ReadonlyMap<string, string> = new Map([
  ["ReadUncommitted", "READ UNCOMMITTED"],
  ["ReadCommitted", "READ COMMITTED"],
  ["RepeatableRead", "REPEATABLE READ"],
  ["Serializable", "SERIALIZABLE"],
]);

/** A header that must be exactly `true`, as Neon has it. */
export const isTrue = (headers: IncomingHttpHeaders, name: string): boolean =>
  headers[name] === "true";

/** @throws RequestRefused 400; its message never repeats the connection string. */
export function readCredentials(headers: IncomingHttpHeaders): Credentials {
  const header = headers["neon-connection-string"];
  if (typeof header !== "string")
    throw new RequestRefused(400, "missing header: Neon-Connection-String");
  const url = URL.canParse(header) ? new URL(header) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol))
    throw new RequestRefused(
      400,
      "invalid connection string: it must read postgresql://user:password@host/database",
    );
  try {
    const user = decodeURIComponent(url.username);
    const database = decodeURIComponent(url.pathname.slice(1));
    const password = decodeURIComponent(url.password);
    if (user === "")
      throw new RequestRefused(400, "invalid connection string: the user name is missing");
    if (database === "")
      throw new RequestRefused(400, "invalid connection string: the database name is missing");
    if (password === "")
      throw new RequestRefused(400, "invalid connection string: the password is missing");
    return { user, password, database };
  } catch (error) {
    if (error instanceof URIError)
      throw new RequestRefused(
        400,
        "invalid connection string: a % is not followed by two hex digits",
      );
    throw error;
  }
}

/** Reads the whole body. Rejects with RequestRefused 413 when it is over the limit. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const tooLarge = new RequestRefused(413, `request is too large (max is ${LIMIT_BYTES} bytes)`);
  if (Number(request.headers["content-length"] ?? 0) > LIMIT_BYTES) throw tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LIMIT_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @throws RequestRefused 400 for a body or header that Neon would not take either. */
export function readCall(headers: IncomingHttpHeaders, body: string): NeonCall {
  let payload: unknown;
  try {
    payload = JSON.parse(body);
  } catch (error) {
    throw new RequestRefused(
      400,
      `the request body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const arrayMode = isTrue(headers, "neon-array-mode");
  if (!isRecord(payload) || !Array.isArray(payload["queries"]))
    return { kind: "single", query: readQuery(payload, arrayMode) };
  const queries = payload["queries"].map((query) => readQuery(query, arrayMode));
  return { kind: "batch", queries, begin: readBegin(headers) };
}

function readQuery(value: unknown, arrayMode: boolean): NeonQuery {
  if (!isRecord(value) || typeof value["query"] !== "string")
    throw new RequestRefused(
      400,
      'the request body must be {"query", "params"} or {"queries": [{"query", "params"}, …]}',
    );
  const params = value["params"] ?? [];
  if (!Array.isArray(params)) throw new RequestRefused(400, '"params" must be a list');
  const own = value["arrayMode"];
  return {
    text: value["query"],
    params: params.map(toText),
    arrayMode: typeof own === "boolean" ? own : arrayMode,
  };
}

function readBegin(headers: IncomingHttpHeaders): string {
  const modes: string[] = [];
  const level = headers["neon-batch-isolation-level"];
  if (level !== undefined) {
    const sql = ISOLATION_LEVELS.get(String(level));
    if (sql === undefined) throw new RequestRefused(400, "invalid isolation level");
    modes.push(`ISOLATION LEVEL ${sql}`);
  }
  if (isTrue(headers, "neon-batch-read-only")) modes.push("READ ONLY");
  if (isTrue(headers, "neon-batch-deferrable")) modes.push("DEFERRABLE");
  return ["START TRANSACTION", modes.join(", ")].join(" ").trim();
}

/** A JSON parameter as Postgres text: scalars as they are written, objects as JSON, lists as Postgres arrays. */
function toText(value: unknown): string | null {
  if (value === null) return null;
  if (typeof value === "string") return value;
  return Array.isArray(value) ? toArray(value) : JSON.stringify(value);
}

function toArray(values: readonly unknown[]): string {
  const elements = values.map((value) => {
    if (value === null) return "NULL";
    if (Array.isArray(value)) return toArray(value);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  });
  return `{${elements.join(",")}}`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
