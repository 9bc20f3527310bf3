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

/** Of the languages that the shop speaks, the one for a language tag. */
export const localeOf = (tag: string): Locale => (tag.split("-")[0] === "ko" ? "ko" : "en");

/** The language chosen before, else the browser's. */
export const readLocale = (): Locale => localeOf(localStorage.getItem(key) ?? navigator.language);

export function keepLocale(locale: Locale): void {
  localStorage.setItem(key, locale);
}
