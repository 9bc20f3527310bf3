import type { PaymentNextAction } from "../calls/payments.ts";
import type { Work } from "../context.ts";
import { awaitShopper } from "../data/orderChanges.ts";

export interface Noted {
  readonly orderId: string;
  readonly action: PaymentNextAction;
}

/** Writes down what the shopper has to do, so that whoever asks for the order is told. */
export function noteNextAction({ tx, now }: Work, { orderId, action }: Noted) {
  const { type, redirectUrl, bank, accountNumber, holder, amountMinor, expiresAt } = action;
  const bankTransfer =
    bank !== null && accountNumber !== null && holder !== null && amountMinor !== null
      ? { bank, accountNumber, holder, amountMinor: BigInt(amountMinor) }
      : null;
  return awaitShopper(tx, orderId, { type, redirectUrl, bankTransfer, expiresAt }, now);
}
