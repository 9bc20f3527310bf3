import { greeted, type Template } from "../template.ts";

/** To the owner of an account whose address somebody tried to register again. */
export const registrationRepeated: Template<{ readonly name: string }> = {
  name: "registration-repeated",
  en: ({ name }, shop) => ({
    subject: `You already have an account at ${shop.name}`,
    blocks: [
      { paragraph: greeted(name) ? `Hello ${greeted(name)},` : "Hello," },
      { paragraph: `somebody tried to open an account at ${shop.name} with this address, which has one already.` },
      {
        paragraph:
          "If it was you, sign in with your password. If it was not, nothing has changed and you need not do anything.",
      },
    ],
  }),
  ko: ({ name }, shop) => ({
    subject: `이미 ${shop.name} 계정이 있습니다`,
    blocks: [
      { paragraph: greeted(name) ? `${greeted(name)} 님, 안녕하세요.` : "안녕하세요." },
      { paragraph: `누군가 이 주소로 ${shop.name} 계정을 새로 만들려고 했지만, 이 주소에는 이미 계정이 있습니다.` },
      {
        paragraph:
          "본인이라면 비밀번호로 로그인하세요. 본인이 아니라면 바뀐 것이 없으니 아무것도 하지 않으셔도 됩니다.",
      },
    ],
  }),
};
