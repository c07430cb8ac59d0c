// What the operations of all resources have in common: names, and parts that are kept once.

import { NameTable } from "./component-names.ts";
import type { ListParameters } from "./list-parameters.ts";
import type { SchemaComponents } from "./schemas.ts";
import { sharedResponseNames } from "./shared.ts";

/** How deep the value of a path stands in the document. */
export const pathLevel = 2;

/** A member of `paths`. */
export interface PathItem {
  readonly path: string;
  /** As JSON. */
  readonly text: string;
}

export class OperationContext {
  readonly components: SchemaComponents;
  readonly lists: ListParameters;
  readonly #operationIds = new NameTable();
  readonly #responseNames = new NameTable(sharedResponseNames());
  readonly #responses: string[] = [];

  constructor(components: SchemaComponents, lists: ListParameters) {
    this.components = components;
    this.lists = lists;
  }

  /** `listUsers` of `List` and `Users`; to be called once. */
  operationId(verb: string, subject: string): string {
    const name = this.#operationIds.another(verb + subject);
    return name.charAt(0).toLowerCase() + name.slice(1);
  }

  /** A reference to this response, which is kept once; both as JSON. */
  response(wish: string, text: string): string {
    const name = this.#responseNames.another(wish);
    this.#responses.push(`"${name}": ${text}`);
    return `{"$ref":"#/components/responses/${name}"}`;
  }

  /** The responses kept once, a line for each. */
  responses(): readonly string[] {
    return this.#responses;
  }
}
