// Sessions on which something happens that a network or a server may do: a lost request, another's change in between, few locks.
import { DatabaseError, type Row, type Session } from "../../src/postgres/session.ts";

/** The catalog says that the server has 240 locks for all, so that a plan takes several batches. */
export function fewLocks(inner: Session): Session {
  const poor = (row: Row): Row => ("lock_slots" in row ? { ...row, lock_slots: "240" } : row);
  return {
    query: (statement, options) => inner.query(statement, options),
    transaction: async (statements, options) =>
      (await inner.transaction(statements, options)).map((rows) => rows.map(poor)),
  };
}

/** Counts the requests. */
export function counted(inner: Session): {
  readonly session: Session;
  readonly calls: () => number;
} {
  let calls = 0;
  const count = () => Promise.resolve(calls++);
  return { calls: () => calls, session: beforeEachRequest(inner, count) };
}

/** Does something before or after its `at`th request; where that throws, the request has failed. */
export function atRequest(
  inner: Session,
  at: number,
  act: () => Promise<unknown>,
  when: "before" | "after" = "before",
): Session {
  let calls = 0;
  const guard = async <Answer>(run: () => Promise<Answer>): Promise<Answer> => {
    const isNow = ++calls === at;
    if (isNow && when === "before") await act();
    const answer = await run();
    if (isNow && when === "after") await act();
    return answer;
  };
  return {
    query: (statement, options) => guard(() => inner.query(statement, options)),
    transaction: (statements, options) => guard(() => inner.transaction(statements, options)),
  };
}

/** Does something before each of its requests. */
export function beforeEachRequest(inner: Session, act: () => Promise<unknown>): Session {
  return {
    query: (statement, options) => act().then(() => inner.query(statement, options)),
    transaction: (statements, options) => act().then(() => inner.transaction(statements, options)),
  };
}

/** Its `at`th request is lost, before or after the server has carried it out, and none after it. */
export function cutOff(inner: Session, at: number, when: "before" | "after" = "before"): Session {
  const lose = () => Promise.reject(new DatabaseError("unavailable", "lost on purpose"));
  return atRequest(inner, at, lose, when);
}

/** What has gone wrong, in a word: the kind of a DatabaseError. */
export function reason(error: unknown): string {
  return error instanceof DatabaseError ? error.kind : String(error);
}
