// Which classes become tables: identity decides, never how a document is serialized.

import type { AnonymousSlotExpression, InducedSlot } from "../linkml/metamodel.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import { remembered } from "../text/remembered.ts";
import { classMembers, isAbstract } from "./class-members.ts";
import { asksForInlining, keySlot } from "./inlining.ts";

/**
 * - `table`: has rows of its own; `surrogate` where the author gave it no identifier.
 * - `value`: lives inside the jsonb of whatever refers to it.
 * - `container`: a tree_root without identity that no stored class refers to, for import and export only.
 * - `abstract`: abstract classes, mixins and unions of classes; no rows.
 * - `index`: IndexDefinition, which declares indexes.
 */
export type StorageKind = "table" | "surrogate" | "value" | "container" | "abstract" | "index";

const INDEX_DEFINITION = "IndexDefinition";

/** Decides for every class of the schema. */
export function storageKinds(view: SchemaView): ReadonlyMap<string, StorageKind> {
  const kinds = new Map<string, StorageKind>();
  for (const [name, definition] of view.classes) {
    if (name === INDEX_DEFINITION) kinds.set(name, "index");
    else if (isAbstract(view, name)) kinds.set(name, "abstract");
    else if (view.identifierSlot(name) !== undefined) kinds.set(name, "table");
    else if (definition.treeRoot && isContainer(view, name)) kinds.set(name, "container");
  }
  const references = referenceFinder(view);
  const tables = [...kinds].filter(([, kind]) => kind === "table").map(([name]) => name);
  const reached = referredTo(tables, references);
  const open = [...view.classes.keys()].filter((name) => !kinds.has(name));
  for (const name of open) if (reached.has(name)) kinds.set(name, "value");
  const rest = open.filter((name) => !kinds.has(name));
  const sources = sourceComponents(rest, references);
  for (const name of rest) kinds.set(name, sources.has(name) ? "surrogate" : "value");
  // A container inside a row is a value like any other.
  const stored = [...tables, ...sources];
  for (const name of referredTo(stored, references)) {
    if (kinds.get(name) === "container") kinds.set(name, "value");
  }
  return kinds;
}

function isContainer(view: SchemaView, name: string): boolean {
  const slots = view.inducedSlots(name);
  return slots.length > 0 && slots.every((slot) => view.rangeKind(slot.range) === "class");
}

/** For each range of a class, the classes whose objects it takes; the same list wherever the same range is. */
type References = (name: string) => readonly (readonly string[])[];

/** Classes whose objects may stand in a slot of a class: its ranges, their subclasses and the members of their unions. */
function referenceFinder(view: SchemaView): References {
  const isClass = remembered((name: string) => view.rangeKind(name) === "class");
  const isKeyed = remembered(
    (name: string) => view.identifierSlot(name) === undefined && keySlot(view, name) !== undefined,
  );
  // A mere key names an object that stands elsewhere.
  const holdsObjects = (slot: InducedSlot, range: string): boolean =>
    !isKeyed(range) || asksForInlining(slot, ...(slot.anyOf ?? []), ...(slot.exactlyOneOf ?? []));
  const heldBy = remembered((slot: InducedSlot) =>
    rangeNames(slot).filter((range) => isClass(range) && holdsObjects(slot, range)),
  );
  const membersOf = remembered((range: string) => classMembers(view, range));
  return remembered((name: string) => {
    // Many slots of a class have the same range.
    const ranges = new Set(view.inducedSlots(name).flatMap(heldBy));
    return [...ranges].map(membersOf);
  });
}

function rangeNames(expression: InducedSlot | AnonymousSlotExpression): readonly string[] {
  const { range, anyOf, exactlyOneOf, allOf } = expression;
  const own = range === undefined ? [] : [range];
  if (anyOf === undefined && exactlyOneOf === undefined && allOf === undefined) return own;
  const options = [anyOf, exactlyOneOf, allOf].flatMap((list) => list ?? []);
  return [...own, ...options.flatMap(rangeNames)];
}

/** What can be come to from some classes. Each list is walked once: a thousand children that refer to their base share one. */
function referredTo(from: readonly string[], references: References): Set<string> {
  const found = new Set<string>();
  const walked = new Set<readonly string[]>();
  const queue = [...from];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    for (const list of references(name)) {
      if (walked.has(list)) continue;
      walked.add(list);
      for (const member of list) {
        if (found.has(member)) continue;
        found.add(member);
        queue.push(member);
      }
    }
  }
  return found;
}

function reachable(
  from: readonly string[],
  next: (name: string) => readonly string[],
): Set<string> {
  const seen = new Set<string>();
  const queue = [...from];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    queue.push(...next(name));
  }
  return seen;
}

/**
 * Members of the strongly connected components that nothing else refers to.
 * In reverse order of depth-first finish, a node not yet visited opens such a component (Kosaraju's observation).
 */
function sourceComponents(nodes: readonly string[], references: References): Set<string> {
  const inside = new Set(nodes);
  const forward = new Map(
    nodes.map((name) => [
      name,
      [...new Set(references(name).flat())].filter((to) => inside.has(to)),
    ]),
  );
  const backward = new Map<string, string[]>(nodes.map((name) => [name, []]));
  for (const [from, targets] of forward) {
    for (const to of targets) backward.get(to)?.push(from);
  }
  const sources = new Set<string>();
  const visited = new Set<string>();
  for (const name of finishOrder(nodes, forward).reverse()) {
    if (visited.has(name)) continue;
    for (const member of reachable([name], (n) => backward.get(n) ?? [])) sources.add(member);
    for (const seen of reachable([name], (n) => forward.get(n) ?? [])) visited.add(seen);
  }
  return sources;
}

/** Depth-first post-order, without recursion: chains may be as long as the schema. */
function finishOrder(
  nodes: readonly string[],
  forward: ReadonlyMap<string, readonly string[]>,
): string[] {
  const order: string[] = [];
  const entered = new Set<string>();
  for (const start of nodes) {
    const stack: { name: string; next: number }[] = [];
    const enter = (name: string): void => {
      if (entered.has(name)) return;
      entered.add(name);
      stack.push({ name, next: 0 });
    };
    enter(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const target = forward.get(top.name)?.[top.next++];
      if (target !== undefined) enter(target);
      else {
        stack.pop();
        order.push(top.name);
      }
    }
  }
  return order;
}
