// Runs what one HTTP request asks on one Postgres connection and writes the response's JSON: a statement, or a batch in one transaction.
import { connect } from "node:net";

import { Query } from "pg";
import type { PoolClient, QueryResult } from "pg";

import { LIMIT_BYTES, RequestRefused } from "./neon-request.ts";
import type { NeonCall, NeonQuery } from "./neon-request.ts";
import { toJson } from "./neon-value.ts";

declare module "pg" {
  // What node-postgres keeps on a client, beside what its types tell: the server's ticket for cancel requests.
  interface ClientBase {
    readonly processID: number;
    readonly secretKey: number;
  }
}

/**
 * Runs a call to the response's JSON. A batch that fails leaves its transaction open: the reset that follows rolls it back.
 * Rejects with DatabaseError for what Postgres refuses, RequestRefused 507 for a response over the limit.
 * @param raw values as Postgres's text, instead of JSON numbers, booleans and lists.
 */
export async function runCall(
  client: PoolClient,
  call: NeonCall,
  raw: boolean,
  gone: AbortSignal,
): Promise<string> {
  const budget = { bytes: LIMIT_BYTES };
  if (call.kind === "single") return runQuery(client, call.query, raw, budget);
  const results: string[] = [];
  await client.query(call.begin);
  for (const query of call.queries) {
    gone.throwIfAborted();
    results.push(await runQuery(client, query, raw, budget));
  }
  gone.throwIfAborted();
  await client.query("COMMIT");
  return `{"results":[${results.join(",")}]}`;
}

/** Asks the server to stop what the connection is running; a request that comes late stops what it runs by then. */
function cancelQuery(client: PoolClient): void {
  const { host, port, processID, secretKey } = client;
  const request = Buffer.alloc(16);
  [request.length, CANCEL_REQUEST, processID, secretKey].forEach((word, i) =>
    request.writeInt32BE(word, i * 4),
  );
  const socket = connect({ host, port });
  socket.on("error", () => socket.destroy());
  socket.end(request);
}

/** Cancels and hangs up, for a server may be deaf while it works (PGlite is). What runs is then rolled back. */
export function abandon(client: PoolClient): void {
  cancelQuery(client);
  void client.end();
}

const CANCEL_REQUEST = 80_877_102;

async function runQuery(
  client: PoolClient,
  query: NeonQuery,
  raw: boolean,
  budget: { bytes: number },
): Promise<string> {
  const rows: string[] = [];
  const result = await stream(client, query, (cells, fields) => {
    const values = raw ? cells : cells.map((cell, i) => toJson(cell, fields[i]?.dataTypeID ?? 0));
    const row = query.arrayMode
      ? values
      : Object.fromEntries(values.map((value, i) => [fields[i]?.name ?? "", value]));
    const json = JSON.stringify(row);
    rows.push(json);
    budget.bytes -= Buffer.byteLength(json) + 1;
    return budget.bytes >= 0;
  });
  if (budget.bytes < 0)
    throw new RequestRefused(507, `response is too large (max is ${LIMIT_BYTES} bytes)`);
  const fields = result.fields.map(
    ({ name, dataTypeID, tableID, columnID, dataTypeSize, dataTypeModifier }) => ({
      name,
      dataTypeID,
      tableID,
      columnID,
      dataTypeSize,
      dataTypeModifier,
      format: "text",
    }),
  );
  const head = JSON.stringify({
    command: result.command ?? "",
    rowCount: result.rowCount,
    rowAsArray: query.arrayMode,
    fields,
  });
  return `${head.slice(0, -1)},"rows":[${rows.join(",")}]}`;
}

/** node-postgres's query, which would wait for ever after a COPY … FROM STDIN: Postgres swallows the Sync that came before the data. */
class Statement extends Query {
  handleCopyInResponse(connection: { sendCopyFail(reason: string): void; sync(): void }): void {
    connection.sendCopyFail("COPY … FROM STDIN is not possible over HTTP");
    connection.sync();
  }
}

type OnRow = (cells: readonly (string | null)[], fields: QueryResult["fields"]) => boolean;

/** Runs a statement row by row; once `onRow` says false, the rest is called off and dropped. */
function stream(
  client: PoolClient,
  { text, params }: NeonQuery,
  onRow: OnRow,
): Promise<QueryResult> {
  const { promise, resolve, reject } = Promise.withResolvers<QueryResult>();
  // The extended protocol: the simple one would run several statements at once, which Neon refuses.
  const config = { text, values: [...params], rowMode: "array", queryMode: "extended" };
  const query = new Statement(config);
  let isWanted = true;
  query.on("row", (row, result) => {
    if (!isWanted) return;
    isWanted = onRow(row, result?.fields ?? []);
    if (!isWanted) cancelQuery(client);
  });
  query.on("end", resolve);
  query.on("error", (error) => (isWanted ? reject(error) : resolve(EMPTY)));
  client.query(query);
  return promise;
}

const EMPTY: QueryResult = { command: "", rowCount: null, oid: 0, fields: [], rows: [] };
