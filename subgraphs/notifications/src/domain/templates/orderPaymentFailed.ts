import { type MailedOrder, orderRows } from "../order.ts";
import type { Language, Template } from "../template.ts";

export interface MailedPaymentFailure extends MailedOrder {
  /** A problem's code. */
  readonly reason: string;
  /** Whether it had been confirmed. */
  readonly confirmed: boolean;
}

/** What became of the order, for the subject, and how that is told. */
interface End {
  readonly became: string;
  readonly told: (order: MailedPaymentFailure) => string;
}

/** What was confirmed before is taken back; what was not never came about. */
const fails = {
  en: (why: string) => (order: MailedPaymentFailure) =>
    order.confirmed
      ? `${why} We had confirmed your order ${order.number} and have to give it up.`
      : `${why} Your order ${order.number} did not come about.`,
  ko: (why: string) => (order: MailedPaymentFailure) =>
    order.confirmed
      ? `${why} 접수되었던 주문 번호 ${order.number} 건은 취소됩니다.`
      : `${why} 주문 번호 ${order.number} 건은 접수되지 않았습니다.`,
};

const unpaid = {
  en: (why: string): End => ({ became: "could not be paid", told: fails.en(why) }),
  ko: (why: string): End => ({ became: "결제 실패", told: fails.ko(why) }),
};

const ends: Readonly<Record<Language, Readonly<Record<string, End>>>> = {
  en: {
    PAYMENT_DECLINED: unpaid.en("Your payment was declined."),
    PAYMENT_EXPIRED: unpaid.en("Your payment did not arrive in time."),
    PAYMENT_NOT_CAPTURED: unpaid.en("Your payment could not be collected."),
    CHECKOUT_ABORTED: {
      became: "is cancelled",
      told: ({ number }) => `Your order ${number} was cancelled before it was confirmed.`,
    },
  },
  ko: {
    PAYMENT_DECLINED: unpaid.ko("결제가 승인되지 않았습니다."),
    PAYMENT_EXPIRED: unpaid.ko("기한 안에 결제가 확인되지 않았습니다."),
    PAYMENT_NOT_CAPTURED: unpaid.ko("승인된 결제를 처리하지 못했습니다."),
    CHECKOUT_ABORTED: {
      became: "취소",
      told: ({ number }) => `주문 번호 ${number} 건은 접수가 확정되기 전에 취소되었습니다.`,
    },
  },
};

/** What ended for reasons that are the shop's own. */
const otherwise: Readonly<Record<Language, End>> = {
  en: { became: "could not be completed", told: fails.en("We could not complete your order.") },
  ko: { became: "처리 불가", told: fails.ko("주문을 완료하지 못했습니다.") },
};

const endOf = (language: Language, { reason }: MailedPaymentFailure): End =>
  ends[language][reason] ?? otherwise[language];

/** To whoever placed an order that came to nothing, mostly because it could not be paid. */
export const orderPaymentFailed: Template<MailedPaymentFailure> = {
  name: "order-payment-failed",
  en: (order, shop) => {
    const { became, told } = endOf("en", order);
    return {
      subject: `Your order ${order.number} at ${shop.name} ${became}`,
      blocks: [
        { paragraph: `${told(order)} This is what it was:` },
        { rows: orderRows(order, "en") },
        { paragraph: "We keep none of your money and hold nothing for this order. You are welcome to order again." },
      ],
    };
  },
  ko: (order, shop) => {
    const { became, told } = endOf("ko", order);
    return {
      subject: `${shop.name} 주문 ${order.number} ${became} 안내`,
      blocks: [
        { paragraph: `${told(order)} 주문 내용은 다음과 같습니다.` },
        { rows: orderRows(order, "ko") },
        { paragraph: "이 주문으로 청구되거나 보류된 금액은 없습니다. 언제든지 다시 주문하실 수 있습니다." },
      ],
    };
  },
};
