// What leads from class to class in Zod schemas: through the shapes of members in all forms, and through conditions.

import { objectNames } from "../constraint/json-kind.ts";
import type {
  Condition,
  EnumShape,
  NestedForm,
  ObjectShape,
  PropertyShape,
  Rule,
  Shape,
} from "../constraint/shape.ts";
import { printedVariant } from "../constraint/variant.ts";
import { remembered } from "../text/remembered.ts";

export interface ZodGraph {
  /** Every enum that is used, by name. */
  readonly enums: ReadonlyMap<string, EnumShape>;
  /** Classes that lead to themselves. */
  readonly recursive: ReadonlySet<string>;
  /** These, and those whose files lead to themselves: what is imported from one may not be there yet. */
  readonly deferred: ReadonlySet<string>;
  /** Class → the forms of its own in which its rows stand inside others. */
  readonly nestedForms: ReadonlyMap<string, ReadonlySet<NestedForm>>;
  /** Class → the classes whose document form is used by its rows. */
  readonly rowUses: ReadonlyMap<string, ReadonlySet<string>>;
  /** Class → the classes whose document form is used by its own. */
  readonly documentUses: ReadonlyMap<string, ReadonlySet<string>>;
}

export function zodGraph(classes: ReadonlyMap<string, ObjectShape>): ZodGraph {
  const reader = new UsesReader(classes);
  const rowUses = new Map<string, ReadonlySet<string>>();
  const documentUses = new Map<string, ReadonlySet<string>>();
  const all = new Map<string, Set<string>>();
  const nestedUses = new Map<string, ReadonlySet<string>>();
  for (const object of classes.values()) {
    const { row, document, nested } = reader.ofObject(object);
    rowUses.set(object.name, row);
    documentUses.set(object.name, document);
    // Files import each other for all their forms, so those count together.
    const uses = new Set(row);
    for (const name of document) uses.add(name);
    all.set(object.name, uses);
    if (nested.size > 0) nestedUses.set(object.name, nested);
  }
  const recursive = cyclicNodes(all);
  for (const [name, names] of nestedUses) for (const used of names) all.get(name)!.add(used);
  const deferred = nestedUses.size === 0 ? recursive : cyclicNodes(all);
  const { enums, nestedForms } = reader;
  return { enums, rowUses, documentUses, recursive, deferred, nestedForms };
}

/** The names of the classes whose objects stand in a property, or in those of an object. */
interface Uses<Names> {
  readonly row: Names;
  readonly document: Names;
  /** Whose rows are nested in an answer. */
  readonly nested: Names;
}

/** Classes inherit most of their properties and rules: each is read once. */
class UsesReader {
  readonly enums = new Map<string, EnumShape>();
  readonly nestedForms = new Map<string, Set<NestedForm>>();
  readonly #classes: ReadonlyMap<string, ObjectShape>;

  constructor(classes: ReadonlyMap<string, ObjectShape>) {
    this.#classes = classes;
  }

  ofObject(object: ObjectShape): Uses<ReadonlySet<string>> {
    const row = this.#ofRules(object);
    if (object.additional !== undefined) this.#addShape(object.additional, row);
    const document = new Set(row);
    const nested = new Set<string>();
    object.properties.forEach((property) => {
      const uses = this.#ofProperty(property);
      // Most name none.
      if (uses === undefined) return;
      for (const name of uses.row) row.add(name);
      for (const name of uses.document) document.add(name);
      for (const name of uses.nested) nested.add(name);
    });
    return { row, document, nested };
  }

