// Every resource of any compiled schema, exercised over HTTP as its annotations allow: created, read, listed, found, patched, deleted.
// Nothing here knows a schema: bodies come from the served OpenAPI document, references from the compiled model.

import { expect } from "vitest";
import type { CompiledSchema } from "../../src/compile.ts";
import { pluralSegment } from "../../src/emit/identifier.ts";
import type { Operation, Resource } from "../../src/emit/resource.ts";
import { idsIn, nestingOf, shownWhole } from "./nested-rows.ts";
import { type JsonObject, ServedDocument } from "./served-document.ts";
import { BodyWriter, may, type Row, rowsOf } from "./body-writer.ts";
import type { Answer, WorkerClient } from "./worker-client.ts";
import { creationOrder, referencesOf } from "./references.ts";

export interface ApiUnderTest {
  /** With data:read and data:write. */
  readonly worker: WorkerClient;
  readonly compiled: CompiledSchema;
  /** Straight to the database: to put rows there that the API may only show. */
  query(text: string, params: readonly string[]): Promise<unknown>;
}

/** What was done, so that a test can tell that it was not nothing. */
export interface Exercised {
  /** Class → operations that worked on its rows. */
  readonly worked: Readonly<Record<string, readonly Operation[]>>;
  /** Class → operations refused with 405, as its annotations say. */
  readonly refused: Readonly<Record<string, readonly Operation[]>>;
  /** References written, as `Class.slot`. */
  readonly references: readonly string[];
}

/** Exercises a Worker whose database is migrated and holds no rows, and leaves it without rows. Fails by `expect`. */
export async function exerciseApi(api: ApiUnderTest): Promise<Exercised> {
  const document = new ServedDocument(bodyOf(await api.worker.get("/openapi.json"), 200));
  return new Exercise(api, document).run();
}

class Exercise {
  readonly #api: ApiUnderTest;
  readonly #document: ServedDocument;
  readonly #bodies: BodyWriter;
  /** In the order they were created. */
  readonly #rows: Row[] = [];
  readonly #worked = new Map<string, Set<Operation>>();
  readonly #refused = new Map<string, Set<Operation>>();

  constructor(api: ApiUnderTest, document: ServedDocument) {
    this.#api = api;
    this.#document = document;
    this.#bodies = new BodyWriter(document, api.compiled);
  }

