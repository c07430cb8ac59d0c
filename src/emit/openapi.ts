// Resources and shapes → the OpenAPI 3.1 document of the REST API. Made at build time: the Worker only sends it. It is written as text,
// part by part, as a large one would be hundreds of thousands of objects.

import type { SchemaView } from "../linkml/schema-view.ts";
import { NameTable } from "./openapi/component-names.ts";
import { containerPath } from "./openapi/container-paths.ts";
import { ListParameters } from "./openapi/list-parameters.ts";
import { OperationContext } from "./openapi/operation-context.ts";
import { ResourceWriter } from "./openapi/operations.ts";
import { SchemaComponents } from "./openapi/schemas.ts";
import { arrayLines, memberLine, objectLines, valueLine, valueLines } from "./openapi/lines.ts";
import type { JsonObject } from "./openapi/shape-schema.ts";
import { firstProse } from "./openapi/prose.ts";
import { headers, parameters, problemSchemas, sharedResponses } from "./openapi/shared.ts";
import type { Container } from "./container.ts";
import type { Operation, Resource } from "./resource.ts";
import type { ObjectShape } from "../constraint/shape.ts";

/** The document, as JSON that ends with a line feed; the same for the same schema. `shapes` holds every class that a resource reaches. */
export function openApiText(
  view: Pick<SchemaView, "schema">,
  resources: readonly Resource[],
  shapes: ReadonlyMap<string, ObjectShape>,
  containers: readonly Container[] = [],
): string {
  const names = new NameTable();
  const components = new SchemaComponents(shapes, names);
  const served = [...resources, ...containers];
  // Without paths nothing would refer to them.
  if (served.length > 0)
    for (const [name, schema] of Object.entries(problemSchemas))
      components.add(`shared ${name}`, name, () => schema);
  const lists = new ListParameters(resources, components);
  const context = new OperationContext(components, lists);
  // Classes get the plain names, whatever else wants them.
  const tags = served.map(({ class: name, title, description }) => ({
    name: components.tag(name),
    description: firstProse(description, title, `Rows of ${name}.`)!,
  }));
  const ofResources = new Map(
    resources.map((resource) => [resource, new ResourceWriter(resource, context).paths()]),
  );
  const ofContainers = containers.map((container) => containerPath(container, context));
  const paths = [...[...ofResources.values()].flat(), ...ofContainers];
  const samples = [
    ...representatives(resources).flatMap((resource) => ofResources.get(resource)!),
    ...ofContainers.slice(0, 1),
  ];
  const { schemas, examples } = components.list();
  const kinds = [
    memberLine("schemas", schemas),
    memberLine("examples", examples),
    ...usedComponents(
      samples.map(({ text }) => text).join("\n"),
      lists.components(),
      context.responses(),
    ),
    memberLine("securitySchemes", valueLines(securitySchemes, 2)),
  ];
  const lines = [
    valueLine("openapi", "3.1.0"),
    memberLine("info", valueLines(info(view.schema), 1)),
    valueLine("servers", [{ url: "/" }]),
    valueLine("security", [{ bearerAuth: [] }]),
    memberLine(
      "tags",
      arrayLines(
        tags.map((tag) => JSON.stringify(tag)),
        1,
      ),
    ),
    memberLine(
      "paths",
      objectLines(
        paths.map(({ path, text }) => memberLine(path, text)),
        1,
      ),
    ),
    memberLine("components", objectLines(kinds, 1)),
  ];
  return `${objectLines(lines, 0)}\n`;
}

const securitySchemes: JsonObject = {
  bearerAuth: {
    type: "http",
    scheme: "bearer",
    description: "A token with the scopes `data:read` or `data:write`; `npm run token` makes one.",
  },
};

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

/** Those with every operation there is: the others refer to nothing more. */
function representatives(resources: readonly Resource[]): readonly Resource[] {
  const first = new Map<Operation, Resource>();
  for (const resource of resources) {
    for (const operation of resource.operations) {
      if (!first.has(operation)) first.set(operation, resource);
    }
  }
  return [...new Set(first.values())];
}

/** Of what does not depend on the schema only what is referred to: linters complain of the rest. */
function usedComponents(
  paths: string,
  filters: readonly string[],
  ownResponses: readonly string[],
): readonly string[] {
  const responses = [...used(sharedResponses(), "responses", paths), ...ownResponses];
  const shownHeaders = used(headers, "headers", [paths, ...responses].join("\n"));
  const shownParameters = [...used(parameters, "parameters", paths), ...filters];
  return [
    memberLine("parameters", objectLines(shownParameters, 2)),
    memberLine("headers", objectLines(shownHeaders, 2)),
    memberLine("responses", objectLines(responses, 2)),
  ];
}

function used(components: JsonObject, kind: string, text: string): readonly string[] {
  return Object.entries(components)
    .filter(([name]) => text.includes(`"#/components/${kind}/${name}"`))
    .map(([name, component]) => memberLine(name, valueLines(component, 3)));
}
