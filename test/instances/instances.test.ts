// The instances that come with real schemas: our verdict is their authors', but for the differences that are explained.

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readInstances } from "../../src/bin/instance-files.ts";
import type { CompiledSchema } from "../../src/compile.ts";
import { instanceTarget, instanceValidator, type Verdict } from "../../src/validate/validator.ts";
import { compileFiles } from "../support/compile.ts";
import { corpusInstances, type CorpusInstance } from "./corpus-instances.ts";
import { disagreements, uncompiled } from "./disagreements.ts";

const schemas = corpusInstances("the instances of real schemas");

describe.skipIf(schemas.length === 0)("instances of real schemas", () => {
  test.for(schemas)("the instances of $name", { timeout: 120_000 }, ({ name, root, instances }) => {
    const { compiled, errors } = compileFiles(root);
    const known = uncompiled[name];
    expect(compiled === undefined, known ?? errors.slice(0, 3).join("\n")).toBe(
      known !== undefined,
    );
    if (compiled === undefined) return;
    const judge = fileJudge(compiled);
    const reasons = disagreements[name] ?? {};
    const found = instances.flatMap((instance) => {
      const { valid, why } = judge(instance);
      return valid === instance.valid ? [] : [{ file: instance.file, valid, why }];
    });
    expect(found.filter(({ file }) => !(file in reasons))).toEqual([]);
    const files = new Set(found.map(({ file }) => file));
    expect(
      Object.keys(reasons).filter((file) => !files.has(file)),
      "explained, but agreed on",
    ).toEqual([]);
    const classes = new Set(instances.map(({ targetClass }) => targetClass)).size;
    console.info(
      `${name}: ${instances.length} files for ${classes} classes judged, ${found.length} unlike their authors`,
    );
  });
});

/** Judges files as `npm run validate` does. */
function fileJudge(
  compiled: CompiledSchema,
): (file: CorpusInstance) => { readonly valid: boolean; readonly why: readonly string[] } {
  const judges = new Map<string, (instance: unknown) => Verdict>();
  const judgeOf = (name: string): ((instance: unknown) => Verdict) => {
    const judge = judges.get(name) ?? instanceValidator(compiled, name);
    judges.set(name, judge);
    return judge;
  };
  return ({ path, targetClass }) => {
    const { instances, findings } = readInstances({ path, text: readFileSync(path, "utf8") });
    const unread = findings.filter(({ severity }) => severity === "error");
    const verdicts = instances.map(({ value }) => {
      const options = targetNames(compiled, targetClass).map((name) => judgeOf(name)(value));
      return options.find(({ valid }) => valid) ?? options[0]!;
    });
    return {
      valid: unread.length === 0 && verdicts.every(({ valid }) => valid),
      why: [
        ...unread.map(({ message }) => message),
        ...verdicts.flatMap(({ errors }) =>
          errors.map(({ path: at, code, detail }) => `/${at.join("/")} ${code}: ${detail}`),
        ),
      ].slice(0, 5),
    };
  };
}

/** The class; some indexes name an abstract one, then an instance of any of its subclasses will do. */
function targetNames(compiled: CompiledSchema, targetClass: string | undefined): readonly string[] {
  const target = instanceTarget(compiled, targetClass);
  if (target.kind === "class") return [target.name];
  expect(target.code, target.detail).toBe("abstract_class");
  const { view, model } = compiled;
  return view.classDescendants(targetClass ?? "").filter((name) => model.classes.has(name));
}
