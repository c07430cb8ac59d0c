// Resources and shapes → the OpenAPI 3.1 document of the REST API. Made at build time: the Worker only sends it. It is written as text,
// part by part, as a large one would be hundreds of thousands of objects.

import type { SchemaView } from "../linkml/schema-view.ts";
import type { Pieces } from "../text/pieces.ts";
import { NameTable } from "./openapi/component-names.ts";
import { containerPath } from "./openapi/container-paths.ts";
import { ListParameters } from "./openapi/list-parameters.ts";
import { OperationContext } from "./openapi/operation-context.ts";
import { ResourceWriter } from "./openapi/operations.ts";
import { SchemaComponents } from "./openapi/schemas.ts";
import {
  arrayLines,
  memberLine,
  memberPieces,
  objectLines,
  objectPieces,
  valueLine,
  valueLines,
} from "./openapi/lines.ts";
import type { JsonObject } from "./openapi/shape-schema.ts";
import { firstProse } from "./openapi/prose.ts";
import { headers, parameters, problemSchemas, sharedResponses } from "./openapi/shared.ts";
import type { Container } from "./container.ts";
import type { Operation, Resource } from "./resource.ts";
import type { ObjectShape } from "../constraint/shape.ts";

/** The document, as JSON that ends with a line feed; the same for the same schema. `shapes` holds every class that a resource reaches. */
export function* openApiText(
  view: Pick<SchemaView, "schema">,
  resources: readonly Resource[],
  shapes: ReadonlyMap<string, ObjectShape>,
  containers: readonly Container[] = [],
): Pieces {
  const served = new ServedPaths(resources, shapes, containers);
  const members: Pieces[] = [
    [valueLine("openapi", "3.1.0")],
    [memberLine("info", valueLines(info(view.schema), 1))],
    [valueLine("servers", [{ url: "/" }])],
    [valueLine("security", [{ bearerAuth: [] }])],
    [memberLine("tags", arrayLines(served.tags(), 1))],
    memberPieces("paths", objectPieces(served.paths(), 1)),
    memberPieces("components", objectPieces(served.components(), 1)),
  ];
  yield* objectPieces(members, 0);
  yield "\n";
}

/** What resources and containers make of the document. To be asked in this order, once: paths refer to components. */
class ServedPaths {
  readonly #resources: readonly Resource[];
  readonly #containers: readonly Container[];
  readonly #components: SchemaComponents;
  readonly #lists: ListParameters;
  readonly #context: OperationContext;
  /** Paths that refer to all that any path refers to, of what does not depend on the schema. */
  readonly #samples: string[] = [];

  constructor(
    resources: readonly Resource[],
    shapes: ReadonlyMap<string, ObjectShape>,
    containers: readonly Container[],
  ) {
    this.#resources = resources;
    this.#containers = containers;
    this.#components = new SchemaComponents(shapes, new NameTable());
    // Without paths nothing would refer to them.
    if (resources.length + containers.length > 0)
      for (const [name, schema] of Object.entries(problemSchemas))
        this.#components.add(`shared ${name}`, name, () => schema);
    this.#lists = new ListParameters(resources, this.#components);
    this.#context = new OperationContext(this.#components, this.#lists);
  }

  /** As JSON. Classes get the plain names, whatever else wants them. */
  tags(): readonly string[] {
    return [...this.#resources, ...this.#containers].map(({ class: name, title, description }) =>
      JSON.stringify({
        name: this.#components.tag(name),
        description: firstProse(description, title, `Rows of ${name}.`)!,
      }),
    );
  }

  *paths(): IterableIterator<Pieces> {
    const samples = representatives(this.#resources);
    for (const resource of this.#resources) {
      const paths = new ResourceWriter(resource, this.#context).paths();
      if (samples.has(resource)) this.#samples.push(...paths.map(({ text }) => text));
      for (const { path, text } of paths) yield [memberLine(path, text)];
    }
    for (const [index, container] of this.#containers.entries()) {
      const { path, text } = containerPath(container, this.#context);
      if (index === 0) this.#samples.push(text);
      yield [memberLine(path, text)];
    }
  }

  *components(): IterableIterator<Pieces> {
    const { schemas, examples } = this.#components.list();
    yield memberPieces("schemas", schemas);
    yield memberPieces("examples", examples);
    const paths = this.#samples.join("\n");
    for (const line of usedComponents(paths, this.#lists.components(), this.#context.responses()))
      yield [line];
    yield [memberLine("securitySchemes", valueLines(securitySchemes, 2))];
  }
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
function representatives(resources: readonly Resource[]): ReadonlySet<Resource> {
  const first = new Map<Operation, Resource>();
  for (const resource of resources) {
    for (const operation of resource.operations) {
      if (!first.has(operation)) first.set(operation, resource);
    }
  }
  return new Set(first.values());
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
