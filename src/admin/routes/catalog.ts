// The routes that show what is in the database, and what of it was changed by hand.

import { tableAnswer, tablesAnswer } from "../answers/catalog.ts";
import { driftAnswer } from "../answers/status.ts";
import { examples } from "../examples.ts";
import { databaseProblems, endpoint, json, type AdminRoute } from "./route.ts";

export const catalogRoutes = [
  {
    ...endpoint("getDrift"),
    tag: "Migration",
    summary: "What was changed by hand since the last migration",
    description:
      "The live catalog against what was last applied. Migrating brings back what is missing or altered; objects of others are never touched.",
    answers: { [json]: { schema: driftAnswer, example: examples.drift } },
    problems: databaseProblems,
  },
  {
    ...endpoint("listTables"),
    tag: "Catalog",
    summary: "The tables, as \\dt lists them",
    answers: {
      [json]: { schema: tablesAnswer, example: examples.tables },
      "text/plain": { example: examples.tablesText },
    },
    problems: databaseProblems,
  },
  {
    ...endpoint("getTable"),
    tag: "Catalog",
    summary: "One table, as \\d describes it",
    pathParameter: { name: "name", description: "Its name, in its own case.", example: "User" },
    answers: {
      [json]: { schema: tableAnswer, example: examples.table },
      "text/plain": { example: examples.tableText },
    },
    problems: ["not_found", ...databaseProblems],
  },
  {
    ...endpoint("getDiagram"),
    tag: "Catalog",
    summary: "Entity-relationship diagram in Mermaid",
    answers: {
      "text/vnd.mermaid": { example: examples.diagram },
      "text/plain": { example: examples.diagram },
    },
  },
] as const satisfies readonly AdminRoute[];
