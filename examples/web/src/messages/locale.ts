import { en, type Messages } from "./en.ts";
import { ko } from "./ko.ts";

export const messages = { en, ko } satisfies Record<string, Messages>;

export type Locale = keyof typeof messages;

/** Languages by the names that their speakers give them. */
export const languages: readonly (readonly [Locale, string])[] = [
  ["en", "English"],
  ["ko", "한국어"],
];

const key = "madang.locale";

/** The language chosen before, else the browser's. */
export function readLocale(): Locale {
  const [language] = (localStorage.getItem(key) ?? navigator.language).split("-");
  return language === "ko" ? "ko" : "en";
}

export function keepLocale(locale: Locale): void {
  localStorage.setItem(key, locale);
}
