// Postgres's wire protocol, version 3, as bytes: cuts a byte stream into messages, and builds the few messages that a server without
// a server process of its own has to say itself.

/** The type bytes of the messages that we look at. */
export const messageType = {
  bind: "B",
  close: "C",
  copyData: "d",
  copyDone: "c",
  copyFail: "f",
  describe: "D",
  execute: "E",
  flush: "H",
  functionCall: "F",
  parse: "P",
  password: "p",
  query: "Q",
  sync: "S",
  terminate: "X",
} as const;

/** One message as it came: its type byte as a character ("" for the untyped first messages) and all of its bytes, header included. */
export interface Message {
  readonly type: string;
  readonly bytes: Buffer;
}

/** What a client may ask before it has a session. */
export type Opening =
  | { readonly kind: "ssl" }
  | { readonly kind: "cancel"; readonly processId: number; readonly secret: number }
  | { readonly kind: "startup"; readonly parameters: ReadonlyMap<string, string> }
  | { readonly kind: "unsupported" };

/** What the session is doing after a ReadyForQuery: idle, in a transaction, in a failed transaction. */
export type TransactionStatus = "I" | "T" | "E";

/** A message over this many bytes is taken for garbage, not collected. */
const MAX_MESSAGE_BYTES = 256 * 1024 * 1024;

const PROTOCOL_3 = 3;
const CANCEL_REQUEST = 80_877_102;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

/** Cuts a stream of bytes into messages; keeps what is incomplete until more comes. */
export class MessageSplitter {
  #rest: Buffer = Buffer.alloc(0);
  #chunks: Buffer[] = [];
  #missing = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#missing -= chunk.length;
  }

  /**
   * The next whole message, or undefined when more bytes are needed.
   * @param typed false for the first messages of a connection, which have no type byte.
   * @throws RangeError when the length in the header is impossible.
   */
  next(typed: boolean): Message | undefined {
    // Chunks are joined only once a whole message can be there: a large COPY comes in thousands of them.
    if (this.#missing > 0) return undefined;
    if (this.#chunks.length > 0) {
      this.#rest = Buffer.concat([this.#rest, ...this.#chunks]);
      this.#chunks = [];
    }
    const lengthAt = typed ? 1 : 0;
    if (this.#rest.length < lengthAt + 4) return undefined;
    const length = this.#rest.readUInt32BE(lengthAt);
    if (length < 4 || length > MAX_MESSAGE_BYTES)
      throw new RangeError(`a message of ${length} bytes`);
    const end = lengthAt + length;
    if (this.#rest.length < end) {
      this.#missing = end - this.#rest.length;
      return undefined;
    }
    const bytes = this.#rest.subarray(0, end);
    this.#rest = this.#rest.subarray(end);
    return { type: typed ? String.fromCharCode(bytes[0] ?? 0) : "", bytes };
  }
}

/** Reads an untyped first message. */
export function readOpening({ bytes }: Message): Opening {
  const code = bytes.length >= 8 ? bytes.readUInt32BE(4) : 0;
  if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: "ssl" };
  if (code === CANCEL_REQUEST && bytes.length >= 16)
    return { kind: "cancel", processId: bytes.readUInt32BE(8), secret: bytes.readUInt32BE(12) };
  if (code >>> 16 !== PROTOCOL_3) return { kind: "unsupported" };
  const words = bytes.toString("utf8", 8).split("\0");
  const parameters = new Map<string, string>();
  for (let i = 0; i + 1 < words.length && words[i] !== ""; i += 2)
    parameters.set(words[i] ?? "", words[i + 1] ?? "");
  return { kind: "startup", parameters };
}

/** A typed message around a body. */
export function message(type: string, body: Buffer | string = ""): Buffer {
  const content = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  const header = Buffer.alloc(5);
  header.write(type, 0, "latin1");
  header.writeUInt32BE(content.length + 4, 1);
  return Buffer.concat([header, content]);
}

/** A simple Query. */
export const query = (text: string): Buffer => message("Q", `${text}\0`);

/** The SQL or password text that a message holds: its body without the closing NUL. */
export const textOf = ({ bytes }: Message): string =>
  bytes.toString("utf8", 5, Math.max(5, bytes.length - 1));

export const authenticationOk = (): Buffer => message("R", int32(0));
export const askForPassword = (): Buffer => message("R", int32(3));
export const parameterStatus = (name: string, value: string): Buffer =>
  message("S", `${name}\0${value}\0`);
export const backendKeyData = (processId: number, secret: number): Buffer =>
  message("K", Buffer.concat([int32(processId), int32(secret)]));
export const readyForQuery = (status: TransactionStatus): Buffer => message("Z", status);
export const copyFail = (reason: string): Buffer => message("f", `${reason}\0`);

/** CopyInResponse for text; clients take the number of columns as they please, so none are named. */
export const copyInResponse = (): Buffer => message("G", Buffer.from([0, 0, 0]));

/** What a client is told when we, not Postgres, refuse. */
export interface Refusal {
  readonly severity: "ERROR" | "FATAL";
  readonly sqlstate: string;
  readonly text: string;
  readonly hint?: string;
}

export function errorResponse({ severity, sqlstate, text, hint }: Refusal): Buffer {
  const fields = [
    `S${severity}`,
    `V${severity}`,
    `C${sqlstate}`,
    `M${text}`,
    ...(hint === undefined ? [] : [`H${hint}`]),
  ];
  return message("E", `${fields.join("\0")}\0\0`);
}

/** Each message of a server's answer, by type and body. */
function* messagesOf(answer: Buffer): Generator<{ readonly type: string; readonly body: Buffer }> {
  for (let at = 0; at + 5 <= answer.length;) {
    const end = at + 1 + answer.readUInt32BE(at + 1);
    yield { type: String.fromCharCode(answer[at] ?? 0), body: answer.subarray(at + 5, end) };
    at = end;
  }
}

/** What matters of an answer to whoever passes it on. */
export interface Outline {
  /** The last transaction status told; undefined when none is. */
  readonly status: TransactionStatus | undefined;
  /** The first ErrorResponse, whole. */
  readonly error: Buffer | undefined;
  /** Whether it asks for the data of a COPY. */
  readonly asksForData: boolean;
}

export function outline(answer: Buffer): Outline {
  let status: TransactionStatus | undefined;
  let error: Buffer | undefined;
  let asksForData = false;
  for (const { type, body } of messagesOf(answer)) {
    if (type === "Z") status = statusOf(body.toString("latin1"));
    else if (type === "E") error ??= message("E", body);
    else if (type === "G") asksForData = true;
  }
  return { status, error, asksForData };
}

const statusOf = (letter: string): TransactionStatus =>
  letter === "T" || letter === "E" ? letter : "I";

/** An answer without its messages of one type. */
export function without(dropped: string, answer: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (const { type, body } of messagesOf(answer))
    if (type !== dropped) kept.push(message(type, body));
  return Buffer.concat(kept);
}

/** The rows of an answer to a simple Query, as text. */
export function rowsOf(answer: Buffer): (string | null)[][] {
  const rows: (string | null)[][] = [];
  for (const { type, body } of messagesOf(answer)) {
    if (type !== "D") continue;
    const row: (string | null)[] = [];
    let at = 2;
    for (let left = body.readUInt16BE(0); left > 0; left--) {
      const length = body.readInt32BE(at);
      at += 4;
      row.push(length < 0 ? null : body.toString("utf8", at, at + length));
      at += Math.max(0, length);
    }
    rows.push(row);
  }
  return rows;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
