import type { Tx } from "./database.ts";
import { type PaymentView, withRefunds } from "./reads.ts";

/** One that is known to be there. */
export const getPayment = (tx: Tx, id: string): Promise<PaymentView> =>
  tx.payment.findUniqueOrThrow({ where: { id }, include: withRefunds });

/** Keeps what a bank statement calls the payment of an invoice. */
export const noteReference = (tx: Tx, id: string, reference: string) =>
  tx.payment.update({ where: { id }, data: { providerRef: reference }, select: { id: true } });
