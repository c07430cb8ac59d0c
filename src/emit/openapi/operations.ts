// One resource → its paths: operations with parameters, bodies, answers and examples.

import type { Operation, Resource } from "../resource.ts";
import { pluralName, type NameTable } from "./component-names.ts";
import { typeName } from "../identifier.ts";
import {
  headerReference,
  parameterReference,
  problemReferences,
  type ProblemStatus,
} from "./shared.ts";
import { listParameters } from "./list-parameters.ts";
import type { JsonObject, SchemaComponents } from "./schemas.ts";

/** What every operation can answer with. */
const always: readonly ProblemStatus[] = [400, 401, 403, 406, 500, 503, 504];

const descriptions: Readonly<Record<Operation, string>> = {
  list: "One page of rows. Filters are combined with AND. Needs the scope `data:read`.",
  read: "One row by its identifier. Needs the scope `data:read`.",
  create:
    "Adds a row and answers with it as it is stored. `Idempotency-Key` is not supported yet, and refused. Needs the scope `data:write`.",
  update:
    "Changes the members that are there (JSON Merge Patch, RFC 7396): null removes a value, an object is merged with the one that is there, a list is replaced whole. Needs the scope `data:write`.",
  delete: "Removes a row. Rows that others refer to stay. Needs the scope `data:write`.",
};

const verbs: Readonly<Record<Operation, string>> = {
  list: "list",
  read: "get",
  create: "create",
  update: "update",
  delete: "delete",
};

const summaries: Readonly<Record<Operation, string>> = {
  list: "List rows of",
  read: "Get one",
  create: "Create one",
  update: "Change one",
  delete: "Delete one",
};

export class ResourceWriter {
  readonly #resource: Resource;
  readonly #components: SchemaComponents;
  readonly #operationIds: NameTable;
  /** `Order item`, as people call it. */
  readonly #title: string;
  readonly #example: JsonObject | undefined;
  /** Of its tag and examples. */
  readonly #name: string;

  constructor(resource: Resource, components: SchemaComponents, operationIds: NameTable) {
    this.#resource = resource;
    this.#components = components;
    this.#operationIds = operationIds;
    this.#title = resource.title ?? resource.class;
    this.#example = components.example(resource.class, "read");
    this.#name = typeName(resource.class);
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
      description: descriptions[operation],
      ...this.#exchange(operation),
    };
  }

  /** What goes in and what comes out. */
  #exchange(operation: Operation): JsonObject {
    switch (operation) {
      case "list":
        return {
          parameters: listParameters(this.#resource, this.#components),
          responses: { "200": this.#page(), ...problems(413) },
        };
      case "read":
        return {
          parameters: [parameterReference("IfNoneMatch")],
          responses: {
            "200": this.#row("The row."),
            "304": { description: "The row still has this ETag." },
            ...problems(404),
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
            ...problems(409, 413, 415, 422),
          },
        };
      case "update":
        return {
          parameters: [parameterReference("IfMatch"), parameterReference("Prefer")],
          requestBody: this.#updateBody(),
          responses: {
            "200": this.#row("The row as it is now."),
            "204": {
              description: "The row is changed; after `Prefer: return=minimal`.",
              headers: {
                ETag: headerReference("ETag"),
                "Preference-Applied": headerReference("PreferenceApplied"),
                "X-Request-Id": headerReference("XRequestId"),
              },
            },
            ...problems(404, 409, 412, 413, 415, 422),
          },
        };
      case "delete":
        return {
          parameters: [parameterReference("IfMatch")],
          responses: {
            "204": {
              description: "The row is gone.",
              headers: { "X-Request-Id": headerReference("XRequestId") },
            },
            ...problems(404, 409, 412, 422),
          },
        };
    }
  }

  /** `listUsers`, `getUser`, … */
  operationId(operation: Operation): string {
    const { class: name } = this.#resource;
    const subject = operation === "list" ? pluralName(name) : name;
    const id = this.#operationIds.of(`${operation} ${name}`, `${verbs[operation]} ${subject}`);
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
    const row = this.#components.reference(this.#resource.class, "read");
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

  #row(description: string, headers: JsonObject = {}): JsonObject {
    const schema = this.#components.reference(this.#resource.class, "read");
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
    const { class: name } = this.#resource;
    const example = this.#components.example(name, "create", this.#references());
    const schema = this.#components.reference(name, "create");
    return {
      required: true,
      content: { "application/json": this.#content(schema, "Create", example) },
    };
  }

  /** A patch is most telling with one member. */
  #updateBody(): JsonObject {
    const { class: name, key } = this.#resource;
    const references = this.#references();
    const members = Object.entries(this.#components.example(name, "create") ?? {}).filter(
      ([member]) => member !== key.name && !references.has(member),
    );
    const example = Object.fromEntries(members.slice(0, 1));
    const content = this.#content(this.#components.reference(name, "update"), "Update", example);
    return {
      required: true,
      content: { "application/merge-patch+json": content, "application/json": content },
    };
  }

  /** Members that name other rows; in examples those would not be there, and the server would refuse them. */
  #references(): ReadonlySet<string> {
    const { slots, constraints } = this.#resource;
    const foreign = constraints
      .filter(({ kind }) => kind === "foreign_key")
      .flatMap((constraint) => constraint.slots);
    const joined = slots.filter(({ storage }) => storage.kind === "join").map(({ name }) => name);
    return new Set([...foreign, ...joined]);
  }

  #content(schema: JsonObject, form: string, example: JsonObject | undefined): JsonObject {
    if (example === undefined) return { schema };
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

function problems(...own: ProblemStatus[]): JsonObject {
  return problemReferences([...always, ...own].toSorted((one, other) => one - other));
}
