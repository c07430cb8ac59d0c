// A client of a running Worker, for tests: a token, JSON both ways.

import { localDevToken } from "../../src/admin/auth.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The whole text; of JSON also as `body`. */
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into what came, and fail where it is not there
  readonly body: any;
}

export interface RequestOptions {
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Instead of the client's own; null for none. */
  readonly token?: string | null;
}

export class WorkerClient {
  readonly origin: string;
  readonly token: string;

  constructor(origin: string, token: string = localDevToken) {
    this.origin = origin;
    this.token = token;
  }

  get(path: string, options: RequestOptions = {}): Promise<Answer> {
    return this.request("GET", path, options);
  }

  post(path: string, body?: unknown, options: RequestOptions = {}): Promise<Answer> {
    return this.request("POST", path, { ...options, body });
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const { body, headers, token = this.token } = options;
    const response = await fetch(this.origin + path, {
      method,
      redirect: "manual",
      headers: {
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /^application\/(?:[\w.+-]+\+)?json\b/.test(
      response.headers.get("Content-Type") ?? "",
    );
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }
}