  readonly #ofProperty = remembered(
    (property: PropertyShape): Uses<readonly string[]> | undefined => {
      const { shape, document, answer, body } = property;
      const row = this.#ofShape(shape);
      const ofDocument = document === undefined ? row : this.#ofShape(document);
      const nested = answer === undefined ? [] : this.#noteForms(answer, "nested");
      if (answer !== undefined && body !== undefined) this.#noteForms(body, "input");
      const isUse = row.length + ofDocument.length + nested.length > 0;
      return isUse ? { row, document: ofDocument, nested } : undefined;
    },
  );

  readonly #ofRule = remembered(({ condition }: Rule): ReadonlySet<string> => {
    const found = new Set<string>();
    visitCondition(condition, (shape) => this.#addShape(shape, found));
    return found;
  });

  /** Of what must hold between the members of an object, and for each of them. */
  #ofRules({ rules, properties }: ObjectShape): Set<string> {
    const found = new Set<string>();
    const add = (rule: Rule): void => {
      for (const name of this.#ofRule(rule)) found.add(name);
    };
    rules.forEach(add);
    properties.forEach((property) => property.rules.forEach(add));
    return found;
  }

  #addShape(shape: Shape, found: Set<string>): void {
    visitShape(shape, this.enums, found);
  }

  #ofShape(shape: Shape): readonly string[] {
    const found = new Set<string>();
    this.#addShape(shape, found);
    return [...found];
  }

  #noteForms(shape: Shape, form: NestedForm): readonly string[] {
    const names = objectNames(shape);
    for (const name of names) {
      const object = this.#classes.get(name);
      if (object === undefined || printedVariant(object, form) !== form) continue;
      const forms = this.nestedForms.get(name) ?? new Set();
      this.nestedForms.set(name, forms.add(form));
    }
    return names;
  }
}

/** The classes whose document form is needed: these, and whatever stands in one. */
export function documentClosure(
  roots: Iterable<string>,
  { documentUses }: ZodGraph,
): ReadonlySet<string> {
  const needed = new Set(roots);
  for (const name of needed) {
    for (const used of documentUses.get(name) ?? []) needed.add(used);
  }
  return needed;
}

function visitCondition(condition: Condition, visit: (shape: Shape) => void): void {
  switch (condition.kind) {
    case "absent":
      return;
    case "is":
      return visit(condition.shape);
    case "some":
    case "every":
      return visitCondition(condition.element, visit);
    case "member":
      return visitCondition(condition.value, visit);
    case "all":
    case "any":
    case "none":
    case "one":
      for (const inner of condition.of) visitCondition(inner, visit);
  }
}

function visitShape(shape: Shape, enums: Map<string, EnumShape>, found: Set<string>): void {
  switch (shape.kind) {
    case "enum":
      if (shape.name !== undefined) enums.set(shape.name, shape);
      return;
    case "object":
      found.add(shape.name);
      return;
    case "array":
      return visitShape(shape.items, enums, found);
    case "record":
      return visitShape(shape.values, enums, found);
    case "dictionary":
      visitShape(shape.values, enums, found);
      if (shape.simple !== undefined) visitShape(shape.simple.shape, enums, found);
      return;
    case "union":
      for (const option of shape.anyOf) visitShape(option, enums, found);
      return;
    case "string":
    case "integer":
    case "number":
    case "boolean":
    case "literal":
    case "any":
  }
}

/** The nodes on cycles: Tarjan's strongly connected components, with a stack of its own instead of recursion. */
function cyclicNodes(edges: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const cyclic = new Set<string>();
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  for (const root of edges.keys()) {
    if (index.has(root)) continue;
    const work: { readonly node: string; readonly rest: Iterator<string> }[] = [];
    const enter = (node: string): void => {
      index.set(node, index.size);
      low.set(node, index.size - 1);
      open.push(node);
      isOpen.add(node);
      work.push({ node, rest: (edges.get(node) ?? new Set<string>()).values() });
    };
    enter(root);
    for (let top = work.at(-1); top !== undefined; top = work.at(-1)) {
      const { node, rest } = top;
      const next = rest.next();
      if (!next.done) {
        if (!index.has(next.value)) enter(next.value);
        else if (isOpen.has(next.value)) lower(low, node, index.get(next.value)!);
        continue;
      }
      work.pop();
      const parent = work.at(-1);
      if (parent !== undefined) lower(low, parent.node, low.get(node)!);
      if (low.get(node) !== index.get(node)) continue;
      const component = open.splice(open.lastIndexOf(node));
      for (const closed of component) isOpen.delete(closed);
      if (component.length > 1 || edges.get(node)?.has(node)) {
        for (const member of component) cyclic.add(member);
      }
    }
  }
  return cyclic;
}

function lower(low: Map<string, number>, node: string, value: number): void {
  low.set(node, Math.min(low.get(node)!, value));
}
