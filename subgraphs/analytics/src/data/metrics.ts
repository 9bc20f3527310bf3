import { badInput } from "@madang/service-kit";
import { isChannelCode, mostDays, wrongDays } from "../domain/period.ts";
import { totalsOf } from "../domain/totals.ts";
import { daysOf } from "./dailyFigures.ts";
import type { Db } from "./database.ts";
import { newestKnown } from "./freshness.ts";
import type { Market } from "./salesFigures.ts";

/** What was sold by day; throws `BAD_USER_INPUT` for a range of days that is none. */
export async function metricsOf(db: Db, input: Market & { readonly from: string; readonly to: string }) {
  const wrong = wrongDays(input.from, input.to, mostDays.DAY);
  if (wrong) throw badInput(wrong);
  if (input.channel != null && !isChannelCode(input.channel)) throw badInput('"channel" must be the code of a market.');
  const [days, asOf] = await Promise.all([daysOf(db, input), newestKnown(db)]);
  return { days, totals: totalsOf(days), asOf };
}
