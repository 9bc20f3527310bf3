import { moneyText } from "../money.ts";
import type { Language, Template } from "../template.ts";

export interface MailedRefund {
  readonly number: string;
  readonly currency: string;
  readonly amountMinor: bigint;
}

const amountOf = ({ amountMinor, currency }: MailedRefund, language: Language) =>
  moneyText({ minor: amountMinor, currency }, language);

/** To whoever got money back. */
export const refundCompleted: Template<MailedRefund> = {
  name: "refund-completed",
  en: (refund, shop) => ({
    subject: `Refund for your order ${refund.number} at ${shop.name}`,
    blocks: [
      { paragraph: `We have given money back for your order ${refund.number}, the way you paid it.` },
      { rows: [{ label: "Refund", value: amountOf(refund, "en"), strong: true }] },
      { paragraph: "Your bank may take a few days to show it." },
    ],
  }),
  ko: (refund, shop) => ({
    subject: `${shop.name} 주문 ${refund.number} 환불 안내`,
    blocks: [
      { paragraph: `주문 번호 ${refund.number} 건의 금액을 결제하신 방법으로 돌려드렸습니다.` },
      { rows: [{ label: "환불 금액", value: amountOf(refund, "ko"), strong: true }] },
      { paragraph: "은행에 따라 확인까지 며칠이 걸릴 수 있습니다." },
    ],
  }),
};
