import { cancellation } from "../../subgraphs/orders/src/processes/cancellation.ts";
import { checkout } from "../../subgraphs/orders/src/processes/checkout.ts";
import type { Moods } from "./bank.ts";
import type { Definition } from "./driving.ts";
import { firstMoney, type MoneyRules, moneyRules } from "./money.ts";
import type { Order, Spare, State } from "./state.ts";
import { firstStock, type StockRules, stockRules } from "./stock.ts";

/** What is decided how: production, or a mutant of it. */
export interface Rules {
  readonly checkout: Definition;
  readonly cancellation: Definition;
  readonly stock: StockRules;
  readonly money: MoneyRules;
}

export const production: Rules = { checkout, cancellation, stock: stockRules, money: moneyRules };

export type Method = "CARD" | "BANK_TRANSFER" | "GIFT_CARD" | "INVOICE";

/** Two orders of the same unit, and what may befall them. */
export interface Scenario {
  readonly name: string;
  /** How each order is paid: what each part bears in minor units, the last bears the rest. */
  readonly orders: readonly (readonly { readonly method: Method; readonly amount: string | null }[])[];
  readonly moods: Moods;
  /** What each order may suffer, by its place. */
  readonly spare: readonly Partial<Spare>[];
  /** Both are checkouts of one cart; by a repeat of the same call, or by another. */
  readonly oneCart?: "same key" | "other key";
  /** What is on the one gift card. */
  readonly giftCard?: bigint;
  /** How many webhooks, sweeps and reconciliations may be at work on one order at once. */
  readonly lookers: number;
}

const nothing: Spare = { faults: 0, duplicates: 0, aborts: 0, cancellations: 0, reconciliations: 0, looks: 0 };

export function firstState({ orders, spare, oneCart, giftCard }: Scenario): State {
  return {
    stock: firstStock,
    carts: (oneCart ? [0] : orders).map(() => ({ status: "OPEN", orderId: null })),
    card: giftCard === undefined ? null : { balance: giftCard, held: 0n },
    orders: orders.map(
      (_, i): Order => ({
        id: `order_${"AB"[i]}`,
        cart: oneCart ? 0 : i,
        clock: 0,
        checkout: null,
        cancellation: null,
        row: null,
        money: firstMoney,
        bank: { payments: [], events: [] },
        threads: [],
        spare: { ...nothing, ...spare[i] },
        finished: false,
      }),
    ),
  };
}
