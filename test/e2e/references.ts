// The compiled schema → which slots of a resource name rows of which other one, and in which order rows can be made.

import type { CompiledSchema } from "../../src/compile.ts";
import { identityFeeders } from "../../src/relational/identity.ts";
import type { Resource, ResourceSlot } from "../../src/emit/resource.ts";
import type { ForeignKey } from "../../src/relational/database.ts";

export interface Reference {
  readonly slot: ResourceSlot;
  /** The table whose rows it names. */
  readonly target: string;
  /** A row that is named stays: deleting it is refused. */
  readonly restricts: boolean;
}

type Schema = Pick<CompiledSchema, "database" | "resources">;

/** The slots of a resource that a foreign key guards, one-to-many and many-to-many. */
export function referencesOf({ slots, table }: Resource, { database }: Schema): Reference[] {
  const foreignKey = (tableName: string, column: string): ForeignKey | undefined =>
    database.tables
      .find(({ name }) => name === tableName)
      ?.constraints.filter((constraint) => constraint.kind === "foreign_key")
      .find(({ columns }) => columns.join() === column);
  return slots.flatMap((slot) => {
    const { storage } = slot;
    if (storage.kind === "derived") return [];
    const key =
      storage.kind === "join"
        ? foreignKey(storage.table, storage.targetColumn)
        : foreignKey(table, storage.column);
    if (key === undefined || isOwnIdentity(key, table, database)) return [];
    const restricts = key.onDelete === "no action" || key.onDelete === "restrict";
    return [{ slot, target: rowsOf(key.targetTable, database), restricts }];
  });
}

/** Others only show the rows of subclasses. */
function hasOwnRows({ class: name, variants }: Resource): boolean {
  return variants === undefined || variants.some((variant) => variant.class === name);
}

/** Every row of the table has an entry there, made with it. */
function isOwnIdentity(
  { targetTable, columns: [column] }: ForeignKey,
  table: string,
  { tables }: CompiledSchema["database"],
): boolean {
  const feeders = identityFeeders(tables).get(targetTable) ?? [];
  return feeders.some((feeder) => feeder.table.name === table && feeder.source.column === column);
}

/** The table itself, or of those that feed an identity table the first. */
function rowsOf(table: string, { tables }: CompiledSchema["database"]): string {
  return identityFeeders(tables).get(table)?.[0]?.table.name ?? table;
}

/**
 * The resources, each after those that it names: all of them where that is possible, at least those that it must name.
 * What must name itself or something that has no resource is left out.
 */
export function creationOrder(schema: Schema): Resource[] {
  const ordered: Resource[] = [];
  const left = new Set(schema.resources.filter(hasOwnRows));
  const isThere = ({ target }: Reference, self: Resource): boolean =>
    target === self.table || ordered.some(({ table }) => table === target);
  const next = (): Resource | undefined => {
    const candidates = [...left].map((resource) => ({
      resource,
      references: referencesOf(resource, schema),
    }));
    const complete = candidates.find(({ resource, references }) =>
      references.every((reference) => isThere(reference, resource)),
    );
    const possible = candidates.find(({ resource, references }) =>
      references.every(
        (reference) =>
          !reference.slot.required ||
          (reference.target !== resource.table && isThere(reference, resource)),
      ),
    );
    return (complete ?? possible)?.resource;
  };
  for (let resource = next(); resource !== undefined; resource = next()) {
    left.delete(resource);
    ordered.push(resource);
  }
  return ordered;
}
