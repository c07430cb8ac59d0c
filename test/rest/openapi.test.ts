// The OpenAPI document of hand-written resources and shapes: complete, consistent, and with examples that validate.
// (Redocly and Spectral lint documents in test/lint-openapi, which has packages of its own.)

import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { openApiText } from "../../src/emit/openapi.ts";
import type { Resource, ResourceSlot } from "../../src/emit/resource.ts";
import type { JsonValue, ObjectShape, PropertyShape, Shape } from "../../src/constraint/shape.ts";
import { joined } from "../../src/text/pieces.ts";

function property(name: string, shape: Shape, options: Partial<PropertyShape> = {}): PropertyShape {
  return {
    name,
    shape,
    rules: [],
    required: false,
    hasDefault: false,
    readonly: false,
    ...options,
  };
}

function object(
  name: string,
  properties: readonly PropertyShape[],
  options: Partial<ObjectShape> = {},
): ObjectShape {
  return { name, properties, rules: [], ...options };
}

const text: Shape = { kind: "string", patterns: [] };
const date: Shape = { kind: "string", patterns: [], format: "date" };

const shapes = new Map(
  [
    object(
      "order item",
      [
        property(
          "id",
          { kind: "string", patterns: [], format: "uuid" },
          { required: true, hasDefault: true },
        ),
        property(
          "code",
          { kind: "string", patterns: ["^[A-Z]{2}", "\\d{3}$"] },
          { required: true, examples: ["no", "AB123"] },
        ),
        property(
          "amount",
          { kind: "number", exact: true, minimum: 10, maximum: 20 },
          { required: true },
        ),
        property(
          "count",
          { kind: "integer", minimum: 5 },
          { default: 7, hasDefault: true, deprecated: true },
        ),
        property("state", {
          kind: "enum",
          name: "TextFilter",
          values: [{ text: "a", description: "First." }, { text: "b" }],
        }),
        property("inline_state", { kind: "enum", values: [{ text: "x" }] }),
        property("kind", { kind: "literal", value: "item" }, { required: true }),
        property(
          "parts",
          { kind: "array", items: { kind: "object", name: "Part" }, minItems: 2, unique: false },
          { required: true },
        ),
        property("extra", { kind: "record", values: { kind: "integer" } }),
        property("either", { kind: "union", anyOf: [{ kind: "boolean" }, text] }),
        property("anything", { kind: "any" }),
        property("opens", { kind: "string", patterns: [], format: "time" }),
        property("ordered_on", date, { title: "Ordered", description: "The day.", required: true }),
        property("owner", { kind: "string", patterns: [] }),
        property("home_page", { kind: "string", patterns: [], format: "uri" }),
        property(
          "updated_at",
          { kind: "string", patterns: [], format: "date-time" },
          { readonly: true, hasDefault: true, required: true },
        ),
      ],
      { title: "Order item", description: "One line of an order." },
    ),
    object("Part", [
      property("name", text, { required: true }),
      property("parts", { kind: "array", items: { kind: "object", name: "Part" }, unique: true }),
    ]),
    object("OrderItemCreate", [
      property("id", { kind: "integer" }, { required: true, hasDefault: true, readonly: true }),
      property("note", text),
    ]),
    object(
      "Hopeless",
      [property("id", { kind: "string", patterns: ["^(?=no)yes$"] }, { required: true })],
      { additional: { kind: "any" } },
    ),
    object("Unreached", [property("x", text)]),
  ].map((shape) => [shape.name, shape]),
);

function slot(name: string, type: string, options: Partial<ResourceSlot> = {}): ResourceSlot {
  return {
    name,
    storage: { kind: "column", column: name, type, array: false },
    readonly: false,
    required: false,
    onUpdateNow: false,
    filterable: true,
    ...options,
  };
}

function resource(
  className: string,
  path: string,
  slots: readonly ResourceSlot[],
  options: Partial<Resource> = {},
): Resource {
  const [key] = slots;
  if (!key) throw new Error("A resource has a key.");
  return {
    class: className,
    path,
    operations: ["list", "read", "create", "update", "delete"],
    table: className,
    key,
    slots,
    constraints: [],
    ...options,
  };
}

const orderSlots = [
  slot("id", "uuid"),
  slot("code", "text"),
  slot("amount", "numeric"),
  slot("ordered_on", "date"),
  slot("owner", "text"),
];
const resources: readonly Resource[] = [
  resource("order item", "/api/order-items", orderSlots, {
    title: "Order item",
    constraints: [{ name: "owner_fkey", kind: "foreign_key", slots: ["owner"] }],
  }),
  resource(
    "OrderItemCreate",
    "/api/order-item-creates",
    [slot("id", "bigint"), slot("note", "text")],
    { operations: ["list", "create"] },
  ),
  resource("Hopeless", "/other/hopeless", [slot("id", "text")], { operations: ["read", "create"] }),
];

const schema = { name: "shop", version: "1.2.0", license: "CC0-1.0" } as unknown as Parameters<
  typeof openApiText
>[0]["schema"];
const documentText = joined(openApiText({ schema }, resources, shapes));
const document = JSON.parse(documentText) as OpenApi;