  async run(): Promise<Exercised> {
    const { resources } = this.#api.compiled;
    const order = creationOrder(this.#api.compiled);
    // Two rows of each: one with everything, and one with no more than there must be.
    for (const resource of order)
      await this.#add(resource, this.#bodies.full(resource, this.#rows));
    for (const resource of order) {
      const body = this.#bodies.bare(resource, this.#rows);
      if (body !== undefined) await this.#add(resource, body);
    }
    for (const resource of resources) await this.#listAndFind(resource);
    for (const row of this.#rows.slice(0, order.length)) await this.#patch(row);
    await this.#refuseToLoseReferences();
    for (const row of this.#rows.toReversed()) await this.#delete(row);
    for (const resource of resources) await this.#refuseOthers(resource);
    await this.#hideUnserved();
    const lists = (map: Map<string, Set<Operation>>) =>
      Object.fromEntries([...map].map(([name, operations]) => [name, [...operations]]));
    return {
      worked: lists(this.#worked),
      refused: lists(this.#refused),
      references: this.#bodies.references,
    };
  }

  async #add(resource: Resource, body: JsonObject): Promise<void> {
    if (may(resource, "create")) return this.#create(resource, body);
    await this.#insert(resource, body);
    const id = body[resource.key.name] as string | number;
    const path = `${resource.path}/${encodeURIComponent(id)}`;
    this.#rows.push({ resource, path, id: String(id), body, etag: undefined });
    if (may(resource, "read")) expect(await this.#read(path, resource)).toMatchObject({ body });
  }

  async #create(resource: Resource, sent: JsonObject): Promise<void> {
    const response = await this.#send("POST", resource.path, sent);
    const body = bodyOf(response, 201);
    this.#note(resource, "create");
    const id = idOf(body, resource);
    const path = `${resource.path}/${encodeURIComponent(id)}`;
    expect(response.headers.get("Location")).toBe(path);
    const etag = response.headers.get("ETag");
    expect(etag).toMatch(/^"[^"]+"$/);
    expect(body).toMatchObject(shownWhole(sent, resource));
    const { typeMember } = resource;
    const names = resource.slots.map(({ name }) => name);
    expect(Object.keys(body)).toEqual(typeMember === undefined ? names : [typeMember, ...names]);
    for (const slot of resource.slots) {
      if (slot.name in sent || this.#isFilledIn(resource, slot.name)) continue;
      const isDictionary = nestingOf(slot.name, resource)?.dictionary !== undefined;
      const empty = isDictionary ? {} : [];
      expect(body[slot.name]).toEqual(slot.storage.kind === "join" ? empty : null);
    }
    this.#rows.push({ resource, path, id, body, etag: etag! });
    if (!may(resource, "read")) return;
    expect(await this.#read(path, resource)).toEqual({ body, etag });
    const same = await this.#send("GET", path, undefined, { "If-None-Match": etag! });
    expect(same.status).toBe(304);
    if (resource.key.readonly) return;
    const { name: key } = resource.key;
    const again = await this.#send("POST", resource.path, { ...sent, [key]: body[key]! });
    expect(bodyOf(again, 409)["code"]).toBe("unique_violation");
  }

  /** Whether the database gives the slot a value of its own. */
  #isFilledIn({ table, slots }: Resource, name: string): boolean {
    const slot = slots.find((candidate) => candidate.name === name);
    if (slot?.storage.kind !== "column") return false;
    const { column: columnName } = slot.storage;
    const column = this.#api.compiled.database.tables
      .find((candidate) => candidate.name === table)
      ?.columns.find((candidate) => candidate.name === columnName);
    return column?.default !== undefined || column?.identity !== undefined;
  }

  /** Past the API, for resources that it only shows. */
  async #insert({ table, slots }: Resource, body: JsonObject): Promise<void> {
    const stored = slots.flatMap(({ name, storage }) =>
      storage.kind === "column" && name in body ? [[storage.column, body[name]!] as const] : [],
    );
    const columns = stored.map(([column]) => quoted(column)).join(", ");
    await this.#api.query(
      `INSERT INTO ${quoted(table)} (${columns}) SELECT ${columns} FROM json_populate_record(NULL::${quoted(table)}, $1)`,
      [JSON.stringify(Object.fromEntries(stored))],
    );
  }

  async #read(path: string, resource: Resource): Promise<{ body: JsonObject; etag: string }> {
    const response = await this.#send("GET", path);
    const body = bodyOf(response, 200);
    this.#note(resource, "read");
    return { body, etag: response.headers.get("ETag") ?? "" };
  }

  async #listAndFind(resource: Resource): Promise<void> {
    if (!may(resource, "list")) return;
    const rows = (resource.variants ?? [resource]).flatMap(({ table }) =>
      rowsOf(table, this.#rows),
    );
    const byId = (items: readonly JsonObject[]) =>
      items.toSorted((one, other) => compareTexts(idOf(one, resource), idOf(other, resource)));
    const all = bodyOf(await this.#send("GET", resource.path), 200);
    this.#note(resource, "list");
    expect(byId(all["items"] as readonly JsonObject[])).toEqual(byId(rows.map(({ body }) => body)));
    expect(all["next_cursor"]).toBeNull();
    for (const { id } of rows) {
      // Of several classes, some may have the same one; those of the class itself come first.
      const bodies = rows.filter((row) => row.id === id).map((row) => row.body);
      const query = new URLSearchParams({ [resource.key.name]: id });
      const found = bodyOf(await this.#send("GET", `${resource.path}?${query.toString()}`), 200);
      expect(found["items"]).toEqual(bodies);
      if (resource.variants === undefined || !may(resource, "read")) continue;
      const path = `${resource.path}/${encodeURIComponent(id)}`;
      expect(await this.#read(path, resource)).toMatchObject({ body: bodies[0] });
    }
    const page = bodyOf(await this.#send("GET", `${resource.path}?limit=1`), 200);
    expect(page["items"]).toHaveLength(Math.min(rows.length, 1));
    expect(page["next_cursor"] === null).toBe(rows.length < 2);
  }

  /** Changes one member, and sees that nothing else has changed; then tries again with the version it had before. */
  async #patch(row: Row): Promise<void> {
    const { resource, path } = row;
    if (!may(resource, "update") || row.etag === undefined) return;
    // What is nested in it may have changed.
    const isNesting = resource.nested !== undefined && may(resource, "read");
    const { body, etag } = isNesting ? await this.#read(path, resource) : row;
    const change = this.#bodies.change(row, this.#rows);
    if (change === undefined) return;
    const response = await this.#send("PATCH", path, change, { "If-Match": etag! });
    const changed = bodyOf(response, 200);
    this.#note(resource, "update");
    const now = response.headers.get("ETag");
    expect(now).not.toBe(etag);
    for (const { name, onUpdateNow } of resource.slots) {
      if (onUpdateNow) expect(Date.parse(changed[name] as string)).toBeGreaterThan(0);
      else expect([name, changed[name]]).toEqual([name, { ...body, ...change }[name]]);
      if (onUpdateNow) expect(changed[name]).not.toEqual(body[name]);
    }
    for (const [method, content] of [
      ["PATCH", change],
      ["DELETE", undefined],
    ] as const) {
      if (!may(resource, method === "PATCH" ? "update" : "delete")) continue;
      const stale = await this.#send(method, path, content, { "If-Match": etag! });
      expect(bodyOf(stale, 412)["code"]).toBe("precondition_failed");
    }
    if (may(resource, "read"))
      expect(await this.#read(path, resource)).toEqual({ body: changed, etag: now });
    const back = Object.fromEntries(Object.keys(change).map((name) => [name, body[name]!]));
    const restored = bodyOf(await this.#send("PATCH", path, back, { "If-Match": now! }), 200);
    expect(restored).toMatchObject(back);
  }

  /** A row that others name stays. */
  async #refuseToLoseReferences(): Promise<void> {
    for (const row of this.#rows) {
      for (const { slot, target, restricts } of referencesOf(row.resource, this.#api.compiled)) {
        const ids = new Set(idsIn(row.body[slot.name] ?? [], nestingOf(slot.name, row.resource)));
        const named = rowsOf(target, this.#rows).find(({ id }) => ids.has(id));
        if (named === undefined || !restricts || !may(named.resource, "delete")) continue;
        const refused = bodyOf(await this.#send("DELETE", named.path), 409);
        expect(refused["code"]).toBe("still_referenced");
      }
    }
  }

  async #delete({ resource, path, id }: Row): Promise<void> {
    if (!may(resource, "delete")) {
      await this.#api.query(`DELETE FROM ${quoted(resource.table)}`, []);
    } else {
      const response = await this.#send("DELETE", path);
      expect([path, response.status, response.text]).toEqual([path, 204, ""]);
      this.#note(resource, "delete");
      bodyOf(await this.#send("DELETE", path), 404);
    }
    const others = (resource.variants ?? []).filter(({ table }) => table !== resource.table);
    const isAlone = others.every(({ table }) =>
      rowsOf(table, this.#rows).every((row) => row.id !== id),
    );
    if (may(resource, "read") && isAlone) bodyOf(await this.#send("GET", path), 404);
  }

  /** What the annotations leave out answers 405 and stands in no document; what they leave in stands there. */
  async #refuseOthers(resource: Resource): Promise<void> {
    const documented = this.#document.operations();
    const item = `${resource.path}/1`;
    const requests: Readonly<Record<Operation, readonly [string, string]>> = {
      list: ["GET", resource.path],
      create: ["POST", resource.path],
      read: ["GET", item],
      update: ["PATCH", item],
      delete: ["DELETE", item],
    };
    for (const [operation, [method, path]] of Object.entries(requests)) {
      const isItem = path === item;
      const isDocumented = documented.some(
        (line) => line.startsWith(`${method} ${resource.path}`) && line.endsWith("}") === isItem,
      );
      expect([operation, isDocumented]).toEqual([operation, may(resource, operation as Operation)]);
      if (may(resource, operation as Operation)) continue;
      const response = await this.#send(method, path, method === "GET" ? undefined : {});
      expect(bodyOf(response, 405)["code"]).toBe("method_not_allowed");
      expect(response.headers.get("Allow")?.split(", ")).not.toContain(method);
      this.#note(resource, operation as Operation, this.#refused);
    }
    const anonymous = await this.#api.worker.get(resource.path, { token: null });
    expect(bodyOf(anonymous, 401)["code"]).toBe("unauthorized");
  }

  /** Stored classes that are no resources have no path. */
  async #hideUnserved(): Promise<void> {
    const { lowered, resources } = this.#api.compiled;
    const prefix = resources[0]?.path.replace(/\/[^/]+$/, "") ?? "";
    for (const { name } of lowered.classes) {
      const path = `${prefix}/${encodeURIComponent(pluralSegment(name))}`;
      if (resources.some((resource) => resource.class === name || resource.path === path)) continue;
      bodyOf(await this.#send("GET", path), 404);
    }
  }

  #send(
    method: string,
    path: string,
    body?: JsonObject,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    return this.#api.worker.request(method, path, { body, headers });
  }

  #note({ class: name }: Resource, operation: Operation, map = this.#worked): void {
    map.set(name, (map.get(name) ?? new Set()).add(operation));
  }
}

function idOf(body: JsonObject, { key }: Resource): string {
  return `${body[key.name] as string | number}`;
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The body of an answer with this status; a failure shows what came instead. */
function bodyOf({ status, headers, text, body }: Answer, expected: number): JsonObject {
  expect(`${status} ${text}`).toMatch(new RegExp(`^${expected} `));
  if (expected >= 400) expect(headers.get("Content-Type")).toContain("application/problem+json");
  return body as JsonObject;
}
