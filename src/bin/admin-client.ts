// The admin API, as the commands call it: a token, JSON both ways, and errors that a person can act on.

import type { z } from "@hono/zod-openapi";
import type { driftAnswer, statusAnswer } from "../admin/answers/status.ts";
import type { migrateAnswer } from "../admin/answers/plan.ts";
import type { migrationsAnswer } from "../admin/answers/migrations.ts";
import type { retiredAnswer, retiredChangeAnswer } from "../admin/answers/retired.ts";
import type {
  migrateBody,
  resetBody,
  retiredBody,
  rollbackBody,
} from "../admin/request-schemas.ts";
import type { Plan } from "../migration/plan.ts";
import { CommandError } from "./command.ts";

export type MigrateBody = z.input<typeof migrateBody>;
export type MigrateAnswer = Omit<z.infer<typeof migrateAnswer>, "plan"> & { readonly plan: Plan };
export type DriftAnswer = z.infer<typeof driftAnswer>;
export type StatusAnswer = z.infer<typeof statusAnswer>;
export type RollbackBody = z.input<typeof rollbackBody>;
export type RetiredItem = z.infer<typeof retiredAnswer>["items"][number];
export type RetiredChange = z.infer<typeof retiredChangeAnswer>;

/** One line of a streamed migration. */
export interface ProgressEvent {
  readonly seq: number;
  readonly event: string;
  readonly batch?: number;
  readonly batches?: number;
  readonly steps?: number;
  readonly step?: number;
  readonly kind?: string;
  readonly object?: string;
  readonly rows?: number;
  readonly [member: string]: unknown;
}

/** An RFC 9457 answer of the Worker. */
export interface ProblemBody {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer?: string; readonly detail: string }[];
  readonly entries?: readonly string[];
  readonly plan?: Plan;
}

/** The Worker refused; `problem` says why. */
export class Refused extends CommandError {
  readonly problem: ProblemBody;

  constructor(problem: ProblemBody) {
    const errors = (problem.errors ?? []).map(
      ({ pointer = "", detail }) =>
        // As in `#/plan_hash`.
        `\n  ${pointer.length > 2 ? `${pointer.slice(2)}: ` : ""}${detail}`,
    );
    super(`${problem.status} ${problem.code}: ${problem.detail}${errors.join("")}`);
    this.problem = problem;
  }
}

/** Each call rejects with Refused, or with CommandError when nothing answers. */
export class AdminClient {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url.replace(/\/$/, "");
    this.#token = token;
  }

  status(): Promise<StatusAnswer> {
    return this.#json("GET", "/admin/status");
  }

  drift(): Promise<DriftAnswer> {
    return this.#json("GET", "/admin/drift");
  }

  reset(body: z.input<typeof resetBody>): Promise<MigrateAnswer> {
    return this.#json("POST", "/admin/reset", body);
  }

  /** One page of the history, newest first. */
  migrations(cursor?: string): Promise<z.infer<typeof migrationsAnswer>> {
    const query = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    return this.#json("GET", `/admin/migrations?limit=100${query}`);
  }

  retired(): Promise<z.infer<typeof retiredAnswer>> {
    return this.#json("GET", "/admin/retired");
  }

  changeRetired(
    what: "restore" | "purge",
    body: z.input<typeof retiredBody>,
  ): Promise<RetiredChange> {
    return this.#json("POST", `/admin/retired/${what}`, body);
  }

  rollback(id: string, body: RollbackBody): Promise<MigrateAnswer> {
    return this.#json("POST", rollbackPath(id), body);
  }

  plan(body: MigrateBody): Promise<MigrateAnswer> {
    return this.#json("POST", "/admin/plan", body);
  }

  migrate(body: MigrateBody): Promise<MigrateAnswer> {
    return this.#json("POST", "/admin/migrate", body);
  }

  /** Applies with progress: `onEvent` gets every line, the last one holding the result. */
  migrateWithProgress(
    body: MigrateBody,
    onEvent: (event: ProgressEvent) => void,
  ): Promise<ProgressEvent> {
    return this.#stream("/admin/migrate", body, onEvent);
  }

  /** The same for the way back. */
  rollbackWithProgress(
    id: string,
    body: RollbackBody,
    onEvent: (event: ProgressEvent) => void,
  ): Promise<ProgressEvent> {
    return this.#stream(rollbackPath(id), body, onEvent);
  }

  async #stream(
    path: string,
    body: unknown,
    onEvent: (event: ProgressEvent) => void,
  ): Promise<ProgressEvent> {
    const response = await this.#send("POST", path, "application/x-ndjson", body);
    let last: ProgressEvent | undefined;
    for await (const line of linesOf(response)) {
      last = JSON.parse(line) as ProgressEvent;
      onEvent(last);
    }
    if (last === undefined) throw new CommandError("the answer was cut off; run `npm run status`");
    return last;
  }

  /** What `\dt` or, for one table, `\d` prints. */
  async tablesText(name?: string): Promise<string> {
    const path = name === undefined ? "/admin/tables" : `/admin/tables/${encodeURIComponent(name)}`;
    return (await this.#send("GET", path, "text/plain")).text();
  }

  async #json<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await this.#send(method, path, "application/json", body);
    return (await response.json()) as Answer;
  }

  async #send(method: string, path: string, accept: string, body?: unknown): Promise<Response> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        accept,
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    }).catch(() => {
      throw new CommandError(`nothing answers at ${this.#url}; start it with \`npm run dev\``);
    });
    if (response.ok) return response;
    const text = await response.text();
    const problem = parseProblem(text);
    if (problem === undefined) throw new CommandError(`${response.status}: ${text.slice(0, 500)}`);
    throw new Refused(problem);
  }
}

function rollbackPath(id: string): string {
  return `/admin/migrations/${encodeURIComponent(id)}/rollback`;
}

/** The lines of an answer as they come, without the empty ones. */
async function* linesOf({ body }: Response): AsyncGenerator<string> {
  let rest = "";
  for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line.trim() !== "");
  }
  if (rest.trim() !== "") yield rest;
}

function parseProblem(text: string): ProblemBody | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isProblem = typeof value === "object" && value !== null && "code" in value;
    return isProblem ? (value as ProblemBody) : undefined;
  } catch {
    return undefined;
  }
}
