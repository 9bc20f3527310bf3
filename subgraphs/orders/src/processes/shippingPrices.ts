import type { Background } from "../context.ts";
import { type Destination, findShippingRate } from "../data/shippingRates.ts";
import { flatRate } from "../domain/shipping.ts";

/** What is sent, and where to. */
export interface Shipment extends Destination {
  /** What the goods cost, in minor units. */
  readonly goods: bigint;
}

/** What sending something costs, in minor units. Asked once for an order, which keeps the answer. */
export type ShippingPrices = (background: Background, shipment: Shipment) => Promise<bigint>;

/** From the table of flat rates; a room for shipping would be asked here instead. */
export const shippingPrices: ShippingPrices = async ({ db }, { goods, ...destination }) =>
  flatRate(await findShippingRate(db, destination), goods);
