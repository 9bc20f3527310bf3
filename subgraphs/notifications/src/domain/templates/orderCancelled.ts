import { type MailedOrder, orderRows } from "../order.ts";
import type { Template } from "../template.ts";

/** To whoever placed an order that was given up. */
export const orderCancelled: Template<MailedOrder> = {
  name: "order-cancelled",
  en: (order, shop) => ({
    subject: `Your order ${order.number} at ${shop.name} is cancelled`,
    blocks: [
      { paragraph: `Your order ${order.number} is cancelled. This is what it was:` },
      { rows: orderRows(order, "en", "Total") },
      { paragraph: "You need not pay anything." },
    ],
  }),
  ko: (order, shop) => ({
    subject: `${shop.name} 주문 ${order.number} 취소 안내`,
    blocks: [
      { paragraph: `주문 번호 ${order.number} 건이 취소되었습니다. 취소된 내용은 다음과 같습니다.` },
      { rows: orderRows(order, "ko", "합계") },
      { paragraph: "결제하실 금액은 없습니다." },
    ],
  }),
};
