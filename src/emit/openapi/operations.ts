// One resource → its paths: operations with parameters, bodies, answers and examples.

import type { Operation, Resource } from "../resource.ts";
import { pluralName } from "./component-names.ts";
import {
  headerReference,
  parameterReference,
  problemReferences,
  responseReference,
  type ProblemStatus,
} from "./shared.ts";
import { looksLikeSchema } from "./example.ts";
import type { OperationContext } from "./operation-context.ts";
import { descriptions, nestedWrites, summaries, verbs } from "./operation-words.ts";
import { firstProse } from "./prose.ts";
import type { SchemaComponents } from "./schemas.ts";
import type { JsonObject } from "./shape-schema.ts";

/** What every operation can answer with. */
const always: readonly ProblemStatus[] = [400, 401, 403, 405, 406, 500, 503, 504];

export class ResourceWriter {
  readonly #resource: Resource;
  readonly #context: OperationContext;
  readonly #components: SchemaComponents;
  /** `Order item`, as people call it. */
  readonly #title: string;
  readonly #example: JsonObject | undefined;
  /** Made when it is first needed. */
  #created?: { readonly example: JsonObject | undefined };
  /** Of its tag and examples. */
  readonly #name: string;
  /** Members that name other rows; in examples those would not be there, and the server would refuse them. */
  readonly #references: ReadonlySet<string>;

  constructor(resource: Resource, context: OperationContext) {
    this.#resource = resource;
    this.#context = context;
    this.#components = context.components;
    this.#title = firstProse(resource.title, resource.class) ?? "row";
    const [shown = resource] = resource.variants ?? [];
    this.#example = this.#components.example(shown.class, "read");
    this.#name = context.tag(resource.class);
    this.#references = references(resource);
  }

  /** Members of `paths`. */
  paths(): JsonObject {
    const { path } = this.#resource;
    const collection = this.#pathItem({ list: "get", create: "post" });
    const item = this.#pathItem({ read: "get", update: "patch", delete: "delete" });
    const parameters = [this.#idParameter()];
    return {
      ...(Object.keys(collection).length > 0 && { [path]: collection }),
      ...(Object.keys(item).length > 0 && {
        [`${path}/{${this.#idName()}}`]: { parameters, ...item },
      }),
    };
  }

  #pathItem(methods: Partial<Record<Operation, string>>): JsonObject {
    return Object.fromEntries(
      this.#resource.operations.flatMap((operation) => {
        const method = methods[operation];
        return method === undefined ? [] : [[method, this.#operation(operation)]];
      }),
    );
  }

  #operation(operation: Operation): JsonObject {
    return {
      operationId: this.operationId(operation),
      tags: [this.#name],
      summary: `${summaries[operation]} ${this.#title}`,
      description: this.#description(operation),
      ...this.#exchange(operation),
    };
  }

