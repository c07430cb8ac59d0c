// What the document says of each operation, whatever the resource.

import type { Operation } from "../resource.ts";

export const descriptions: Readonly<Record<Operation, string>> = {
  list: "One page of rows. Filters are combined with AND. Needs the scope `data:read`.",
  read: "One row by its identifier. Needs the scope `data:read`.",
  create:
    "Adds a row and answers with it as it is stored. `Idempotency-Key` is not supported yet, and refused. Needs the scope `data:write`.",
  update:
    "Changes the members that are there (JSON Merge Patch, RFC 7396): null removes a value, an object is merged with the one that is there, a list is replaced whole. Needs the scope `data:write`.",
  delete: "Removes a row. Rows that others refer to stay. Needs the scope `data:write`.",
};

const rowsInBody =
  "A row that stands whole in the body is written with it: in the place of the one with its identifier, or as a new one.";

/** Where rows of others are nested in those of the class. */
export const nestedWrites: Readonly<Record<"create" | "update", string>> = {
  create: `${rowsInBody} None is deleted.`,
  update: `${rowsInBody} None is merged, and none deleted; in an object of rows, null takes one out.`,
};

export const verbs: Readonly<Record<Operation, string>> = {
  list: "List",
  read: "Get",
  create: "Create",
  update: "Update",
  delete: "Delete",
};

export const summaries: Readonly<Record<Operation, string>> = {
  list: "List rows of",
  read: "Get one",
  create: "Create one",
  update: "Change one",
  delete: "Delete one",
};
