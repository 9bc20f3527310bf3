import type { Interval } from "./rows.ts";

/** What sums are kept of: quarters of an hour, days and months, in UTC. */
export type Span = "QUARTER" | "DAY" | "MONTH";

/** A part of an interval that is answered from sums of one span. */
export interface Piece extends Interval {
  readonly span: Span;
}

const dayMs = 86_400_000;

const dayAtOrBefore = (ms: number) => ms - (((ms % dayMs) + dayMs) % dayMs);
const dayAtOrAfter = (ms: number) => dayAtOrBefore(ms + dayMs - 1);
const monthOf = (ms: number, ahead: number) => {
  const date = new Date(ms);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1);
};
const monthAtOrAfter = (ms: number) => (monthOf(ms, 0) === ms ? ms : monthOf(ms, 1));

/**
 * Takes an interval apart into whole months, whole days and the quarters at its ends, so that a year is a few hundred
 * sums and not 35,000, in any time zone.
 */
export function piecesOf({ from, to }: Interval): Piece[] {
  const [first, last] = [from.getTime(), to.getTime()];
  return split(first, last, dayAtOrAfter(first), dayAtOrBefore(last), "QUARTER", (days, daysEnd) =>
    split(days, daysEnd, monthAtOrAfter(days), monthOf(daysEnd, 0), "DAY", (months, monthsEnd) => [
      piece("MONTH", months, monthsEnd),
    ]),
  ).filter((one) => one.from < one.to);
}

/** The ends in the smaller span, what is between them in larger ones if there is a whole one. */
function split(
  first: number,
  last: number,
  inner: number,
  innerEnd: number,
  span: Span,
  between: (from: number, to: number) => Piece[],
): Piece[] {
  if (inner >= innerEnd) return [piece(span, first, last)];
  return [piece(span, first, inner), ...between(inner, innerEnd), piece(span, innerEnd, last)];
}

const piece = (span: Span, from: number, to: number): Piece => ({ span, from: new Date(from), to: new Date(to) });
