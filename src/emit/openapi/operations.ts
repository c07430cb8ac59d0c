// One resource → its paths, as text: operations with parameters, bodies, answers and examples.

import { typeName } from "../identifier.ts";
import type { Operation, Resource } from "../resource.ts";
import { pluralName } from "./component-names.ts";
import { looksLikeSchema } from "./example.ts";
import { memberLine, objectLines, valueLine } from "./lines.ts";
import { pathLevel, type OperationContext, type PathItem } from "./operation-context.ts";
import {
  createBodyAround,
  deletion,
  newRowAround,
  notModified,
  operationLevel,
  pageAround,
  pageSchemaAround,
  parametersLine,
  responsesLine,
  rowAround,
  sent,
  updateBodyAround,
  updated,
} from "./operation-parts.ts";
import { descriptions, nestedWrites, summaries, verbs } from "./operation-words.ts";
import { firstProse } from "./prose.ts";
import type { SchemaComponents } from "./schemas.ts";
import type { JsonObject } from "./shape-schema.ts";

/** An example; without its text where linters would take it for a schema. */
interface Example {
  readonly value: JsonObject;
  readonly text?: string;
}

export class ResourceWriter {
  readonly #resource: Resource;
  readonly #context: OperationContext;
  readonly #components: SchemaComponents;
  /** `Order item`, as people call it. */
  readonly #title: string;
  readonly #example: Example | undefined;
  /** Made when it is first needed. */
  #created?: { readonly example: Example | undefined };
  /** Of its tag and examples. */
  readonly #name: string;
  /** Members that name other rows; in examples those would not be there, and the server would refuse them. */
  readonly #references: ReadonlySet<string>;
  readonly #operationIds: ReadonlyMap<Operation, string>;

  constructor(resource: Resource, context: OperationContext) {
    this.#resource = resource;
    this.#context = context;
    this.#components = context.components;
    this.#title = firstProse(resource.title, resource.class) ?? "row";
    const [shown = resource] = resource.variants ?? [];
    this.#example = exampleOf(this.#components.example(shown.class, "read"));
    this.#name = context.tag(resource.class);
    this.#references = references(resource);
    this.#operationIds = operationIds(resource, context);
  }

  /** Its paths with what is there. */
  paths(): readonly PathItem[] {
    const { path } = this.#resource;
    const collection = this.#operations({ list: "get", create: "post" });
    const item = this.#operations({ read: "get", update: "patch", delete: "delete" });
    const parameters = memberLine("parameters", `[${JSON.stringify(this.#idParameter())}]`);
    return [
      ...pathItem(path, collection),
      ...pathItem(`${path}/{${this.#idName()}}`, item, parameters),
    ];
  }

