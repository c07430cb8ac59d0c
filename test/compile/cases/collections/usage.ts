// What the types of collections must allow, and what they must refuse.

import type { Household, Node, PersonCreate, PersonValue } from "./schemas/index.ts";

export const person: PersonCreate = {
  id: "p1",
  aliases: { sam: "2026-01-01", samuel: { since: null }, s: null },
  scores: { 1: 5, 2: { points: 3, judge: "p2" } },
  pets: [
    { kind: "Dog", name: "Rex", barks: true },
    { kind: "Cat", name: "Tom" },
  ],
};

type Pet = NonNullable<PersonValue["pets"]>[number];

export function lives(pet: Pet): number | null | undefined {
  return pet.kind === "Cat" ? pet.lives : undefined;
}

// @ts-expect-error: a dog has no lives
export const dog: Pet = { kind: "Dog", name: "Rex", lives: 9 };

// @ts-expect-error: no class of pets has this name
export const fish: Pet = { kind: "Fish", name: "Wanda" };

export const tree: Node = { label: "a", children: [{ label: "b", named: { c: { label: "d" } } }] };

// @ts-expect-error: a node has a label, however deep it stands
export const bare: Node = { label: "a", children: [{ children: [] }] };

export const household: Household = { persons: { p1: { tree } } };

// @ts-expect-error: points are a number
export const wrong: PersonCreate = { id: "p1", scores: { 1: { points: "3" } } };
