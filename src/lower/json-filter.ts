// Shapes and conditions → filters of SQL/JSON paths about `@`, down to a given depth of objects inside each other.
// Each says a little less than it should rather than too much: what a path cannot say is left out, and noted.

import { holdsForAbsent, memberConditions } from "../constraint/condition.ts";
import type {
  ArrayShape,
  Condition,
  DictionaryShape,
  ObjectShape,
  Rule,
  Shape,
} from "../constraint/shape.ts";
import { type Member, variantMembers } from "../constraint/variant.ts";
import { limited } from "./check-length.ts";
import {
  and,
  atom,
  constant,
  FALSE,
  type Formula,
  or,
  type SimpleCondition,
  TRUE,
  truth,
} from "./formula.ts";
import { CURRENT, exists, memberPath, not, pathText } from "./json-path.ts";
import { INNER_SHAPE, type Known, madeOnce, type Place } from "./json-place.ts";
import { scalarTests, typeTest } from "./json-scalar.ts";

const IS_OBJECT = typeTest("object");
const IS_ARRAY = typeTest("array");
const IS_VALUE = atom(`${CURRENT} != null`);
const IS_NULL = atom(`${CURRENT} == null`);
const NO_PAIRS = "it would compare the elements of a list with each other";

/** Prints the filters of one schema. */
export class JsonFilters {
  readonly #classes: ReadonlyMap<string, ObjectShape>;
  /** By class, and the key that stands outside: many shapes have the same objects. */
  readonly #objects = new Map<string, Known<Formula>>();
  /** Many classes have the same members. */
  readonly #members = new Map<Member, Known<readonly Formula[]>>();

  constructor(classes: ReadonlyMap<string, ObjectShape>) {
    this.#classes = classes;
  }

  /** True where the condition holds for the value (`wanted`), or does not. Throws where it gets too long (see `attempt`). */
  truth(condition: Condition, wanted: boolean, place: Place): Formula {
    return truth(condition, wanted, (simple, want) => this.#simple(simple, want, place));
  }

  #simple(condition: SimpleCondition, wanted: boolean, place: Place): Formula {
    switch (condition.kind) {
      case "absent":
        return wanted ? IS_NULL : IS_VALUE;
      case "is":
        // Any other test tells null from a value by itself.
        if (place.nullable && isAnything(condition.shape)) return wanted ? IS_VALUE : IS_NULL;
        return wanted ? this.#good(condition.shape, place) : this.bad(condition.shape, place);
      case "some":
      case "every": {
        // `some` holds where one element does; `every` fails where one element does not.
        const isSome = condition.kind === "some";
        const direct = wanted === isSome;
        const found = (at: Place): Formula =>
          exists(`${CURRENT}[*]`, this.truth(condition.element, isSome, { ...at, nullable: true }));
        const elements = direct ? found(place) : this.#opposite(found, place);
        return wanted ? and([IS_ARRAY.good, elements]) : or([IS_ARRAY.bad, elements]);
      }
      case "member": {
        const member = this.#member(condition.name, condition.value, wanted, place);
        return wanted ? and([IS_OBJECT.good, member]) : or([IS_OBJECT.bad, member]);
      }
    }
  }

