// The built-in types, which every schema has, and where LinkML's own modules are.

import type { BaseType, TypeDefinition } from "../metamodel.ts";

/** The file that built-in definitions say they are from; no such file exists. */
const BUILTIN_FILE = "linkml:types";

type BuiltinType = Exclude<BaseType, "Any">;

/** Name → its URI, and how Python names its base, by which custom types without a typeof refer to it. */
const builtin: Readonly<Record<BuiltinType, { readonly uri: string; readonly base: string }>> = {
  string: { uri: "xsd:string", base: "str" },
  integer: { uri: "xsd:integer", base: "int" },
  boolean: { uri: "xsd:boolean", base: "Bool" },
  float: { uri: "xsd:float", base: "float" },
  double: { uri: "xsd:double", base: "float" },
  decimal: { uri: "xsd:decimal", base: "Decimal" },
  time: { uri: "xsd:time", base: "XSDTime" },
  date: { uri: "xsd:date", base: "XSDDate" },
  datetime: { uri: "xsd:dateTime", base: "XSDDateTime" },
  date_or_datetime: { uri: "linkml:DateOrDatetime", base: "str" },
  uriorcurie: { uri: "xsd:anyURI", base: "URIorCURIE" },
  curie: { uri: "xsd:string", base: "Curie" },
  uri: { uri: "xsd:anyURI", base: "URI" },
  ncname: { uri: "xsd:string", base: "NCName" },
  objectidentifier: { uri: "shex:iri", base: "ElementIdentifier" },
  nodeidentifier: { uri: "shex:nonLiteral", base: "NodeIdentifier" },
  jsonpointer: { uri: "xsd:string", base: "str" },
  jsonpath: { uri: "xsd:string", base: "str" },
  sparqlpath: { uri: "xsd:string", base: "str" },
};

export const builtinTypes: ReadonlyMap<string, TypeDefinition> = new Map(
  Object.entries(builtin).map(([name, { uri, base }]) => [
    name,
    {
      name,
      uri,
      base,
      annotations: new Map(),
      origin: { file: BUILTIN_FILE, pointer: `/types/${name}` },
    },
  ]),
);

export function isBuiltinType(name: string): name is BuiltinType {
  return builtinTypes.has(name);
}

/** The built-in type that a base or uri of a custom type stands for; a double is told from a float by its uri only. */
export function baseTypeOf(
  base: string | undefined,
  uri: string | undefined,
): BuiltinType | undefined {
  const names = Object.keys(builtin).filter(isBuiltinType);
  const sameBase = (name: BuiltinType): boolean => builtin[name].base === base;
  const sameUri = (name: BuiltinType): boolean => builtin[name].uri === uri;
  return (
    names.find((name) => sameBase(name) && sameUri(name)) ??
    names.find((name) => sameBase(name) || name === base) ??
    names.find(sameUri)
  );
}

export const LINKML_NAMESPACE = "https://w3id.org/linkml/";
