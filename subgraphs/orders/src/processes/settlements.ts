import type { Money } from "@madang/service-kit";
import type { PaymentMethod } from "../__generated__/resolvers.ts";
import type { Background } from "../context.ts";
import type { NotOrdered } from "./checkoutState.ts";

/** What is to be paid. */
export interface Debt {
  readonly orderId: string;
  readonly accountId: string | null;
  readonly email: string;
  readonly total: Money;
}

/**
 * How an order is paid. `settle` comes when the stock is set aside and before the order is final: afterwards the
 * money is as good as ours, or a problem says why not. Both bear repetition, and `giveBack` also that nothing was
 * settled.
 */
export interface Settlement {
  settle(background: Background, debt: Debt): Promise<NotOrdered | null>;
  giveBack(background: Background, debt: Debt): Promise<void>;
}

/** Paid after delivery: no money moves while the order is placed. */
const invoice: Settlement = {
  settle: async () => null,
  giveBack: async () => undefined,
};

export const settlements: Readonly<Record<PaymentMethod, Settlement>> = { INVOICE: invoice };
