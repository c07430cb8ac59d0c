// The served OpenAPI document, as a client without any other knowledge reads it: its operations, its examples, and values that differ
// from those and still fit.

import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

interface Media {
  readonly schema: JsonObject;
  readonly examples?: { readonly [name: string]: JsonObject };
}

interface Operation {
  readonly requestBody?: { readonly content: { readonly [type: string]: Media } };
  readonly responses: {
    readonly [status: string]: { readonly content: { readonly [type: string]: Media } };
  };
}

/** `paths` of a document: path → method → operation. */
type Paths = { readonly [path: string]: { readonly [method: string]: Operation } };

/** An OpenAPI document, as far as bodies need it. */
export class ServedDocument {
  readonly #document: JsonObject;
  readonly #ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });

  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: JsonObject) {
    this.#document = document;
    this.#ajv.addSchema(document, "document");
  }

  /** Paths and methods: `GET /api/users`. */
  operations(): string[] {
    return Object.entries(this.#paths()).flatMap(([path, item]) =>
      Object.keys(item)
        .filter((method) => ["get", "post", "put", "patch", "delete"].includes(method))
        .map((method) => `${method.toUpperCase()} ${path}`),
    );
  }

  /** The example of a POST body. Throws where the document has none. */
  createExample(path: string): JsonObject {
    return this.#example(this.#createMedia(path), `POST ${path}`);
  }

  /** The example of a row in a list. Throws where the document has none. */
  rowExample(path: string): JsonObject {
    const answer = this.#paths()[path]?.["get"]?.responses["200"];
    const { content } = this.#resolve((answer ?? {}) as unknown as JsonObject);
    const media = (content as { readonly [type: string]: Media } | undefined)?.["application/json"];
    const [row] = this.#example(media, `GET ${path}`)["items"] as readonly JsonObject[];
    return row!;
  }

  #example(media: Media | undefined, what: string): JsonObject {
    const [example] = Object.values(media?.examples ?? {});
    const value = example && this.#resolve(example)["value"];
    if (typeof value !== "object") throw new Error(`${what} has no example`);
    return value as JsonObject;
  }

  /** The schema of each member of a POST body. */
  createProperties(path: string): { readonly [name: string]: JsonObject } {
    const { properties } = this.#resolve(this.#createMedia(path).schema);
    return properties as { readonly [name: string]: JsonObject };
  }

  /** Whether the document takes this as a POST body. */
  takesBody(path: string, body: JsonObject): boolean {
    return this.#validator(this.#createMedia(path).schema)(body);
  }

  /** A value like this one that the schema takes, and none of those given; undefined where there is none. */
  another(schema: JsonObject, value: Json, taken: readonly Json[] = []): Json | undefined {
    const fits = this.#validator(schema);
    const given = new Set([value, ...taken].map((one) => JSON.stringify(one)));
    for (const candidate of this.#candidates(schema, value)) {
      if (!given.has(JSON.stringify(candidate)) && fits(candidate)) return candidate;
    }
    return undefined;
  }

  *#candidates(schema: JsonObject, value: Json): Generator<Json> {
    const resolved = this.#resolve(schema);
    if (Array.isArray(resolved["enum"])) yield* resolved["enum"].filter((other) => other !== null);
    for (const option of (resolved["anyOf"] ?? []) as readonly JsonObject[]) {
      yield* this.#candidates(option, value);
    }
    if (typeof value === "boolean") yield !value;
    else if (typeof value === "number") yield* [value + 1, value - 1];
    else if (typeof value === "string") yield* similarTexts(value);
    else if (Array.isArray(value)) {
      const items = (resolved["items"] ?? {}) as JsonObject;
      const [first, ...rest] = value as readonly Json[];
      if (first !== undefined) {
        const other = this.another(items, first);
        if (other !== undefined) yield [other, ...rest];
      }
    } else if (typeof value === "object" && value !== null) {
      const properties = (resolved["properties"] ?? {}) as { readonly [name: string]: JsonObject };
      for (const [name, member] of Object.entries(value)) {
        const other = this.another(properties[name] ?? {}, member);
        if (other !== undefined) yield { ...value, [name]: other };
      }
    }
  }

  #validator(schema: JsonObject): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/');
    const known = this.#validators.get(text) ?? this.#ajv.compile(JSON.parse(text) as JsonObject);
    this.#validators.set(text, known);
    return known;
  }

  #createMedia(path: string): Media {
    const media = this.#paths()[path]?.["post"]?.requestBody?.content["application/json"];
    if (media === undefined) throw new Error(`the document has no POST ${path}`);
    return media;
  }

  #paths(): Paths {
    return this.#document["paths"] as unknown as Paths;
  }

  #resolve(node: JsonObject): JsonObject {
    const reference = node["$ref"];
    if (typeof reference !== "string") return node;
    const steps = reference.replace("#/", "").split("/");
    return this.#resolve(
      steps.reduce<Json>((at, step) => (at as JsonObject)[step]!, this.#document) as JsonObject,
    );
  }
}

/** Texts of the same form: one digit or letter is another one, digits first, the last first. */
function* similarTexts(text: string): Generator<string> {
  for (const [kind, others] of [
    [/\d/, "0123456789"],
    [/[a-z]/, "abc"],
    [/[A-Z]/, "ABC"],
  ] as const) {
    for (let at = text.length - 1; at >= 0; at--) {
      if (!kind.test(text.charAt(at))) continue;
      for (const other of others) yield text.slice(0, at) + other + text.slice(at + 1);
    }
  }
  yield `${text}x`;
}