interface OpenApi {
  readonly info: Readonly<Record<string, JsonValue>>;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, JsonValue>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly { readonly name?: string; readonly $ref?: string }[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly content?: Content; readonly links?: unknown; readonly $ref?: string }>
  >;
}

type Content = Readonly<
  Record<
    string,
    {
      readonly schema: object;
      readonly example?: JsonValue;
      readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
    }
  >
>;

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) =>
    method === "parameters" ? [] : [{ at: `${method} ${path}`, operation }],
  ),
);

test("operations, by path and method", () => {
  expect(
    Object.fromEntries(operations.map(({ at, operation }) => [at, operation.operationId])),
  ).toEqual({
    "get /api/order-items": "listOrderItems",
    "post /api/order-items": "createOrderItem",
    "get /api/order-items/{id}": "getOrderItem",
    "patch /api/order-items/{id}": "updateOrderItem",
    "delete /api/order-items/{id}": "deleteOrderItem",
    "get /api/order-item-creates": "listOrderItemCreates",
    "post /api/order-item-creates": "createOrderItemCreate",
    "post /other/hopeless": "createHopeless",
    "get /other/hopeless/{id}": "getHopeless",
  });
});

test.for(operations)("$at says what it is and what can go wrong", ({ operation }) => {
  expect(operation.summary).not.toBe("");
  expect(operation.description).toMatch(/data:(read|write)/);
  expect(document.tags.map(({ name }) => name)).toContain(operation.tags[0]);
  expect(Object.keys(operation.responses)).toEqual(
    expect.arrayContaining(["400", "401", "403", "406", "500", "503", "504"]),
  );
  if (operation.requestBody) {
    expect(operation.requestBody.required).toBe(true);
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining(["409", "413", "415", "422"]),
    );
  }
});

test("what people look for has a line of its own", () => {
  const lines = documentText.split("\n").map((line) => line.trim());
  const schemas = document.components["schemas"] ?? {};
  const { properties } = schemas["OrderItem"] as { readonly properties: object };
  const members = [document.paths, schemas, properties].flatMap((part) => Object.keys(part));
  expect(lines).toEqual(
    expect.arrayContaining([
      ...members.map((name) => expect.stringMatching(`^"${name}": `) as string),
      ...operations.map(({ operation }) => `"operationId": "${operation.operationId}",`),
      `"400": {"$ref":"#/components/responses/BadRequest"},`,
    ]),
  );
  expect(documentText.endsWith("}\n")).toBe(true);
});

test("every reference leads somewhere, and every component is referred to", () => {
  const references = new Set(
    [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/([^"]*)"/g)].map(
      ([, name]) => name,
    ),
  );
  const components = Object.entries(document.components).flatMap(([kind, named]) =>
    Object.keys(named).map((name) => `${kind}/${name}`),
  );
  expect(references).toEqual(
    new Set(components.filter((name) => name !== "securitySchemes/bearerAuth")),
  );
  expect(components).not.toContain("schemas/Unreached");
});

test("a schema that nothing is served of has a document, too, and no component that nothing refers to", () => {
  const schema = { name: "values", origin: { file: "s.yaml", pointer: "" } };
  const empty = JSON.parse(
    joined(openApiText({ schema } as never, [], new Map())),
  ) as typeof document;
  expect(empty.paths).toEqual({});
  const { securitySchemes: _, ...components } = empty.components;
  expect(Object.values(components).flatMap((named) => Object.keys(named))).toEqual([]);
});

test("a class called like something of ours leaves each its own name", () => {
  const { schemas } = document.components;
  expect(Object.keys(schemas ?? {})).toEqual(
    expect.arrayContaining([
      "OrderItem",
      "OrderItemCreate",
      "OrderItemCreate2",
      "OrderItemCreateCreate",
      "TextFilter",
      "TextFilter2",
    ]),
  );
  expect(schemas?.["OrderItemCreate"]).toHaveProperty("properties.note");
  expect(schemas?.["OrderItemCreate2"]).toHaveProperty("properties.code");
});

const ajv = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  validateFormats: false,
  keywords: ["components"],
});
ajv.addSchema({ $id: "doc:openapi", components: document.components });
const check = (schemaOf: object, value: JsonValue) => {
  const text = JSON.stringify(schemaOf).replaceAll('"#/components/', '"doc:openapi#/components/');
  const validate = ajv.compile(JSON.parse(text) as object);
  return validate(value) ? [] : validate.errors;
};

function exampleValue(
  media: Content[string] | undefined,
): Readonly<Record<string, JsonValue>> | undefined {
  const name = media?.examples?.["example"]?.$ref.split("/").at(-1) ?? "";
  return (
    document.components["examples"]?.[name] as unknown as
      | { value: Record<string, JsonValue> }
      | undefined
  )?.value;
}

interface Response {
  readonly content?: Content;
  readonly headers?: object;
}

function resolved(response: Response & { readonly $ref?: string }): Response {
  const name = response.$ref?.split("/").at(-1);
  if (name === undefined) return response;
  return document.components["responses"]?.[name] as unknown as Response;
}

