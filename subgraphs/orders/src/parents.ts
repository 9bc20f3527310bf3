import type { ProcessView } from "@madang/service-kit";
import type { CartLineRow, CartRow } from "./data/carts.ts";
import type { OrderLineRow, OrderRow } from "./data/orders.ts";
import type { Market } from "./domain/cartMarket.ts";
import type { CheckoutFacts } from "./domain/checkoutView.ts";

export type { CartWarning } from "./domain/cartWarnings.ts";

export interface Cart extends CartRow {
  /** There only when the cart was made just now. */
  readonly token?: string;
}

/** A line knows its cart's market, which its price depends on. */
export interface CartLine extends CartLineRow {
  readonly market: Market;
}

export type Order = OrderRow;
export type OrderLine = OrderLineRow;

/** An order as its checkout shows it. */
export interface Checkout {
  readonly order: OrderRow;
  /** Null as soon as the order tells all there is. */
  readonly process: ProcessView | null;
  readonly facts: CheckoutFacts;
}

export interface Account {
  readonly id: string;
}

export interface ProductVariant {
  readonly id: string;
}
