import { badInput, isId } from "@madang/service-kit";
import type { SalesInput } from "../__generated__/resolvers.ts";
import { isChannelCode, mostDays, wrongDays } from "../domain/period.ts";
import { calendarOf } from "../domain/timeZone.ts";
import type { Db } from "./database.ts";
import { isProductIn } from "./placements.ts";

/** The calendar of the time zone that is asked for; throws `BAD_USER_INPUT` for what cannot be answered. */
export function checkQuestion({ from, to, timeZone, granularity, channel }: SalesInput) {
  const calendar = calendarOf(timeZone);
  if (!calendar) throw badInput('"timeZone" must be an IANA time zone, as "Asia/Seoul".');
  const wrong = wrongDays(from, to, mostDays[granularity]);
  if (wrong) throw badInput(wrong);
  if (channel != null && !isChannelCode(channel)) throw badInput('"channel" must be the code of a market.');
  return calendar;
}

/** Which sums answer: of everything, a product or a category. Null when nothing can: there is no such thing. */
export async function scopeOf(db: Db, { productId, categoryId }: SalesInput): Promise<string | null> {
  if (productId != null && !isId("product", productId)) return null;
  if (categoryId != null && !isId("category", categoryId)) return null;
  if (productId != null && categoryId != null) return (await isProductIn(db, productId, categoryId)) ? productId : null;
  return productId ?? categoryId ?? "";
}
