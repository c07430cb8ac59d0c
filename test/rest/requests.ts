// Requests to a REST server as data: sent in their order, the last of which is answered as the case says.

import { expect } from "vitest";

/** A path below `/api`. A `?` behind the method: it may be refused. */
export type ApiRequest = readonly [method: string, path: string, body?: unknown];

export interface RequestCase {
  readonly name: string;
  /** All but the last succeed. */
  readonly requests: readonly ApiRequest[];
  /** Of the last. */
  readonly status: number;
  /** What its body has at least. */
  readonly answer?: object;
}

export type Send = (
  request: ApiRequest,
  headers?: Readonly<Record<string, string>>,
) => Promise<Response>;

/** Bodies go as JSON. */
export function sendingTo(
  fetch: (path: string, init: RequestInit) => Response | Promise<Response>,
): Send {
  return async ([method, path, body], headers = {}) =>
    fetch(`/api${path}`, {
      method: method.replace("?", ""),
      headers: { ...(body !== undefined && { "Content-Type": "application/json" }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
}

export async function expectAnswered(
  send: Send,
  { requests, status, answer = {} }: RequestCase,
): Promise<void> {
  for (const request of requests.slice(0, -1)) {
    const before = await send(request);
    if (!request[0].endsWith("?")) expect(before.ok, await before.text()).toBe(true);
  }
  const last = await send(requests.at(-1)!);
  const text = await last.text();
  expect(last.status, text).toBe(status);
  expect(status === 204 ? {} : JSON.parse(text)).toMatchObject(answer);
}
