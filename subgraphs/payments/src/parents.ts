import type { PaymentRow } from "./data/payments.ts";

export type Payment = PaymentRow;
