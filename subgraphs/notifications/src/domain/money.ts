import { type Money, moneyOut } from "@madang/service-kit";
import type { Language } from "./template.ts";

// English without a country would be American; the shop writes British English.
const regions = { en: "en-GB", ko: "ko-KR" } as const satisfies Record<Language, string>;

/** An amount as it is written in a language: `£12.50`, `₩12,500`. Exact at any size: it goes by decimal text. */
export function moneyText({ minor, currency }: Money, language: Language): string {
  const format = new Intl.NumberFormat(regions[language], { style: "currency", currency });
  const { amount } = moneyOut({ minor, currency });
  return isNumeric(amount) ? format.format(amount) : `${amount} ${currency}`;
}

const isNumeric = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);
