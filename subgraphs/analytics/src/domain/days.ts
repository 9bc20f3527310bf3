const dayMs = 86_400_000;

/** A calendar day as `2026-11-20`. */
export type Day = string;

const msOf = (day: Day) => Date.parse(day);
const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day => dayOf(msOf(day) + days * dayMs);

/** How many days lie between two, both counted; 0 or less when the second is before the first. */
export const daysIn = (from: Day, to: Day): number => (msOf(to) - msOf(from)) / dayMs + 1;

/** The same day of the year before; the 28th for a 29th of February that it lacks. */
export function yearBefore(day: Day): Day {
  const year = String(Number(day.slice(0, 4)) - 1).padStart(4, "0");
  return day.endsWith("-02-29") ? `${year}-02-28` : `${year}${day.slice(4)}`;
}

/** The Monday after a day. */
export const nextMonday = (day: Day): Day => addDays(day, 7 - ((new Date(day).getUTCDay() + 6) % 7));

/** The first of the month after a day's. */
export function nextMonth(day: Day): Day {
  const date = new Date(day);
  return dayOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1));
}
