// The admin document is fit for readers and for generators of clients: complete, consistent, and its examples are true.

import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it, describe } from "vitest";
import { adminDocument } from "../../src/admin/document.ts";
import { adminRoutes } from "../../src/admin/routes/routes.ts";

interface Media {
  readonly schema: { readonly $ref?: string };
  readonly example?: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { readonly content?: Record<string, Media> }>;
}

interface OpenApi {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: {
    readonly schemas: Record<string, { readonly example?: unknown }>;
    readonly responses: Record<string, { readonly content: Record<string, Media> }>;
    readonly securitySchemes: Record<string, { readonly type: string }>;
  };
}

const document = adminDocument() as OpenApi;
const { components } = document;
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    name: `${method} ${path}`,
    path,
    operation,
  })),
);

const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": true } });
function errorsOf(schema: object, example: unknown): unknown {
  const validate = ajv.compile({ ...schema, components });
  return validate(example) ? [] : validate.errors;
}

it("is OpenAPI 3.1, the same every time", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(JSON.stringify(adminDocument())).toBe(JSON.stringify(document));
  expect(operations.map(({ name }) => name)).toEqual(
    adminRoutes.map(({ method, path }) => `${method} ${path}`),
  );
});

it("has every reference it uses, and uses every component it has", () => {
  const text = JSON.stringify(document);
  const used = new Set(
    [...text.matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)].map(
      ([, kind, name]) => `${kind}/${name}`,
    ),
  );
  const there = (["schemas", "responses"] as const).flatMap((kind) =>
    Object.keys(components[kind]).map((name) => `${kind}/${name}`),
  );
  expect([...used].toSorted()).toEqual(there.toSorted());
  expect(components.securitySchemes["bearerAuth"]).toMatchObject({
    type: "http",
    scheme: "bearer",
  });
});

it("names every operation once", () => {
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
});

describe.each(operations)("$name", ({ path, operation }) => {
  it("is described, and secured unless it is public", () => {
    expect(operation.operationId).toMatch(/^[a-z][a-zA-Z]+$/);
    expect(operation.summary).toMatch(/^[A-Z].*[^.]$/);
    expect(document.tags.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...operation.tags]),
    );
    // Scopes in the requirement are for OAuth only; linters take them for a mistake.
    const isAdmin = path.startsWith("/admin");
    expect(operation.security).toEqual(isAdmin ? [{ bearerAuth: [] }] : []);
    if (isAdmin) expect(operation.description).toMatch(/Needs the scope `admin:\w+`\./);
    for (const status of path.startsWith("/admin")
      ? ["200", "401", "403", "500", "503"]
      : ["200", "500"])
      expect(operation.responses).toHaveProperty(status);
  });

  it("declares the parameters in its path", () => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(
      (operation.parameters ?? [])
        .filter((parameter) => parameter.in === "path")
        .map(({ name }) => name),
    ).toEqual(inPath);
  });

  it("has examples that fit", () => {
    const answers = Object.entries(operation.responses["200"]?.content ?? {});
    const bodies = Object.entries(operation.requestBody?.content ?? {});
    expect(answers.length).toBeGreaterThan(0);
    for (const [type, { schema, example }] of [...answers, ...bodies]) {
      const shown = example ?? components.schemas[schema.$ref?.split("/").at(-1) ?? ""]?.example;
      expect(shown, type).toBeDefined();
      expect(errorsOf(schema, shown), type).toEqual([]);
      // As Redocly reads it: an example shows no member that its schema does not know.
      if (!("additionalProperties" in resolved(schema)))
        expect(errorsOf({ ...schema, unevaluatedProperties: false }, shown), type).toEqual([]);
    }
  });

  it("has no example that passes for a schema", () => {
    // As Spectral reads it: whatever has `type` and `default` is one.
    for (const value of objectsIn(Object.values(operation.responses)))
      expect("example" in value || !("default" in value && "type" in value)).toBe(true);
  });
});

function resolved(schema: { readonly $ref?: string }): object {
  return components.schemas[schema.$ref?.split("/").at(-1) ?? ""] ?? schema;
}

function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

it.each(Object.entries(components.schemas).filter(([, { example }]) => example !== undefined))(
  "the example of %s fits",
  (name, { example }) => {
    expect(errorsOf({ $ref: `#/components/schemas/${name}` }, example)).toEqual([]);
  },
);

it.each(Object.entries(components.responses))("the example of %s fits", (_, { content }) => {
  for (const { schema, example } of Object.values(content))
    expect(errorsOf(schema, example)).toEqual([]);
});
