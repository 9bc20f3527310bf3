import type { Row } from "./letter.ts";
import { moneyText } from "./money.ts";
import type { Language } from "./template.ts";

/** An order as its event froze it: names and amounts of that moment. */
export interface MailedOrder {
  readonly number: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly lines: readonly { readonly name: string; readonly quantity: number; readonly totalMinor: bigint }[];
}

/** The lines of an order and their sum. */
export function orderRows(order: MailedOrder, language: Language, total: string): Row[] {
  const amount = (minor: bigint) => moneyText({ minor, currency: order.currency }, language);
  const lines = order.lines.map(({ name, quantity, totalMinor }) => ({
    label: `${quantity} × ${name}`,
    value: amount(totalMinor),
  }));
  return [...lines, { label: total, value: amount(order.totalMinor), strong: true }];
}
