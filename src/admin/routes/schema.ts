// The routes about the schema: reading it, compiling one, checking one and instances of its classes.

import { generateAnswer, schemaAnswer, validateAnswer } from "../answers/schema.ts";
import { examples } from "../examples.ts";
import * as requests from "../request-schemas.ts";
import { endpoint, json, schemaProblems, type AdminRoute } from "./route.ts";

export const schemaRoutes = [
  {
    ...endpoint("getSchema"),
    tag: "Schema",
    summary: "The merged, resolved LinkML schema",
    query: requests.schemaQuery,
    answers: {
      "application/yaml": { schema: schemaAnswer, example: examples.schema },
      [json]: { schema: schemaAnswer, example: examples.schema },
    },
    problems: ["invalid_parameter"],
  },
  {
    ...endpoint("generateArtifacts"),
    tag: "Schema",
    summary: "Compile a schema",
    description: "The files that `npm run generate` writes, byte for byte. Nothing is stored.",
    body: requests.generateBody,
    answers: { [json]: { schema: generateAnswer, example: examples.generate } },
    problems: schemaProblems,
  },
  {
    ...endpoint("validateSchema"),
    tag: "Schema",
    summary: "Check a schema, and instances of its classes",
    description:
      "Answers 200 also when something is invalid; `valid` says which. Instances are checked when the schema has no errors.",
    body: requests.validateBody,
    answers: { [json]: { schema: validateAnswer, example: examples.validate } },
    problems: ["schema_too_large", "validation_failed"],
  },
] as const satisfies readonly AdminRoute[];
