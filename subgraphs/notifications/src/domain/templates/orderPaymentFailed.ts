import { type MailedOrder, orderRows } from "../order.ts";
import type { Language, Template } from "../template.ts";

export interface MailedPaymentFailure extends MailedOrder {
  /** A problem's code. */
  readonly reason: string;
  /** Whether it had been confirmed. */
  readonly confirmed: boolean;
}

const reasons: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    PAYMENT_DECLINED: "Your payment was declined.",
    PAYMENT_EXPIRED: "Your payment did not arrive in time.",
    PAYMENT_NOT_CAPTURED: "Your payment could not be collected.",
  },
  ko: {
    PAYMENT_DECLINED: "결제가 승인되지 않았습니다.",
    PAYMENT_EXPIRED: "기한 안에 결제가 확인되지 않았습니다.",
    PAYMENT_NOT_CAPTURED: "승인된 결제를 처리하지 못했습니다.",
  },
};

/** To whoever placed an order that could not be paid. */
export const orderPaymentFailed: Template<MailedPaymentFailure> = {
  name: "order-payment-failed",
  en: (order, shop) => ({
    subject: `Your order ${order.number} at ${shop.name} could not be paid`,
    blocks: [
      {
        paragraph: `${reasons.en[order.reason] ?? "Your payment did not succeed."} ${
          order.confirmed
            ? `We had confirmed your order ${order.number} and have to give it up.`
            : `Your order ${order.number} did not come about.`
        } This is what it was:`,
      },
      { rows: orderRows(order, "en") },
      { paragraph: "We keep none of your money and hold nothing for this order. You are welcome to order again." },
    ],
  }),
  ko: (order, shop) => ({
    subject: `${shop.name} 주문 ${order.number} 결제 실패 안내`,
    blocks: [
      {
        paragraph: `${reasons.ko[order.reason] ?? "결제가 완료되지 않았습니다."} ${
          order.confirmed
            ? `접수되었던 주문 번호 ${order.number} 건은 취소됩니다.`
            : `주문 번호 ${order.number} 건은 접수되지 않았습니다.`
        } 주문 내용은 다음과 같습니다.`,
      },
      { rows: orderRows(order, "ko") },
      { paragraph: "이 주문으로 청구되거나 보류된 금액은 없습니다. 언제든지 다시 주문하실 수 있습니다." },
    ],
  }),
};
