// One container → its path: a whole document out, a whole document in.

import type { Container } from "../container.ts";
import { pluralName } from "./component-names.ts";
import { valueLines } from "./lines.ts";
import { pathLevel, type OperationContext, type PathItem } from "./operation-context.ts";
import { firstProse } from "./prose.ts";
import { headerReference, problemReferences, type ProblemStatus } from "./shared.ts";
import type { JsonObject } from "./shape-schema.ts";

const exportProblems: readonly ProblemStatus[] = [400, 401, 403, 406, 413, 500, 503, 504];
const importProblems: readonly ProblemStatus[] = [
  400, 401, 403, 406, 409, 413, 415, 422, 500, 503, 504,
];

/** Its path with what is there. */
export function containerPath(container: Container, context: OperationContext): PathItem {
  const { class: name, title, path } = container;
  const shown = firstProse(title, name) ?? "document";
  const tags = [context.components.tag(name)];
  const schema = context.components.reference(name, "document");
  const things = pluralName(name);
  const item = {
    get: {
      operationId: context.operationId("Export", things),
      tags,
      summary: `Export ${shown}`,
      description:
        "All rows of its classes as one LinkML document: each object where another one nests it, else in the first member that takes it. Needs the scope `data:read`.",
      responses: {
        "200": {
          description: "The document.",
          headers: { "X-Request-Id": headerReference("XRequestId") },
          content: { "application/json": { schema } },
        },
        ...problemReferences(exportProblems),
      },
    },
    post: {
      operationId: context.operationId("Import", things),
      tags,
      summary: `Import ${shown}`,
      description:
        "Takes a LinkML document apart into rows and writes them all, or none. An object takes the place of the row with its identifier, as a whole; one whose class has no identifier is always new. Rows that the document does not hold stay. Needs the scope `data:write`.",
      requestBody: { required: true, content: { "application/json": { schema } } },
      responses: {
        "200": imported,
        ...problemReferences(importProblems),
      },
    },
  };
  return { path, text: valueLines(item, pathLevel) };
}

const counts = (description: string): JsonObject => ({
  type: "object",
  description,
  additionalProperties: { type: "integer", minimum: 1 },
});

const imported: JsonObject = {
  description: "How many rows were written.",
  headers: { "X-Request-Id": headerReference("XRequestId") },
  content: {
    "application/json": {
      schema: {
        type: "object",
        properties: {
          inserted: counts("Class → number of new rows."),
          updated: counts("Class → number of rows that took the place of one."),
        },
        required: ["inserted", "updated"],
      },
      example: { inserted: { Person: 2 }, updated: {} },
    },
  },
};
