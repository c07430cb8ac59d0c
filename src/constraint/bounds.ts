// Bounds as several definitions give them → the strictest, which is what holds.

import type { Scalar } from "../linkml/metamodel.ts";
import { isCalendarDate, isClockTime, isMoment } from "./moment.ts";

interface Bounded {
  readonly minimumValue?: Scalar;
  readonly maximumValue?: Scalar;
}

/** The bounds of a number. */
export function numericBounds(layers: readonly Bounded[]): {
  readonly minimum?: number;
  readonly maximum?: number;
} {
  const minima = numbers(layers.map(({ minimumValue }) => minimumValue));
  const maxima = numbers(layers.map(({ maximumValue }) => maximumValue));
  return {
    ...(minima.length > 0 && { minimum: Math.max(...minima) }),
    ...(maxima.length > 0 && { maximum: Math.min(...maxima) }),
  };
}

function numbers(values: readonly (Scalar | undefined)[]): readonly number[] {
  return values.filter(isNumeric).map(Number);
}

/** Whether a bound is one of numbers: 5, or the text "5". */
function isNumeric(value: Scalar | undefined): value is string | number {
  if (typeof value === "number") return Number.isFinite(value);
  return typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
}

type MomentFormat = "date" | "time" | "date-time";

/** The bounds of a date, time or date-time, as text of that format; those of date-times are in UTC. */
export function momentBounds(
  format: MomentFormat,
  layers: readonly Bounded[],
): { readonly earliest?: string; readonly latest?: string } {
  const { first, last } = MOMENTS[format];
  const minima = layers.flatMap(({ minimumValue }) => first(String(minimumValue ?? "")) ?? []);
  const maxima = layers.flatMap(({ maximumValue }) => last(String(maximumValue ?? "")) ?? []);
  const earliest = minima.toSorted().at(-1);
  const latest = maxima.toSorted()[0];
  return { ...(earliest !== undefined && { earliest }), ...(latest !== undefined && { latest }) };
}

type ReadBound = (text: string) => string | undefined;

/** A bound → the first and the last moment that it means, in a form whose order is that of its text. */
const MOMENTS: Readonly<
  Record<MomentFormat, { readonly first: ReadBound; readonly last: ReadBound }>
> = {
  date: { first: dateOf, last: dateOf },
  time: { first: timeOf, last: timeOf },
  "date-time": {
    first: (text) => momentOf(isCalendarDate(text) ? `${text}T00:00:00` : text),
    last: (text) => momentOf(isCalendarDate(text) ? `${text}T23:59:59.999999` : text),
  },
};

function dateOf(text: string): string | undefined {
  const day = text.slice(0, 10);
  return isCalendarDate(day) && (text === day || isMoment(text)) ? day : undefined;
}

function timeOf(text: string): string | undefined {
  if (!isClockTime(text)) return undefined;
  return text.length === 5 ? `${text}:00` : text;
}

function momentOf(text: string): string | undefined {
  if (!isMoment(text)) return undefined;
  const [, seconds = "", fraction = "", zone = "Z"] =
    /^(.{19})(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text.replace(" ", "T")) ?? [];
  const time = Date.parse(`${seconds}${zone}`);
  if (Number.isNaN(time)) return undefined;
  return `${new Date(time).toISOString().slice(0, 19)}${fraction.replace(/\.?0+$/, "")}Z`;
}
