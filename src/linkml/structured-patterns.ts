// `structured_pattern` → `pattern`: the `{name}` of a syntax become the settings of that name, which may name others.

import type { Report } from "../text/diagnostic.ts";
import { childPointer } from "../text/pointer.ts";
import { suggest } from "../text/suggest.ts";
import type { Origin, Setting } from "./metamodel.ts";
import { MAX_CHAIN } from "./ancestry.ts";
import { checkPattern, MAX_PATTERN_LENGTH } from "./pattern.ts";
import { describeScope, type PatternSite } from "./read-values.ts";

/** Gives each element its `pattern`. Of an element with both, the structured one counts, as in LinkML's own tools. */
export function materializePatterns(
  settings: ReadonlyMap<string, Setting>,
  sites: readonly PatternSite[],
  report: Report,
): void {
  const expand = settingExpander(settings, report);
  // Many slots have the same syntax; where one cannot be expanded, each is told of.
  const bodies = new Map<string, string>();
  const interpolate: Expand = (syntax, subject) => {
    const body = bodies.get(syntax) ?? expand(syntax, subject);
    if (body !== undefined) bodies.set(syntax, body);
    return body;
  };
  for (const { element, origin, scope } of sites) {
    const { syntax, interpolated, partialMatch } = element.structuredPattern ?? {};
    if (syntax === undefined) continue;
    const place = { file: origin.file, pointer: childPointer(origin.pointer, "syntax") };
    const subject = { from: describeScope(scope), place };
    // Unsaid, a syntax that names settings means them: as a literal, `{name}` would match nothing that anyone writes.
    const isInterpolated = interpolated ?? namesOnlySettings(syntax, settings);
    const body = isInterpolated ? interpolate(syntax, subject) : literalTokens(syntax, settings);
    if (body === undefined) continue;
    const pattern = partialMatch ? body : `^(?:${body})$`;
    if (checkPattern(pattern, subject.from, place, report)) element.pattern = pattern;
  }
}

/** `{name}`, but neither the `{2,3}` of a repeat nor the `{Lu}` of a Unicode property. */
const TOKEN = /(\\[pPu])?\{([A-Za-z][\w.\- ]*)\}/g;

function namesOnlySettings(syntax: string, settings: ReadonlyMap<string, Setting>): boolean {
  const names = [...syntax.matchAll(TOKEN)].filter(([, escape]) => escape === undefined);
  return names.length > 0 && names.every(([, , name = ""]) => settings.has(name));
}

/** Without interpolation a `{name}` stands for itself. */
function literalTokens(syntax: string, settings: ReadonlyMap<string, Setting>): string {
  return syntax.replaceAll(TOKEN, (token, escape: string | undefined, name: string) =>
    escape === undefined && settings.has(name) ? `\\{${name}\\}` : token,
  );
}

/** What a text with tokens belongs to, for messages. */
interface Subject {
  readonly from: string;
  readonly place: Origin;
}

/** Undefined where the text cannot be expanded (reported). */
type Expand = (text: string, subject: Subject) => string | undefined;

function settingExpander(settings: ReadonlyMap<string, Setting>, report: Report): Expand {
  const known = new Map<string, string | undefined>();
  const open: string[] = [];

  const valueOf = (name: string, { settingValue = "", origin }: Setting): string | undefined => {
    if (known.has(name)) return known.get(name);
    const start = open.indexOf(name);
    if (start >= 0) {
      reportCycle([...open.slice(start), name], settings, report);
      return undefined;
    }
    if (open.length > MAX_CHAIN) {
      report("chain-too-long", origin, { kind: "setting", name, limit: MAX_CHAIN });
      return undefined;
    }
    open.push(name);
    const value = expand(settingValue, { from: `setting "${name}"`, place: origin });
    open.pop();
    known.set(name, value);
    return value;
  };

  const expand: Expand = (text, { from, place }) => {
    let isWhole = true;
    let length = text.length;
    const replace = (token: string, escape: string | undefined, name: string, offset: number) => {
      if (escape !== undefined) return token;
      // `{{name}}` is how LinkML writes a literal `{name}`.
      if (text[offset - 1] === "{" && text[offset + token.length] === "}") return name;
      const setting = settings.get(name);
      if (setting === undefined) {
        const suggestion = suggest(name, settings.keys());
        report("unknown-setting", place, { from, name, suggestion });
      }
      const value = setting && valueOf(name, setting);
      length += value?.length ?? 0;
      if (value === undefined || length > MAX_PATTERN_LENGTH) isWhole = false;
      return isWhole ? (value ?? token) : token;
    };
    const expanded = text.replaceAll(TOKEN, replace);
    if (length > MAX_PATTERN_LENGTH)
      report("pattern-too-long", place, { from, limit: MAX_PATTERN_LENGTH });
    return isWhole ? expanded : undefined;
  };
  return expand;
}

function reportCycle(
  cycle: readonly string[],
  settings: ReadonlyMap<string, Setting>,
  report: Report,
): void {
  const [first, ...others] = cycle.slice(0, -1).flatMap((name) => settings.get(name) ?? []);
  if (first === undefined) return;
  const related = others.map(({ origin }) => ({ message: "also on the cycle", place: origin }));
  report("setting-cycle", first.origin, { cycle }, related);
}
