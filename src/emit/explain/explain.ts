// `Class` or `Class.slot` → text for a terminal: how it was induced and from where, how it is stored, how it is served.

import type { InducedSlot, Origin } from "../../linkml/metamodel.ts";
import { slotName, underscore } from "../../linkml/names.ts";
import { suggest } from "../../text/suggest.ts";
import { declaringClasses, explainInduction, type MetaslotValue } from "./induction.ts";
import { slotService, slotStorage, storageReason, type Explained } from "./storage.ts";

export type { Explained } from "./storage.ts";

export type Explanation =
  | { readonly kind: "text"; readonly text: string }
  /** There is no such class or slot; the message says what there is. */
  | { readonly kind: "unknown"; readonly message: string };

/** `target` is a class, or a class and a slot with a dot between; names as the schema spells them or as they are in JSON. */
export function explain(target: string, explained: Explained): Explanation {
  const { view } = explained;
  const whole = classNamed(target, explained);
  if (whole !== undefined) return { kind: "text", text: explainClass(whole, explained) };
  // Names may have dots: any of them can be the one between.
  for (let dot = target.indexOf("."); dot >= 0; dot = target.indexOf(".", dot + 1)) {
    const className = classNamed(target.slice(0, dot), explained);
    if (className === undefined) continue;
    const wanted = target.slice(dot + 1);
    const slots = view.inducedSlots(className);
    const slot = slots.find((other) => isNamed(other, wanted));
    if (slot !== undefined) return { kind: "text", text: explainSlot(className, slot, explained) };
    const near = suggest(wanted, slots.map(slotName));
    const hint =
      near === undefined
        ? `it has ${slots.map(slotName).join(", ") || "none"}`
        : `did you mean ${className}.${near}?`;
    return { kind: "unknown", message: `class "${className}" has no slot "${wanted}"; ${hint}` };
  }
  const wanted = target.split(".", 1)[0] ?? target;
  const near = suggest(wanted, view.classes.keys());
  const hint = near === undefined ? "" : `; did you mean ${near}${target.slice(wanted.length)}?`;
  return { kind: "unknown", message: `there is no class "${wanted}"${hint}` };
}

function classNamed(name: string, { view }: Explained): string | undefined {
  const found = view.find("class", name);
  return found !== undefined && view.classes.has(found) ? found : undefined;
}

function isNamed(slot: InducedSlot, wanted: string): boolean {
  return slotName(slot) === underscore(wanted) || underscore(slot.name) === underscore(wanted);
}

function explainSlot(className: string, slot: InducedSlot, explained: Explained): string {
  const { view } = explained;
  const { definitions, values } = explainInduction(view, slot);
  const at = (origin: Origin): string => place(origin, explained);
  const declaring = declaringClasses(view, className, slot);
  const inherited = declaring.filter((name) => name !== className);
  const origin = inherited.length === 0 ? "" : `, inherited from ${inherited.join(" and ")}`;
  return sections(`${className}.${slotName(slot)}${origin}`, [
    {
      title: "Definitions, nearest first",
      lines: table(definitions.map((one) => [one.label, at(one.origin)])),
    },
    { title: "Induced", lines: values.flatMap((value) => valueLines(value, at)) },
    { title: "Stored", lines: slotStorage(className, slot, explained) },
    { title: "Served", lines: slotService(className, slot, explained) },
  ]);
}

function valueLines(value: MetaslotValue, at: (origin: Origin) => string): readonly string[] {
  const { metaslot, from, because, others, combined } = value;
  const verb =
    combined === "strictest" ? "stricter than" : combined === "united" ? "of" : "instead of";
  const reason = from === undefined ? `(${because ?? ""})` : at(from.origin);
  return [
    `${metaslot}: ${value.value}  ${reason}`,
    ...others.map((other) => `    ${verb} ${other.value}  ${at(other.from.origin)}`),
  ];
}

function explainClass(name: string, explained: Explained): string {
  const { view, lowered, resources } = explained;
  const definition = view.classes.get(name);
  const [, ...ancestors] = view.classAncestors(name);
  const stored = lowered.classes.find((other) => other.name === name);
  const resource = resources.find((other) => other.class === name);
  return sections(
    `${name}  ${definition === undefined ? "" : place(definition.origin, explained)}`,
    [
      { title: "Inherits from", lines: ancestors },
      {
        title: "Stored",
        lines: [
          storageReason(name, explained),
          ...(stored === undefined ? [] : [`table "${stored.table}", key "${stored.key.name}"`]),
        ],
      },
      {
        title: "Served",
        lines:
          resource === undefined ? [] : [`${resource.path}: ${resource.operations.join(", ")}`],
      },
      {
        title: "Slots",
        lines: table(
          view
            .inducedSlots(name)
            .map((slot) => [
              slotName(slot),
              `${slot.range}${slot.multivalued ? "[]" : ""}${slot.required ? "" : "?"}`,
              (slotStorage(name, slot, explained)[0] ?? "").replace(/ of table .*/, ""),
              place(slot.origin, explained),
            ]),
          stored === undefined ? [2] : [],
        ),
      },
    ],
  );
}

function place(origin: Origin, { view }: Explained): string {
  const { file, line } = view.locate({ ...origin, at: "key" });
  return `${file}:${line}`;
}

interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** Sections without lines are left out. */
function sections(head: string, parts: readonly Section[]): string {
  const shown = parts
    .filter(({ lines }) => lines.length > 0)
    .map(({ title, lines }) => `\n${title}\n${lines.map((line) => `  ${line}`).join("\n")}\n`);
  return [`${head.trim()}\n`, ...shown].join("");
}

/** Cells in columns; the columns in `without` are left out. */
function table(
  rows: readonly (readonly string[])[],
  without: readonly number[] = [],
): readonly string[] {
  const kept = rows.map((row) => row.filter((_, index) => !without.includes(index)));
  const widths = kept[0]?.map((_, index) =>
    Math.max(...kept.map((row) => row[index]?.length ?? 0)),
  );
  return kept.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths?.[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
