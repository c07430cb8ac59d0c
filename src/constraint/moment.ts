// Dates and times as text: which ones there are.

/** `2024-02-29`: a day that the calendar has, from year 1 on. */
export function isCalendarDate(text: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (match === null) return false;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return year > 0 && day > 0 && day <= (days[month - 1] ?? 0);
}

/** `12:30`, `12:30:00`, `12:30:00.25`: no zone, and no 24:00. */
export function isClockTime(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(text);
}

/** A date and a time with seconds, with or without a zone. */
export function isMoment(text: string): boolean {
  const match = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+-]\d\d:\d\d)?$/.exec(
    text,
  );
  if (match === null) return false;
  const [, day = "", time = ""] = match;
  return isCalendarDate(day) && isClockTime(time);
}
