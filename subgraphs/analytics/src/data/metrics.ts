import { badInput } from "@madang/service-kit";
import { daysIn, isChannelCode, mostDays } from "../domain/range.ts";
import { totalsOf } from "../domain/totals.ts";
import { daysOf, newestEvent, type Range } from "./dailyRevenue.ts";
import type { Db } from "./database.ts";

/** What was sold; throws `BAD_USER_INPUT` for a range of days that is none. */
export async function metricsOf(db: Db, range: Range) {
  const days = daysIn(range.from, range.to);
  if (days < 1) throw badInput('"from" must not be after "to".');
  if (days > mostDays) throw badInput(`"to" must be at most ${mostDays - 1} days after "from".`);
  if (range.channel != null && !isChannelCode(range.channel)) throw badInput('"channel" must be the code of a market.');
  const [rows, asOf] = await Promise.all([daysOf(db, range), newestEvent(db)]);
  return { days: rows, totals: totalsOf(rows), asOf };
}
