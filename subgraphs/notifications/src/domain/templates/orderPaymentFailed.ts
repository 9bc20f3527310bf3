import { type MailedOrder, orderRows } from "../order.ts";
import type { Language, Template } from "../template.ts";

export interface MailedPaymentFailure extends MailedOrder {
  /** A problem's code. */
  readonly reason: string;
  /** Whether it had been confirmed. */
  readonly confirmed: boolean;
}

/** What became of the order, for the subject, and why. */
interface End {
  readonly became: string;
  readonly why: string;
}

const unpaid = { en: "could not be paid", ko: "결제 실패" } as const satisfies Record<Language, string>;

const ends: Readonly<Record<Language, Readonly<Record<string, End>>>> = {
  en: {
    PAYMENT_DECLINED: { became: unpaid.en, why: "Your payment was declined." },
    PAYMENT_EXPIRED: { became: unpaid.en, why: "Your payment did not arrive in time." },
    PAYMENT_NOT_CAPTURED: { became: unpaid.en, why: "Your payment could not be collected." },
    CHECKOUT_ABORTED: { became: "is cancelled", why: "Your order was cancelled before it was paid." },
  },
  ko: {
    PAYMENT_DECLINED: { became: unpaid.ko, why: "결제가 승인되지 않았습니다." },
    PAYMENT_EXPIRED: { became: unpaid.ko, why: "기한 안에 결제가 확인되지 않았습니다." },
    PAYMENT_NOT_CAPTURED: { became: unpaid.ko, why: "승인된 결제를 처리하지 못했습니다." },
    CHECKOUT_ABORTED: { became: "취소", why: "결제가 완료되기 전에 취소되었습니다." },
  },
};

/** What ended for reasons that are the shop's own. */
const otherwise = {
  en: { became: "could not be completed", why: "We could not complete your order." },
  ko: { became: "처리 불가", why: "주문을 완료하지 못했습니다." },
} as const satisfies Record<Language, End>;

const endOf = (language: Language, { reason }: MailedPaymentFailure): End =>
  ends[language][reason] ?? otherwise[language];

/** To whoever placed an order that came to nothing, mostly because it could not be paid. */
export const orderPaymentFailed: Template<MailedPaymentFailure> = {
  name: "order-payment-failed",
  en: (order, shop) => {
    const { became, why } = endOf("en", order);
    const outcome = order.confirmed
      ? `We had confirmed your order ${order.number} and have to give it up.`
      : `Your order ${order.number} did not come about.`;
    return {
      subject: `Your order ${order.number} at ${shop.name} ${became}`,
      blocks: [
        { paragraph: `${why} ${outcome} This is what it was:` },
        { rows: orderRows(order, "en") },
        { paragraph: "We keep none of your money and hold nothing for this order. You are welcome to order again." },
      ],
    };
  },
  ko: (order, shop) => {
    const { became, why } = endOf("ko", order);
    const outcome = order.confirmed
      ? `접수되었던 주문 번호 ${order.number} 건은 취소됩니다.`
      : `주문 번호 ${order.number} 건은 접수되지 않았습니다.`;
    return {
      subject: `${shop.name} 주문 ${order.number} ${became} 안내`,
      blocks: [
        { paragraph: `${why} ${outcome} 주문 내용은 다음과 같습니다.` },
        { rows: orderRows(order, "ko") },
        { paragraph: "이 주문으로 청구되거나 보류된 금액은 없습니다. 언제든지 다시 주문하실 수 있습니다." },
      ],
    };
  },
};
