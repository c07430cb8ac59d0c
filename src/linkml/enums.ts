// An enum's name → its permissible values: own, inherited and included ones, without those subtracted.

import type { AnonymousEnumExpression, EnumDefinition, PermissibleValue } from "./metamodel.ts";

type EnumExpression = EnumDefinition | AnonymousEnumExpression;
/** Undefined: the values are elsewhere (an ontology, a code set), or none are listed. */
type Values = ReadonlyMap<string, PermissibleValue> | undefined;

/** Gives the values of an enum in the order of definition, inherited ones first; undefined for an open enum. */
export function enumValueResolver(
  enums: ReadonlyMap<string, EnumDefinition>,
  find: (name: string) => string | undefined,
): (name: string) => readonly PermissibleValue[] | undefined {
  const known = new Map<string, Values>();
  const open = new Set<string>();

  const valuesOf = (written: string): Values => {
    const name = find(written) ?? written;
    if (known.has(name)) return known.get(name);
    const definition = enums.get(name);
    // A cycle adds nothing; it is reported by a check.
    if (definition === undefined || open.has(name)) return new Map();
    open.add(name);
    const values = evaluate(definition);
    open.delete(name);
    known.set(name, values);
    return values;
  };

  const evaluate = (expression: EnumExpression): Values => {
    if (expression.reachableFrom !== undefined || expression.matches !== undefined)
      return undefined;
    const listed = expression.permissibleValues;
    const parts = [
      ...parentNames(expression).map(valuesOf),
      ...(expression.include ?? []).map(evaluate),
      // An empty mapping lists nothing either: an enum that still has to be filled in.
      ...(listed === undefined || listed.size === 0 ? [] : [listed]),
      ...(expression.concepts === undefined
        ? []
        : [conceptValues(expression.concepts, expression.origin)]),
    ];
    if (parts.length === 0) return undefined;
    if (parts.length === 1 && expression.minus === undefined) return parts[0];
    const values = new Map<string, PermissibleValue>();
    for (const part of parts) {
      if (part === undefined) return undefined;
      for (const [text, value] of part) values.set(text, value);
    }
    for (const minus of expression.minus ?? []) {
      for (const text of evaluate(minus)?.keys() ?? []) values.delete(text);
    }
    return values;
  };

  return (name) => {
    const values = valuesOf(name);
    return values && [...values.values()];
  };
}

function parentNames(expression: EnumExpression): readonly string[] {
  const definition = "name" in expression ? expression : undefined;
  return [
    ...(definition?.isA === undefined ? [] : [definition.isA]),
    ...(definition?.mixins ?? []),
    ...(expression.inherits ?? []),
  ];
}

function conceptValues(concepts: readonly string[], origin: PermissibleValue["origin"]): Values {
  return new Map(
    concepts.map((text) => [
      text,
      { name: text, text, meaning: text, annotations: new Map(), origin },
    ]),
  );
}
