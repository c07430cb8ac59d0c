// What the operations of all resources have in common, as text: each part of them is JSON that differs in one place, or nowhere.

import type { Operation } from "../resource.ts";
import { arrayLines, jsonAround, memberLine, objectLines, valueLine } from "./lines.ts";
import { pathLevel } from "./operation-context.ts";
import {
  headerReference,
  parameterReference,
  problemReferences,
  responseReference,
  type ParameterName,
  type ProblemStatus,
} from "./shared.ts";

/** What every operation can answer with. */
const always: readonly ProblemStatus[] = [400, 401, 403, 405, 406, 500, 503, 504];

/** How deep an operation stands in the document. */
export const operationLevel = pathLevel + 1;

/** `parameters` of an operation, each of them JSON. */
export function parametersLine(parameters: readonly string[]): string {
  return memberLine("parameters", arrayLines(parameters, operationLevel + 1));
}

/** `responses` of an operation: lines of its own, and then its problems. */
export function responsesLine(own: readonly string[], operation: Operation): string {
  const level = operationLevel + 1;
  return memberLine("responses", objectLines([...own, ...problems[operation]], level));
}

/** The schema of a page, around that of its rows. */
export const pageSchemaAround = jsonAround((row) => ({
  type: "object",
  properties: {
    items: { type: "array", items: row },
    next_cursor: {
      type: ["string", "null"],
      description: "For `cursor`, to get the next page; null on the last.",
    },
  },
  required: ["items", "next_cursor"],
}));

/** The answer with a page, around its media type; the same of the others below. */
export const pageAround = jsonAround((content) => ({
  description: "A page of rows.",
  headers: { Link: headerReference("Link"), "X-Request-Id": headerReference("XRequestId") },
  content: { "application/json": content },
}));

export const rowAround = jsonAround((content) => ({
  description: "The row as it is now.",
  headers: { ETag: headerReference("ETag"), "X-Request-Id": headerReference("XRequestId") },
  content: { "application/json": content },
}));

export const newRowAround = jsonAround((content) => ({
  description: "The new row; without a body after `Prefer: return=minimal`.",
  headers: {
    ETag: headerReference("ETag"),
    "X-Request-Id": headerReference("XRequestId"),
    Location: headerReference("Location"),
    "Preference-Applied": headerReference("PreferenceApplied"),
  },
  content: { "application/json": content },
}));

export const createBodyAround = jsonAround((content) => ({
  required: true,
  content: { "application/json": content },
}));

export const updateBodyAround = jsonAround((content) => ({
  required: true,
  content: { "application/merge-patch+json": content, "application/json": content },
}));

/** Answers that are the same for every resource. */
export const notModified = valueLine("304", responseReference("NotModified"));
export const updated = valueLine("204", responseReference("Updated"));

/** The parameters of each operation; those of a list are its own. */
export const sent: Readonly<Record<Exclude<Operation, "list">, string>> = {
  read: sentHeaders("IfNoneMatch"),
  create: sentHeaders("Prefer"),
  update: sentHeaders("IfMatch", "Prefer"),
  delete: sentHeaders("IfMatch"),
};

function sentHeaders(...names: readonly ParameterName[]): string {
  return parametersLine(names.map((name) => JSON.stringify(parameterReference(name))));
}

/** The problems of each operation, a line for each. */
const problems: Readonly<Record<Operation, readonly string[]>> = {
  list: problemsOf(413),
  read: problemsOf(404),
  create: problemsOf(409, 413, 415, 422),
  update: problemsOf(404, 409, 412, 413, 415, 422),
  delete: problemsOf(404, 409, 412, 422),
};

/** What a deletion can answer with. */
export const deletion = responsesLine([valueLine("204", responseReference("Deleted"))], "delete");

function problemsOf(...own: ProblemStatus[]): readonly string[] {
  const statuses = [...always, ...own].toSorted((one, other) => one - other);
  return Object.entries(problemReferences(statuses)).map(([status, reference]) =>
    valueLine(status, reference),
  );
}
