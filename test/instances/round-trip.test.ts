// Valid instances of real schemas → rows in a real Postgres, through the import of a container or as rows of their own → the same again.

import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { readInstances } from "../../src/bin/instance-files.ts";
import type { CompiledSchema } from "../../src/compile.ts";
import { objectNames } from "../../src/constraint/json-kind.ts";
import { compileFiles } from "../support/compile.ts";
import { pick } from "../support/pick.ts";
import { FULL, SEED } from "../support/seed.ts";
import { comparable, type Document } from "./comparable.ts";
import { corpusInstances, type CorpusInstances } from "./corpus-instances.ts";
import { disagreements, unstorable } from "./disagreements.ts";
import { documentServer, type DocumentServer } from "./document-server.ts";

/** In a run that is not full: so many schemas, and of each so many instances. */
const part = { schemas: 2, instances: 15 };

const schemas = corpusInstances("the round trip of instances");

const servers: DocumentServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
});

describe.skipIf(schemas.length === 0)("instances of real schemas", () => {
  test.for(FULL ? schemas : pick(schemas, part.schemas, SEED))(
    "the instances of $name come back from the database",
    { timeout: 600_000 },
    async (schema) => {
      const { compiled } = compileFiles(schema.root);
      const { all, nesting } =
        compiled === undefined ? { all: [], nesting: 0 } : stored(schema, compiled);
      const chosen = FULL ? all : pick(all, part.instances, SEED);
      if (compiled === undefined || chosen.length === 0) return;
      const server = await documentServer(compiled);
      servers.push(server);
      const known = unstorable[schema.name] ?? {};
      const found: object[] = [];
      const whole = await sendEach(server, chosen, known, found);
      await server.dropForeignKeys();
      const others = await sendEach(server, whole.aside, known, found);
      expect([...found, ...others.aside.map(({ file }) => file)], `seed ${SEED}`).toEqual([]);
      console.info(
        `${schema.name}: ${whole.count + others.count} of ${chosen.length} instances came back (${all.length} in all, seed ${SEED}), ` +
          `${others.count} of them without the rows that they refer to; ${nesting} nest rows in nested rows`,
      );
    },
  );
});

interface StoredInstance {
  readonly file: string;
  /** Where it is sent, and where it is read again: of a row, below it. */
  readonly path: string;
  readonly isRow: boolean;
  readonly className: string;
  readonly document: Document;
}

/** Valid instances of containers, of the classes that one can hold, and of other classes with rows. */
function stored(
  { name, instances }: CorpusInstances,
  compiled: CompiledSchema,
): { readonly all: readonly StoredInstance[]; readonly nesting: number } {
  const sent = instances.flatMap(
    ({ file, path, valid, targetClass }): readonly StoredInstance[] => {
      if (!valid || disagreements[name]?.[file] !== undefined) return [];
      const read = readInstances({ path, text: readFileSync(path, "utf8") }).instances;
      return read.flatMap(({ value }) => {
        const sent = sending(value as Document, targetClass, compiled);
        return sent === undefined ? [] : [{ file, ...sent }];
      });
    },
  );
  const all = sent.filter((instance) => !(instance.isRow && nestsTwice(instance, compiled)));
  return { all, nesting: sent.length - all.length };
}

/** Rows stand in rows that stand in it: REST nests once, and takes ids further in. */
function nestsTwice({ className, document }: StoredInstance, { model }: CompiledSchema): boolean {
  const nestedIn = (value: Document, names: readonly string[]): readonly Nested[] =>
    names.flatMap((name) =>
      (model.classes.get(name)?.properties ?? []).flatMap((property) => {
        const objects = Object.values([value[property.name]].flat()).filter(isObject);
        return property.document === undefined
          ? []
          : objects.map((object) => ({ object, classes: objectNames(property.document!) }));
      }),
    );
  return nestedIn(document, [className]).some(
    ({ object, classes }) => nestedIn(object, classes).length > 0,
  );
}

interface Nested {
  readonly object: Document;
  readonly classes: readonly string[];
}

function isObject(value: unknown): value is Document {
  return typeof value === "object" && value !== null;
}

function sending(
  document: Document,
  targetClass: string | undefined,
  { containers: { containers }, resources, view }: CompiledSchema,
): Omit<StoredInstance, "file"> | undefined {
  const className = targetClass && (view.find("class", targetClass) ?? targetClass);
  const container = containers.find((each) => each.class === className) ?? containers[0];
  if (container !== undefined && (className === undefined || container.class === className)) {
    return { path: container.path, isRow: false, className: container.class, document };
  }
  for (const each of containers) {
    for (const { member, classes, multivalued, dictionary } of each.members) {
      if (!multivalued || !classes.some((nested) => nested.class === className)) continue;
      const key = dictionary && String(document[dictionary.key]);
      const value = key === undefined ? [document] : { [key]: document };
      return {
        path: each.path,
        isRow: false,
        className: each.class,
        document: { [member]: value },
      };
    }
  }
  const resource = resources.find((each) => each.class === className);
  return resource && { path: resource.path, isRow: true, className: resource.class, document };
}

/** Sends each and reads it again; `aside`: it refers to rows that are not there. */
async function sendEach(
  server: DocumentServer,
  instances: readonly StoredInstance[],
  known: Readonly<Record<string, string>>,
  found: object[],
): Promise<{ readonly count: number; readonly aside: readonly StoredInstance[] }> {
  let count = 0;
  const aside: StoredInstance[] = [];
  for (const instance of instances) {
    const outcome = await roundTrip(server, instance);
    const isKnown = instance.file in known;
    if (outcome === "a row is missing") aside.push(instance);
    else if (outcome === "as it was" && !isKnown) count++;
    else if (outcome === "as it was")
      found.push({ file: instance.file, why: "explained, but fine" });
    else if (!isKnown) found.push({ file: instance.file, ...outcome });
  }
  return { count, aside };
}

async function roundTrip(
  server: DocumentServer,
  { path, isRow, className, document }: StoredInstance,
): Promise<"as it was" | "a row is missing" | object> {
  await server.clear();
  const answer = await server.post(path, document);
  const text = await answer.text();
  if (text.includes('"code":"reference_not_found"')) return "a row is missing";
  if (answer.status !== (isRow ? 201 : 200)) return { status: answer.status, answer: text };
  const where = isRow ? (answer.headers.get("Location") ?? "") : path;
  const returned = (await (await server.get(where)).json()) as Document;
  const { classes } = server.compiled.model;
  const before = comparable(document, className, classes);
  const after = comparable(returned, className, classes, document);
  return JSON.stringify(before) === JSON.stringify(after) ? "as it was" : { before, after };
}
