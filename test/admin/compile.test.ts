// Routes that need no database: the compiler inside the Worker, the built schema, and what is said about bad requests.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createApp } from "../../src/app.ts";
import { adminRoutes } from "../../src/admin/routes/routes.ts";
import { answerLimits, bundleLimits } from "../../src/admin/request-schemas.ts";
import type { Env } from "../../src/env.ts";
import { generateSample, sampleBundle, sampleWith, tokenSecret, type Generated } from "./sample.ts";

let generated: Generated;
let app: ReturnType<typeof createApp>;
beforeAll(async () => {
  generated = await generateSample();
  app = createApp(generated.module);
});
afterAll(() => generated.remove());

const env: Env = { AUTH_TOKEN_T: tokenSecret("t") };
const authorization = { Authorization: "Bearer t" };
const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { ...authorization, ...headers } }, env);
const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  app.request(
    path,
    {
      method: "POST",
      headers: { ...authorization, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    },
    env,
  );

interface Artifact {
  readonly path: string;
  readonly media_type: string;
  readonly sha256: string;
  readonly text: string;
}

describe("POST /admin/generate", () => {
  it("gives what `npm run generate` writes, byte for byte, with digests", async () => {
    for (const body of [undefined, {}, { schema: sampleBundle }]) {
      const response = await post("/admin/generate", body);
      expect(response.status).toBe(200);
      const { schema, artifacts, diagnostics } = await response.json<{
        schema: object;
        artifacts: Artifact[];
        diagnostics: unknown[];
      }>();
      expect(schema).toEqual({
        name: "shop",
        version: "1.2.3",
        hash: generated.module.schemaInfo.schemaHash,
      });
      expect(diagnostics).toEqual([]);
      expect(artifacts.map(({ path }) => path)).toContain("sql/schema.sql");
      for (const { path, sha256, text, media_type } of artifacts) {
        expect(text, path).toBe(await readFile(join(generated.folder, path), "utf8"));
        expect(sha256, path).toBe(createHash("sha256").update(text).digest("hex"));
        expect(media_type, path).toMatch(/^\w+\/[\w.+-]+$/);
      }
    }
  });

  it("gives only the kinds asked for", async () => {
    const { artifacts } = await (
      await post("/admin/generate", { artifacts: ["sql", "diagram"] })
    ).json<{ artifacts: Artifact[] }>();
    expect(artifacts.map(({ path }) => path)).toEqual(["diagram.mmd", "sql/schema.sql"]);
  });

  it("reports the diagnostics of a schema with errors", async () => {
    const schema = sampleWith("shop.yaml", (text) =>
      text.replace("range: Customer", "range: Custmer"),
    );
    const response = await post("/admin/generate", { schema });
    expect(response.status).toBe(422);
    const problem = await response.json<{ code: string; detail: string; diagnostics: object[] }>();
    expect(problem.code).toBe("schema_invalid");
    expect(problem.detail).toContain("shop.yaml:17:");
    expect(problem.diagnostics).toContainEqual(
      expect.objectContaining({
        severity: "error",
        file: "shop.yaml",
        line: 17,
        hint: expect.stringContaining("Customer"),
      }),
    );
  });

  it.each([
    ["a root that is missing", { root: "nothing.yaml", files: {} }],
    ["YAML that is none", { root: "a.yaml", files: { "a.yaml": "id: [" } }],
    ["an empty file", { root: "a.yaml", files: { "a.yaml": "" } }],
    ["a list", { root: "a.yaml", files: { "a.yaml": "- 1" } }],
    [
      "an import from the net",
      {
        root: "a.yaml",
        files: {
          "a.yaml":
            "id: https://example.org/a\nname: a\nimports: [http://169.254.169.254/latest]\n",
        },
      },
    ],
    [
      "aliases that explode",
      {
        root: "a.yaml",
        files: {
          "a.yaml": `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]\n`).join("")}`,
        },
      },
    ],
    ["names of the prototype", { root: "__proto__", files: { constructor: "id: x" } }],
  ])("survives %s", async (_, schema) => {
    const fetched = vi.spyOn(globalThis, "fetch");
    const response = await post("/admin/generate", JSON.stringify({ schema }));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "schema_invalid",
      diagnostics: expect.arrayContaining([expect.objectContaining({ severity: "error" })]),
    });
    expect(fetched).not.toHaveBeenCalled();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    fetched.mockRestore();
  });
});

describe("the size of a bundle", () => {
  const file = (bytes: number) => "#".repeat(bytes);
  it("may be the limit", async () => {
    const used = Object.values(sampleBundle.files).join("").length;
    const schema = {
      ...sampleBundle,
      files: { ...sampleBundle.files, "z.yaml": file(bundleLimits.bytes - used) },
    };
    expect((await post("/admin/generate", { schema, artifacts: ["sql"] })).status).toBe(200);
  });
  it.each([
    ["bytes", { "a.yaml": file(bundleLimits.bytes + 1) }, "schema_too_large"],
    ["UTF-8 bytes", { "a.yaml": "é".repeat(bundleLimits.bytes / 2 + 1) }, "schema_too_large"],
    [
      "files",
      Object.fromEntries(
        Array.from({ length: bundleLimits.files + 1 }, (_, i) => [`${i}.yaml`, "x: 1"]),
      ),
      "schema_too_large",
    ],
    ["body", { "a.yaml": file(9 * 1024 * 1024) }, "body_too_large"],
  ])("is refused with 413 above it: %s", async (_, files, code) => {
    for (const path of ["/admin/generate", "/admin/validate", "/admin/plan", "/admin/migrate"]) {
      const response = await post(path, { schema: { root: "a.yaml", files } });
      expect([path, response.status]).toEqual([path, 413]);
      expect(await response.json()).toMatchObject({ code });
    }
  });
});

describe("POST /admin/validate", () => {
  it("is fine with the built schema", async () => {
    const response = await post("/admin/validate");
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ valid: true, diagnostics: [], instances: [] });
  });

  it("answers 200 also for a schema with errors", async () => {
    const schema = sampleWith("models/customer.yaml", (text) => `${text}  Customer: {}\n`);
    const response = await post("/admin/validate", { schema });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      valid: false,
      diagnostics: [expect.objectContaining({ severity: "error", file: "models/customer.yaml" })],
    });
  });

  it("checks instances of a class", async () => {
    const instances = [
      { id: "c1", name: "Ada" },
      { id: "c2" },
      { id: "c3", name: "Bo", email: "no", nmae: 1 },
      "text",
      null,
    ];
    const answer = await (
      await post("/admin/validate", { target_class: "Customer", instances })
    ).json<{ valid: boolean; instances: { index: number; valid: boolean; errors: object[] }[] }>();
    expect(answer.valid).toBe(false);
    expect(answer.instances.map(({ index, valid }) => [index, valid])).toEqual([
      [0, true],
      [1, false],
      [2, false],
      [3, false],
      [4, false],
    ]);
    expect(answer.instances[1]?.errors).toEqual([
      expect.objectContaining({ pointer: "#/name", code: "required" }),
    ]);
    expect(answer.instances[2]?.errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ pointer: "#/email" }),
        expect.objectContaining({ pointer: "#/nmae", detail: expect.stringContaining('"name"') }),
      ]),
    );
  });

  it.each([
    [{ instances: [{}] }, "required"],
    [{ instances: [{}], target_class: "Custmer" }, "unknown_class"],
    [{ instances: [{}], target_class: "constructor" }, "unknown_class"],
    [{ target_class: "Custmer" }, "unknown_class"],
  ])("wants a class that is there: %j", async (body, code) => {
    const response = await post("/admin/validate", body);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "validation_failed",
      errors: [{ pointer: "#/target_class", code }],
    });
  });

  it("counts what the API gives and takes as valid, and nulls as absent", async () => {
    const invoice = { id: "i1", customer: "c1", amount: 1.5 };
    const instances = [invoice, { ...invoice, amount: null }, { id: "i1", customer: null }];
    const answer = await (
      await post("/admin/validate", { target_class: "Invoice", instances })
    ).json();
    expect(answer).toMatchObject({
      target_class: "Invoice",
      instances: [
        { valid: true },
        { valid: true },
        { valid: false, errors: [{ pointer: "#/customer", code: "required" }] },
      ],
    });
  });

  it("does not repeat what an instance holds", async () => {
    const instances = [{ id: "c1", name: ["SECRET"], email: "SECRET", extra: "SECRET" }, "SECRET"];
    const response = await post("/admin/validate", { target_class: "Customer", instances });
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ valid: false });
    expect(text).not.toContain("SECRET");
  });

  it("tells a limited number of errors, and every verdict", async () => {
    const wrong = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`x${index}`, 1]));
    const instances = Array.from({ length: 20 }, () => wrong);
    const { instances: judged } = await (
      await post("/admin/validate", { target_class: "Customer", instances })
    ).json<{ instances: { valid: boolean; errors: object[]; omitted?: number }[] }>();
    expect(judged.map(({ valid }) => valid)).toEqual(instances.map(() => false));
    expect(judged.reduce((sum, { errors }) => sum + errors.length, 0)).toBe(answerLimits.errors);
    for (const { errors, omitted = 0 } of judged) expect(errors.length + omitted).toBe(152);
  });

  it("is not made larger than its request by long names", async () => {
    const name = "n".repeat(200_000);
    const instances = Array.from({ length: 20 }, () => ({ [name]: 1 }));
    const response = await post("/admin/validate", { target_class: "Customer", instances });
    const text = await response.text();
    expect(text.length).toBeLessThan(2 * answerLimits.characters);
    expect((JSON.parse(text) as { instances: object[] }).instances).toHaveLength(20);
  });
});

describe("POST /admin/validate with a schema of its own", () => {
  const schema = {
    root: "zoo.yaml",
    files: {
      "zoo.yaml": `id: https://example.org/zoo
name: zoo
prefixes: {linkml: "https://w3id.org/linkml/"}
imports: [linkml:types]
default_range: string
classes:
  Zoo:
    tree_root: true
    attributes:
      animals: {range: Animal, multivalued: true, inlined_as_list: true}
      cages: {range: Cage, multivalued: true, inlined: true}
  Animal:
    abstract: true
    attributes:
      id: {identifier: true}
      kind: {designates_type: true}
      born: {range: date}
  Cat:
    is_a: Animal
    attributes:
      lives: {range: integer, minimum_value: 0, maximum_value: 9}
  Dog:
    is_a: Animal
    attributes:
      owner: {range: Address}
  Address:
    attributes:
      street: {required: true}
  Cage:
    attributes:
      code: {key: true}
      size: {range: decimal}
`,
    },
  };
  const judge = async (body: object) =>
    (await post("/admin/validate", { schema, ...body })).json<{
      valid: boolean;
      target_class: string;
      instances: { valid: boolean; errors: { pointer: string; code: string; detail: string }[] }[];
    }>();

  it("judges documents by its tree root", async () => {
    const zoo = {
      animals: [
        { id: "a", kind: "Cat", lives: 7, born: "2020-02-29" },
        { id: "b", kind: "Dog", owner: { street: "Main" }, born: null },
      ],
      cages: { c1: { size: 2.5 }, c2: null },
    };
    expect(await judge({ instances: [zoo, {}] })).toMatchObject({
      valid: true,
      target_class: "Zoo",
      instances: [
        { valid: true, errors: [] },
        { valid: true, errors: [] },
      ],
    });
  });

  it("points at what is wrong inside, in the class that was meant", async () => {
    const zoo = {
      animals: [
        { id: "a", kind: "Cat", lives: 10 },
        { id: "b", kind: "Dog", ownr: { street: "Main" } },
        { id: "c", kind: "Dog", owner: {}, born: "2021-02-29" },
        { id: "d", kind: "Cta" },
      ],
      cages: { c1: { size: "large" }, c2: { code: "c3" } },
    };
    const { instances } = await judge({ instances: [zoo] });
    expect(instances[0]?.errors).toEqual(
      [
        ["#/animals/0/lives", "too_big", "Must be at most 9."],
        [
          "#/animals/1/ownr",
          "unknown_property",
          'There is no member "ownr"; did you mean "owner"?',
        ],
        ["#/animals/2/born", "invalid_format", "Must be a date such as 2026-11-22."],
        ["#/animals/2/owner/street", "required", "This member is required."],
        ["#/animals/3/kind", "invalid_value", 'Must be one of "Cat", "Dog"; did you mean "Cat"?'],
        ["#/cages/c1/size", "invalid_type", "Must be a number, not a text."],
        ["#/cages/c2/code", "key", 'Must be "c2", the key it stands under.'],
      ].map(([pointer, code, detail]) => ({ pointer, code, detail })),
    );
  });

  it.each([
    ["Address", { street: "Main" }],
    ["Cage", { code: "c1", size: 1 }],
    ["Cat", { id: "a", lives: 9 }],
  ])("takes every class that has objects: %s", async (target_class, instance) => {
    expect(await judge({ target_class, instances: [instance] })).toMatchObject({
      valid: true,
      target_class,
    });
  });

  it("names the subclasses of an abstract class", async () => {
    const response = await post("/admin/validate", {
      schema,
      target_class: "Animal",
      instances: [],
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      errors: [
        {
          pointer: "#/target_class",
          code: "abstract_class",
          detail: expect.stringContaining('"Cat", "Dog"'),
        },
      ],
    });
  });

  it("does not judge instances by a schema with errors", async () => {
    const broken = { root: "zoo.yaml", files: { "zoo.yaml": "classes: {A: {is_a: B}}" } };
    const response = await post("/admin/validate", { schema: broken, instances: [{}] });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ valid: false, instances: [] });
  });
});

describe("GET /admin/schema", () => {
  it("is YAML or JSON of the same schema, each with its ETag", async () => {
    const yaml = await get("/admin/schema");
    expect(yaml.headers.get("Content-Type")).toContain("application/yaml");
    const text = await yaml.text();
    expect(text).toBe(await readFile(join(generated.folder, "schema.yaml"), "utf8"));
    const json = await get("/admin/schema?format=json");
    expect(json.headers.get("Content-Type")).toContain("application/json");
    expect(await json.json()).toEqual(load(text));
    expect((await get("/admin/schema", { Accept: "application/json" })).headers.get("ETag")).toBe(
      json.headers.get("ETag"),
    );
    expect(json.headers.get("ETag")).not.toBe(yaml.headers.get("ETag"));
    const again = await get("/admin/schema", {
      "If-None-Match": `"x", W/${yaml.headers.get("ETag")}`,
    });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(
      (await get("/admin/schema?format=json", { "If-None-Match": yaml.headers.get("ETag") ?? "" }))
        .status,
    ).toBe(200);
  });

  it("names an unknown parameter and value", async () => {
    const unknown = await get("/admin/schema?fromat=json");
    expect(unknown.status).toBe(400);
    expect(await unknown.json()).toMatchObject({
      code: "unknown_parameter",
      errors: [{ parameter: "fromat", detail: expect.stringContaining('"format"') }],
    });
    const wrong = await get("/admin/schema?format=xml");
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      code: "invalid_parameter",
      errors: [{ parameter: "format" }],
    });
  });
});

it.each(adminRoutes.filter((route) => "scope" in route))(
  "$method $path does not ignore a parameter",
  async ({ method, path }) => {
    const address = `${path.replaceAll(/\{\w+\}/g, "1")}?dry_run=false`;
    const response = await (method === "get" ? get(address) : post(address));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "unknown_parameter",
      errors: [{ parameter: "dry_run" }],
    });
  },
);

it("does not tell what a crash was about", async () => {
  const logged = vi.spyOn(console, "error").mockReturnValue();
  const broken = createApp({ ...generated.module, bundleJson: "SECRET" });
  const response = await broken.request(
    "/admin/generate",
    { method: "POST", headers: authorization },
    env,
  );
  expect(response.status).toBe(500);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({
    code: "internal",
    request_id: response.headers.get("X-Request-Id"),
  });
  expect(text).not.toMatch(/SECRET|at .*:\d+|JSON/);
  expect(logged).toHaveBeenCalledOnce();
  logged.mockRestore();
});

it("GET /admin/diagram is Mermaid", async () => {
  const response = await get("/admin/diagram");
  expect(response.headers.get("Content-Type")).toContain("text/vnd.mermaid");
  expect(await response.text()).toBe(await readFile(join(generated.folder, "diagram.mmd"), "utf8"));
});

it("GET /problems/{code} says what every code means", async () => {
  expect(await (await get("/problems/stale_plan")).json()).toMatchObject({
    code: "stale_plan",
    status: 409,
  });
  expect(await (await get("/problems/stale_pan")).json()).toMatchObject({
    code: "not_found",
    detail: expect.stringContaining('"stale_plan"'),
  });
  expect((await get("/problems/__proto__")).status).toBe(404);
});

describe("a bad request", () => {
  const posts = adminRoutes.filter(({ method }) => method === "post").map(({ path }) => path);
  const problemOf = async (response: Response) => {
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    return [response.status, (await response.json<{ code: string }>()).code];
  };

  it.each(posts)("to %s is told what is wrong", async (path) => {
    expect(await problemOf(await post(path, "{"))).toEqual([400, "malformed_json"]);
    expect(await problemOf(await post(path, "[]"))).toEqual([422, "validation_failed"]);
    expect(await problemOf(await post(path, "null"))).toEqual([422, "validation_failed"]);
    expect(await problemOf(await post(path, '{"a":1,"a":2}'))).toEqual([400, "malformed_json"]);
    expect(await problemOf(await post(path, { schema: "x" }))).toEqual([422, "validation_failed"]);
    expect(await problemOf(await post(path, { schema: { root: 1, files: { a: 1 } } }))).toEqual([
      422,
      "validation_failed",
    ]);
    expect(await problemOf(await post(path, "{}", { "Content-Type": "text/plain" }))).toEqual([
      415,
      "unsupported_media_type",
    ]);
    expect(
      await problemOf(
        await post(path, "{}", { "Content-Type": "application/x-www-form-urlencoded" }),
      ),
    ).toEqual([415, "unsupported_media_type"]);
    expect(await problemOf(await post(path, "{}", { "Content-Encoding": "gzip" }))).toEqual([
      415,
      "unsupported_media_type",
    ]);
    expect(await problemOf(await post(path, "{}", { Accept: "text/html" }))).toEqual([
      406,
      "not_acceptable",
    ]);
    expect(
      await problemOf(
        await app.request(
          path,
          {
            method: "POST",
            headers: { ...authorization, "Content-Type": "application/json" },
            body: new Uint8Array([0x22, 0xff, 0x22]),
          },
          env,
        ),
      ),
    ).toEqual([400, "malformed_json"]);
    const wrongMethod = await get(path);
    expect(wrongMethod.headers.get("Allow")).toContain("POST");
    expect(await problemOf(wrongMethod)).toEqual([405, "method_not_allowed"]);
  });

  it("names the member that is unknown, and the one that was meant", async () => {
    const response = await post("/admin/migrate", { dryrun: false });
    expect(await response.json()).toMatchObject({
      errors: [
        {
          pointer: "#/dryrun",
          code: "unknown_property",
          detail: expect.stringContaining('"dry_run"'),
        },
      ],
    });
  });

  it("to nowhere is 404", async () => {
    expect(await problemOf(await get("/admin/nothing"))).toEqual([404, "not_found"]);
    expect(await problemOf(await post("/admin/nowhere", {}))).toEqual([404, "not_found"]);
  });
});

it.each([
  "/admin/status",
  "/admin/migrations",
  "/admin/migrations/1",
  "/admin/tables",
  "/admin/tables/Customer",
])("%s without a database says what to do", async (path) => {
  const response = await get(path);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    code: "no_database",
    detail: expect.stringContaining("npm run dev"),
  });
});

it.each(["/admin/plan", "/admin/migrate"])(
  "%s without a database says what to do",
  async (path) => {
    const response = await post(path);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      code: "no_database",
      detail: expect.stringContaining("npm run dev"),
    });
  },
);
