// One resource → its paths, as text: operations with parameters, bodies, answers and examples.

import { plural, typeName } from "../identifier.ts";
import type { Operation, Resource } from "../resource.ts";
import { exampleOf, type Example } from "./example.ts";
import { memberLine, objectLines, unquoted } from "./lines.ts";
import { pathLevel, type OperationContext, type PathItem } from "./operation-context.ts";
import {
  changing,
  creation,
  deletion,
  linkedCreation,
  listing,
  pageSchema,
  reading,
  rowAnswer,
} from "./operation-parts.ts";
import { nestedWrites, verbs } from "./operation-words.ts";
import { firstProse } from "./prose.ts";
import type { SchemaComponents } from "./schemas.ts";
import { referenceText, type JsonObject } from "./shape-schema.ts";

/** What the name of an example ends in. */
type ExampleForm = "" | "Page" | "Create" | "Update";

export class ResourceWriter {
  readonly #resource: Resource;
  readonly #context: OperationContext;
  readonly #components: SchemaComponents;
  /** `Order item`, as people call it. */
  readonly #title: string;
  /** What each of its operations says. */
  readonly #said: { readonly tags: string; readonly title: string };
  readonly #example: Example | undefined;
  /** Made when it is first needed. */
  #created?: { readonly example: Example | undefined };
  /** The media type of a row of the class itself, and the answer with it. */
  #rowContent?: string;
  #rowAnswer?: string;
  /** References to what is kept once, as JSON, by form. */
  readonly #examples: Partial<Record<ExampleForm, string>> = {};
  /** Of its tag and examples. */
  readonly #name: string;
  readonly #idName: string;
  /** Members that name other rows; in examples those would not be there, and the server would refuse them. */
  readonly #references: ReadonlySet<string>;
  readonly #operationIds: Readonly<Partial<Record<Operation, string>>>;

  constructor(resource: Resource, context: OperationContext) {
    this.#resource = resource;
    this.#context = context;
    this.#components = context.components;
    this.#title = firstProse(resource.title, resource.class) ?? "row";
    const [shown = resource] = resource.variants ?? [];
    this.#example = this.#components.example(shown.class, "read");
    this.#name = this.#components.tag(resource.class);
    this.#said = { tags: `["${this.#name}"]`, title: unquoted(this.#title) };
    this.#idName = /^[A-Za-z]\w*$/.test(resource.key.name) ? resource.key.name : "id";
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
      ...pathItem(`${path}/{${this.#idName}}`, item, parameters),
    ];
  }

  #operations(methods: Partial<Record<Operation, string>>): readonly string[] {
    return this.#resource.operations.flatMap((operation) => {
      const method = methods[operation];
      return method === undefined ? [] : [`"${method}": ${this.#operation(operation)}`];
    });
  }

  #operation(operation: Operation): string {
    const id = `"${this.#operationIds[operation]!}"`;
    const common = { ...this.#said, id, more: this.#more(operation) };
    switch (operation) {
      case "list":
        return listing({
          ...common,
          parameters: this.#context.lists.of(this.#resource),
          page: this.#page(),
        });
      case "read":
        return reading({ ...common, answer: this.#readRow() });
      case "create": {
        const given = { ...common, body: this.#newRow(), row: this.#row() };
        const links = this.#links();
        return links === undefined ? creation(given) : linkedCreation({ ...given, links });
      }
      case "update":
        return changing({ ...common, body: this.#changes(), answer: this.#sharedRow() });
      case "delete":
        return deletion(common);
    }
  }

  /** What there is to say besides what is said of all operations of this kind; between quotes. */
  #more(operation: Operation): string {
    const { variants, nested = [] } = this.#resource;
    switch (operation) {
      case "list":
      case "read": {
        if (variants === undefined) return "";
        return unquoted(
          ` Rows are of ${variants.map((variant) => `\`${variant.class}\``).join(", ")}.`,
        );
      }
      case "create":
      case "update":
        return nested.length === 0 ? "" : unquoted(` ${nestedWrites[operation]}`);
      case "delete":
        return "";
    }
  }

  #idParameter(): JsonObject {
    const { name } = this.#resource.key;
    const example = this.#example?.members.find((member) => member.name === name)?.value;
    return {
      name: this.#idName,
      in: "path",
      required: true,
      description: `The ${name} of the ${this.#title}.`,
      schema: { type: "string" },
      ...(example !== undefined && { example: `${example as string | number}` }),
    };
  }

  #page(): string {
    const text = this.#example?.text;
    const example = text && `{"items":[${text}],"next_cursor":null}`;
    return this.#content(pageSchema({ rows: this.#rows() }), "Page", example);
  }

  /** A row of the class, or where there are several of any of them. */
  #rows(): string {
    const { class: name, variants } = this.#resource;
    const classes = variants?.map((variant) => variant.class);
    return referenceText(this.#components.rows(name, classes));
  }

  #readRow(): string {
    if (this.#resource.variants === undefined) return this.#sharedRow();
    return rowAnswer({ row: this.#content(this.#rows(), "", this.#example?.text) });
  }

  #sharedRow(): string {
    return (this.#rowAnswer ??= this.#context.response(
      `${this.#name}Row`,
      rowAnswer({ row: this.#row() }),
    ));
  }

  #row(): string {
    return (this.#rowContent ??= this.#content(this.#reference("read"), "", this.#example?.text));
  }

  #newRow(): string {
    return this.#content(this.#reference("create"), "Create", this.#newExample()?.text);
  }

  #newExample(): Example | undefined {
    this.#created ??= {
      example: this.#components.example(this.#resource.class, "create", this.#references),
    };
    return this.#created.example;
  }

  /** A patch is most telling with one member. */
  #changes(): string {
    const { key } = this.#resource;
    const told = this.#newExample()?.members.find(
      ({ name }) => name !== key.name && !this.#references.has(name),
    );
    const example = exampleOf(told === undefined ? [] : [told]);
    return this.#content(this.#reference("update"), "Update", example.text);
  }

  #reference(form: "read" | "create" | "update"): string {
    return referenceText(this.#components.reference(this.#resource.class, form));
  }

  /** A media type with this schema and an example. */
  #content(schema: string, form: ExampleForm, example: string | undefined): string {
    if (example === undefined) return `{"schema":${schema}}`;
    const shown = (this.#examples[form] ??= this.#components.shareExample(
      this.#name + form,
      example,
    ));
    return `{"schema":${schema},"examples":{"example":${shown}}}`;
  }

  /** From a new row to the operations on it. */
  #links(): string | undefined {
    const { operations, key } = this.#resource;
    const following = operations.filter((name) => name !== "list" && name !== "create");
    if (following.length === 0) return undefined;
    const pointer = `$response.body#/${key.name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const parameters = JSON.stringify({ [this.#idName]: pointer });
    const links = following.map(
      (name) =>
        `"${name}":{"operationId":"${this.#operationIds[name]!}","parameters":${parameters}}`,
    );
    return `{${links.join(",")}}`;
  }
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
): Readonly<Partial<Record<Operation, string>>> {
  const thing = typeName(name);
  const things = plural(thing);
  const ids: Partial<Record<Operation, string>> = {};
  for (const operation of operations) {
    ids[operation] = context.operationId(verbs[operation], operation === "list" ? things : thing);
  }
  return ids;
}
