// The class that instances are to be judged by: the one that was named, else the schema's tree root.

import type { CompiledSchema } from "../compile.ts";
import { suggest } from "../text/suggest.ts";

export type Target =
  | { readonly kind: "class"; readonly name: string }
  | { readonly kind: "none"; readonly code: TargetProblem; readonly detail: string };

/**
 * - `required`: no class was named, and the schema has no tree root, or several.
 * - `unknown_class`: there is no such class.
 * - `abstract_class`: it has no objects of its own.
 */
export type TargetProblem = "required" | "unknown_class" | "abstract_class";

/** More names than this are counted instead. */
const MAX_NAMED = 12;

/** Finds the class, in any spelling that a reference may have. */
export function instanceTarget({ view, model }: CompiledSchema, wanted?: string): Target {
  if (wanted === undefined) return defaultTarget(view.classes.values(), model.classes);
  const name = view.find("class", wanted);
  if (name === undefined) return unknown(wanted, view.classes.keys());
  if (model.classes.has(name)) return { kind: "class", name };
  const concrete = view.classDescendants(name).filter((other) => model.classes.has(other));
  return {
    kind: "none",
    code: "abstract_class",
    detail: `The class ${quote(name)} has no instances of its own; ${
      concrete.length === 0
        ? "it has no subclass that has any either."
        : `name one of its subclasses: ${list(concrete)}.`
    }`,
  };
}

function defaultTarget(
  definitions: Iterable<{ readonly name: string; readonly treeRoot?: boolean }>,
  classes: ReadonlyMap<string, unknown>,
): Target {
  const roots = [...definitions]
    .filter(({ name, treeRoot }) => treeRoot === true && classes.has(name))
    .map(({ name }) => name);
  const [root] = roots;
  if (root !== undefined && roots.length === 1) return { kind: "class", name: root };
  const why =
    root === undefined
      ? "the schema has no tree_root"
      : `the schema has ${roots.length} tree_roots`;
  const candidates = root === undefined ? [...classes.keys()] : roots;
  const detail =
    candidates.length === 0
      ? "The schema has no class that can have instances."
      : `Name the class of the instances, for ${why}; it is one of ${list(candidates)}.`;
  return { kind: "none", code: "required", detail };
}

function unknown(wanted: string, names: Iterable<string>): Target {
  const near = suggest(wanted, names);
  const hint = near === undefined ? "." : `; did you mean ${quote(near)}?`;
  return {
    kind: "none",
    code: "unknown_class",
    detail: `There is no class ${quote(wanted)}${hint}`,
  };
}

function list(names: readonly string[]): string {
  const rest = names.length - MAX_NAMED;
  const named = names.slice(0, MAX_NAMED).map(quote).join(", ");
  return rest > 0 ? `${named} and ${rest} more` : named;
}

/** A long name is cut: it may be somebody's whole text in the wrong place. */
export function quote(name: string): string {
  return name.length > 80 ? `"${name.slice(0, 80).toWellFormed()}…"` : `"${name}"`;
}