  #operations(methods: Partial<Record<Operation, string>>): readonly string[] {
    return this.#resource.operations.flatMap((operation) => {
      const method = methods[operation];
      return method === undefined ? [] : [memberLine(method, this.#operation(operation))];
    });
  }

  #operation(operation: Operation): string {
    const lines = [
      valueLine("operationId", this.#operationIds.get(operation)!),
      valueLine("tags", [this.#name]),
      valueLine("summary", `${summaries[operation]} ${this.#title}`),
      valueLine("description", this.#description(operation)),
      ...this.#exchange(operation),
    ];
    return objectLines(lines, operationLevel);
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

  /** What goes in and what comes out, a line for each part. */
  #exchange(operation: Operation): readonly string[] {
    switch (operation) {
      case "list":
        return [
          parametersLine(this.#context.lists.of(this.#resource)),
          responsesLine([memberLine("200", this.#page())], operation),
        ];
      case "read":
        return [
          sent[operation],
          responsesLine([memberLine("200", this.#readRow()), notModified], operation),
        ];
      case "create":
        return [
          sent[operation],
          memberLine("requestBody", this.#createBody()),
          responsesLine([memberLine("201", this.#newRow())], operation),
        ];
      case "update":
        return [
          sent[operation],
          memberLine("requestBody", this.#updateBody()),
          responsesLine([memberLine("200", this.#sharedRow()), updated], operation),
        ];
      case "delete":
        return [sent[operation], deletion];
    }
  }

  #idName(): string {
    const { name } = this.#resource.key;
    return /^[A-Za-z]\w*$/.test(name) ? name : "id";
  }

  #idParameter(): JsonObject {
    const example = this.#example?.value[this.#resource.key.name];
    return {
      name: this.#idName(),
      in: "path",
      required: true,
      description: `The ${this.#resource.key.name} of the ${this.#title}.`,
      schema: { type: "string" },
      ...(example !== undefined && { example: `${example as string | number}` }),
    };
  }

  #page(): string {
    const text = this.#example?.text;
    const example = text && `{"items":[${text}],"next_cursor":null}`;
    return pageAround(this.#content(pageSchemaAround(this.#rows()), "Page", example));
  }

  /** A row of the class, or where there are several of any of them. */
  #rows(): string {
    const { class: name, variants } = this.#resource;
    const classes = variants?.map((variant) => variant.class);
    return JSON.stringify(this.#components.rows(name, classes));
  }

  #readRow(): string {
    if (this.#resource.variants === undefined) return this.#sharedRow();
    return rowAround(this.#rowContent(this.#rows()));
  }

  #sharedRow(): string {
    return this.#context.response(`${this.#name} row`, () =>
      rowAround(this.#rowContent(this.#reference("read"))),
    );
  }

  #newRow(): string {
    const row = newRowAround(this.#rowContent(this.#reference("read")));
    const links = this.#links();
    return links === undefined ? row : `${row.slice(0, -1)},"links":${JSON.stringify(links)}}`;
  }

  #rowContent(schema: string): string {
    return this.#content(schema, "", this.#example?.text);
  }

  #createBody(): string {
    return createBodyAround(
      this.#content(this.#reference("create"), "Create", this.#newExample()?.text),
    );
  }

  #newExample(): Example | undefined {
    this.#created ??= {
      example: exampleOf(
        this.#components.example(this.#resource.class, "create", this.#references),
      ),
    };
    return this.#created.example;
  }

  /** A patch is most telling with one member. */
  #updateBody(): string {
    const { key } = this.#resource;
    const row = this.#newExample()?.value ?? {};
    const told = Object.keys(row).find(
      (member) => member !== key.name && !this.#references.has(member),
    );
    const example = exampleOf(told === undefined ? {} : { [told]: row[told]! });
    return updateBodyAround(this.#content(this.#reference("update"), "Update", example?.text));
  }

  #reference(form: "read" | "create" | "update"): string {
    return JSON.stringify(this.#components.reference(this.#resource.class, form));
  }

  /** A media type with this schema and an example. */
  #content(schema: string, form: string, example: string | undefined): string {
    if (example === undefined) return `{"schema":${schema}}`;
    const key = `${this.#resource.class} ${form}`;
    const examples = this.#components.shareExample(key, this.#name + form, example);
    return `{"schema":${schema},"examples":${JSON.stringify(examples)}}`;
  }

  /** From a new row to the operations on it. */
  #links(): JsonObject | undefined {
    const following = [...this.#operationIds].filter(
      ([operation]) => operation !== "list" && operation !== "create",
    );
    if (following.length === 0) return undefined;
    const parameters = {
      [this.#idName()]: `$response.body#/${this.#resource.key.name.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    };
    return Object.fromEntries(
      following.map(([operation, operationId]) => [operation, { operationId, parameters }]),
    );
  }
}

function exampleOf(value: JsonObject | undefined): Example | undefined {
  if (value === undefined) return undefined;
  const text = JSON.stringify(value);
  return looksLikeSchema(value, text) ? { value } : { value, text };
}

/** An item of `paths`, if there is any operation; `parameters` are those of all of them. */
function pathItem(
  path: string,
  operations: readonly string[],
  ...parameters: readonly string[]
): readonly PathItem[] {
  if (operations.length === 0) return [];
  return [{ path, text: objectLines([...parameters, ...operations], pathLevel) }];
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

function operationIds(
  { class: name, operations }: Resource,
  context: OperationContext,
): ReadonlyMap<Operation, string> {
  const thing = typeName(name);
  const things = pluralName(name);
  return new Map(
    operations.map((operation) => [
      operation,
      context.operationId(verbs[operation], operation === "list" ? things : thing),
    ]),
  );
}
