// Who calls and what they may do: the Authorization header and the AUTH_TOKEN_<ID> secrets → an actor, or a refusal.
// Everything is closed unless a path is in the list of public ones; a secret that cannot be read opens nothing.

import type { MiddlewareHandler } from "hono";
import { type Env, isLocalEndpoint } from "../env.ts";
import { sha256 } from "#sha256";
import { Problem } from "../rest/problem.ts";

export const scopes = [
  "data:read",
  "data:write",
  "admin:read",
  "admin:write",
  "admin:reset",
] as const;
export type Scope = (typeof scopes)[number];

/** The holder of a token. `id` names it in history and audit: `AUTH_TOKEN_CI` is `ci`. */
export interface Actor {
  readonly id: string;
  readonly scopes: readonly Scope[];
}

/** Context variables that `authenticate` sets. */
export interface AuthVariables {
  /** Absent on public paths. */
  actor?: Actor;
}

type AuthEnv = { Bindings: Env; Variables: AuthVariables };

interface TokenEntry extends Actor {
  /** Hexadecimal, in lower case. */
  readonly digest: string;
  /** Milliseconds since the epoch. */
  readonly expires: number | undefined;
}

/** In `.dev.vars.example`; everybody knows it, so it counts only while the database is on this machine too. */
export const localDevToken = "local-dev-token";

const publicPath =
  /^\/(?:|docs(?:\/.*)?|console(?:\/.*)?|openapi\.json|openapi-admin\.json|favicon\.ico|healthz|readyz|problems\/[^/]*)$/;

/** Whether a path is served without a token. Anything that is not spelled exactly like a public path needs one. */
export function isPublicPath(path: string): boolean {
  return publicPath.test(path);
}

/** Lets a request on only if its path is public or it has a valid token. Reads the header only, never the body. */
export function authenticate<E extends AuthEnv>(): MiddlewareHandler<E> {
  return async (c, next) => {
    if (!isPublicPath(c.req.path))
      c.set("actor", identify(c.env, c.req.header("Authorization"), Date.now()));
    await next();
  };
}

/** Lets a request on only if its token has the scope. */
export function requireScope<E extends AuthEnv>(scope: Scope): MiddlewareHandler<E> {
  return async (c, next) => {
    actorWith(scope, c.get("actor"));
    await next();
  };
}

/** The actor, if it has the scope; otherwise throws 401 or 403. */
export function actorWith(scope: Scope, actor: Actor | undefined): Actor {
  if (actor === undefined)
    throw unauthorized("This route needs a token: Authorization: Bearer <token>.");
  if (actor.scopes.includes(scope)) return actor;
  throw new Problem(
    403,
    "insufficient_scope",
    `This needs the scope ${scope}; the token "${actor.id}" does not have it.`,
    {
      headers: { "WWW-Authenticate": `${challenge}, error="insufficient_scope", scope="${scope}"` },
    },
  );
}

/**
 * The actor that an Authorization header belongs to; `now` in milliseconds since the epoch.
 * Throws 503 `auth_not_configured` where there are no tokens at all, otherwise 401.
 */
export function identify(env: Env, authorization: string | undefined, now: number): Actor {
  const entries = tokenEntries(env);
  if (entries.length === 0) {
    throw new Problem(
      503,
      "auth_not_configured",
      "No AUTH_TOKEN_<ID> secret is set, so this route is closed. `npm run token` prints a token and the secret to store.",
    );
  }
  if (authorization === undefined)
    throw unauthorized("This route needs a token: Authorization: Bearer <token>.");
  const token = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization)?.[1];
  const actor = token === undefined ? undefined : holderOf(token, entries, now);
  if (actor === undefined)
    throw unauthorized("The token is not known here, or has expired.", "invalid_token");
  return actor;
}

const challenge = 'Bearer realm="linkml-neon"';

function unauthorized(detail: string, error?: string): Problem {
  const header = error === undefined ? challenge : `${challenge}, error="${error}"`;
  return new Problem(401, "unauthorized", detail, { headers: { "WWW-Authenticate": header } });
}

/** Compares with every entry, in constant time and without stopping at a match, so that time tells nothing. */
function holderOf(token: string, entries: readonly TokenEntry[], now: number): Actor | undefined {
  const digest = sha256(token);
  let holder: TokenEntry | undefined;
  for (const entry of entries) {
    const same = isSameDigest(digest, entry.digest);
    const valid = entry.expires === undefined || now < entry.expires;
    if (same && valid) holder = entry;
  }
  return holder && { id: holder.id, scopes: holder.scopes };
}

/** Looks at all digits, also after the first that differs; `crypto.subtle.timingSafeEqual` is workerd's own, and tests run in Node, too. */
function isSameDigest(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++) {
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  }
  return difference === 0;
}

/** The bindings are one object per isolate, so that secrets are read (and complained about) once. */
const entriesByEnv = new WeakMap<Env, readonly TokenEntry[]>();

function tokenEntries(env: Env): readonly TokenEntry[] {
  const known = entriesByEnv.get(env);
  if (known !== undefined) return known;
  const entries = readTokens(env);
  entriesByEnv.set(env, entries);
  return entries;
}

const secretPrefix = "AUTH_TOKEN_";
const localDevDigest = sha256(localDevToken);

function readTokens(env: Env): readonly TokenEntry[] {
  const entries: TokenEntry[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith(secretPrefix)) continue;
    const entry = readToken(name.slice(secretPrefix.length).toLowerCase(), value);
    if (entry === undefined) {
      console.warn(
        `${name} is ignored: its value must be {"sha256": "<64 hex digits>", "scopes": ["admin:read", …], "expires"?: "<ISO date>"}.`,
      );
    } else if (entry.digest === localDevDigest && !isLocalEndpoint(env.NEON_HTTP_ENDPOINT)) {
      console.warn(
        `${name} is ignored: the well-known development token counts only while NEON_HTTP_ENDPOINT is on this machine.`,
      );
    } else {
      entries.push(entry);
    }
  }
  return entries;
}

function readToken(id: string, value: unknown): TokenEntry | undefined {
  const parsed = parseObject(value);
  if (parsed === undefined || id === "") return undefined;
  const { sha256: digest, scopes: granted, expires } = parsed;
  if (typeof digest !== "string" || !/^[0-9a-f]{64}$/i.test(digest)) return undefined;
  if (!Array.isArray(granted) || !granted.every(isScope)) return undefined;
  const end = expires === undefined ? undefined : expiryOf(expires);
  if (Number.isNaN(end)) return undefined;
  return { id, digest: digest.toLowerCase(), scopes: granted, expires: end };
}

/** NaN for what is no ISO date or date-time. */
function expiryOf(expires: unknown): number {
  return typeof expires === "string" && /^\d{4}-\d\d-\d\d/.test(expires)
    ? Date.parse(expires)
    : Number.NaN;
}

function isScope(value: unknown): value is Scope {
  return (scopes as readonly unknown[]).includes(value);
}

/** Secrets are texts; a binding that wrangler has already parsed is taken too. */
function parseObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
