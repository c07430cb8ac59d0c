// What the operations of all resources have in common, as text with gaps for what is a resource's own.

import type { Operation } from "../resource.ts";
import { arrayLines, gap, memberLine, objectLines, textAround, valueLine } from "./lines.ts";
import { pathLevel } from "./operation-context.ts";
import { descriptions, summaries } from "./operation-words.ts";
import {
  headerReference,
  parameterReference,
  problemReferences,
  responseReference,
  type ParameterName,
  type ProblemStatus,
} from "./shared.ts";
import type { JsonObject } from "./shape-schema.ts";

/** What every operation can answer with. */
const always: readonly ProblemStatus[] = [400, 401, 403, 405, 406, 500, 503, 504];

/** What else each can. */
const problems: Readonly<Record<Operation, readonly ProblemStatus[]>> = {
  list: [413],
  read: [404],
  create: [409, 413, 415, 422],
  update: [404, 409, 412, 413, 415, 422],
  delete: [404, 409, 412, 422],
};

/** How deep an operation stands in the document. */
const operationLevel = pathLevel + 1;

/** How deep its parameters and answers do. */
export const partsLevel = operationLevel + 1;

/** The gaps of every operation. */
interface OperationGaps {
  readonly id: string;
  /** An array of one. */
  readonly tags: string;
  /** In the summary: what a row is called. */
  readonly title: string;
  /** In the description: what else there is to say. */
  readonly more: string;
}

type OperationText<Gap extends string = never> = (
  gaps: OperationGaps & Readonly<Record<Gap, string>>,
) => string;

function operation<Gap extends string = never>(
  kind: Operation,
  parameters: readonly string[],
  answers: JsonObject,
  ...body: readonly string[]
): OperationText<Gap> {
  const statuses = [...always, ...problems[kind]];
  const responses = Object.entries({ ...answers, ...problemReferences(statuses) });
  const lines = [
    valueLine("operationId", gap("id")),
    valueLine("tags", gap("tags")),
    valueLine("summary", `${summaries[kind]} ${gap("title")}`),
    valueLine("description", descriptions[kind] + gap("more")),
    memberLine("parameters", arrayLines(parameters, partsLevel)),
    ...body,
    memberLine(
      "responses",
      objectLines(
        responses.map(([status, answer]) => valueLine(status, answer)),
        partsLevel,
      ),
    ),
  ];
  return textAround(objectLines(lines, operationLevel));
}

function sentHeaders(...names: readonly ParameterName[]): readonly string[] {
  return names.map((name) => JSON.stringify(parameterReference(name)));
}

const page = {
  description: "A page of rows.",
  headers: { Link: headerReference("Link"), "X-Request-Id": headerReference("XRequestId") },
  content: { "application/json": gap("page") },
};

const row = {
  description: "The row as it is now.",
  headers: { ETag: headerReference("ETag"), "X-Request-Id": headerReference("XRequestId") },
  content: { "application/json": gap("row") },
};

const newRow = {
  description: "The new row; without a body after `Prefer: return=minimal`.",
  headers: {
    ETag: headerReference("ETag"),
    "X-Request-Id": headerReference("XRequestId"),
    Location: headerReference("Location"),
    "Preference-Applied": headerReference("PreferenceApplied"),
  },
  content: { "application/json": gap("row") },
};

/** A list of rows; the gap for parameters takes several, with what stands between their lines. */
export const listing: OperationText<"parameters" | "page"> = operation(
  "list",
  [JSON.stringify(gap("parameters"))],
  { 200: page },
);

/** What a row looks like alone; `answer` says it. */
export const reading: OperationText<"answer"> = operation("read", sentHeaders("IfNoneMatch"), {
  200: gap("answer"),
  304: responseReference("NotModified"),
});

const creationBody = valueLine("requestBody", {
  required: true,
  content: { "application/json": gap("body") },
});

/** With links to what can be done with the new row. */
export const linkedCreation: OperationText<"body" | "row" | "links"> = operation(
  "create",
  sentHeaders("Prefer"),
  { 201: { ...newRow, links: gap("links") } },
  creationBody,
);

/** Where nothing can. */
export const creation: OperationText<"body" | "row"> = operation(
  "create",
  sentHeaders("Prefer"),
  { 201: newRow },
  creationBody,
);

export const changing: OperationText<"body" | "answer"> = operation(
  "update",
  sentHeaders("IfMatch", "Prefer"),
  { 200: gap("answer"), 204: responseReference("Updated") },
  valueLine("requestBody", {
    required: true,
    content: { "application/merge-patch+json": gap("body"), "application/json": gap("body") },
  }),
);

export const deletion: OperationText = operation("delete", sentHeaders("IfMatch"), {
  204: responseReference("Deleted"),
});

/** The answer with a row. */
export const rowAnswer = textAround<"row">(JSON.stringify(row));

/** The schema of a page, around that of its rows. */
export const pageSchema = textAround<"rows">(
  JSON.stringify({
    type: "object",
    properties: {
      items: { type: "array", items: gap("rows") },
      next_cursor: {
        type: ["string", "null"],
        description: "For `cursor`, to get the next page; null on the last.",
      },
    },
    required: ["items", "next_cursor"],
  }),
);
