// Holds an answer against an OpenAPI document: is the status there, the media type, and does the JSON fit its schema?

import { Ajv2020 } from "ajv/dist/2020.js";

interface Operation {
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly $ref?: string;
        readonly content?: Readonly<Record<string, { readonly schema: object }>>;
      }
    >
  >;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, Operation["responses"][string]>>;
  };
}

const validators = new Map<string, (value: unknown) => readonly string[]>();

/** What is wrong with an answer; nothing when it is as documented. */
export function responseErrors(
  document: object,
  method: string,
  path: string,
  response: Response,
  json: unknown,
): readonly string[] {
  const { paths, components } = document as Document;
  const pattern = Object.keys(paths).find((candidate) =>
    new RegExp(`^${candidate.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path.split("?")[0] ?? ""),
  );
  const documented =
    pattern === undefined
      ? undefined
      : paths[pattern]?.[method.toLowerCase()]?.responses[String(response.status)];
  if (documented === undefined)
    return [`${method} ${path} does not document the status ${response.status}`];
  const content =
    (documented.$ref === undefined
      ? documented
      : components.responses[documented.$ref.split("/").at(-1) ?? ""]
    )?.content ?? {};
  const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
  const schema = content[type]?.schema;
  if (schema === undefined)
    return [`${method} ${path} does not document ${type} for ${response.status}`];
  return validator(document, schema)(json);
}

function validator(document: object, schema: object): (value: unknown) => readonly string[] {
  const key = JSON.stringify(schema);
  const known = validators.get(key);
  if (known !== undefined) return known;
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    formats: { "date-time": true },
  });
  const compiled = ajv.compile(
    closed({ ...schema, components: (document as { components: object }).components }),
  );
  const made = (value: unknown) =>
    compiled(value)
      ? []
      : (compiled.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  validators.set(key, made);
  return made;
}

/** The same schemas, by which a member that they do not name is an error: where they are used, for some are parts of others. */
function closed<Schema extends { readonly components: object }>(schema: Schema): Schema {
  const { schemas } = schema.components as { readonly schemas: object };
  return JSON.parse(JSON.stringify(schema), function (this: unknown, name: string, value: unknown) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const isPart = Array.isArray(this) || name in schemas;
    const isSchema = "properties" in value || "allOf" in value || "$ref" in value;
    if (!isSchema || isPart || "additionalProperties" in value) return value;
    return { ...value, unevaluatedProperties: false };
  }) as Schema;
}
