// The range of a slot → where a foreign key of it points: the table of the one class, or the identity table of several.

import { storedType, type SlotRange } from "../constraint/slot-range.ts";
import { slotName } from "../linkml/names.ts";
import type { ForeignKey } from "../relational/database.ts";
import { IDENTITY_COLUMNS, identityKeyName } from "../relational/identity.ts";
import { shortenName } from "../relational/name.ts";
import { keyOfClass, type Lowering } from "./class-context.ts";

/** What stands for the rows of several classes. */
export interface IdentityTarget {
  /** Of the identity table, and of its primary key. */
  readonly name: string;
  readonly primaryKey: string;
  /** How messages name it: `class "Agent"`. */
  readonly what: string;
  /** The classes that references name, sorted. */
  readonly named: readonly string[];
  /** The only one of them; absent where there are several. */
  readonly class?: string;
  /** The classes with tables whose rows can be meant. */
  readonly classes: readonly string[];
  /** Postgres type of their keys. */
  readonly keyType: string;
}

/** The end of a foreign key. */
export type ReferenceTarget = Pick<
  ForeignKey,
  "targetTable" | "targetColumns" | "onUpdate" | "deferred"
>;

/** A range that rows of several classes may be meant by. */
type SeveralRange = Extract<SlotRange, { kind: "reference" | "polymorphic" | "union" }>;

/** The ranges of a model are one object for all slots that have them. */
const known = new WeakMap<SeveralRange, { readonly target: IdentityTarget | undefined }>();

/** The identity table that references of this range need; undefined where a plain foreign key does, or none is possible. */
export function identityTarget(range: SlotRange, lowering: Lowering): IdentityTarget | undefined {
  if (range.kind !== "polymorphic" && range.kind !== "union") return undefined;
  let entry = known.get(range);
  if (entry === undefined) known.set(range, (entry = { target: targetOf(range, lowering) }));
  return entry.target;
}

function targetOf(range: SeveralRange, { model }: Lowering): IdentityTarget | undefined {
  const options = range.kind === "union" ? range.options : [range];
  const named: string[] = [];
  const classes = new Set<string>();
  const keyType = storedType(range);
  for (const option of options) {
    if (option.kind !== "reference" && option.kind !== "polymorphic") return undefined;
    if (storedType(option) !== keyType) return undefined;
    named.push(option.class);
    for (const name of option.classes) if (model.kinds.get(name) === "table") classes.add(name);
  }
  if (classes.size === 0) return undefined;
  const names = [...new Set(named)].toSorted();
  const name = identityName(names);
  return {
    name,
    primaryKey: identityKeyName(name),
    named: names,
    what: `${names.length === 1 ? "class" : "classes"} ${names.map((each) => `"${each}"`).join(" or ")}`,
    ...(names.length === 1 && { class: names[0]! }),
    classes: [...classes],
    keyType,
  };
}

/** Of the identity table for references to these classes, sorted. */
export function identityName(classes: readonly string[]): string {
  return shortenName(`${classes.join("_or_")}_identity`);
}

/** Where a foreign key of this range points; undefined where there can be none. */
export function referenceTarget(range: SlotRange, lowering: Lowering): ReferenceTarget | undefined {
  if (range.kind === "reference") {
    return { ...keyOfClass(lowering.view, range.class), onUpdate: "no action" };
  }
  const identity = identityTarget(range, lowering);
  return (
    identity && {
      targetTable: identity.name,
      targetColumns: [IDENTITY_COLUMNS.key],
      onUpdate: "cascade",
      deferred: true,
    }
  );
}

/** Whether a slot holds the keys of rows and nothing else. */
export function isReference(range: SlotRange, lowering: Lowering): boolean {
  return (
    range.kind === "reference" ||
    range.kind === "polymorphic" ||
    identityTarget(range, lowering) !== undefined
  );
}

/** Which member of another class a reference holds. */
export function keyMember(range: SlotRange, lowering: Lowering): { readonly keyOf?: string } {
  if (!isReference(range, lowering)) return {};
  const first = range.kind === "union" ? range.options[0] : range;
  const target = first !== undefined && "class" in first ? first.class : "";
  const identifier = lowering.view.identifierSlot(target);
  return identifier === undefined ? {} : { keyOf: slotName(identifier) };
}
