import { greeted, type Template } from "../template.ts";

/** To somebody who opened an account. */
export const welcome: Template<{ readonly name: string }> = {
  name: "welcome",
  en: ({ name }, shop) => ({
    subject: `Welcome to ${shop.name}`,
    blocks: [
      { paragraph: greeted(name) ? `Hello ${greeted(name)},` : "Hello," },
      { paragraph: `your account at ${shop.name} is ready. Sign in with this address and your password.` },
      { paragraph: "If this was not you, somebody mistyped an address: you need not do anything." },
    ],
  }),
  ko: ({ name }, shop) => ({
    subject: `${shop.name}에 오신 것을 환영합니다`,
    blocks: [
      { paragraph: greeted(name) ? `${greeted(name)} 님, 안녕하세요.` : "안녕하세요." },
      { paragraph: `${shop.name} 계정이 준비되었습니다. 이 주소와 비밀번호로 로그인하세요.` },
      { paragraph: "가입하신 적이 없다면 누군가 주소를 잘못 적은 것이니 아무것도 하지 않으셔도 됩니다." },
    ],
  }),
};
