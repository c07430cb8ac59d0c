// The REST server over the fixture's tables in a real Postgres, called without a network; statements are recorded.

import { Hono } from "hono";
import type { Env } from "../../src/env.ts";
import type { Session, Statement } from "../../src/postgres/session.ts";
import { installMiddleware } from "../../src/rest/middleware.ts";
import { Problem } from "../../src/rest/problem.ts";
import { restApp, type RestEnv } from "../../src/rest/app.ts";
import { quoteIdentifier } from "../../src/sql/quote.ts";
import { ddl, resources, validators } from "./fixture.ts";

/** A namespace that must be quoted. */
const namespace = 'rest "test';

export interface TestServer {
  /** Every statement sent so far; one per request is the contract. */
  readonly statements: Statement[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Empties the tables. */
  clear(): Promise<void>;
}

export async function startServer(session: Session): Promise<TestServer> {
  await session.query({ text: `create schema ${quoteIdentifier(namespace)}` });
  await session.transaction(
    ddl.map((text) => ({ text: text.replaceAll("%I", () => quoteIdentifier(namespace)) })),
  );
  const statements: Statement[] = [];
  const recorded: Session = {
    query: (statement, options) => (statements.push(statement), session.query(statement, options)),
    transaction: () => Promise.reject(new Error("REST sends single statements.")),
  };
  const app = new Hono<RestEnv>();
  installMiddleware(app);
  app.route(
    "/",
    restApp({
      resources: () => JSON.parse(JSON.stringify(resources)),
      validators: async (className) => {
        const found = validators[className];
        if (!found) throw new Error(`No validators for ${className}.`);
        return found;
      },
      schemaHash: "sha256:0123456789abcdef",
      session: () => recorded,
      authorize(c, scope) {
        const token = c.req.header("Authorization");
        if (token === "Bearer reader" && scope === "data:read") return;
        if (token === "Bearer reader")
          throw new Problem(403, "insufficient_scope", `The scope ${scope} is missing.`);
        if (token !== undefined)
          throw new Problem(401, "unauthorized", "No such token.", {
            headers: { "WWW-Authenticate": "Bearer" },
          });
      },
      namespace: () => namespace,
    }),
  );
  return {
    statements,
    fetch: async (path, init) => app.request(path, init, {} satisfies Env),
    async clear() {
      const tables = ["Person", 'Thi"ng', "Thing_friends", "Event"].map(
        (name) => `${quoteIdentifier(namespace)}.${quoteIdentifier(name)}`,
      );
      await session.query({ text: `truncate ${tables.join(", ")} restart identity` });
    },
  };
}
