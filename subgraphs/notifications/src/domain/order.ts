import type { Row } from "./letter.ts";
import { moneyText } from "./money.ts";
import type { Language } from "./template.ts";

/** An order as its event froze it: names and amounts of that moment. */
export interface MailedOrder {
  readonly number: string;
  readonly currency: string;
  readonly totalMinor: bigint;
  readonly lines: readonly MailedLine[];
}

/** Its `totalMinor` is the prices alone. */
export interface MailedLine {
  readonly name: string;
  readonly quantity: number;
  readonly totalMinor: bigint;
  readonly discountMinor: bigint;
  readonly taxMinor: bigint;
  readonly shippingMinor: bigint;
}

const labels = {
  en: { subtotal: "Subtotal", discount: "Discount", shipping: "Shipping", tax: "Tax", total: "Total" },
  ko: { subtotal: "상품 금액", discount: "할인", shipping: "배송비", tax: "세금", total: "합계" },
} as const satisfies Record<Language, Readonly<Record<string, string>>>;

type Part = "totalMinor" | "discountMinor" | "taxMinor" | "shippingMinor";

/** The lines of an order, what comes off and on top, and their sum; what is nothing is not mentioned. */
export function orderRows({ lines, totalMinor, currency }: MailedOrder, language: Language): Row[] {
  const amount = (minor: bigint) => moneyText({ minor, currency }, language);
  const sum = (part: Part) => lines.reduce((all, line) => all + line[part], 0n);
  const name = labels[language];
  const parts = [
    { label: name.discount, minor: -sum("discountMinor") },
    { label: name.shipping, minor: sum("shippingMinor") },
    { label: name.tax, minor: sum("taxMinor") },
  ].filter(({ minor }) => minor !== 0n);
  const between = parts.length === 0 ? [] : [{ label: name.subtotal, minor: sum("totalMinor") }, ...parts];
  return [
    ...lines.map((line) => ({ label: pieces(line), value: amount(line.totalMinor) })),
    ...between.map(({ label, minor }) => ({ label, value: amount(minor) })),
    { label: name.total, value: amount(totalMinor), strong: true },
  ];
}

/** So many of something. */
export const pieces = ({ name, quantity }: { readonly name: string; readonly quantity: number }) =>
  `${quantity} × ${name}`;
