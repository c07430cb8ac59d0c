// Object shapes → schemas of OpenAPI 3.1 under components/schemas: only those that an operation reaches, and each member that many
// classes inherit only once.

import type { JsonValue, ObjectReference, ObjectShape } from "../../constraint/shape.ts";
import type { Pieces } from "../../text/pieces.ts";
import { printedVariant, referredForm, type Variant } from "../../constraint/variant.ts";
import { typeName } from "../identifier.ts";
import { FORM_SUFFIXES } from "../zod-names.ts";
import { NameTable } from "./component-names.ts";
import { Examples, exampleOf, type Example } from "./example.ts";
import { objectPieces } from "./lines.ts";
import { ObjectSchemas, type ObjectText } from "./object-schemas.ts";
import { literalsOf, rowChoice } from "./row-choice.ts";
import { propertiesPieces } from "./shared-members.ts";
import {
  referenceText,
  type JsonObject,
  type Reference,
  type SchemaReferences,
} from "./shape-schema.ts";

/** How deep each kind of component stands in the document. */
const level = 2;

/** The same as those of the Zod types. */
const suffixes: Readonly<Record<Variant, string>> = { ...FORM_SUFFIXES, document: "" };

/** What there is of a class so far. */
interface ClassComponents {
  /** What all names of its components are made of. */
  readonly typeName: string;
  /** Of its tag, and of the schema of its rows. */
  name?: string;
  /** What `rows` answers where the class has variants. */
  rows?: Reference;
  readonly forms: Partial<Record<Variant, Reference>>;
}

/** Collects component schemas: whatever is referred to is added. */
export class SchemaComponents implements SchemaReferences {
  readonly #shapes: ReadonlyMap<string, ObjectShape>;
  readonly #names: NameTable;
  /** Name → JSON, or for an object what stands around its properties. */
  readonly #schemas = new Map<string, string | ObjectText>();
  readonly #classes = new Map<string, ClassComponents>();
  /** Key → the one object that refers to what is kept for it besides: a large document has tens of thousands of references. */
  readonly #references = new Map<string, Reference>();
  readonly #objects: ObjectSchemas;
  /** Name → JSON. */
  readonly #exampleValues = new Map<string, string>();
  readonly #exampleNames = new NameTable();
  readonly #examples: Examples;

  constructor(shapes: ReadonlyMap<string, ObjectShape>, names: NameTable) {
    this.#shapes = shapes;
    this.#names = names;
    this.#examples = new Examples(shapes);
    this.#objects = new ObjectSchemas(shapes, this, this.#examples);
  }

  /** All collected, sorted by name, as JSON: `schemas` and `examples` of the document's components. To be called once, at the end. */
  list(): { readonly schemas: Pieces; readonly examples: Pieces } {
    this.#objects.members.share((wish, text) => {
      const name = this.#names.another(wish);
      this.#schemas.set(name, text);
      return schemaReference(name);
    });
    return {
      schemas: objectPieces(sorted(this.#schemas, schemaPieces), level),
      examples: objectPieces(sorted(this.#exampleValues, examplePieces), level),
    };
  }

  /** The name of a class, as a tag too; nobody else gets it. */
  tag(className: string): string {
    const known = this.#class(className);
    return (known.name ??= this.#names.another(known.typeName));
  }

  /** A reference to one form of a class. */
  reference(className: string, form: Variant): Reference {
    const { typeName: wish, forms } = this.#class(className);
    if (forms[form] !== undefined) return forms[form];
    const object = this.#shape(className);
    const variant = printedVariant(object, form);
    if (variant !== form) return (forms[form] = this.reference(className, variant));
    const name =
      variant === "read" ? this.tag(className) : this.#names.another(wish + suffixes[variant]);
    // Before it is made: a class may contain itself.
    forms[form] = schemaReference(name);
    this.#schemas.set(name, this.#objects.object(object, variant));
    return forms[form];
  }

  /** A reference to what the resource of a class shows: one of its rows, or one of any of the `variants`. */
  rows(className: string, variants: readonly string[] | undefined): Reference {
    if (variants === undefined) return this.reference(className, "read");
    const known = this.#class(className);
    if (known.rows !== undefined) return known.rows;
    const hasOwn = this.#shapes.has(className);
    const name = hasOwn ? this.#names.another(`Any${className}`) : this.tag(className);
    known.rows = schemaReference(name);
    const options = variants.map((variant) => ({
      object: this.#shape(variant),
      reference: this.reference(variant, "read"),
    }));
    this.#schemas.set(name, JSON.stringify(rowChoice(options)));
    return known.rows;
  }

  #class(className: string): ClassComponents {
    let known = this.#classes.get(className);
    if (known === undefined) {
      known = { typeName: typeName(className), forms: {} };
      this.#classes.set(className, known);
    }
    return known;
  }

  object(shape: ObjectReference): Reference {
    return this.reference(shape.name, referredForm(shape));
  }

  entry(shape: ObjectReference, key: string): Reference {
    const { name } = shape;
    const object = this.#shape(name);
    const variant = printedVariant(object, referredForm(shape));
    const wish = `${name}${suffixes[variant]}Entry`;
    return this.#add(`entry ${variant} ${name} ${key}`, wish, () =>
      this.#objects.object(object, variant, key),
    );
  }

  enum(name: string, make: () => JsonObject): Reference {
    return this.add(`enum ${name}`, name, make);
  }

  discriminates(reference: ObjectReference, name: string): readonly string[] | undefined {
    return literalsOf(this.#shape(reference.name), referredForm(reference), name);
  }

  /** A reference to the component for `key`, which is made the first time; its name comes from `wish`. */
  add(key: string, wish: string, make: () => JsonValue): Reference {
    return this.#add(key, wish, () => JSON.stringify(make()));
  }

  #add(key: string, wish: string, make: () => string | ObjectText): Reference {
    const known = this.#references.get(key);
    if (known !== undefined) return known;
    const name = this.#names.another(wish);
    const reference = schemaReference(name);
    this.#references.set(key, reference);
    this.#schemas.set(name, make());
    return reference;
  }

  /** An example of one form of a class, if one is known; `without` names members to leave out. */
  example(className: string, variant: Variant, without?: ReadonlySet<string>): Example | undefined {
    const members = this.#examples.object(this.#shape(className), variant, without);
    return members && exampleOf(members);
  }

  /** A reference to an example, which is kept once; it and `text`, which is its value, are JSON. */
  shareExample(wish: string, text: string): string {
    const name = this.#exampleNames.another(wish);
    this.#exampleValues.set(name, text);
    return referenceText({ $ref: `#/components/examples/${name}` });
  }

  #shape(className: string): ObjectShape {
    const object = this.#shapes.get(className);
    if (!object) throw new Error(`There is no shape of class ${className}.`);
    return object;
  }
}

function schemaReference(name: string): Reference {
  return { $ref: `#/components/schemas/${name}` };
}

/** Members of an object, by name. */
function* sorted<Component>(
  components: ReadonlyMap<string, Component>,
  piecesOf: (component: Component) => readonly string[],
): IterableIterator<Pieces> {
  for (const name of [...components.keys()].toSorted())
    yield [`"${name}": `, ...piecesOf(components.get(name)!)];
}

function schemaPieces(schema: string | ObjectText): readonly string[] {
  if (typeof schema === "string") return [schema];
  return [schema.before, ...propertiesPieces(schema.properties), schema.after];
}

function examplePieces(value: string): readonly string[] {
  return ['{"value":', value, "}"];
}
