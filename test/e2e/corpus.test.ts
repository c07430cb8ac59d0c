// Schemas that nobody here wrote, unchanged: through `npm run dev -- --schema` (PGlite), and in workerd in front of a real Postgres.

import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSchemaFiles } from "../../src/bin/schema-files.ts";
import { compile, type CompiledSchema } from "../../src/compile.ts";
import type { Operation } from "../../src/emit/resource.ts";
import { corpusSchemas } from "../support/corpus.ts";
import { pick } from "../support/pick.ts";
import { createDatabase } from "../support/postgres.ts";
import { copyProject, freePort, type ProjectCopy } from "../support/project-copy.ts";
import { FULL, SEED } from "../support/seed.ts";
import { exerciseApi, type Exercised } from "./exercise-api.ts";
import { startSchemaWorker } from "./schema-worker.ts";
import { WorkerClient } from "./worker-client.ts";

const roots = new Map(
  corpusSchemas("the product on schemas of the corpus").map(({ name, root }) => [name, root]),
);
const hasCorpus = roots.size > 0;

interface Case {
  readonly name: string;
  /** What must have come out, so that an exercise of nothing is seen. */
  readonly exercised: Exercised;
}

const ALL: readonly Operation[] = ["create", "read", "list", "update", "delete"];

/** All operations on each class. */
const all = (...classes: readonly string[]): Exercised["worked"] =>
  Object.fromEntries(classes.map((name) => [name, ALL]));

const cases: readonly Case[] = [
  {
    name: "bookstore",
    exercised: { worked: all("Author", "Book"), refused: {}, references: ["Book.authors"] },
  },
  {
    name: "petstore",
    exercised: {
      worked: { ...all("Pet", "Owner"), Store: ["read", "list"] },
      refused: { Store: ["create", "update", "delete"] },
      references: ["Owner.pets"],
    },
  },
  {
    name: "library_catalog",
    exercised: { worked: all("Book", "Borrower"), refused: {}, references: [] },
  },
];

/** Larger ones, once are enough. */
const largerCases: readonly Case[] = [
  {
    name: "organization",
    exercised: {
      worked: all("organization", "employee", "manager"),
      refused: {},
      references: ["manager.has_employees", "organization.has_boss"],
    },
  },
  {
    name: "personinfo",
    exercised: {
      worked: {
        ...all("NamedThing", "Person", "Organization", "Place", "Event", "Concept"),
        ...all("DiagnosisConcept", "ProcedureConcept", "OperationProcedureConcept"),
        ...all("ImagingProcedureConcept", "code system", "Relationship"),
        // Has nothing but its key.
        IntegerPrimaryKeyObject: ["create", "read", "list", "delete"],
      },
      refused: {},
      references: [
        "Concept.code_system",
        "DiagnosisConcept.code_system",
        "ImagingProcedureConcept.code_system",
        "OperationProcedureConcept.code_system",
        "Organization.founding_location",
        "ProcedureConcept.code_system",
        "Relationship.related_to",
      ],
    },
  },
];

function rootOf(name: string): string {
  const root = roots.get(name);
  if (root === undefined) throw new Error(`the corpus has no schema "${name}"`);
  return root;
}

function compiled({ name }: Case): CompiledSchema {
  const result = compile(readSchemaFiles(rootOf(name)).bundle);
  expect(result.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  return result.compiled!;
}

/** A whole `npm run dev` is dear: one of them each time, all with TEST_FULL=1. */
const developed = FULL ? cases : pick(cases, 1, SEED);

describe.runIf(hasCorpus)(`npm run dev -- --schema, seed ${SEED}`, () => {
  let project: ProjectCopy;
  beforeAll(() => {
    project = copyProject();
  });
  afterAll(() => project.remove());

  test.concurrent.each(developed)(
    "$name",
    async (one) => {
      const port = await freePort();
      const schema = ["--schema", rootOf(one.name)];
      const dev = await project.start(
        "npm",
        ["run", "dev", "--", ...schema, "--data", "memory", "--port", String(port)],
        /^ready /m,
      );
      const client = new Client({
        connectionString: /psql (postgresql:\S+)/.exec(dev.output())![1]!,
      });
      await client.connect();
      const worker = new WorkerClient(`http://localhost:${port}`);
      expect((await worker.get("/admin/status")).body).toMatchObject({ in_sync: true });
      const exercised = await exerciseApi({
        worker,
        compiled: compiled(one),
        query: (text, params) => client.query(text, [...params]),
      });
      expect(exercised).toEqual(one.exercised);
      const again = await worker.post("/admin/migrate", { dry_run: false });
      expect(again.body.outcome).toBe("nothing_to_do");
      await client.end();
      await dev.stop();
    },
    120_000,
  );
});

describe.runIf(hasCorpus)("workerd, Neon's driver and Postgres", () => {
  test.each([...cases, ...largerCases])("$name", async (one) => {
    const schema = compiled(one);
    const database = await createDatabase();
    const running = await startSchemaWorker(schema.bundle, database);
    try {
      const worker = new WorkerClient(running.origin);
      const migrated = await worker.post("/admin/migrate", { dry_run: false });
      expect(migrated.body).toMatchObject({ outcome: "applied", migration: { id: "1" } });
      const exercised = await exerciseApi({
        worker,
        compiled: schema,
        query: (text, params) => database.query(text, params),
      });
      expect(exercised).toEqual(one.exercised);
      const again = await worker.post("/admin/migrate", { dry_run: false });
      expect(again.body.outcome).toBe("nothing_to_do");
      expect((await worker.get("/admin/status")).body).toMatchObject({ in_sync: true });
    } finally {
      await running.close();
      await database.drop();
    }
  });
});
