// What the operations of all resources have in common: names, and parts that are kept once.

import { record } from "../../text/record.ts";
import { NameTable } from "./component-names.ts";
import type { ListParameters } from "./list-parameters.ts";
import type { SchemaComponents } from "./schemas.ts";
import type { JsonObject } from "./shape-schema.ts";
import { sharedResponseNames } from "./shared.ts";

export class OperationContext {
  readonly components: SchemaComponents;
  readonly lists: ListParameters;
  readonly operationIds = new NameTable();
  readonly #responseNames = new NameTable(sharedResponseNames());
  readonly #responses = new Map<string, JsonObject>();

  readonly #names: NameTable;

  /** `names` are those of the component schemas: a class has the same name there and as a tag. */
  constructor(components: SchemaComponents, lists: ListParameters, names: NameTable) {
    this.components = components;
    this.lists = lists;
    this.#names = names;
  }

  tag(className: string): string {
    return this.#names.of(`resource ${className} read`, className);
  }

  /** A reference to a response that is kept once. */
  response(wish: string, make: () => JsonObject): JsonObject {
    const name = this.#responseNames.of(wish, wish);
    if (!this.#responses.has(name)) this.#responses.set(name, make());
    return { $ref: `#/components/responses/${name}` };
  }

  /** The responses kept once. */
  responses(): JsonObject {
    return record(this.#responses);
  }
}
