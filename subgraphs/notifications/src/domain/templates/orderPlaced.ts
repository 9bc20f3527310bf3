import { type MailedOrder, orderRows } from "../order.ts";
import type { Template } from "../template.ts";

/** To whoever placed an order. */
export const orderPlaced: Template<MailedOrder> = {
  name: "order-placed",
  en: (order, shop) => ({
    subject: `Your order ${order.number} at ${shop.name}`,
    blocks: [
      { paragraph: `Thank you for your order ${order.number}. We have set everything aside for you.` },
      { rows: orderRows(order, "en") },
      { paragraph: "If you chose to pay by invoice, you pay after delivery." },
    ],
  }),
  ko: (order, shop) => ({
    subject: `${shop.name} 주문 ${order.number} 접수 안내`,
    blocks: [
      { paragraph: `주문해 주셔서 감사합니다. 주문 번호는 ${order.number}이며, 상품을 모두 확보했습니다.` },
      { rows: orderRows(order, "ko") },
      { paragraph: "청구서 결제를 선택하셨다면 배송 후에 결제하시면 됩니다." },
    ],
  }),
};