  #description(operation: Operation): string {
    const { variants, nested = [] } = this.#resource;
    const words = [descriptions[operation]];
    if (variants !== undefined && (operation === "list" || operation === "read"))
      words.push(`Rows are of ${variants.map((variant) => `\`${variant.class}\``).join(", ")}.`);
    if (nested.length > 0 && (operation === "create" || operation === "update"))
      words.push(nestedWrites[operation]);
    return words.join(" ");
  }

  /** What goes in and what comes out. */
  #exchange(operation: Operation): JsonObject {
    switch (operation) {
      case "list":
        return {
          parameters: this.#context.lists.of(this.#resource),
          responses: { "200": this.#page(), ...problems[operation] },
        };
      case "read":
        return {
          parameters: [parameterReference("IfNoneMatch")],
          responses: {
            "200": this.#readRow(),
            "304": responseReference("NotModified"),
            ...problems[operation],
          },
        };
      case "create":
        return {
          parameters: [parameterReference("Prefer")],
          requestBody: this.#createBody(),
          responses: {
            "201": {
              ...this.#row("The new row; without a body after `Prefer: return=minimal`.", {
                Location: headerReference("Location"),
                "Preference-Applied": headerReference("PreferenceApplied"),
              }),
              ...this.#links(),
            },
            ...problems[operation],
          },
        };
      case "update":
        return {
          parameters: [parameterReference("IfMatch"), parameterReference("Prefer")],
          requestBody: this.#updateBody(),
          responses: {
            "200": this.#sharedRow(),
            "204": responseReference("Updated"),
            ...problems[operation],
          },
        };
      case "delete":
        return {
          parameters: [parameterReference("IfMatch")],
          responses: deletion,
        };
    }
  }

  /** `listUsers`, `getUser`, … */
  operationId(operation: Operation): string {
    const { class: name } = this.#resource;
    const subject = operation === "list" ? pluralName(name) : name;
    const id = this.#context.operationIds.of(
      `${operation} ${name}`,
      `${verbs[operation]} ${subject}`,
    );
    return id.charAt(0).toLowerCase() + id.slice(1);
  }

  #idName(): string {
    const { name } = this.#resource.key;
    return /^[A-Za-z]\w*$/.test(name) ? name : "id";
  }

  #idParameter(): JsonObject {
    const example = this.#example?.[this.#resource.key.name];
    return {
      name: this.#idName(),
      in: "path",
      required: true,
      description: `The ${this.#resource.key.name} of the ${this.#title}.`,
      schema: { type: "string" },
      ...(example !== undefined && { example: `${example as string | number}` }),
    };
  }

  #page(): JsonObject {
    const row = this.#rows();
    const schema = {
      type: "object",
      properties: {
        items: { type: "array", items: row },
        next_cursor: {
          type: ["string", "null"],
          description: "For `cursor`, to get the next page; null on the last.",
        },
      },
      required: ["items", "next_cursor"],
    };
    const example = this.#example && { items: [this.#example], next_cursor: null };
    return {
      description: "A page of rows.",
      headers: { Link: headerReference("Link"), "X-Request-Id": headerReference("XRequestId") },
      content: { "application/json": this.#content(schema, "Page", example) },
    };
  }

  /** A row of the class, or where there are several of any of them. */
  #rows(): JsonObject {
    const { class: name, variants } = this.#resource;
    return this.#components.rows(
      name,
      variants?.map((variant) => variant.class),
    );
  }

  #readRow(): JsonObject {
    if (this.#resource.variants === undefined) return this.#sharedRow();
    return this.#row("The row as it is now.", {}, this.#rows());
  }

  #sharedRow(): JsonObject {
    return this.#context.response(`${this.#name} row`, () => this.#row("The row as it is now."));
  }

  #row(
    description: string,
    headers: JsonObject = {},
    schema: JsonObject = this.#components.reference(this.#resource.class, "read"),
  ): JsonObject {
    return {
      description,
      headers: {
        ETag: headerReference("ETag"),
        "X-Request-Id": headerReference("XRequestId"),
        ...headers,
      },
      content: { "application/json": this.#content(schema, "", this.#example) },
    };
  }

  #createBody(): JsonObject {
    const schema = this.#components.reference(this.#resource.class, "create");
    return {
      required: true,
      content: { "application/json": this.#content(schema, "Create", this.#createExample()) },
    };
  }

  #createExample(): JsonObject | undefined {
    this.#created ??= {
      example: this.#components.example(this.#resource.class, "create", this.#references),
    };
    return this.#created.example;
  }

  /** A patch is most telling with one member. */
  #updateBody(): JsonObject {
    const { class: name, key } = this.#resource;
    const members = Object.entries(this.#createExample() ?? {}).filter(
      ([member]) => member !== key.name && !this.#references.has(member),
    );
    const example = Object.fromEntries(members.slice(0, 1));
    const content = this.#content(this.#components.reference(name, "update"), "Update", example);
    return {
      required: true,
      content: { "application/merge-patch+json": content, "application/json": content },
    };
  }

  #content(schema: JsonObject, form: string, example: JsonObject | undefined): JsonObject {
    if (example === undefined || looksLikeSchema(example)) return { schema };
    const { class: name } = this.#resource;
    return {
      schema,
      examples: this.#components.shareExample(`${name} ${form}`, name + form, example),
    };
  }

  /** From a new row to the operations on it. */
  #links(): JsonObject {
    const following = this.#resource.operations.filter(
      (operation) => operation !== "list" && operation !== "create",
    );
    if (following.length === 0) return {};
    const parameters = {
      [this.#idName()]: `$response.body#/${this.#resource.key.name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    };
    return {
      links: Object.fromEntries(
        following.map((operation) => [
          operation,
          { operationId: this.operationId(operation), parameters },
        ]),
      ),
    };
  }
}

function references({ slots, constraints }: Resource): ReadonlySet<string> {
  const names = new Set<string>();
  for (const constraint of constraints) {
    if (constraint.kind !== "foreign_key") continue;
    for (const name of constraint.slots) names.add(name);
  }
  for (const { name, storage } of slots) if (storage.kind === "join") names.add(name);
  return names;
}

/** The problems of each operation; the same objects for all resources. */
const problems: Readonly<Record<Operation, JsonObject>> = {
  list: problemsOf(413),
  read: problemsOf(404),
  create: problemsOf(409, 413, 415, 422),
  update: problemsOf(404, 409, 412, 413, 415, 422),
  delete: problemsOf(404, 409, 412, 422),
};

/** What a deletion can answer with. */
const deletion: JsonObject = { "204": responseReference("Deleted"), ...problems.delete };

function problemsOf(...own: ProblemStatus[]): JsonObject {
  return problemReferences([...always, ...own].toSorted((one, other) => one - other));
}
