// What authors say of earlier names (`sql.renamed_from`) and lasting ones (class_uri, slot_uri, the name behind `sql.table`, `sql.column`
// and alias) → what tables and columns keep of it, so that a database that is behind is renamed and not emptied.

import type { ClassDefinition, InducedSlot, PermissibleValue } from "../linkml/metamodel.ts";
import { slotName, underscore } from "../linkml/names.ts";
import type { SchemaView } from "../linkml/schema-view.ts";
import type { Past } from "../relational/database.ts";
import { shortenName } from "../relational/name.ts";
import { parseYaml } from "../text/yaml.ts";
import { identityName, type IdentityTarget } from "./references.ts";

/** The annotation that says it. */
export const RENAMED_FROM = "sql.renamed_from";

interface Annotated {
  readonly annotations: ReadonlyMap<string, string>;
}

/** The names in `sql.renamed_from`: one, or a list. */
export function earlierNames({ annotations }: Annotated): readonly string[] {
  const text = annotations.get(RENAMED_FROM)?.trim() ?? "";
  if (text === "") return [];
  if (!text.startsWith("[")) return [text];
  const value = parseYaml({ path: "", text }, () => undefined)?.value;
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [text];
}

/** Of the table of a class. */
export function tablePast(view: SchemaView, definition: ClassDefinition, table: string): Past {
  const { name, classUri } = definition;
  return past({
    ...(name !== table && { element: name }),
    renamedFrom: earlierNames(definition),
    ...(classUri !== undefined && { uri: view.expandCurie(classUri) ?? classUri }),
  });
}

/** Of the column of a slot. */
export function columnPast(view: SchemaView, slot: InducedSlot, column: string): Past {
  const element = underscore(slot.name);
  const uri = explicitUri(view, slot);
  if (element === column && uri === undefined && !slot.annotations.has(RENAMED_FROM)) return {};
  return past({
    ...(element !== column && { element }),
    renamedFrom: earlierNames(slot).map(underscore),
    ...(uri !== undefined && { uri }),
  });
}

/** What a class, or a slot, adds to the past of a join table: its names, the present one first, and its URI. */
export interface JoinPast {
  readonly names: readonly string[];
  readonly uri?: string;
}

/** Of the join tables of a class. */
export function classJoinPast(view: SchemaView, definition: ClassDefinition): JoinPast {
  const { name, classUri } = definition;
  return {
    names: [name, ...earlierNames(definition)],
    ...(classUri !== undefined && { uri: view.expandCurie(classUri) ?? classUri }),
  };
}

/** Of the join tables of a slot. */
export function slotJoinPast(view: SchemaView, slot: InducedSlot): JoinPast {
  const earlier = earlierNames(slot).map(underscore);
  const uri = explicitUri(view, slot);
  return {
    names: [...new Set([slotName(slot), underscore(slot.name), ...earlier])],
    ...(uri !== undefined && { uri }),
  };
}

/** Of a table with the rows of a slot of a class, where there is anything to say; `table` is made of both names. */
export function joinPast(ofClass: JoinPast, ofSlot: JoinPast, table: string): Past | undefined {
  const isRenamed = ofClass.names.length * ofSlot.names.length > 1;
  if (!isRenamed && (ofClass.uri === undefined || ofSlot.uri === undefined)) return undefined;
  return past({
    renamedFrom: isRenamed
      ? others(
          combinations([ofClass.names, ofSlot.names]).map((words) => shortenName(words.join("_"))),
          table,
        )
      : [],
    ...(ofSlot.uri !== undefined &&
      ofClass.uri !== undefined && { uri: `${ofClass.uri} ${ofSlot.uri}` }),
  });
}

/** Of the identity table for references to these classes. */
export function identityPast(view: SchemaView, { name, named }: IdentityTarget): Past {
  const definitions = named.map((each) => view.classes.get(each));
  const [uri] = definitions.map((definition) => definition?.classUri);
  const names = combinations(
    definitions.map((definition, index) => [
      named[index] ?? "",
      ...(definition === undefined ? [] : earlierNames(definition)),
    ]),
  ).map((combination) => identityName(combination.toSorted()));
  return past({
    renamedFrom: others(names, name),
    ...(named.length === 1 &&
      uri !== undefined && { uri: `${view.expandCurie(uri) ?? uri} identity` }),
  });
}

/** Values that are called otherwise now; undefined where there are none. */
export function renamedValues(
  values: readonly PermissibleValue[],
): Readonly<Record<string, string>> | undefined {
  if (!values.some(({ annotations }) => annotations.has(RENAMED_FROM))) return undefined;
  // One that is kept as it is keeps its rows.
  const kept = new Set(
    values.filter((value) => earlierNames(value).length === 0).map(({ name }) => name),
  );
  const pairs = values.flatMap((value) =>
    earlierNames(value)
      .filter((name) => name !== value.name && !kept.has(name))
      .map((name): [string, string] => [name, value.name]),
  );
  return pairs.length === 0 ? undefined : Object.fromEntries(pairs);
}

function explicitUri(view: SchemaView, slot: InducedSlot): string | undefined {
  if (slot.slotUri === undefined) return undefined;
  // It may have taken it over from a slot that it is a kind of.
  const uri = slot.definitions.find(({ slotUri }) => slotUri !== undefined)?.slotUri;
  return uri === undefined ? undefined : (view.expandCurie(uri) ?? uri);
}

/** More would be of no use to anyone. */
const MAX_COMBINATIONS = 64;

/** Each first part with each second, and so on. */
function combinations(parts: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return parts.reduce<readonly (readonly string[])[]>(
    (made, part) =>
      made.flatMap((words) => part.map((word) => [...words, word])).slice(0, MAX_COMBINATIONS),
    [[]],
  );
}

function others(names: readonly string[], current: string): readonly string[] {
  return [...new Set(names)].filter((name) => name !== current);
}

function past({ element, uri, renamedFrom = [] }: Omit<Past, "values">): Past {
  return {
    ...(element !== undefined && { element }),
    ...(uri !== undefined && { uri }),
    ...(renamedFrom.length > 0 && { renamedFrom }),
  };
}

/** As a member of a table or column, which has none where there is nothing to say. */
export function withPast(made: Past | undefined): { readonly past?: Past } {
  return made === undefined || Object.keys(made).length === 0 ? {} : { past: made };
}
