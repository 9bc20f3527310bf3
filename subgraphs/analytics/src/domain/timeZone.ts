import type { Day } from "./days.ts";

const quarterMs = 900_000;
/** No place is further from UTC than this. */
const furthest = 60;

/** Tells the calendar day of an instant in a time zone; null when there is no such zone. */
export function calendarOf(timeZone: string): ((instant: number) => Day) | null {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(timeZone)) return null;
  try {
    const format = new Intl.DateTimeFormat("en-US", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    return (instant) => {
      const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
      return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * When a day begins. All zones have stood whole quarters of an hour from UTC since 1972, so the first quarter that
 * belongs to the day is its beginning, also where its midnight does not exist or comes twice.
 */
export function beginningOf(day: Day, calendar: (instant: number) => Day): Date {
  const utc = Date.parse(day);
  let before = -furthest;
  let within = furthest;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (calendar(utc + middle * quarterMs) < day) before = middle;
    else within = middle;
  }
  return new Date(utc + within * quarterMs);
}
