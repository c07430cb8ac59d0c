// A class as a range → the classes whose objects it takes: itself, what inherits from it, and the members of a union_of.

import type { SchemaView } from "../linkml/schema-view.ts";

/** Itself first; abstract ones are among them. Each class once, also where unions go round in a circle. */
export function classMembers(view: SchemaView, name: string): readonly string[] {
  const descendants = view.classDescendants(name);
  const hasUnions = descendants.some((member) => view.classes.get(member)?.unionOf !== undefined);
  if (!hasUnions) return descendants;
  const members = new Set<string>();
  const queue = [...descendants];
  for (let member = queue.shift(); member !== undefined; member = queue.shift()) {
    if (members.has(member)) continue;
    members.add(member);
    for (const written of view.classes.get(member)?.unionOf ?? []) {
      const found = view.find("class", written);
      if (found !== undefined) queue.push(...view.classDescendants(found));
    }
  }
  return [...members];
}

/** It only stands for other classes: it has no objects of its own. */
export function isAbstract(view: SchemaView, name: string): boolean {
  const { abstract, mixin, unionOf } = view.classes.get(name) ?? {};
  return abstract === true || mixin === true || (unionOf?.length ?? 0) > 0;
}
