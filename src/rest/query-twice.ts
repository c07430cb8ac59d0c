// A statement that collides with a concurrent one is tried again, once: the other one is through by then.

import { DatabaseError, type Row, type Session, type Statement } from "../postgres/session.ts";

/** Runs a statement. Rejects with DatabaseError. */
export async function queryTwice(
  session: Session,
  statement: Statement,
  timeoutMs: number,
): Promise<readonly Row[]> {
  try {
    return await session.query(statement, { timeoutMs });
  } catch (error) {
    // Postgres ended it in favour of the other one: nothing was written.
    const sqlstate = error instanceof DatabaseError ? error.fields?.sqlstate : undefined;
    if (sqlstate !== "40001" && sqlstate !== "40P01") throw error;
  }
  return session.query(statement, { timeoutMs });
}
