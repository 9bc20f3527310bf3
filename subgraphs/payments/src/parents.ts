import type { DiscrepancyRow } from "./data/discrepancies.ts";
import type { LedgerRow, PaymentView, RefundView } from "./data/reads.ts";
import type { SavedMethodRow } from "./data/savedMethods.ts";

export type Payment = PaymentView;
export type Refund = RefundView;
export type LedgerTransaction = LedgerRow;
export type SavedPaymentMethod = SavedMethodRow;
export type PaymentDiscrepancy = DiscrepancyRow;

/** What an id is enough for: whether it exists is another's to know. */
export type Order = { readonly id: string };
export type Account = { readonly id: string };
