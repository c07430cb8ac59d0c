// A type's name → what it comes down to: the built-in type at the end of its typeof chain, and every constraint on the way.

import { baseTypeOf, isBuiltinType } from "./builtin/types.ts";
import { isGreater, isLess, layered, mergedAnnotations, strictest } from "./layers.ts";
import type { BaseType, ResolvedType, TypeDefinition } from "./metamodel.ts";

export interface TypeInput {
  readonly types: ReadonlyMap<string, TypeDefinition>;
  /** A type and what it is a typeof, nearest first. */
  readonly chainOf: (name: string) => readonly string[];
  readonly find: (name: string) => string | undefined;
  /** Names of the classes that stand for linkml:Any. */
  readonly anyNames: ReadonlySet<string>;
}

/** An unknown name resolves to a string without constraints: it was reported where it was read. */
export function typeResolver(input: TypeInput): (name: string) => ResolvedType {
  const known = new Map<string, ResolvedType>();
  return (name) => {
    let type = known.get(name);
    if (type === undefined) {
      type = resolve(input.find(name) ?? name, input);
      known.set(name, type);
    }
    return type;
  };
}

function resolve(name: string, input: TypeInput): ResolvedType {
  const chain = input.types.has(name) ? input.chainOf(name) : [name];
  const definitions = chain.flatMap((link) => input.types.get(link) ?? []);
  const { unionOf = [], ...nearest } = layered(definitions);
  const minimumValue = strictest(
    definitions.map((type) => type.minimumValue),
    isGreater,
  );
  const maximumValue = strictest(
    definitions.map((type) => type.maximumValue),
    isLess,
  );
  const { equalsString, equalsStringIn, equalsNumber, uri, description } = nearest;
  return {
    name,
    chain,
    base: input.anyNames.has(name) ? "Any" : baseOf(definitions),
    patterns: definitions.flatMap(({ pattern }) => pattern ?? []),
    ...(minimumValue !== undefined && { minimumValue }),
    ...(maximumValue !== undefined && { maximumValue }),
    ...(equalsString !== undefined && { equalsString }),
    ...(equalsStringIn !== undefined && { equalsStringIn }),
    ...(equalsNumber !== undefined && { equalsNumber }),
    unionOf,
    ...(uri !== undefined && { uri }),
    ...(description !== undefined && { description }),
    annotations: mergedAnnotations(definitions),
    origin: definitions[0]?.origin ?? { file: "", pointer: "" },
  };
}

function baseOf(definitions: readonly TypeDefinition[]): BaseType {
  const last = definitions.at(-1);
  if (last === undefined) return "string";
  if (isBuiltinType(last.name)) return last.name;
  return baseTypeOf(last.base, last.uri) ?? "string";
}
