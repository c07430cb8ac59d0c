// One call of an admin route, and its answer held against the OpenAPI document.

import { expect } from "vitest";
import { adminDocument } from "../../src/admin/document.ts";
import type { createApp } from "../../src/app.ts";
import type { Env } from "../../src/env.ts";
import { responseErrors } from "./response-schema.ts";

export interface Caller {
  readonly app: ReturnType<typeof createApp>;
  readonly env: Env;
  /** Default `t`. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The status and the JSON of the answer; the test fails where the document says otherwise. */
export async function callAdmin(
  { app, env, token = "t", headers }: Caller,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<{ status: number; json: any }> {
  const init = {
    method,
    headers: {
      Authorization: `Bearer ${token}`,
      ...(body && { "Content-Type": "application/json" }),
      ...headers,
    },
    ...(body && { body: JSON.stringify(body) }),
  };
  const response = await app.request(path, init, env);
  const json: unknown = await response.json();
  expect(responseErrors(adminDocument(), method, path, response, json)).toEqual([]);
  return { status: response.status, json };
}
