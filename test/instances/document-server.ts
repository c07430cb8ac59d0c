// A schema's tables in a real Postgres, and the REST server that takes and gives whole documents, without a Worker around it.

import { Hono } from "hono";
import { compile, type CompiledSchema } from "../../src/compile.ts";
import { liveValidators } from "../../src/emit/live-zod.ts";
import type { Env } from "../../src/env.ts";
import { schemaSql } from "../../src/migration/schema-sql.ts";
import { neonSession } from "../../src/postgres/neon.ts";
import { restApp, type RestEnv } from "../../src/rest/app.ts";
import { installMiddleware } from "../../src/rest/middleware.ts";
import { quoteIdentifier } from "../../src/sql/quote.ts";
import { joined } from "../../src/text/pieces.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";

export interface DocumentServer {
  readonly compiled: CompiledSchema;
  readonly database: TestDatabase;
  get(path: string): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  send(path: string, init: RequestInit): Promise<Response>;
  /** Removes all rows. */
  clear(): Promise<void>;
  /** For documents that refer to rows of others. */
  dropForeignKeys(): Promise<void>;
  close(): Promise<void>;
}

/** Compiles one file, or takes what is compiled already. */
export async function documentServer(schema: string | CompiledSchema): Promise<DocumentServer> {
  const compiled = typeof schema === "string" ? compiledText(schema) : schema;
  const database = await createDatabase();
  await database.query(joined(schemaSql(compiled.database)));
  const live = liveValidators(compiled.model.classes);
  const app = new Hono<RestEnv>();
  installMiddleware(app);
  app.route(
    "/",
    restApp({
      resources: () => compiled.resources,
      validators: async (name) => ({
        read: live.validator(name, "read"),
        create: live.validator(name, "create"),
        update: live.validator(name, "update"),
      }),
      documents: {
        containers: () => compiled.containers,
        validator: async (name) => live.validator(name, "document"),
      },
      schemaHash: compiled.info.schemaHash,
      session: () => neonSession(database.databaseUrl, { endpoint: database.neonEndpoint }),
      authorize: () => {},
      namespace: () => compiled.database.namespace,
    }),
  );
  const tables = compiled.database.tables.map(({ name }) => quoteIdentifier(name));
  const send = async (path: string, init?: RequestInit): Promise<Response> =>
    app.request(path, init, {} satisfies Env);
  return {
    compiled,
    database,
    get: (path) => send(path),
    send,
    post: (path, body) =>
      send(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
      }),
    async clear() {
      // Without triggers no order of the tables is wrong; TRUNCATE would make new files for each of them.
      const deletions = tables.map((table) => `DELETE FROM ${table};`).join("\n");
      await database.query(
        `BEGIN; SET LOCAL session_replication_role = replica;\n${deletions}\nCOMMIT`,
      );
    },
    async dropForeignKeys() {
      const drops = compiled.database.tables.flatMap(({ name, constraints }) =>
        constraints
          .filter(({ kind }) => kind === "foreign_key")
          .map(
            (key) =>
              `ALTER TABLE ${quoteIdentifier(name)} DROP CONSTRAINT ${quoteIdentifier(key.name)};`,
          ),
      );
      await database.query(drops.join("\n"));
    },
    close: () => database.drop(),
  };
}

function compiledText(text: string): CompiledSchema {
  const { compiled, diagnostics } = compile({
    root: "schema.yaml",
    files: { "schema.yaml": text },
  });
  if (compiled === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return compiled;
}
