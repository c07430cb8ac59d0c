// What went wrong → the HTTP status and the JSON body that Neon's driver makes its NeonDbError of.
import { DatabaseError } from "pg";

import { RequestRefused } from "./neon-request.ts";

/** No connection could be had: the credentials are wrong or the server is not there. */
export class ConnectFailed extends Error {
  override readonly name = "ConnectFailed";
  /** True when the client can do something about it: another user, password or database. */
  readonly isClients: boolean;

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    // SQLSTATE class 28 is about credentials, 3D about the database's name.
    this.isClients = cause instanceof DatabaseError && /^(28|3D)/.test(cause.code ?? "");
  }
}

/** The HTTP status: as Neon's, 400 for all that a statement can cause. */
export function statusOf(error: unknown): number {
  if (error instanceof RequestRefused) return error.status;
  if (error instanceof ConnectFailed && !error.isClients) return 500;
  return 400;
}

/** All fields that the driver reads; those without a value are null, and `code` is "" when it was not a statement that failed. */
export function errorBody(error: unknown): Readonly<Record<string, string | null>> {
  const fields = error instanceof DatabaseError ? error : undefined;
  return {
    message: error instanceof Error ? error.message : String(error),
    code: fields?.code ?? "",
    detail: fields?.detail ?? null,
    hint: fields?.hint ?? null,
    position: fields?.position ?? null,
    internalPosition: fields?.internalPosition ?? null,
    internalQuery: fields?.internalQuery ?? null,
    severity: fields?.severity ?? "",
    where: fields?.where ?? null,
    table: fields?.table ?? null,
    column: fields?.column ?? null,
    schema: fields?.schema ?? null,
    dataType: fields?.dataType ?? null,
    constraint: fields?.constraint ?? null,
    file: fields?.file ?? null,
    line: fields?.line ?? null,
    routine: fields?.routine ?? null,
  };
}
