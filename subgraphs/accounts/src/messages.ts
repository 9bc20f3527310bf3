import type { Messages } from "@madang/service-kit";

export const messages = {
  en: {
    WrongCredentials: "E-mail and password do not match.",
    TooManyAttempts: "Too many attempts. Try again in {retryAfterSeconds} seconds.",
    SessionOver: "Your session is over. Sign in again.",
    AddressNotFound: "There is no such address in your address book.",
    TooManyAddresses: "An address book holds {limit} addresses. Take one out first.",
    AccountNotFound: "There is no such account.",
  },
  ko: {
    WrongCredentials: "이메일과 비밀번호가 맞지 않습니다.",
    TooManyAttempts: "시도가 너무 많았습니다. {retryAfterSeconds}초 뒤에 다시 해 주세요.",
    SessionOver: "로그인이 만료되었습니다. 다시 로그인해 주세요.",
    AddressNotFound: "주소록에 그런 주소가 없습니다.",
    TooManyAddresses: "주소록에는 주소를 {limit}개까지 담을 수 있습니다. 먼저 하나를 지워 주세요.",
    AccountNotFound: "그런 계정이 없습니다.",
  },
} as const satisfies Messages;
