import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, daysIn } from "./days.ts";
import { comparedWith } from "./period.ts";
import { type Granularity, intervalOf, rowsOf } from "./rows.ts";
import { piecesOf } from "./spans.ts";
import { beginningOf, calendarOf } from "./timeZone.ts";

const calendar = (timeZone: string) => {
  const found = calendarOf(timeZone);
  if (!found) throw new Error(timeZone);
  return found;
};
const iso = ({ from, to }: { from: Date; to: Date }) => [from.toISOString(), to.toISOString()];

describe("Days begin", () => {
  it.each([
    ["2026-03-29", "Europe/London", "2026-03-29T00:00:00.000Z"],
    ["2026-03-30", "Europe/London", "2026-03-29T23:00:00.000Z"],
    ["2026-10-26", "Europe/London", "2026-10-26T00:00:00.000Z"],
    ["2026-11-20", "Asia/Kolkata", "2026-11-19T18:30:00.000Z"],
    ["2026-11-20", "Asia/Kathmandu", "2026-11-19T18:15:00.000Z"],
    ["2026-11-20", "Pacific/Kiritimati", "2026-11-19T10:00:00.000Z"],
    ["2026-11-20", "Etc/GMT+12", "2026-11-20T12:00:00.000Z"],
    // Its midnight does not exist: the day begins at one.
    ["2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000Z"],
    // Its midnight comes twice: the day begins at the first.
    ["2026-11-01", "America/Havana", "2026-11-01T04:00:00.000Z"],
    // Samoa left this day out: it begins with the next.
    ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("%s in %s at %s", (day, timeZone, instant) =>
    expect(beginningOf(day, calendar(timeZone)).toISOString()).toBe(instant),
  );

  it.each(["Mars/Olympus", "", "+05:30", "Asia/Seoul\u0000", "x".repeat(100)])("nowhere in %j", (timeZone) =>
    expect(calendarOf(timeZone)).toBeNull(),
  );
});

describe("Rows", () => {
  it.each([
    ["2026-03-29", "Europe/London", 23],
    ["2026-10-25", "Europe/London", 25],
    ["2026-10-24", "Europe/London", 24],
    // Clocks go back by half an hour: the last row is half an hour.
    ["2026-04-05", "Australia/Lord_Howe", 25],
  ])("of %s in %s are %i hours", (day, timeZone, hours) =>
    expect(rowsOf(day, day, "HOUR", calendar(timeZone))).toHaveLength(hours),
  );

  it("of weeks begin on Mondays, of months on the first, and are cut short at the ends", () => {
    const utc = calendar("UTC");
    const days = (granularity: Granularity) =>
      rowsOf("2026-01-30", "2026-03-02", granularity, utc).map(({ from }) => from.toISOString().slice(0, 10));
    expect(days("MONTH")).toEqual(["2026-01-30", "2026-02-01", "2026-03-01"]);
    expect(days("WEEK")).toEqual(["2026-01-30", "2026-02-02", "2026-02-09", "2026-02-16", "2026-02-23", "2026-03-02"]);
  });

  it("follow each other from the first midnight to the last, and so do the pieces that answer them", () => {
    const zones = ["UTC", "Europe/London", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
    const question = fc.record({
      from: fc.integer({ min: 0, max: 6_000 }).map((n) => addDays("2015-01-01", n)),
      days: fc.integer({ min: 0, max: 60 }),
      zone: fc.constantFrom(...zones),
      granularity: fc.constantFrom<Granularity[]>("HOUR", "DAY", "WEEK", "MONTH"),
    });
    fc.assert(
      fc.property(question, ({ from, days, zone, granularity }) => {
        const [rows, whole] = [
          rowsOf(from, addDays(from, days), granularity, calendar(zone)),
          intervalOf(from, addDays(from, days), calendar(zone)),
        ];
        for (const parts of [rows, rows.flatMap(piecesOf), piecesOf(whole)]) {
          expect(parts[0]?.from).toEqual(whole.from);
          expect(parts.at(-1)?.to).toEqual(whole.to);
          for (const [i, part] of parts.slice(1).entries()) expect(part.from).toEqual(parts[i]?.to);
          for (const { from, to } of parts) expect(from < to).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

it("A year is answered from months and days, and quarters only at its ends", () => {
  const pieces = piecesOf(intervalOf("2026-01-01", "2026-12-31", calendar("Asia/Kolkata")));
  expect(pieces.map((piece) => [piece.span, ...iso(piece)])).toEqual([
    ["QUARTER", "2025-12-31T18:30:00.000Z", "2026-01-01T00:00:00.000Z"],
    ["MONTH", "2026-01-01T00:00:00.000Z", "2026-12-01T00:00:00.000Z"],
    ["DAY", "2026-12-01T00:00:00.000Z", "2026-12-31T00:00:00.000Z"],
    ["QUARTER", "2026-12-31T00:00:00.000Z", "2026-12-31T18:30:00.000Z"],
  ]);
});

it("What is compared with is as long, or a year earlier", () => {
  expect(comparedWith("2026-03-01", "2026-03-31", "PREVIOUS_PERIOD")).toEqual({ from: "2026-01-29", to: "2026-02-28" });
  expect(comparedWith("2024-02-29", "2024-02-29", "PREVIOUS_YEAR")).toEqual({ from: "2023-02-28", to: "2023-02-28" });
  expect(daysIn("2026-03-01", "2026-03-31")).toBe(31);
});
