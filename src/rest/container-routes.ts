// The two routes of a container: POST takes a whole document apart into rows, GET puts one together. One statement each.

import type { Context } from "hono";
import type { core } from "zod";
import type { Container, ContainedClass, ContainerModel } from "../emit/container.ts";
import type { Validator } from "../emit/generated.ts";
import { DatabaseError, type Row, type Session } from "../postgres/session.ts";
import { parseJson } from "../text/json.ts";
import { findings } from "../validate/findings.ts";
import { jsonBody, readText, requireMediaType } from "./body.ts";
import { exportedDocument, exportStatement } from "./container-export.ts";
import { importCounts, importStatement, type ImportCounts } from "./container-import.ts";
import { splitDocument } from "./container-split.ts";
import { fragment, parseJsonBody } from "./json-text.ts";
import { limitBody, methodProblem, optionsResponse } from "./middleware.ts";
import { Problem, problemFromError, type ProblemError } from "./problem.ts";
import { queryTwice } from "./query-twice.ts";
import { refuseHeaders, requireAccept } from "./request.ts";

export interface ContainerContext {
  readonly model: ContainerModel;
  readonly namespace: string;
  /** The validator of the container's documents. */
  readonly validator: () => Promise<Validator>;
  readonly session: () => Session;
}

const methods = ["GET", "HEAD", "POST", "OPTIONS"] as const;
const bodyLimit = 8 * 1024 * 1024;
/** Neon ends the statement when we hang up; a whole document takes longer than a row. */
const timeoutMs = 25_000;
/** Enough to see what is wrong. */
const maxErrors = 1_000;

/** Answers a request to a container's path, once the caller is known to be allowed. Throws Problems. */
export async function serveContainer(
  c: Context,
  container: Container,
  context: ContainerContext,
): Promise<Response> {
  if (c.req.method !== "OPTIONS") requireAccept(c);
  refuseParameters(new URL(c.req.url));
  switch (c.req.method) {
    case "GET":
    case "HEAD":
      return json(await exportDocument(container, context));
    case "POST":
      return json(JSON.stringify(await importDocument(c, container, context)));
    case "OPTIONS":
      return optionsResponse(methods);
    default:
      throw methodProblem(c.req.method, methods);
  }
}

async function exportDocument(
  container: Container,
  { model, namespace, session }: ContainerContext,
): Promise<string> {
  const rows = await session().query(exportStatement(container, model, namespace), { timeoutMs });
  return exportedDocument(container, model, rows[0]);
}

async function importDocument(
  c: Context,
  container: Container,
  { model, namespace, validator, session }: ContainerContext,
): Promise<ImportCounts> {
  refuseHeaders(c, ["If-Match"]);
  requireMediaType(c, jsonBody);
  await limitBody(bodyLimit)(c, async () => {});
  const { text, value } = parseJsonBody(await readText(c, jsonBody));
  const verdict = (await validator()).safeParse(value);
  if (!verdict.success) {
    const issues = verdict.error.issues as unknown as readonly core.$ZodIssue[];
    const found = findings(issues, { instance: value }).slice(0, maxErrors);
    throw invalid(
      found.map(({ path, code, detail }) => ({ pointer: fragment(path), code, detail })),
    );
  }
  const split = splitDocument(
    parseJson(text, () => {}),
    container,
    model,
  );
  if (split.errors.length > 0) throw invalid(split.errors.slice(0, maxErrors));
  const statement = importStatement(split, model, namespace);
  if (statement === undefined) return importCounts(split, undefined);
  const rows = await write(session(), statement, model);
  return importCounts(split, rows[0]);
}

async function write(
  session: Session,
  statement: Parameters<Session["query"]>[0],
  model: ContainerModel,
): Promise<readonly Row[]> {
  try {
    return await queryTwice(session, statement, timeoutMs);
  } catch (error) {
    throw refusal(error, model) ?? problemFromError(error);
  }
}

function invalid(errors: readonly ProblemError[]): Problem {
  const what = errors.length === 1 ? "one problem" : `${errors.length} problems`;
  return new Problem(422, "validation_failed", `The document has ${what}; nothing was written.`, {
    errors,
  });
}

/** What Postgres refused, by the class and its members: which of the rows it was, Postgres tells with its contents only. */
function refusal(error: unknown, { classes }: ContainerModel): Problem | undefined {
  const fields = error instanceof DatabaseError ? error.fields : undefined;
  if (fields === undefined) return undefined;
  const owner = classes.find((each) => ownsTable(each, fields.table));
  const constraint = owner?.constraints.find(({ name }) => name === fields.constraint);
  const slots = constraint?.slots.join(", ");
  const where = `${owner === undefined ? "a row" : `a ${owner.title ?? owner.class}`}${slots ? ` (${slots})` : ""}`;
  const nothing = "Nothing was written.";
  switch (fields.sqlstate) {
    case "23505":
      return new Problem(
        409,
        "unique_violation",
        `Another row has the same values as ${where}. ${nothing}`,
      );
    case "23503":
      return new Problem(
        422,
        "reference_not_found",
        `There is a reference in ${where} to a row that is neither in the document nor in the database. ${nothing}`,
      );
    case "23502":
    case "23514":
    case "23P01": {
      const rule = fields.constraint === undefined ? "a rule" : `the rule "${fields.constraint}"`;
      return new Problem(
        422,
        "constraint_violation",
        `The values of ${where} break ${rule}. ${nothing}`,
      );
    }
  }
  if (fields.sqlstate === "54000")
    return new Problem(
      422,
      "value_out_of_range",
      `Postgres cannot hold ${where} of the document: a row has room for some 450 values, an indexed text for some 2,700 bytes. ${nothing}`,
    );
  return fields.sqlstate.startsWith("22")
    ? new Problem(
        422,
        "value_out_of_range",
        `A value does not fit the type that it is stored in. ${nothing}`,
      )
    : undefined;
}

function ownsTable({ table, slots }: ContainedClass, name: string | undefined): boolean {
  return (
    table === name || slots.some(({ storage }) => storage.kind === "join" && storage.table === name)
  );
}

function refuseParameters(url: URL): void {
  const errors = [...new Set(url.searchParams.keys())].map((parameter) => ({
    parameter,
    code: "unknown_parameter",
    detail: `This request has no parameter "${parameter}".`,
  }));
  if (errors.length === 0) return;
  throw new Problem(400, "unknown_parameter", "This request takes no query parameters.", {
    errors,
  });
}

function json(body: string): Response {
  return new Response(body, { headers: { "Content-Type": "application/json" } });
}
