import type { CartLineRow, CartRow, Market } from "./data/carts.ts";
import type { OrderLineRow, OrderRow } from "./data/orders.ts";

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

export interface Account {
  readonly id: string;
}

export interface ProductVariant {
  readonly id: string;
}
