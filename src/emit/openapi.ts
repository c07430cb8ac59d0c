// Resources and shapes → the OpenAPI 3.1 document of the REST API. Made at build time: the Worker only sends it.

import type { SchemaView } from "../linkml/schema-view.ts";
import { NameTable } from "./openapi/component-names.ts";
import { containerPath } from "./openapi/container-paths.ts";
import { ListParameters } from "./openapi/list-parameters.ts";
import { OperationContext } from "./openapi/operation-context.ts";
import { ResourceWriter } from "./openapi/operations.ts";
import { SchemaComponents } from "./openapi/schemas.ts";
import type { JsonObject } from "./openapi/shape-schema.ts";
import { firstProse } from "./openapi/prose.ts";
import { headers, parameters, problemSchemas, sharedResponses } from "./openapi/shared.ts";
import type { Container } from "./container.ts";
import type { Operation, Resource } from "./resource.ts";
import type { JsonValue, ObjectShape } from "../constraint/shape.ts";

/** The document, as a value for JSON.stringify; the same for the same schema. `shapes` holds every class that a resource reaches. */
export function openApiDocument(
  view: Pick<SchemaView, "schema">,
  resources: readonly Resource[],
  shapes: ReadonlyMap<string, ObjectShape>,
  containers: readonly Container[] = [],
): JsonObject {
  const names = new NameTable();
  const components = new SchemaComponents(shapes, names);
  for (const [name, schema] of Object.entries(problemSchemas)) {
    components.add(`shared ${name}`, name, () => schema);
  }
  const lists = new ListParameters(resources, components);
  const context = new OperationContext(components, lists, names);
  // Classes get the plain names, whatever else wants them.
  for (const { class: name } of [...resources, ...containers]) context.tag(name);
  const paths = Object.assign(
    {},
    ...resources.map((resource) => new ResourceWriter(resource, context).paths()),
    ...containers.map((container) => containerPath(container, context)),
  ) as JsonObject;
  return {
    openapi: "3.1.0",
    info: info(view.schema),
    servers: [{ url: "/" }],
    security: [{ bearerAuth: [] }],
    tags: [...resources, ...containers].map(({ class: name, title, description }) => ({
      name: context.tag(name),
      description: firstProse(description, title, `Rows of ${name}.`)!,
    })),
    paths,
    components: {
      ...components.list(),
      ...usedComponents(
        representatives(resources, containers, paths),
        lists.components(),
        context.responses(),
      ),
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
  const shown = firstProse(title, name, "API")!;
  return {
    title: shown,
    version: version || "0.0.0",
    description: firstProse(description, `REST API generated from the LinkML schema ${name}.`)!,
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

/** Paths that have every operation there is: the others refer to nothing more. */
function representatives(
  resources: readonly Resource[],
  containers: readonly Container[],
  paths: JsonObject,
): readonly JsonValue[] {
  const first = new Map<Operation, Resource>();
  for (const resource of resources) {
    for (const operation of resource.operations) {
      if (!first.has(operation)) first.set(operation, resource);
    }
  }
  const starts = [...first.values(), ...containers.slice(0, 1)].map(({ path }) => path);
  return Object.entries(paths).flatMap(([path, item]) =>
    starts.some((start) => path === start || path.startsWith(`${start}/{`)) ? [item] : [],
  );
}

/** Of what does not depend on the schema only what is referred to: linters complain of the rest. */
function usedComponents(
  paths: readonly JsonValue[],
  filters: JsonObject,
  ownResponses: JsonObject,
): JsonObject {
  const text = JSON.stringify(paths);
  const responses = { ...used(sharedResponses(), "responses", text), ...ownResponses };
  return {
    parameters: { ...used(parameters, "parameters", text), ...filters },
    headers: used(headers, "headers", text + JSON.stringify(responses)),
    responses,
  };
}

function used(components: JsonObject, kind: string, text: string): JsonObject {
  return Object.fromEntries(
    Object.entries(components).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)),
  );
}
