// The Worker's settings.

/** What `wrangler.toml`, `.dev.vars` and the secrets give the Worker. All are text; all but the first two are optional in production. */
export interface Env {
  /** Neon connection string; the pooled host serves the application. */
  readonly DATABASE_URL?: string;
  /** For schema work; default: DATABASE_URL without `-pooler` in its host. */
  readonly DATABASE_URL_UNPOOLED?: string;
  /** Where a local Neon endpoint listens; `.dev.vars` only. */
  readonly NEON_HTTP_ENDPOINT?: string;
  /** The Postgres namespace, default `public`. */
  readonly PG_SCHEMA?: string;
  /** Off unless "true". */
  readonly ALLOW_RESET?: string;
  /** Off unless "true". */
  readonly ALLOW_UPLOADED_SCHEMA?: string;
  /** Tables with more mebibytes of rows than this are changed in parts that let others read and write; default 32. */
  readonly ONLINE_ABOVE_MIB?: string;
  /** Static assets: Swagger UI and the OpenAPI documents. */
  readonly ASSETS?: { fetch(request: Request): Promise<Response> };
  /** Which deployed version of the Worker this is. */
  readonly CF_VERSION_METADATA?: {
    readonly id: string;
    readonly tag: string;
    readonly timestamp: string;
  };
  /** AUTH_TOKEN_<ID>: one JSON value per token, see admin/auth.ts. */
  readonly [name: `AUTH_TOKEN_${string}`]: string | undefined;
}

/** Whether NEON_HTTP_ENDPOINT points at this machine. */
export function isLocalEndpoint(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(endpoint).hostname);
}