  #member(name: string, value: Condition, wanted: boolean, place: Place): Formula {
    const path = memberPath(name);
    const present: Place = { ...place, nullable: false };
    const inside = exists(path, and([IS_VALUE, this.truth(value, wanted, present)]));
    const isAbsent = not(atom(`${path} != null`));
    return holdsForAbsent(value) === wanted ? or([isAbsent, inside]) : inside;
  }

  /** True where `print`'s formula is not; only where that leaves nothing out. */
  #opposite(print: (place: Place) => Formula, place: Place): Formula {
    const inner: Place = { ...place, unsaid: [] };
    const formula = print(inner);
    place.unsaid.push(...inner.unsaid);
    return inner.unsaid.length === 0 ? not(formula) : FALSE;
  }

  #good(shape: Shape, place: Place): Formula {
    if (shape.kind === "union") return or(shape.anyOf.map((option) => this.#good(option, place)));
    const tests = scalarTests(shape, place.unsaid);
    if (tests === undefined) return this.#opposite((at) => this.bad(shape, at), place);
    return tests.exact ? and(tests.list.map(({ good }) => good)) : FALSE;
  }

  /** True where the value, which is not null, does not have the shape. Throws where it gets too long (see `attempt`). */
  bad(shape: Shape, place: Place): Formula {
    switch (shape.kind) {
      case "union":
        return limited(and(shape.anyOf.map((option) => this.bad(option, place))));
      case "array":
        return this.#badArray(shape, place);
      case "record":
        return or([
          IS_OBJECT.bad,
          exists(`${CURRENT}.*`, and([IS_VALUE, this.bad(shape.values, place)])),
        ]);
      case "dictionary":
        return this.#badDictionary(shape, place);
      case "object":
        return this.#badObject(shape.name, undefined, place);
      default: {
        const tests = scalarTests(shape, place.unsaid);
        return or((tests?.list ?? []).map(({ bad }) => bad));
      }
    }
  }

  #badArray({ items, minItems, maxItems, unique, keys }: ArrayShape, place: Place): Formula {
    if (unique) place.unsaid.push({ what: "list_elements_unique", reason: NO_PAIRS });
    if ((keys ?? []).length > 0) place.unsaid.push({ what: "unique_keys", reason: NO_PAIRS });
    return or([
      IS_ARRAY.bad,
      ...(minItems === undefined ? [] : [atom(`${CURRENT}.size() < ${minItems}`)]),
      ...(maxItems === undefined ? [] : [atom(`${CURRENT}.size() > ${maxItems}`)]),
      exists(`${CURRENT}[*]`, or([IS_NULL, this.bad(items, place)])),
    ]);
  }

  /** `@.keyvalue()` gives `{"key", "value"}`. */
  #badDictionary(shape: DictionaryShape, place: Place): Formula {
    const { unsaid } = place;
    if (place.depth === 0) {
      unsaid.push({ what: INNER_SHAPE, reason: "" });
      return IS_OBJECT.bad;
    }
    if (shape.minItems !== undefined || shape.maxItems !== undefined) {
      unsaid.push({
        what: "cardinality",
        reason: "the members of an object cannot be counted there",
      });
    }
    if ((shape.keys ?? []).length > 0) unsaid.push({ what: "unique_keys", reason: NO_PAIRS });
    const options = shape.values.kind === "union" ? shape.values.anyOf : [shape.values];
    const badEntry = and(options.map((option) => this.#badEntry(option, shape, place)));
    const repeated = `${CURRENT}.value.${pathText(shape.key)}`;
    const isOther = atom(`(${repeated} != ${CURRENT}.key && ${repeated} != null)`);
    return or([IS_OBJECT.bad, exists(`${CURRENT}.keyvalue()`, or([badEntry, isOther]))]);
  }

  /** The key and the value of one entry, for one class of objects. */
  #badEntry(option: Shape, { key, simple }: DictionaryShape, place: Place): Formula {
    const object = option.kind === "object" ? this.#classes.get(option.name) : undefined;
    if (object === undefined) return FALSE;
    const members = new Map(
      variantMembers(object, "document").map((member) => [member.property.name, member]),
    );
    const inner: Place = { depth: place.depth - 1, unsaid: place.unsaid };
    const one = (name: string): Formula => {
      const member = members.get(name);
      if (member !== undefined) return this.#badMember(member, inner);
      return object.additional === undefined ? TRUE : this.bad(object.additional, inner);
    };
    const needsMore = (...given: readonly string[]): Formula =>
      constant([...members].some(([name, { present }]) => present && !given.includes(name)));
    const isNumber = ["integer", "number"].includes(members.get(key)?.shape.kind ?? "");
    if (isNumber) {
      place.unsaid.push({ what: "range", reason: "the key of a dictionary is text there" });
    } else if (object.rules.length > 0) {
      place.unsaid.push({ what: "rules", reason: "they are about the key of a dictionary" });
    }
    const badValue = or([
      and([IS_OBJECT.good, this.#badObject(object.name, key, place)]),
      // What is no object stands for one with this member, and null for one with nothing but its key.
      and([
        IS_OBJECT.bad,
        IS_VALUE,
        simple === undefined ? TRUE : or([one(simple.member), needsMore(key, simple.member)]),
      ]),
      and([IS_NULL, needsMore(key)]),
    ]);
    return or([
      exists(`${CURRENT}.value`, badValue),
      isNumber ? FALSE : exists(`${CURRENT}.key`, one(key)),
    ]);
  }

  /** `key`: a member that stands outside, as the key of a dictionary. */
  #badObject(name: string, key: string | undefined, place: Place): Formula {
    if (place.depth === 0) {
      place.unsaid.push({ what: INNER_SHAPE, reason: "" });
      return IS_OBJECT.bad;
    }
    const inner: Place = { depth: place.depth - 1, unsaid: place.unsaid };
    return madeOnce(this.#objects, `${key ?? ""} ${name}`, inner, (at) => {
      const shape = this.#classes.get(name);
      return shape === undefined ? FALSE : limited(this.#objectDefects(shape, key, at));
    });
  }

  #objectDefects(object: ObjectShape, key: string | undefined, place: Place): Formula {
    const members = variantMembers(object, "document");
    const defects = members.flatMap((member) =>
      member.property.name === key
        ? this.#memberDefects(member, false, place)
        : madeOnce(this.#members, member, place, (at) =>
            this.#memberDefects(member, member.present, at),
          ),
    );
    const rules = object.rules.map((rule) => {
      const mentioned = memberConditions(rule.condition).map(({ name }) => name);
      if (key === undefined || !mentioned.includes(key)) return this.#brokenRule(rule, place);
      place.unsaid.push({ what: rule.metaslot, reason: "it is about the key of a dictionary" });
      return FALSE;
    });
    const unknown = this.#badUnknown(
      object.additional,
      members.map(({ property }) => property.name),
      place,
    );
    return or([IS_OBJECT.bad, unknown, ...defects, ...rules]);
  }

  #memberDefects(member: Member, present: boolean, place: Place): readonly Formula[] {
    const path = memberPath(member.property.name);
    const isMissing = present ? not(atom(`${path} != null`)) : exists(path, IS_NULL);
    return [
      ...(member.nullable ? [] : [isMissing]),
      exists(path, and([IS_VALUE, this.#badMember(member, place)])),
    ];
  }

  #badMember({ property, shape }: Member, place: Place): Formula {
    const rules = property.rules.map((rule) => this.#brokenRule(rule, place));
    return or([this.bad(shape, place), ...rules]);
  }

  /** Members that the class does not declare. */
  #badUnknown(additional: Shape | undefined, names: readonly string[], place: Place): Formula {
    const isUnknown = names.map((name) => atom(`${CURRENT}.key != ${pathText(name)}`));
    if (additional === undefined) return exists(`${CURRENT}.keyvalue()`, and(isUnknown));
    const bad = this.bad(additional, place);
    const hasBad = exists(`${CURRENT}.value`, and([IS_VALUE, bad]));
    return bad === FALSE ? FALSE : exists(`${CURRENT}.keyvalue()`, and([...isUnknown, hasBad]));
  }

  #brokenRule({ condition, metaslot }: Rule, place: Place): Formula {
    const inner: Place = { depth: place.depth, unsaid: [] };
    const broken = this.truth(condition, false, inner);
    place.unsaid.push(
      ...inner.unsaid.map(({ what, reason }) => ({
        what: what === INNER_SHAPE ? what : metaslot,
        reason,
      })),
    );
    return broken;
  }
}

/** Whether every value has the shape; null is none. */
function isAnything(shape: Shape): boolean {
  return shape.kind === "any" || (shape.kind === "union" && shape.anyOf.some(isAnything));
}
