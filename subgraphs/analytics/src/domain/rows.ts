import { addDays, type Day, nextMonday, nextMonth } from "./days.ts";
import { beginningOf } from "./timeZone.ts";

export type Granularity = "HOUR" | "DAY" | "WEEK" | "MONTH";

/** From an instant on, and before another. */
export interface Interval {
  readonly from: Date;
  readonly to: Date;
}

const hourMs = 3_600_000;

const next: Readonly<Record<Granularity, (day: Day) => Day>> = {
  HOUR: (day) => addDays(day, 1),
  DAY: (day) => addDays(day, 1),
  WEEK: nextMonday,
  MONTH: nextMonth,
};

/** The whole of some days, both ends counted. */
export const intervalOf = (from: Day, to: Day, calendar: (instant: number) => Day): Interval => ({
  from: beginningOf(from, calendar),
  to: beginningOf(addDays(to, 1), calendar),
});

/** The rows of some days: they follow each other without gaps, and the first and the last may be cut short. */
export function rowsOf(from: Day, to: Day, granularity: Granularity, calendar: (instant: number) => Day): Interval[] {
  const end = addDays(to, 1);
  const days: Day[] = [];
  for (let day = from; day < end; day = next[granularity](day)) days.push(day);
  const instants = [...days, end].map((day) => beginningOf(day, calendar));
  const rows = instants.slice(1).map((to, i) => ({ from: instants[i] ?? to, to }));
  return granularity === "HOUR" ? rows.flatMap(hoursOf) : rows;
}

/** The hours of one day: 23 or 25 where clocks change. */
function hoursOf({ from, to }: Interval): Interval[] {
  const hours: Interval[] = [];
  for (let at = from.getTime(); at < to.getTime(); at += hourMs)
    hours.push({ from: new Date(at), to: new Date(Math.min(at + hourMs, to.getTime())) });
  return hours;
}
