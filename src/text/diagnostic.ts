// What a stage has to say to the author: collected while the stages run, none of which throws for an author's mistake.

import { codes, type Code, type Params } from "./codes.ts";
import type { Location } from "./location.ts";

export type Severity = "error" | "warning" | "info";

export interface Related {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface Diagnostic {
  readonly severity: Severity;
  /** From the registry in codes.ts; never renamed, never used again for something else. */
  readonly code: Code;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What to type instead, or where to look. */
  readonly hint?: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** JSON pointer of the value in its file; empty where the file has no value (a syntax error). */
  readonly pointer: string;
  readonly related?: readonly Related[];
}

/** A value in a file by name; its line and column are looked up only when somebody asks. */
export interface Origin {
  readonly file: string;
  /** JSON pointer. */
  readonly pointer: string;
  /** Which end of a `key: value` pair to show; unset: the value of a scalar, the key of anything larger. */
  readonly at?: "key" | "value";
}

export type Place = Origin | Location;

export interface RelatedPlace {
  readonly message: string;
  readonly place: Place;
}

/** Says something about a place. The parameters are those of the code's message. */
export type Report = <C extends Code>(
  code: C,
  place: Place,
  params: Params<C>,
  related?: readonly RelatedPlace[],
) => void;

export interface DiagnosticCollector {
  readonly report: Report;
  /** All so far, each once, in the order of file, line, column and code. What holds for many classes alike is said of the first. */
  list(): readonly Diagnostic[];
  hasErrors(): boolean;
}

/**
 * An empty collector. `locate` finds the line and column of an origin: `SchemaView.locate` for every stage that has a view.
 */
export function collectDiagnostics(locate: (origin: Origin) => Location): DiagnosticCollector {
  const found = new Map<string, Diagnostic>();
  const locationOf = (place: Place): Location => ("line" in place ? place : locate(place));
  return {
    report(code, place, params, related = []) {
      const template = codes[code];
      // The registry pairs each code with its own parameters, which the compiler cannot follow through the union.
      const fill = (part: unknown): string | undefined =>
        (part as (params: unknown) => string | undefined)(params);
      const { file, line, column } = locationOf(place);
      const said = "hint" in template ? fill(template.hint) : undefined;
      const hint = said && visible(said);
      const diagnostic: Diagnostic = {
        severity: template.severity,
        code,
        message: sentence(fill(template.message) ?? ""),
        ...(hint === undefined ? {} : { hint }),
        file,
        line,
        column,
        pointer: "pointer" in place ? place.pointer : "",
        ...(related.length === 0
          ? {}
          : {
              related: related.map(({ message, place: other }) => ({
                message,
                ...pick(locationOf(other)),
              })),
            }),
      };
      const key = `${file}\n${line}\n${column}\n${code}\n${diagnostic.message}`;
      if (!found.has(key)) found.set(key, diagnostic);
    },
    list: () => mergeByClass([...found.values()].toSorted(compareDiagnostics)),
    hasErrors: () => [...found.values()].some(({ severity }) => severity === "error"),
  };
}

const OF_CLASS = /\b[Cc]lass "[^"]*"/;

/** A slot with many heirs would be told of once for each of them, always at the same place. */
function mergeByClass(sorted: readonly Diagnostic[]): readonly Diagnostic[] {
  const merged: { readonly first: Diagnostic; readonly key: string; others: number }[] = [];
  for (const diagnostic of sorted) {
    const { file, line, column, code, message, hint } = diagnostic;
    const key = JSON.stringify([file, line, column, code, message.replace(OF_CLASS, ""), hint]);
    const last = merged.at(-1);
    if (last?.key === key) last.others++;
    else merged.push({ first: diagnostic, key, others: 0 });
  }
  return merged.map(({ first, others }) => {
    if (others === 0) return first;
    const rest = others === 1 ? "one other class" : `${others} other classes`;
    return { ...first, message: first.message.replace(OF_CLASS, `$& and ${rest}`) };
  });
}

/** With a capital: what a message starts with is often the name of a thing, written as it is inside other messages. */
function sentence(text: string): string {
  return visible(text.slice(0, 1).toUpperCase() + text.slice(1));
}

/** What a terminal would obey rather than show is written as an escape. */
function visible(text: string): string {
  return text.replaceAll(
    /\p{Cc}|\p{Bidi_Control}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Order of file, line, column and code: the same whatever the order of the stages. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function pick({ file, line, column }: Location): Location {
  return { file, line, column };
}
