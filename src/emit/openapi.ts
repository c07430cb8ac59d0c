// Resources and shapes → the OpenAPI 3.1 document of the REST API. Made at build time: the Worker only sends it.

import type { SchemaView } from "../linkml/schema-view.ts";
import { typeName } from "./identifier.ts";
import { NameTable } from "./openapi/component-names.ts";
import { ResourceWriter } from "./openapi/operations.ts";
import { SchemaComponents, type JsonObject } from "./openapi/schemas.ts";
import { headers, parameters, problemComponents, problemSchemas } from "./openapi/shared.ts";
import type { Resource } from "./resource.ts";
import type { ObjectShape } from "../constraint/shape.ts";

/** The document, as a value for JSON.stringify; the same for the same schema. `shapes` holds every class that a resource reaches. */
export function openApiDocument(
  view: Pick<SchemaView, "schema">,
  resources: readonly Resource[],
  shapes: ReadonlyMap<string, ObjectShape>,
): JsonObject {
  const names = new NameTable();
  const components = new SchemaComponents(shapes, names);
  for (const [name, schema] of Object.entries(problemSchemas)) {
    components.add(`shared ${name}`, name, () => schema);
  }
  // Classes get the plain names, whatever else wants them.
  for (const { class: name } of resources) names.of(`resource ${name} read`, name);
  const operationIds = new NameTable();
  const paths = Object.assign(
    {},
    ...resources.map((resource) => new ResourceWriter(resource, components, operationIds).paths()),
  ) as JsonObject;
  return {
    openapi: "3.1.0",
    info: info(view.schema),
    servers: [{ url: "/" }],
    security: [{ bearerAuth: [] }],
    tags: resources.map(({ class: name, title, description }) => ({
      name: typeName(name),
      description: description ?? title ?? `Rows of ${name}.`,
    })),
    paths,
    components: {
      ...components.list(),
      ...usedComponents(JSON.stringify(paths)),
      securitySchemes: {
        bearerAuth: {
          type: "http",
          scheme: "bearer",
          description:
            "A token with the scopes `data:read` or `data:write`; `npm run token` makes one.",
        },
      },
    },
  };
}

function info({
  name,
  title,
  description,
  version,
  license,
  id,
}: SchemaView["schema"]): JsonObject {
  const shown = title ?? name;
  return {
    title: shown,
    version: version ?? "0.0.0",
    description: description ?? `REST API generated from the LinkML schema ${name}.`,
    contact: { name: shown, ...(id !== undefined && /^https?:\/\//.test(id) && { url: id }) },
    license: licenseOf(license),
  };
}

/** LinkML's licence is a name, an SPDX expression or a URL. */
function licenseOf(license: string | undefined): JsonObject {
  if (license === undefined) return { name: "Not stated", identifier: "NOASSERTION" };
  if (/^https?:\/\//.test(license)) return { name: license, url: license };
  return { name: license, identifier: license };
}

/** Only what is referred to: linters complain of the rest. */
function usedComponents(paths: string): JsonObject {
  const responses = used(problemComponents(), "responses", paths);
  const text = paths + JSON.stringify(responses);
  return {
    parameters: used(parameters, "parameters", text),
    headers: used(headers, "headers", text),
    responses,
  };
}

function used(components: JsonObject, kind: string, text: string): JsonObject {
  return Object.fromEntries(
    Object.entries(components).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)),
  );
}
