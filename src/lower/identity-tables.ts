// References to any of several classes → identity tables, and on the table of each such class the triggers that keep them.

import {
  IDENTITY_ROUTINE,
  identityForeignKey,
  identityTable,
  identityTriggers,
} from "../relational/identity.ts";
import type { PropertyShape } from "../constraint/shape.ts";
import type { TablePart } from "../relational/database.ts";
import type { Place } from "../text/diagnostic.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { type ClassContext, type Lowering, tableName } from "./class-context.ts";
import { identityPast, withPast } from "./past.ts";
import { identityTarget, type IdentityTarget } from "./references.ts";
import type { SlotConstraint } from "./stored-class.ts";

/** Class → the identity tables that its rows stand in. */
export type Identities = ReadonlyMap<string, readonly IdentityTarget[]>;

/** Adds an identity table for every range of the stored classes that needs one. */
export function addIdentityTables(
  lowering: Lowering,
  contexts: readonly ClassContext[],
): Identities {
  const { view, ranges, namespace } = lowering;
  const seen = new Set<PropertyShape>();
  const found = new Map<string, { readonly target: IdentityTarget; readonly place: Place }>();
  for (const { slots, properties } of contexts) {
    properties.forEach((property, index) => {
      if (seen.has(property)) return;
      seen.add(property);
      const slot = slots[index]!;
      const target = identityTarget(ranges.rangeOf(slot), lowering);
      if (target === undefined || found.has(target.name)) return;
      const named = target.class === undefined ? undefined : view.classes.get(target.class);
      found.set(target.name, { target, place: named?.origin ?? slot.origin });
    });
  }
  const identities = new Map<string, IdentityTarget[]>();
  for (const { target, place } of found.values()) {
    addTable(lowering, target, place);
    for (const name of target.classes) {
      const targets = identities.get(name);
      if (targets === undefined) identities.set(name, [target]);
      else targets.push(target);
    }
  }
  if (found.size > 0) namespace.routine(IDENTITY_ROUTINE);
  return identities;
}

function addTable({ view, namespace }: Lowering, target: IdentityTarget, place: Place): void {
  const { name, keyType, what } = target;
  const comment = `Keys of the rows that a reference to ${what} can mean. Triggers keep them.`;
  const model = identityTable(name, keyType, comment);
  const owner = `the identity table of ${what}`;
  namespace.add(
    {
      ...model,
      ...withPast(identityPast(view, target)),
      ...identityOwner(view, target),
      location: namespace.locate(place),
    },
    owner,
    place,
  );
}

/** The table of the class that references name, if it has one. */
function identityOwner(view: SchemaView, target: IdentityTarget): { readonly partOf?: TablePart } {
  const { class: named, classes } = target;
  const definition = named === undefined ? undefined : view.classes.get(named);
  if (definition === undefined || !classes.includes(definition.name)) return {};
  return { partOf: { table: tableName(definition), role: "identity" } };
}

/** Makes the table of a class feed its identity tables; `key` is its key as JSON names it. */
export function addIdentitySources(
  context: ClassContext,
  identities: Identities,
  key: string,
): readonly SlotConstraint[] {
  const { definition, table, owner, namespace } = context;
  const targets = identities.get(definition.name) ?? [];
  const location = namespace.locate(definition.origin);
  return targets.flatMap((target): SlotConstraint[] => {
    if (!hasSameKey(context, target)) return [];
    const source = { identity: target.name, column: owner.column, type: definition.name };
    const foreignKey = identityForeignKey(table.name, source);
    table.constraint({ ...foreignKey, location });
    for (const trigger of identityTriggers(source)) table.trigger(trigger);
    const slots = [key];
    return [
      { name: foreignKey.name, kind: "foreign_key", slots },
      // What Postgres names when the row of another class has the same key.
      { name: target.primaryKey, kind: "primary_key", slots },
    ];
  });
}

function hasSameKey(
  { definition, view, owner, report }: ClassContext,
  target: IdentityTarget,
): boolean {
  if (owner.type === target.keyType) return true;
  const [own, common] = [definition.name, target.class ?? ""].map((name) =>
    view.identifierSlot(name),
  );
  const params = {
    owner: definition.name,
    target: target.what,
    type: owner.type,
    expected: target.keyType,
  };
  const related =
    common === undefined
      ? []
      : [{ message: `the identifier of ${target.what} is here`, place: common.origin }];
  report("identifier-types-differ", own?.origin ?? definition.origin, params, related);
  return false;
}
