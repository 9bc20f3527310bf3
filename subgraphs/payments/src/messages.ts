import type { Messages } from "@madang/service-kit";

export const messages = {
  en: {
    PaymentDeclined: "The payment was declined, and nothing was taken. Please try another way to pay.",
    GiftCardNotUsable: "This gift card cannot be used for this order.",
    PaymentMethodNotFound: "There is no such saved payment method.",
    PaymentExpired: "The time to pay is over.",
    PaymentsOver: "The payments of this order are over.",
    PaymentNotCaptured: "The payment could not be taken.",
    RefundExceedsPaid: "That is more than can be given back.",
    PaymentNotFound: "There is no such payment.",
    InvoiceNotOpen: "This is no invoice that waits to be paid.",
    PaymentDiscrepancyNotFound: "There is no such difference waiting.",
  },
  ko: {
    PaymentDeclined: "결제가 거절되었으며 청구된 금액은 없습니다. 다른 결제 수단을 이용해 주세요.",
    GiftCardNotUsable: "이 상품권은 이 주문에 쓸 수 없습니다.",
    PaymentMethodNotFound: "그런 결제 수단이 저장되어 있지 않습니다.",
    PaymentExpired: "결제 기한이 지났습니다.",
    PaymentsOver: "이 주문의 결제는 이미 끝났습니다.",
    PaymentNotCaptured: "결제 금액을 청구하지 못했습니다.",
    RefundExceedsPaid: "환불할 수 있는 금액보다 많습니다.",
    PaymentNotFound: "그런 결제가 없습니다.",
    InvoiceNotOpen: "입금을 기다리는 청구서가 아닙니다.",
    PaymentDiscrepancyNotFound: "처리를 기다리는 그런 차이가 없습니다.",
  },
} as const satisfies Messages;
