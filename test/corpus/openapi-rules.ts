// The rules that linters of OpenAPI documents have and that can be checked without them (test/lint-openapi runs the linters themselves).

import { Ajv2020 } from "ajv/dist/2020.js";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };
type JsonObject = { readonly [name: string]: Json };

const methods = new Set(["get", "post", "put", "patch", "delete"]);

/** Everything that is wrong with the document, a line each. */
export function documentProblems(text: string): readonly string[] {
  const document = JSON.parse(text) as JsonObject;
  return [
    ...referenceProblems(text, document),
    ...operationProblems(document),
    ...valueProblems(document, ""),
    ...exampleProblems(document),
  ];
}

function referenceProblems(text: string, document: JsonObject): readonly string[] {
  const used = new Set(
    [...text.matchAll(/"\$ref":\s*"#\/components\/([^"]*)"/g)].map(([, name]) => name!),
  );
  const components = Object.entries(objectAt(document, "components")).flatMap(([kind, named]) =>
    kind === "securitySchemes"
      ? []
      : Object.keys(named as JsonObject).map((name) => `${kind}/${name}`),
  );
  const known = new Set(components);
  return [
    ...components.filter((name) => !used.has(name)).map((name) => `${name} is not used`),
    ...[...used].filter((name) => !known.has(name)).map((name) => `${name} is not there`),
    ...components
      .filter((name) => !/^\w+\/[A-Za-z0-9._-]+$/.test(name))
      .map((name) => `${name} is no name of a component`),
  ];
}

function operationProblems(document: JsonObject): readonly string[] {
  const tags = (document["tags"] as readonly JsonObject[]).map(({ name }) => name);
  const ids = new Set<Json>();
  const problems = tags.length === new Set(tags).size ? [] : ["a tag is declared twice"];
  for (const [path, item] of Object.entries(objectAt(document, "paths"))) {
    const shared = (item as JsonObject)["parameters"] ?? [];
    for (const [method, operation] of Object.entries(item as JsonObject)) {
      if (!methods.has(method)) continue;
      const at = `${method} ${path}`;
      const {
        operationId,
        summary,
        description,
        parameters = [],
        responses,
      } = operation as JsonObject;
      if (ids.has(operationId!)) problems.push(`${at}: its operationId is taken`);
      ids.add(operationId!);
      if (!summary || !description) problems.push(`${at}: it is not described`);
      for (const tag of (operation as JsonObject)["tags"] as readonly Json[]) {
        if (!tags.includes(tag)) problems.push(`${at}: its tag is not declared`);
      }
      const all = [...(shared as readonly Json[]), ...(parameters as readonly Json[])].map(
        (parameter) => resolve(document, parameter),
      );
      const names = all.map(
        (parameter) => `${parameter["in"] as string} ${parameter["name"] as string}`,
      );
      if (new Set(names).size < names.length)
        problems.push(`${at}: a parameter stands there twice`);
      const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => `path ${name!}`);
      const declared = names.filter((name) => name.startsWith("path "));
      if (declared.join() !== inPath.join()) problems.push(`${at}: its path has other parameters`);
      for (const response of Object.values(responses as JsonObject)) {
        if (!resolve(document, response)["description"])
          problems.push(`${at}: a response has no description`);
      }
    }
  }
  return problems;
}

/** What may stand nowhere. */
function valueProblems(value: Json, at: string): readonly string[] {
  if (typeof value === "string") {
    const isText = /\/(?:description|title)$/.test(at);
    return isText && /eval\(|<script|^\s*$/.test(value) ? [`${at}: ${value}`] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  const problems = Object.entries(value).flatMap(([name, member]) =>
    valueProblems(member, `${at}/${name}`),
  );
  if (Array.isArray(value)) return problems;
  const object = value as JsonObject;
  const isSchema = at.includes("/schemas/") && !at.endsWith("/properties");
  if (isSchema && object["type"] === "array" && !("items" in object) && !("contains" in object))
    problems.push(`${at}: an array without items`);
  const options = (isSchema && "discriminator" in object && object["anyOf"]) || [];
  if ((options as readonly JsonObject[]).some((option) => option["$ref"] === undefined))
    problems.push(`${at}: a discriminator that cannot select an option`);
  for (const name of ["enum", "anyOf", "allOf", "oneOf", "required"]) {
    const list = isSchema ? object[name] : undefined;
    if (!Array.isArray(list)) continue;
    if (list.length === 0) problems.push(`${at}/${name} is empty`);
    if (new Set(list.map((item) => JSON.stringify(item))).size < list.length)
      problems.push(`${at}/${name} has the same thing twice`);
  }
  return problems;
}

/** Examples of bodies must fit their schemas, and every schema must be one. */
function exampleProblems(document: JsonObject): readonly string[] {
  const ajv = new Ajv2020({
    strict: false,
    validateFormats: false,
    logger: false,
    ownProperties: true,
  });
  ajv.addSchema({ $id: "doc:openapi", components: document["components"] });
  const problems: string[] = [];
  for (const [name, schema] of Object.entries(objectAt(document, "components", "schemas"))) {
    if (!ajv.validateSchema(schema as object)) problems.push(`${name}: ${ajv.errorsText()}`);
    for (const example of ((schema as JsonObject)["examples"] ?? []) as readonly Json[]) {
      if (!ajv.validate({ $ref: `doc:openapi#/components/schemas/${name}` }, example))
        problems.push(`the example of ${name}: ${ajv.errorsText()}`);
    }
  }
  const checked = new Set<string>();
  for (const media of mediaTypes(document)) {
    const key = JSON.stringify(media);
    if (checked.has(key) || media["examples"] === undefined) continue;
    checked.add(key);
    const schema = JSON.parse(
      JSON.stringify(media["schema"]).replaceAll('"#/components/', '"doc:openapi#/components/'),
    ) as object;
    for (const example of Object.values(media["examples"] as JsonObject)) {
      if (!ajv.validate(schema, resolve(document, example)["value"]))
        problems.push(`an example of ${key.slice(0, 120)}: ${ajv.errorsText()}`);
    }
  }
  return problems;
}

function mediaTypes(value: Json): readonly JsonObject[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap((member) => mediaTypes(member));
  const isMedia = "schema" in value && "examples" in value;
  return isMedia ? [value, ...inside] : inside;
}

function resolve(document: JsonObject, node: Json): JsonObject {
  const reference = (node as JsonObject)["$ref"];
  if (typeof reference !== "string") return node as JsonObject;
  return objectAt(document, ...reference.slice(2).split("/"));
}

function objectAt(document: JsonObject, ...steps: readonly string[]): JsonObject {
  return steps.reduce<Json>((at, step) => (at as JsonObject)[step] ?? {}, document) as JsonObject;
}
