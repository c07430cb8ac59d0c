// The containers of a schema ↔ the form in which they wait in the Worker: how a class is stored stands in its resource already.

import type { ContainedClass, ContainerModel } from "./container.ts";
import type { Resource } from "./resource.ts";

type PackedClass =
  | { readonly kind: "whole"; readonly whole: ContainedClass }
  | {
      readonly kind: "served";
      readonly class: string;
      readonly rest: Pick<ContainedClass, "isNumbered" | "defaults" | "nested">;
    };

export interface PackedContainers {
  readonly containers: ContainerModel["containers"];
  readonly classes: readonly PackedClass[];
}

/** Leaves out what `resources` say. */
export function packContainers(
  { containers, classes }: ContainerModel,
  resources: readonly Resource[],
): PackedContainers {
  const served = new Set(resources.map(({ class: name }) => name));
  return {
    containers,
    classes: classes.map((each): PackedClass => {
      const { class: name, isNumbered, defaults, nested } = each;
      if (!served.has(name)) return { kind: "whole", whole: each };
      return { kind: "served", class: name, rest: { isNumbered, defaults, nested } };
    }),
  };
}

/** `resources` are those that it was packed with. */
export function unpackContainers(
  { containers, classes }: PackedContainers,
  resources: readonly Resource[],
): ContainerModel {
  const served = new Map(resources.map((resource) => [resource.class, resource]));
  return {
    containers,
    classes: classes.map((each): ContainedClass => {
      if (each.kind === "whole") return each.whole;
      const resource = served.get(each.class);
      if (resource === undefined) throw new Error(`The build has no resource for ${each.class}.`);
      return { ...resource, ...each.rest };
    }),
  };
}
