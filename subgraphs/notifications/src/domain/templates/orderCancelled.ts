import type { Row } from "../letter.ts";
import { moneyText } from "../money.ts";
import { type MailedOrder, orderRows, pieces } from "../order.ts";
import type { Language, Template } from "../template.ts";

/** An order, and what of it was given up this time; null means all of it. */
export interface MailedCancellation extends MailedOrder {
  readonly whole: boolean;
  readonly cancelled: {
    readonly amountMinor: bigint;
    readonly lines: readonly { readonly name: string; readonly quantity: number; readonly amountMinor: bigint }[];
  } | null;
}

const sums = { en: "Cancelled", ko: "취소 금액" } as const satisfies Record<Language, string>;

/** What was given up: the order as it was when it went at once, else the pieces that went this time. */
function cancelledRows(order: MailedCancellation, language: Language): Row[] {
  const { whole, cancelled, currency, totalMinor } = order;
  if (!cancelled || (whole && cancelled.amountMinor === totalMinor)) return orderRows(order, language);
  const amount = (minor: bigint) => moneyText({ minor, currency }, language);
  return [
    ...cancelled.lines.map((line) => ({ label: pieces(line), value: amount(line.amountMinor) })),
    { label: sums[language], value: amount(cancelled.amountMinor), strong: true },
  ];
}

/** To whoever placed an order that was given up, whole or in part. */
export const orderCancelled: Template<MailedCancellation> = {
  name: "order-cancelled",
  en: (order, shop) => ({
    subject: order.whole
      ? `Your order ${order.number} at ${shop.name} is cancelled`
      : `Part of your order ${order.number} at ${shop.name} is cancelled`,
    blocks: [
      {
        paragraph: order.whole
          ? `Your order ${order.number} is cancelled. This is what we took out:`
          : `Part of your order ${order.number} is cancelled; the rest stays as it is. This is what we took out:`,
      },
      { rows: cancelledRows(order, "en") },
      { paragraph: "You need not pay for it. What you have paid for it already, you get back the way you paid it." },
    ],
  }),
  ko: (order, shop) => ({
    subject: `${shop.name} 주문 ${order.number} ${order.whole ? "취소" : "부분 취소"} 안내`,
    blocks: [
      {
        paragraph: order.whole
          ? `주문 번호 ${order.number} 건이 취소되었습니다. 취소된 내용은 다음과 같습니다.`
          : `주문 번호 ${order.number} 건의 일부가 취소되었으며 나머지는 그대로 진행됩니다. 취소된 내용은 다음과 같습니다.`,
      },
      { rows: cancelledRows(order, "ko") },
      { paragraph: "취소된 상품은 결제하지 않으셔도 되며, 이미 결제하신 금액은 결제하신 방법으로 돌려드립니다." },
    ],
  }),
};