test("examples validate", () => {
  let count = 0;
  for (const { at, operation } of operations) {
    const contents = [
      operation.requestBody?.content,
      ...Object.values(operation.responses).map((response) => resolved(response).content),
    ];
    for (const media of contents.flatMap((content) => Object.values(content ?? {}))) {
      const value = exampleValue(media);
      if (value === undefined) continue;
      expect(check(media.schema, value), at).toEqual([]);
      count++;
    }
  }
  expect(count).toBe(10);
});

const createMedia =
  document.paths["/api/order-items"]?.["post"]?.requestBody?.content["application/json"];
const createSchema = createMedia?.schema ?? {};
const create = (changes: Readonly<Record<string, JsonValue>>) => ({
  ...exampleValue(createMedia),
  ...changes,
});

test("the example of a new row leaves to the server what it makes, and out what refers to other rows", () => {
  expect(create({})).toEqual({
    code: "AB123",
    amount: 10,
    count: 7,
    state: "a",
    inline_state: "x",
    kind: "item",
    parts: [expect.objectContaining({ name: "Example" }), expect.anything()],
    extra: {},
    either: true,
    anything: { any: "value" },
    opens: "09:30:00",
    ordered_on: "2026-11-22",
    home_page: "https://example.org/ada",
  });
});

test.for<readonly [string, Readonly<Record<string, JsonValue>>, boolean]>([
  ["nothing more", {}, true],
  [
    "null where nothing is needed",
    { state: null, count: null, inline_state: null, either: null, anything: null, opens: null },
    true,
  ],
  ["null where something is", { amount: null }, false],
  ["a member of the server", { updated_at: "2026-11-22T09:30:00Z" }, false],
  ["an unknown member", { colour: "red" }, false],
  ["half a pattern", { code: "AB12" }, false],
  ["another value than the enum's", { state: "c" }, false],
  ["too few parts", { parts: [] }, false],
  ["an unknown member inside", { parts: [{ name: "a", x: 1 }, { name: "b" }] }, false],
  ["a number out of bounds", { amount: 21 }, false],
  ["a whole number that is not exact", { count: 2 ** 53 }, false],
])("a body with %s", ([, changes, valid]) => {
  expect(check(createSchema, create(changes))?.length === 0).toBe(valid);
});

test("parameters of a list: paging, order, and a filter for each scalar", () => {
  const parameters = document.paths["/api/order-items"]?.["get"]?.parameters ?? [];
  expect(parameters.map(({ name, $ref }) => name ?? $ref?.split("/").at(-1))).toEqual([
    "Limit",
    "Cursor",
    "sort",
    "id",
    "code",
    "amount",
    "ordered_on",
    "owner",
  ]);
  const filter = document.components["schemas"]?.["NumberFilter"] as unknown as {
    properties: object;
  };
  expect(Object.keys(filter.properties)).toEqual([
    "eq",
    "ne",
    "gt",
    "gte",
    "lt",
    "lte",
    "in",
    "nin",
    "is_null",
  ]);
});

test("what LinkML says of the schema", () => {
  expect(document.info).toMatchObject({
    title: "shop",
    version: "1.2.0",
    license: { name: "CC0-1.0", identifier: "CC0-1.0" },
  });
  const row = document.components["schemas"]?.["OrderItem"] as unknown as
    | { readonly properties: Readonly<Record<string, object>> }
    | undefined;
  const member = row?.properties ?? {};
  expect(member["ordered_on"]).toEqual({
    type: "string",
    format: "date",
    title: "Ordered",
    description: "The day.",
  });
  expect(member["count"]).toMatchObject({
    type: ["integer", "null"],
    minimum: 5,
    deprecated: true,
  });
  expect(member["updated_at"]).toMatchObject({ readOnly: true });
});

test("an answer without the row, and what is refused before it is supported, are documented", () => {
  const item = document.paths["/api/order-items/{id}"];
  const names = (operation: Operation | undefined) =>
    operation?.parameters?.map(({ $ref }) => $ref?.split("/").at(-1));
  expect(names(item?.["patch"])).toEqual(["IfMatch", "Prefer"]);
  expect(resolved(item?.["patch"]?.responses["204"] ?? {})).toHaveProperty(
    "headers.Preference-Applied",
  );
  expect(item?.["delete"]?.responses).toHaveProperty("422");
  const create = document.paths["/api/order-items"]?.["post"];
  expect(names(create)).toEqual(["Prefer"]);
  expect(create?.responses["201"]).toHaveProperty("headers.Preference-Applied");
  expect(create?.description).toContain("Idempotency-Key");
});

test("no format is promised that nothing checks", () => {
  const { properties } = (document.components["schemas"]?.["OrderItem"] ?? {}) as unknown as {
    readonly properties: Readonly<Record<string, { readonly format?: string }>>;
  };
  expect(properties["home_page"]).toEqual({ type: ["string", "null"] });
  expect(properties["opens"]).toEqual({ type: ["string", "null"] });
  expect(properties["id"]).toEqual({ type: "string", format: "uuid" });
});
