import type { Letter } from "./letter.ts";

export type Language = "en" | "ko";

/** What every letter knows of the shop. */
export interface Shop {
  readonly name: string;
}

/** A text that a mail carries, in every language that the shop writes. */
export type Template<Data> = { readonly name: string } & Readonly<Record<Language, (data: Data, shop: Shop) => Letter>>;

/** The language that a locale is written to in: `ko-KR` in Korean, what the shop does not write in English. */
export const languageOf = (locale: string): Language => (/^ko\b/i.test(locale) ? "ko" : "en");

/**
 * A name to greet somebody by; empty when it looks like something else. Anybody can register anybody's address, and
 * a shop's mail must not carry a stranger's links.
 */
export const greeted = (name: string) =>
  /[:/@<>]|www\.|\.\p{L}{2,}/iu.test(name) || name.length > 60 ? "" : name.trim();
