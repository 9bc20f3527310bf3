import { addDays, type Day, daysIn, yearBefore } from "./days.ts";
import type { Granularity } from "./rows.ts";

export type Comparison = "PREVIOUS_PERIOD" | "PREVIOUS_YEAR";

/** The most days that are answered at once, both ends counted. */
export const mostDays: Readonly<Record<Granularity, number>> = { HOUR: 32, DAY: 367, WEEK: 3_661, MONTH: 3_661 };

const [firstDay, lastDay] = ["1973-01-01", "9998-12-31"];

/** What is wrong with a range of days; null when nothing is. */
export function wrongDays(from: Day, to: Day, most: number): string | null {
  const days = daysIn(from, to);
  if (days < 1) return '"from" must not be after "to".';
  if (days > most) return `"to" must be at most ${most - 1} days after "from".`;
  if (from < firstDay || to > lastDay) return `Days must lie between ${firstDay} and ${lastDay}.`;
  return null;
}

/** The days that others are compared with. */
export function comparedWith(from: Day, to: Day, comparison: Comparison): { from: Day; to: Day } {
  if (comparison === "PREVIOUS_YEAR") return { from: yearBefore(from), to: yearBefore(to) };
  return { from: addDays(from, -daysIn(from, to)), to: addDays(from, -1) };
}

/** Whether a text can be the code of a market; what cannot is no question for the database. */
export const isChannelCode = (text: string) => /^[\w-]{1,64}$/.test(text);
