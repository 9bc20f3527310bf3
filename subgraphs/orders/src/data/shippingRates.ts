import type { Sql } from "@madang/service-kit";
import type { FlatRate } from "../domain/shipping.ts";

export interface Destination {
  readonly channel: string;
  readonly country: string;
  readonly currency: string;
}

/** What sending an order there costs; null when nothing is said. */
export async function findShippingRate(db: Sql, { channel, country, currency }: Destination): Promise<FlatRate | null> {
  const [rate] = await db.$queryRaw<FlatRate[]>`
    SELECT rate_minor AS "rateMinor", free_from_minor AS "freeFromMinor" FROM shipping_rate
    WHERE channel = ${channel} AND country = ${country} AND currency = ${currency}`;
  return rate ?? null;
}
