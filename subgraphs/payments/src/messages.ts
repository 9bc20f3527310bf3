import type { Messages } from "@madang/service-kit";

export const messages = {
  en: {
    PaymentNameTaken: "Another one is called that already.",
  },
  ko: {
    PaymentNameTaken: "이미 쓰이고 있는 이름입니다.",
  },
} as const satisfies Messages;
