// A class that is a union_of others → an object that is one of theirs, for documents of that class.

import type { Origin } from "../linkml/metamodel.ts";
import { any, is } from "./condition.ts";
import type { ObjectShape, PropertyShape } from "./shape.ts";
import { alternatives } from "./value-constraints.ts";

/** The members of all of them, loosely; which go together is a rule. The class has no table and no form but the document's. */
export function unionObject(
  name: string,
  members: readonly ObjectShape[],
  origin: Origin,
): ObjectShape {
  const names = new Set(members.flatMap((member) => written(member).map((one) => one.name)));
  const isMember = any(members.map((member) => is({ kind: "object", name: member.name })));
  return {
    name,
    properties: [...names].map((property) => unionProperty(property, members)),
    ...(members.some(({ additional }) => additional !== undefined) && {
      additional: { kind: "any" },
    }),
    rules: [{ condition: isMember, metaslot: "union_of", origin }],
  };
}

function unionProperty(name: string, members: readonly ObjectShape[]): PropertyShape {
  const own = members.flatMap((member) => written(member).find((one) => one.name === name) ?? []);
  const shapes = new Set(own.map(({ document, shape }) => document ?? shape));
  const [first] = own;
  return {
    name,
    shape: alternatives([...shapes]) ?? { kind: "any" },
    rules: [],
    required: own.length === members.length && own.every(({ required }) => required),
    hasDefault: own.some(({ hasDefault }) => hasDefault),
    readonly: false,
    ...(first?.title !== undefined && { title: first.title }),
    ...(first?.description !== undefined && { description: first.description }),
  };
}

function written({ properties }: ObjectShape): readonly PropertyShape[] {
  return properties.filter(({ internal }) => internal !== true);
}
